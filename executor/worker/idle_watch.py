"""The idle watch: ends workers that use too much while no execution runs on them.

Owns the check, about once a second, of every worker that holds a hook. A hook may go on working after its
answer, as on Auth0. No execution's limits cover that work, and a thread that computes for as long as
its worker lives would take a processor from everybody else. It must not know the pool.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterable
from typing import Final

from warmhook.executor.sandbox.usage import read_idle_usage
from warmhook.executor.worker.frames import State
from warmhook.executor.worker.spending import UnaccountedCpu, idle_excess
from warmhook.executor.worker.worker import Worker

# A hook that knew the instants could have its processes end before each.
_CHECK_SECONDS: Final = (0.5, 1.5)
# A look at one takes a fifth of a millisecond where no control group counts, and calls must not wait for all.
_AT_ONCE: Final = 8
_PAUSE_SECONDS: Final = 0.01


class IdleWatch:
    """`start()` it, and `stop()` it before the event loop ends."""

    def __init__(self, workers: Callable[[], Iterable[Worker]]) -> None:
        self._workers = workers
        self._loop = asyncio.get_running_loop()
        self._spent: dict[Worker, UnaccountedCpu] = {}
        # Of this round, those that are still to be checked.
        self._unchecked: list[Worker] = []
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        wait = random.uniform(*_CHECK_SECONDS)  # noqa: S311 - a hook sees none of these numbers
        self._timer = self._loop.call_later(wait, self._begin_round)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _begin_round(self) -> None:
        self._unchecked = [worker for worker in self._workers() if _holds_a_hook(worker)]
        self._spent = {worker: self._spent[worker] for worker in self._unchecked if worker in self._spent}
        self._check_some()

    def _check_some(self) -> None:
        some, self._unchecked = self._unchecked[:_AT_ONCE], self._unchecked[_AT_ONCE:]
        for worker in filter(_holds_a_hook, some):
            self._check(worker)
        if self._unchecked:
            self._timer = self._loop.call_later(_PAUSE_SECONDS, self._check_some)
        else:
            self.start()

    def _check(self, worker: Worker) -> None:
        usage = read_idle_usage(worker.pid, worker.group)
        if usage is None:
            # The process is ending.
            return
        now = time.monotonic()
        busy_seconds = worker.busy_seconds(now)
        spent = self._spent.setdefault(worker, UnaccountedCpu(now, usage.cpu_ns, busy_seconds))
        spent.add(now, usage.cpu_ns, busy_seconds)
        # While an execution runs, the execution's own limits apply.
        if worker.state is State.IDLE and (why := idle_excess(usage, spent, worker.allowance)):
            worker.retire(why)


def _holds_a_hook(worker: Worker) -> bool:
    return worker.state in (State.IDLE, State.BUSY)
