"""One caged process: its state, and what becomes of it by all that happens.

Owns the conversation with the process, from its first word until it is reaped. An answer, the end of the
process and the clock are raced, always; whichever comes first ends the execution, and the end of the stream
is never an answer. It must not know which execution comes next, nor why it was chosen. Bytes are the business
of `pipes`, instants and spending that of `run`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final, Protocol

from warmhook.executor.errors import Refusal
from warmhook.executor.model import Died, Execution, Outcome, Threw, WorkerId
from warmhook.executor.sandbox.cgroup import Group
from warmhook.executor.sandbox.launcher import Launcher, Process
from warmhook.executor.sandbox.policy import Allowance
from warmhook.executor.worker.alarm import Alarm
from warmhook.executor.worker.console import Console
from warmhook.executor.worker.endings import describe_ending, outcome_of_ending
from warmhook.executor.worker.frames import (
    HEADER_ALLOWANCE_BYTES,
    PROTOCOL_VERSION,
    Decoder,
    Frame,
    ProtocolError,
    State,
    advance,
    bind_frame,
    execute_frame,
)
from warmhook.executor.worker.outcomes import read_outcome
from warmhook.executor.worker.pipes import Pipes
from warmhook.executor.worker.run import Ended, Run

# A worker that writes more than this between two executions is ended: nobody reads it.
_LATE_OUTPUT_BYTES: Final = 16 * 1024 * 1024
# What is kept of stderr, to tell why a process ended.
_STDERR_TAIL_BYTES: Final = 8 * 1024
# What a worker is given to end by itself once it says that it does, or closes its connection.
_END_SECONDS: Final = 0.5
_SILENT_END_SECONDS: Final = 0.05
# The number of what a script does at its top level, before its first execution.
_LOADING: Final = 0


class Events(Protocol):
    """Who hears of what happens; called from the event loop, never from within `run`, `abandon` or `kill`."""

    def worker_ready(self, worker: Worker) -> None: ...

    # It is ending, or being ended, and nothing runs on it.
    def worker_unfit(self, worker: Worker) -> None: ...
    def execution_ended(self, worker: Worker, execution: Execution, ended: Ended) -> None: ...
    def execution_unseen(self, worker: Worker, execution: Execution) -> None: ...
    def worker_gone(self, worker: Worker) -> None: ...


class Worker:
    def __init__(
        self,
        worker_id: WorkerId,
        process: Process,
        launcher: Launcher,
        events: Events,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.id = worker_id
        self.state = State.STARTING
        # Why it ended, once it has; for logs.
        self.end = ""
        # Of the process that runs the hook, once it has said something.
        self.pid = process.pid
        self._process = process
        self._launcher = launcher
        self._events = events
        # The event loop's own time is not exact enough to say how long a hook ran.
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._pipes = Pipes(
            process,
            on_channel=self._channel_readable,
            on_output=self._output_readable,
            on_speaker=self._introduced,
        )
        self._decoder = Decoder(HEADER_ALLOWANCE_BYTES)
        self._console = Console()
        self._stderr_tail = b""
        self._running: Run | None = None
        self._alarm = Alarm(self._alarmed)
        # Of the executions that are over.
        self._busy_seconds = 0.0
        # It has said that it is about to end.
        self._ending = False
        self._gone = False
        process.on_end = self._process_ended
        if process.status is not None:
            # The process had ended before this object was made.
            self._loop.call_soon(self._process_ended, process.status)

    def __repr__(self) -> str:
        return f"<Worker {self.id}: pid {self.pid}, {self.state.value}{', gone' if self._gone else ''}>"

    @property
    def group(self) -> Group | None:
        return self._process.group

    @property
    def allowance(self) -> Allowance:
        return self._process.allowance

    # --- what the supervisor asks -------------------------------------------------

    def run(self, execution: Execution, *, bind: bool) -> None:
        """Begin an execution; `events.execution_ended` follows, unless it is abandoned."""
        now = self._clock()
        limits = execution.hook.limits
        frames = []
        if bind:
            self.state = advance(self.state, "bind")
            self._decoder.max_frame = limits.result_bytes + HEADER_ALLOWANCE_BYTES
            frames.append(bind_frame(execution))
        else:
            self.state = advance(self.state, "execute")
            # What was written since the last answer belongs to an execution that is over.
            self._read_output()
        self._console.begin(execution.id, limits.console_bytes, first=bind)
        frames.append(execute_frame(execution))
        # The worker's start is not charged to the execution.
        before = self._process.usage(self.pid) if bind else None
        self._running = Run(execution, now, self._process.allowance, before, cold=bind)
        self._alarm.set(self._running.check_at)
        self._pipes.send(b"".join(frames))

    def abandon(self) -> None:
        """Nobody waits for the execution any more: stop it, and the process with it."""
        self._running = None
        self.kill("its execution was cancelled")

    def kill(self, why: str) -> None:
        """End the process, and everything that it has started, now. `events.worker_gone` follows."""
        if not self.end:
            self.end = why
        if not self._gone:
            self._launcher.kill(self._process)

    def retire(self, why: str) -> None:
        """End the process between two executions."""
        if not self.end:
            self.kill(why)
            self._tell_unfit()

    def busy_seconds(self, now: float) -> float:
        """For how long executions have run on it."""
        return self._busy_seconds + (self._running.seconds(now) if self._running is not None else 0.0)

    # --- what the process says ----------------------------------------------------

    def _channel_readable(self) -> None:
        data = self._pipes.receive()
        if data:
            self._feed(data)
        elif data is not None:
            # The process is ending, and its exit says how. If it only closed its end, it is killed soon.
            self._pipes.stop_receiving()
            self._loop.call_later(_SILENT_END_SECONDS, self.kill, "it closed its connection")
            self._tell_unfit()

    def _introduced(self, pid: int) -> None:
        self.pid = pid
        self._launcher.settle(pid)

    def _feed(self, data: bytes) -> None:
        if self.end:
            # It has been told to end, so what it still sends is ignored.
            return
        try:
            frames = self._decoder.feed(data)
            for number, frame in enumerate(frames, start=1):
                # An outcome is the last word until the next `execute`. What follows it cannot be
                # meant for an execution that this worker does not know of yet.
                last = number == len(frames) and self._decoder.empty
                self._received(frame, last=last)
                if self.end:
                    return
        except ProtocolError as error:
            self._broken(error)

    def _received(self, frame: Frame, *, last: bool) -> None:
        if self.state is State.BINDING and frame.type == "bound":
            self._bound()
            return
        if self.state is not State.STARTING and frame.type == "ending":
            self._is_ending(frame)
            return
        if frame.type == "network":
            self._tried_network(frame)
            return
        self.state = advance(self.state, frame.type)
        if frame.type == "ready":
            if frame.header.get("protocol") != PROTOCOL_VERSION:
                raise ProtocolError(
                    "wrong_version", f"the runtime speaks protocol {frame.header.get('protocol')}"
                )
            self._events.worker_ready(self)
        else:
            self._answered(frame, last=last)

    def _bound(self) -> None:
        self.state = advance(advance(self.state, "bound"), "execute")
        if self._running is not None:
            self._running.bound(self._clock())

    def _is_ending(self, frame: Frame) -> None:
        running, seen = self._running, frame.header.get("seen")
        if not isinstance(seen, int):
            raise ProtocolError("wrong_field", "an ending whose seen is not a number")
        if self._ending:
            # Each word would set a timer and have the pool plan anew.
            return
        self._ending = True
        if running is None:
            self._tell_unfit()
            # The hook's exit handlers may never return, and no execution's clock is running.
            self._loop.call_later(_END_SECONDS, self.kill, "it announced its end and did not end")
        elif running.execution.id != seen:
            self._running = None
            self.kill("it was ending when its execution came")
            self._events.execution_unseen(self, running.execution)

    def _tried_network(self, frame: Frame) -> None:
        running, number = self._running, frame.header.get("execution")
        if running is None or number not in (running.execution.id, _LOADING):
            raise ProtocolError("wrong_execution", "network use for an execution that is not running here")
        running.tried_network = True

    def _answered(self, frame: Frame, *, last: bool) -> None:
        running = self._running
        if running is None or frame.header.get("execution") != running.execution.id:
            raise ProtocolError("wrong_execution", "an outcome for an execution that is not running here")
        outcome = read_outcome(frame)
        dying = self._ending or self._gone or (isinstance(outcome, Threw) and outcome.uncaught)
        self._finish(outcome, clean=last and not dying)

    def _output_readable(self) -> None:
        self._read_output()
        if self._running is None and self._console.late_bytes > _LATE_OUTPUT_BYTES:
            self.retire("it went on printing after its answer")

    def _read_output(self) -> None:
        console, stderr = self._pipes.read_output()
        if console:
            self._console.feed(console)
        if stderr:
            self._stderr_tail = (self._stderr_tail + stderr)[-_STDERR_TAIL_BYTES:]
            self._console.raw(stderr)

    # --- how an execution ends ----------------------------------------------------

    def _finish(self, outcome: Outcome | Refusal, *, clean: bool) -> None:
        running = self._running
        assert running is not None
        self._running = None
        now = self._clock()
        self._busy_seconds += running.seconds(now)
        self._process.normal_priority()
        # Whatever it wrote before its answer is in the pipes by now.
        self._read_output()
        console, truncated = self._console.take()
        ended = running.end(now, outcome, console, console_truncated=truncated, clean=clean)
        if not clean:
            self.kill(f"its execution ended in {type(outcome).__name__}")
        self._events.execution_ended(self, running.execution, ended)

    def _alarmed(self) -> None:
        running, now = self._running, self._clock()
        if running is None:
            return
        if running.is_due(now):
            outcome = running.check(now, self._process.usage(self.pid))
            if outcome is not None:
                self._finish(outcome, clean=False)
                return
            if running.heavy:
                self._process.lower_priority()
        self._alarm.set(running.check_at)

    def _broken(self, error: ProtocolError) -> None:
        self._pipes.stop_receiving()
        self.kill(f"it broke the protocol: {error} ({error.code})")
        if self._running is not None:
            self._finish(
                Died("the worker's answer broke the protocol, and the worker was ended"), clean=False
            )
        else:
            self._tell_unfit()

    def _tell_unfit(self) -> None:
        if self._running is None:
            self._events.worker_unfit(self)

    # --- how the process ends -----------------------------------------------------

    def _process_ended(self, status: int) -> None:
        self._gone = True
        # What it said last may still be unread, and comes before its end.
        self._drain()
        if not self.end:
            starting = self.state is State.STARTING
            self.end = describe_ending(status, self._stderr_tail if starting else b"")
        if self._running is not None:
            self._finish(self._outcome_of_ending(status, self._running.execution), clean=False)
        self._alarm.cancel()
        self._pipes.close()
        self._events.worker_gone(self)

    def _drain(self) -> None:
        self._read_output()
        # Where nothing runs, nothing that it said counts: a process that is gone never becomes ready.
        while self._running is not None and (data := self._pipes.receive()):
            self._feed(data)

    def _outcome_of_ending(self, status: int, execution: Execution) -> Outcome:
        killed = self.group is not None and self.group.oom_kills() > 0
        memory_mb = execution.hook.limits.memory_mb
        return outcome_of_ending(status, self._stderr_tail, memory_mb, killed_for_memory=killed)
