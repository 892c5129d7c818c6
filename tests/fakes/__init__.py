"""Stand-ins with true state: an executor, a pool, workers and a clock that do as they are told."""
