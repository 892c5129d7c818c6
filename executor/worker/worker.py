"""One caged process and its conversation, from its first word until it is reaped.

Owns the I/O of a worker, its end, and the clock of the execution it runs. An answer, the end of the process
and the deadline are raced, always; whichever comes first ends the execution, and the end of the stream is
never an answer. It must not know which execution comes next, nor why it was chosen.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import socket
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from struct import Struct
from typing import Final, Protocol

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import ConsoleText, Died, Execution, Outcome, Threw, WorkerId
from warmhook.executor.sandbox.cgroup import Group
from warmhook.executor.sandbox.launcher import Launcher, Process
from warmhook.executor.sandbox.usage import Usage
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
from warmhook.executor.worker.spending import excess, is_heavy, timed_out

_READ: Final = 256 * 1024
# Output between two executions after which a worker is ended: it would keep the executor busy for nobody.
_LATE: Final = 16 * 1024 * 1024
# What is kept of stderr, to tell why a process ended.
_TAIL: Final = 8 * 1024
# What a worker is given to end by itself once it says that it does, or closes its connection; seconds.
_TO_END: Final = 0.5
_TO_END_SILENTLY: Final = 0.05
# How often a running execution is looked at, seconds.
_LOOK_EVERY: Final = 0.25
# The event loop counts in whole milliseconds, so a timer may come this much early, seconds.
_EARLY: Final = 0.002
# What a script does at its top level, before its first execution, has this number.
_LOADING: Final = 0
# struct ucred: pid, uid, gid
_CREDENTIALS: Final = Struct("=iII")


@dataclass(frozen=True, slots=True)
class Ended:
    """An execution on this worker is over."""

    outcome: Outcome | Refusal
    # The worker can be used again.
    clean: bool
    console: tuple[ConsoleText, ...]
    console_truncated: bool
    # Seconds.
    startup: float
    run: float
    cold: bool
    tried_network: bool


class Events(Protocol):
    """Who hears of what happens; called from the event loop, never from within a call to the worker."""

    def worker_ready(self, worker: Worker) -> None: ...

    # It is being ended although nothing runs on it.
    def worker_unfit(self, worker: Worker) -> None: ...
    def execution_ended(self, worker: Worker, execution: Execution, ended: Ended) -> None: ...
    def execution_unseen(self, worker: Worker, execution: Execution) -> None: ...
    def worker_gone(self, worker: Worker) -> None: ...


@dataclass(slots=True)
class _Running:
    execution: Execution
    started_at: float
    # When the hook could begin: at once on a warm worker, when it is bound on a cold one.
    bound_at: float | None
    cold: bool
    # When time is up, the execution's or its caller's.
    late_at: float
    # When it is looked at next.
    look_at: float
    # What the worker had spent when the execution began, or, on a warm worker, when it was first
    # looked at: most are over before that.
    before: Usage | None
    # The hook has tried to reach a network that it has not.
    tried_network: bool = False


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
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._decoder = Decoder(HEADER_ALLOWANCE_BYTES)
        self._console = Console()
        self._stderr_tail = b""
        self._unsent: deque[bytes] = deque()
        self._running: _Running | None = None
        self._alarm = Alarm(self._alarmed)
        # Of the executions that are over.
        self._busy_seconds = 0.0
        # It has said that it is about to end.
        self._ending = False
        self._gone = False
        self._outputs = select.poll()
        self._outputs.register(process.console, select.POLLIN)
        self._outputs.register(process.stderr, select.POLLIN)
        self._loop.add_reader(process.channel, self._channel_readable)
        self._loop.add_reader(process.console, self._output_readable)
        self._loop.add_reader(process.stderr, self._output_readable)
        process.on_end = self._process_ended
        if process.status is not None:
            # It was faster than we.
            self._loop.call_soon(self._process_ended, process.status)

    def __repr__(self) -> str:
        return f"<Worker {self.id}: pid {self.pid}, {self.state.value}{', gone' if self._gone else ''}>"

    @property
    def group(self) -> Group | None:
        return self._process.group

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
        late_at = now + execution.time_limit_ms / 1000
        if execution.deadline is not None:
            late_at = min(late_at, execution.deadline)
        look_at = min(late_at, now + _LOOK_EVERY)
        # What it took to start is not the execution's.
        before = self._process.usage(self.pid) if bind else None
        self._running = _Running(execution, now, None if bind else now, bind, late_at, look_at, before)
        self._alarm.set(look_at)
        self._send(b"".join(frames))

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
        return self._busy_seconds + (now - self._running.started_at if self._running is not None else 0.0)

    # --- what the process says ----------------------------------------------------

    def _channel_readable(self) -> None:
        try:
            data = self._first_words() if self.state is State.STARTING else self._process.channel.recv(_READ)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            # The process is ending; its exit tells how. A process that only closed its end is helped along.
            self._loop.remove_reader(self._process.channel)
            self._loop.call_later(_TO_END_SILENTLY, self._help_end, "it closed its connection")
            self._tell_unfit()
            return
        self._feed(data)

    def _first_words(self) -> bytes:
        """Receive, and learn from the kernel which process it is that speaks."""
        data, ancillary, _, _ = self._process.channel.recvmsg(_READ, socket.CMSG_SPACE(_CREDENTIALS.size))
        for level, kind, content in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                self.pid, _, _ = _CREDENTIALS.unpack(content)
                self._launcher.settle(self.pid)
        self._process.channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        return data

    def _feed(self, data: bytes) -> None:
        if self.end:
            # It has been told to end; nothing that it still says counts.
            return
        try:
            frames = self._decoder.feed(data)
            for number, frame in enumerate(frames, start=1):
                # An outcome is the last word until the next `execute`. What follows it cannot be
                # meant for an execution that this worker does not know of yet.
                last = number == len(frames) and self._decoder.empty
                self._received(frame, last=last)
        except ProtocolError as error:
            self._broken(error)

    def _received(self, frame: Frame, *, last: bool) -> None:
        if self.state is State.BINDING and frame.type == "bound":
            self._bound()
            return
        if self.state is not State.STARTING and frame.type == "ending":
            self._is_ending(frame)
            return
        if self.state in (State.BINDING, State.BUSY) and frame.type == "network":
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
            self._running.bound_at = self._clock()

    def _is_ending(self, frame: Frame) -> None:
        running, seen = self._running, frame.header.get("seen")
        if not isinstance(seen, int):
            raise ProtocolError("wrong_field", "an ending whose seen is not a number")
        self._ending = True
        if running is None:
            self._tell_unfit()
            # What its hook does at the end may never return, and only an execution has a clock.
            self._loop.call_later(_TO_END, self._help_end, "it said that it ends, and did not")
        elif running.execution.id != seen:
            self._running = None
            self.kill("it was ending when its execution came")
            self._events.execution_unseen(self, running.execution)

    def _tried_network(self, frame: Frame) -> None:
        running, number = self._running, frame.header.get("execution")
        if running is None or number not in (running.execution.id, _LOADING):
            raise ProtocolError("wrong_execution", "a try to reach a network by nothing that runs here")
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
        if self._running is None and self._console.late_bytes > _LATE:
            self.retire("it went on printing after its answer")

    def _read_output(self) -> None:
        """Take what is in the pipes; before and after each execution, so one question is asked for both.

        One read takes all that a full pipe holds. To go on would be to race whoever fills it.
        """
        for descriptor, _ in self._outputs.poll(0):
            data = os.read(descriptor, _READ)
            if not data:
                self._loop.remove_reader(descriptor)
                self._outputs.unregister(descriptor)
            elif descriptor == self._process.console:
                self._console.feed(data)
            else:
                self._stderr_tail = (self._stderr_tail + data)[-_TAIL:]
                self._console.raw(data)

    # --- how an execution ends ----------------------------------------------------

    def _finish(self, outcome: Outcome | Refusal, *, clean: bool) -> None:
        running = self._running
        assert running is not None
        self._running = None
        now = self._clock()
        self._busy_seconds += now - running.started_at
        self._process.normal_priority()
        # Whatever it wrote before its answer is in the pipes by now.
        self._read_output()
        console, truncated = self._console.take()
        bound_at = now if running.bound_at is None else running.bound_at
        ended = Ended(
            outcome,
            clean,
            console,
            truncated,
            startup=bound_at - running.started_at,
            run=now - bound_at,
            cold=running.cold,
            tried_network=running.tried_network,
        )
        if not clean:
            self.kill(f"its execution ended in {type(outcome).__name__}")
        self._events.execution_ended(self, running.execution, ended)

    def _alarmed(self) -> None:
        running, now = self._running, self._clock()
        if running is not None and now < running.look_at - _EARLY:
            self._alarm.set(running.look_at)
        elif running is not None:
            self._look(running, now)

    def _look(self, running: _Running, now: float) -> None:
        """Is time up, or something else? From time to time while an execution runs."""
        usage = self._process.usage(self.pid)
        before = running.before or usage
        limit_ms = running.execution.time_limit_ms
        if now >= running.late_at - _EARLY:
            self._finish(self._late(running, usage, before), clean=False)
            return
        spent = excess(usage, before, limit_ms, self._process.allowance)
        if spent is not None:
            self._finish(spent, clean=False)
            return
        if is_heavy(usage, before):
            self._process.lower_priority()
        running.before = before
        running.look_at = min(running.late_at, now + _LOOK_EVERY)
        self._alarm.set(running.look_at)

    def _late(self, running: _Running, usage: Usage, before: Usage) -> Outcome | Refusal:
        execution = running.execution
        if execution.deadline == running.late_at:
            return Refusal(
                Code.DEADLINE_EXCEEDED, "the call's deadline passed while the hook ran; the hook was stopped"
            )
        return timed_out(usage, before, execution.time_limit_ms)

    def _broken(self, error: ProtocolError) -> None:
        self._loop.remove_reader(self._process.channel)
        self.kill(f"it broke the protocol: {error} ({error.code})")
        if self._running is not None:
            self._finish(
                Died("the worker answered with something that is no answer, and was ended"), clean=False
            )
        else:
            self._tell_unfit()

    def _tell_unfit(self) -> None:
        if self._running is None:
            self._events.worker_unfit(self)

    def _help_end(self, why: str) -> None:
        if not self._gone:
            self.kill(why)

    def _process_ended(self, status: int) -> None:
        self._gone = True
        # What it said last may still be unread, and comes before its death.
        self._drain()
        if not self.end:
            starting = self.state is State.STARTING
            self.end = describe_ending(status, self._stderr_tail if starting else b"")
        if self._running is not None:
            self._finish(self._outcome_of_ending(status, self._running.execution), clean=False)
        for source in (self._process.channel, self._process.console, self._process.stderr):
            self._loop.remove_reader(source)
        self._loop.remove_writer(self._process.channel)
        self._alarm.cancel()
        self._process.close()
        self._events.worker_gone(self)

    def _drain(self) -> None:
        self._read_output()
        if self._running is None:
            # In particular, a process that is gone has never become ready.
            return
        with contextlib.suppress(OSError):
            while data := self._process.channel.recv(_READ):
                self._feed(data)

    def _outcome_of_ending(self, status: int, execution: Execution) -> Outcome:
        killed = self.group is not None and self.group.oom_kills() > 0
        memory_mb = execution.hook.limits.memory_mb
        return outcome_of_ending(status, self._stderr_tail, memory_mb, killed_for_memory=killed)

    # --- sending ------------------------------------------------------------------

    def _send(self, data: bytes) -> None:
        if self._unsent:
            self._unsent.append(data)
            return
        try:
            sent = self._process.channel.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            # It is dying; its exit ends the execution.
            return
        if sent < len(data):
            self._unsent.append(data[sent:])
            self._loop.add_writer(self._process.channel, self._channel_writable)

    def _channel_writable(self) -> None:
        pending = b"".join(self._unsent)
        self._unsent.clear()
        self._loop.remove_writer(self._process.channel)
        self._send(pending)
