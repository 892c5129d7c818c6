"""Which workers are started, when, and what makes room for them.

Owns the starts under way, and the pause after starts that have failed. No I/O. It must not know executions
or hooks: it is told how many workers are short. What becomes of a worker is the pool's to decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from warmhook.executor.scheduling.indexes import FreeWorkers
from warmhook.executor.scheduling.plan import Phase, PooledWorker, PoolLimits

# A start may fail now and then. After this many failures in a row, and without any worker, nothing is left
# to wait for.
_HOPELESS_FAILURES: Final = 2
# The pause has long reached its limit after so many doublings; without a bound the power would overflow.
_MAX_DOUBLINGS: Final = 16


@dataclass(slots=True)
class Starting:
    # Starts that have failed since one was last a success.
    consecutive_failures: int = 0
    # Before this instant no worker is started.
    next_spawn_at: float = 0.0
    # Starts under way, by memory class.
    _under_way: Counter[int] = field(default_factory=Counter)

    # --- what happens -----------------------------------------------------------

    def begun(self, memory_mb: int) -> None:
        self._under_way[memory_mb] += 1

    def succeeded(self, memory_mb: int) -> int:
        """The worker is ready. Answers how many failures its success has ended."""
        self._under_way[memory_mb] -= 1
        ended, self.consecutive_failures = self.consecutive_failures, 0
        return ended

    def failed(self, memory_mb: int, now: float, limits: PoolLimits) -> None:
        self._under_way[memory_mb] -= 1
        self._back_off(now, limits)

    def died_unused(self, worker: PooledWorker, now: float, limits: PoolLimits) -> None:
        """The worker was ready, but that was no success: the next may be as short-lived."""
        self.consecutive_failures = max(self.consecutive_failures, worker.failures_before)
        self._back_off(now, limits)

    def _back_off(self, now: float, limits: PoolLimits) -> None:
        pause = limits.backoff_first_seconds * 2.0 ** min(self.consecutive_failures, _MAX_DOUBLINGS)
        self.consecutive_failures += 1
        self.next_spawn_at = now + min(pause, limits.backoff_last_seconds)

    # --- what may be done ---------------------------------------------------------

    @property
    def under_way(self) -> int:
        return self._under_way.total()

    def wanted(self, short: Mapping[int, int], spares_mb: int, spares_missing: int) -> Counter[int]:
        """How many workers of each memory class are to be started, those first that executions wait for."""
        wanted = Counter(short)
        wanted[spares_mb] += spares_missing
        wanted.subtract(self._under_way)
        # Without the classes of which enough are under way.
        return +wanted

    def may_start(self, limits: PoolLimits) -> bool:
        """May one more start be under way?

        After a failure one at a time is tried: it shows whether the next would fail too.
        """
        return self.under_way < (1 if self.consecutive_failures else limits.max_starting)

    def is_hopeless(self, workers: Iterable[PooledWorker]) -> bool:
        """Nobody is left to wait for, and trying again has not helped."""
        if self.consecutive_failures < _HOPELESS_FAILURES:
            return False
        return all(worker.phase is Phase.DYING for worker in workers)


def whom_to_evict(
    workers: Iterable[PooledWorker], free: FreeWorkers, short_of_mb: int | None
) -> PooledWorker | None:
    """The worker that makes room for one more; None while another one does, or where none can.

    An idle one, the least recently used. Where none idles and an execution needs a worker of the class
    `short_of_mb`, a spare of another class: no other worker serves nobody.
    """
    if any(worker.phase is Phase.DYING for worker in workers):
        return None
    idle = next(iter(free.idle.values()), None)
    if idle is not None or short_of_mb is None:
        return idle
    others = (spares for memory_mb, spares in free.spares.items() if memory_mb != short_of_mb)
    return next(chain.from_iterable(others), None)
