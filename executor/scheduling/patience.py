"""How long an execution waits for a busy worker of its hook.

Owns the times that decide between waiting and one more worker, and the reason for each. No I/O: numbers in,
instants out. It must not know which worker is taken, nor how one is started.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

# The instant at which a wait ends that is not worth while.
AT_ONCE: Final = -math.inf

# A run that took longer than expected moves the expectation by this share of the difference. Many such runs
# change it; one does not.
_LONGER_RUN_WEIGHT: Final = 0.02
# One run lengthens the expectation by this factor at most. A run that took very much longer tells of a busy
# machine more often than of its hook.
_LONGER_RUN_FACTOR_MAX: Final = 1.1


@dataclass(frozen=True, slots=True)
class Patience:
    # How many processors the workers have. A quick hook has no use for more busy workers than this.
    processors: int
    # Busy workers are waited for while one comes free at least this often. A slice of a busy processor is
    # 3 or 4 ms: a worker that waits so long for its slice is not slow.
    free_again_within_seconds: float = 0.005
    # An execution waits this long for busy workers, even if one comes free all the time.
    waited_in_all_seconds: float = 0.02
    # A hook whose runs take no longer than this is quick. It computes more than it waits.
    quick_run_seconds: float = 0.001
    # Where there is no room for another worker, a hook that has none waits this long. Then an idle worker of
    # another hook is ended for it, even if that hook has executions waiting.
    starved_after_seconds: float = 0.25

    def is_quick(self, run_seconds: float) -> bool:
        return run_seconds <= self.quick_run_seconds

    def wake_idle_at(self, busy: int, longest_since: float, run_seconds: float, waiting: int) -> float:
        """When an idle worker of the hook is woken for one of its `waiting` executions.

        `busy` workers run the hook already. The first of them has been busy since `longest_since`, and is
        expected to run for `run_seconds`.

        An idle worker has to be scheduled, with cold caches. That costs a busy machine more than a quick run.
        So the queue of a quick hook is left to its busy workers if they are as many as the processors, or if
        each of them can run its share of the queue in the time of one quick run. That ends when the first of
        them is late: the hook is not as quick as it was, or not always.
        """
        if not self.is_quick(run_seconds):
            return AT_ONCE
        if busy < self.processors and waiting * run_seconds > busy * self.quick_run_seconds:
            return AT_ONCE
        return longest_since + self.free_again_within_seconds

    def bind_fresh_at(
        self, busy: int, run_seconds: float, newest_since: float, turned_at: float, waiting_since: float
    ) -> float:
        """When an execution gets a fresh worker, where no worker of its hook idles.

        `busy` workers run the hook, and the first of them is expected to run for `run_seconds`. The last of
        them has been busy since `newest_since`. One of them last went from one execution to the next at
        `turned_at`.

        Busy workers are waited for while they come free in turn. A quick hook that has all processors waits
        longer, because starting a worker is work for hundreds of its runs. When its workers stand still for
        a moment, the machine has too much to do already, and one more would make all of them slower.
        """
        if busy >= self.processors and self.is_quick(run_seconds):
            return newest_since + self.waited_in_all_seconds
        came_free_at = max(waiting_since, turned_at)
        return min(came_free_at + self.free_again_within_seconds, waiting_since + self.waited_in_all_seconds)


def expected_run_seconds(before: float, took: float) -> float:
    """What the next run is expected to take after one that `took` so long, where `before` was expected.

    One short run is enough to shorten it: it shows what the hook takes when nothing is in its way.
    """
    if took < before:
        return took
    return min(before + _LONGER_RUN_WEIGHT * (took - before), before * _LONGER_RUN_FACTOR_MAX)
