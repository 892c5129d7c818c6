"""Workers, and a launcher of them, that do what a test says, when it says so.

They keep what `worker.Worker` and `launcher.Launcher` promise to the supervisor, and check what it owes them:
a worker that is told to do what it cannot do raises. No process is started.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import Accepted, Died, Execution, HookKey, Outcome, TimedOut, WorkerId
from warmhook.executor.sandbox.launcher import SpawnFailedError
from warmhook.executor.worker.frames import State
from warmhook.executor.worker.worker import Ended

# No process has this number, so that whoever asks the kernel for what it has spent is told that it is gone.
_NO_PID = 2**30
# How long a worker that says that it ends takes until it is killed.
_TO_END_SECONDS = 0.5


@dataclass(slots=True)
class Start:
    """A worker that the supervisor has asked for, and that has not been started."""

    name: str
    memory_mb: int
    started: asyncio.Future[Start]

    @property
    def worker_id(self) -> WorkerId:
        return WorkerId(int(self.name.removeprefix("worker-")))


class ScriptedLauncher:
    """Starts workers when it is told to. One that is killed ends a moment later, unless it clings to life."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.starts: list[Start] = []
        # Of those that were started and have not ended, by number.
        self.workers: dict[WorkerId, ScriptedWorker] = {}
        # All that any of them was given to run.
        self.runs: list[Execution] = []
        # What was killed ends only when the test says so.
        self.clinging = False

    async def launch(self, name: str, memory_mb: int, _arguments: object = None) -> Start:
        start = Start(name, memory_mb, self.loop.create_future())
        self.starts.append(start)
        return await start.started

    def succeed(self, start: Start) -> None:
        self.starts.remove(start)
        start.started.set_result(start)

    def fail(self, start: Start, error: str = "no") -> None:
        self.starts.remove(start)
        start.started.set_exception(SpawnFailedError(error))


class ScriptedWorker:
    """What the supervisor sees of a worker; below, what a test makes it do."""

    def __init__(self, worker_id: WorkerId, start: Start, launcher: ScriptedLauncher, events: Any) -> None:
        assert worker_id == start.worker_id
        self.id = worker_id
        self.pid = _NO_PID
        self.group = None
        self.end = ""
        self.state = State.STARTING
        self.memory_mb = start.memory_mb
        self.key: HookKey | None = None
        self.running: Execution | None = None
        self.runs: list[Execution] = []
        self._began_at = 0.0
        self._cold = False
        self._ending = False
        self._gone = False
        self._launcher = launcher
        self._events = events
        self._loop = launcher.loop
        self._clock: asyncio.TimerHandle | None = None
        launcher.workers[worker_id] = self

    # --- what the supervisor asks -------------------------------------------------

    def run(self, execution: Execution, *, bind: bool) -> None:
        assert not self.end, f"worker {self.id} has been told to end"
        assert not self._ending, f"worker {self.id} has said that it ends"
        assert self.state is (State.SPARE if bind else State.IDLE), f"worker {self.id} is {self.state.value}"
        assert bind or execution.key == self.key, f"worker {self.id} holds another hook"
        assert execution.key.memory_mb == self.memory_mb, f"worker {self.id} has another size"
        self.state, self.key, self.running = State.BUSY, execution.key, execution
        self.runs.append(execution)
        self._launcher.runs.append(execution)
        self._began_at, self._cold = self._loop.time(), bind
        late_at = self._began_at + execution.time_limit_ms / 1000
        if execution.deadline is not None:
            late_at = min(late_at, execution.deadline)
        self._clock = self._loop.call_at(late_at, self._late, execution, late_at)

    def abandon(self) -> None:
        assert self.running is not None, f"nothing runs on worker {self.id}"
        self._stop_clock()
        self.running = None
        self.kill("its execution was cancelled")

    def kill(self, why: str) -> None:
        if not self.end:
            self.end = why
            if not self._launcher.clinging:
                self._loop.call_soon(self.is_gone)

    def retire(self, why: str) -> None:
        if not self.end:
            self.kill(why)
            self._tell_unfit()

    def asked(self, _now: float) -> float:
        return 0.0

    # --- what the test makes it do ------------------------------------------------

    def is_ready(self) -> None:
        """It has started. Of one that was told to end, or has closed its connection, nothing is heard."""
        if not self.end and not self._ending:
            self.state = State.SPARE
            self._events.worker_ready(self)

    def answers(
        self,
        outcome: Outcome | Refusal = Accepted("1"),  # noqa: B008 - a frozen value
        *,
        clean: bool = True,
        tried_network: bool = False,
    ) -> None:
        execution = self.running
        assert execution is not None, f"nothing runs on worker {self.id}"
        self._stop_clock()
        self.running, self.state = None, State.IDLE
        if not clean:
            self.kill(f"its execution ended in {type(outcome).__name__}")
        ran = self._loop.time() - self._began_at
        ended = Ended(outcome, clean, (), False, 0.0, ran, self._cold, tried_network)
        self._events.execution_ended(self, execution, ended)

    def dies(self) -> None:
        """Its process ends by itself, whatever runs on it."""
        self.end = self.end or "exited"
        self.is_gone()

    def ends_unseen(self) -> None:
        """It was ending when its execution came, and has not begun it."""
        execution = self.running
        assert execution is not None, f"nothing runs on worker {self.id}"
        self._stop_clock()
        self.running = None
        self.kill("it was ending when its execution came")
        self._events.execution_unseen(self, execution)

    def is_unfit(self) -> None:
        """It says that it ends, or closes its connection, while nothing runs on it."""
        assert self.running is None, f"an execution runs on worker {self.id}"
        self._ending = True
        self._tell_unfit()
        self._loop.call_later(_TO_END_SECONDS, self.kill, "it announced its end and did not end")

    def is_gone(self) -> None:
        """The process that was told to end has ended."""
        if not self._gone:
            assert self.end, f"worker {self.id} has not been told to end"
            self._gone = True
            if self.running is not None:
                self.answers(Died("it exited"), clean=False)
            del self._launcher.workers[self.id]
            self._events.worker_gone(self)

    def _tell_unfit(self) -> None:
        if self.running is None:
            self._events.worker_unfit(self)

    def _late(self, execution: Execution, late_at: float) -> None:
        if execution.deadline == late_at:
            self.answers(Refusal(Code.DEADLINE_EXCEEDED, "too late"), clean=False)
        else:
            self.answers(TimedOut(execution.time_limit_ms), clean=False)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
