"""The executions that somebody waits for: each is answered exactly once, or its caller goes away.

Owns who waits for what and for how long, how executions have ended, and how long they run. It must not know
which worker is free, nor why an execution is given one: workers and the pool are the supervisor's.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import Execution, ExecutionId, Report, Timing, WorkerId
from warmhook.executor.worker.run import Ended

# Weight of the newest execution in the mean run time.
_NEWEST: Final = 0.05
# The mean before anything has run.
_FIRST_MEAN_RUN_SECONDS: Final = 0.01

# What becomes of an execution, for whoever asked for it. It must not call the supervisor.
Answer = Callable[[Report | Refusal], None]


@dataclass(slots=True)
class Call:
    """An execution and whoever waits for its report."""

    execution: Execution
    answer: Answer
    # Instants of the monotonic clock.
    submitted_at: float
    assigned_at: float = 0.0
    # The worker that runs it. Afterwards that worker may be at somebody else's execution.
    worker: WorkerId | None = None
    # Its first worker ended before it had begun, so it is given to a second.
    again: bool = False
    # Ends its wait for a worker.
    timer: asyncio.TimerHandle | None = None


class Calls:
    """The open calls. What ends one of them also forgets it, so that nothing ends it again."""

    def __init__(self, queue_seconds: float, waited_too_long: Callable[[Call, Refusal], None]) -> None:
        """`waited_too_long` hears of a call whose wait for a worker is over, and with what to refuse it."""
        # To be looked at; the methods change it.
        self.open: dict[ExecutionId, Call] = {}
        # Executions by how they ended: the outcome's class name, "Refused" or "Cancelled".
        self.counts: Counter[str] = Counter()
        # How long an execution has run, of late.
        self.mean_run_seconds = _FIRST_MEAN_RUN_SECONDS
        self._queue_seconds = queue_seconds
        self._waited_too_long = waited_too_long
        self._loop = asyncio.get_running_loop()
        # Set while no call is open.
        self._none_open = asyncio.Event()
        self._none_open.set()

    def begin(self, execution: Execution, answer: Answer, now: float) -> Call:
        call = self.open[execution.id] = Call(execution, answer, now)
        self._none_open.clear()
        return call

    async def none_open(self) -> None:
        """Wait until no call is open."""
        await self._none_open.wait()

    # --- while it waits -----------------------------------------------------------

    def limit_wait(self, call: Call) -> None:
        """It waits for a worker until it has waited long enough, or until its caller's deadline."""
        until = call.submitted_at + self._queue_seconds
        refusal = Refusal(
            Code.QUEUE_TIMEOUT,
            f"no worker came free within {self._queue_seconds:g} s",
            retry_after_ms=int(self._queue_seconds * 1000),
        )
        deadline = call.execution.deadline
        if deadline is not None and deadline < until:
            until = deadline
            refusal = Refusal(
                Code.DEADLINE_EXCEEDED, "the call's deadline passed while it waited for a worker"
            )
        call.timer = self._loop.call_at(until, self._waited_too_long, call, refusal)

    def assign(self, call: Call, worker: WorkerId, now: float) -> None:
        """It waits no longer."""
        if call.timer is not None:
            call.timer.cancel()
            call.timer = None
        call.assigned_at = now
        call.worker = worker

    # --- its end ------------------------------------------------------------------

    def report(self, call: Call, ended: Ended) -> None:
        """Answer what its worker says of it."""
        self.mean_run_seconds += _NEWEST * (ended.run - self.mean_run_seconds)
        if isinstance(ended.outcome, Refusal):
            self.refuse(call, ended.outcome)
            return
        self._forget(call)
        self.counts[type(ended.outcome).__name__] += 1
        timing = Timing(
            queued_us=_microseconds(call.assigned_at - call.submitted_at),
            startup_us=_microseconds(ended.startup),
            run_us=_microseconds(ended.run),
        )
        call.answer(Report(ended.outcome, ended.console, ended.console_truncated, timing, ended.cold))

    def refuse(self, call: Call, refusal: Refusal) -> None:
        self._forget(call)
        self.refuse_at_once(call.answer, refusal)

    def refuse_at_once(self, answer: Answer, refusal: Refusal) -> None:
        """Refuse an execution that is not begun."""
        self.counts["Refused"] += 1
        answer(refusal)

    def cancel(self, call: Call) -> None:
        """Its caller has gone away, and is not answered."""
        self._forget(call)
        self.counts["Cancelled"] += 1

    def _forget(self, call: Call) -> None:
        del self.open[call.execution.id]
        if call.timer is not None:
            call.timer.cancel()
        if not self.open:
            self._none_open.set()


def _microseconds(seconds: float) -> int:
    return max(round(seconds * 1_000_000), 0)
