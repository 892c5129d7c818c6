"""Real processes, servers and databases, started for tests and ended with them."""
