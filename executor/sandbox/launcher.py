"""Starts worker processes, and learns when each has ended.

Owns the forker (`sandbox/forker.py`), the one process that everything is forked from: the
executor's messages with it, and what happens to the workers when it dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import itertools
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from signal import SIGKILL
from typing import Any, Final

import structlog

from warmhook.executor.sandbox import forker
from warmhook.executor.sandbox.backlog import SendBacklog
from warmhook.executor.sandbox.cage import Cage, Order
from warmhook.executor.sandbox.cgroup import LOW_WEIGHT, NORMAL_WEIGHT, Group
from warmhook.executor.sandbox.usage import Usage, read_usage

# A worker blocks when its console pipe is full until the executor has read it; a larger pipe
# lets a chatty hook run on meanwhile.
_PIPE_BYTES: Final = 256 * 1024
_MESSAGE_BYTES: Final = 64 * 1024
# It is a fork and a few system calls, on a machine that may be busy.
_TAKING_SECONDS: Final = 5.0
_MOST_SOCKETS: Final = 32
# The kernel needs a moment to let go of a group's last process.
_GROUP_SECONDS: Final = 0.05
# The same at shutdown, when nobody tries again: the kernel can take long on a busy machine.
_LAST_GROUP_SECONDS: Final = 5.0

_log = structlog.get_logger()


class SpawnFailedError(Exception):
    """The process could not be started, or ended before it was ready."""


class Process:
    """A started process and the executor's ends of its descriptors, all non-blocking."""

    def __init__(self, channel: socket.socket, console: int, stderr: int, order: Order) -> None:
        self.pid = 0
        self.channel = channel
        self.console = console
        self.stderr = stderr
        self.group = order.group
        self.allowance = order.allowance
        # As os.waitstatus_to_exitcode says it; None while it runs.
        self.status: int | None = None
        # Called once with the status, when the process has ended.
        self.on_end: Callable[[int], None] = lambda _: None
        self._low_priority = False

    def usage(self, pid: int) -> Usage:
        """What it has spent; `pid` is the process that runs the hook, which may be a child of this one."""
        return read_usage(pid, self.group)

    def lower_priority(self) -> None:
        """Give other processes precedence on the processor, if the worker has a control group."""
        if self.group is not None and not self._low_priority:
            self._low_priority = True
            self.group.weigh(LOW_WEIGHT)

    def normal_priority(self) -> None:
        if self.group is not None and self._low_priority:
            self._low_priority = False
            self.group.weigh(NORMAL_WEIGHT)

    def close(self) -> None:
        self.channel.close()
        os.close(self.console)
        os.close(self.stderr)


class Launcher:
    """Starts processes in a cage. `close()` it when all have ended."""

    def __init__(self, cage: Cage) -> None:
        self._cage = cage
        self._loop = asyncio.get_running_loop()
        self._orders = itertools.count(1)
        self._starting: dict[int, tuple[Process, asyncio.Future[None]]] = {}
        self._processes: dict[int, Process] = {}
        # Groups whose last processes are still dying.
        self._left: list[Group] = []
        self._left_timer: asyncio.TimerHandle | None = None
        self._control: socket.socket | None = None
        # Of the control socket, as long as there is one.
        self._backlog: SendBacklog | None = None
        self._forker: subprocess.Popen[bytes] | None = None

    async def launch(self, name: str, memory_mb: int, arguments: Sequence[str] | None = None) -> Process:
        """Start a worker; `name` is unique and ends in "-" and its number. Raises SpawnFailedError."""
        started: asyncio.Future[None] = self._loop.create_future()
        try:
            process = self._order(name, memory_mb, arguments, started)
            await started
        except OSError as error:
            raise SpawnFailedError(f"a worker cannot be started: {error}") from error
        return process

    def settle(self, pid: int) -> None:
        """Complete the cage of a worker that has spoken. `pid` is the process that runs its hook."""
        self._cage.settle(pid)

    async def take_sockets(self, process: Process, streams: int) -> list[int]:
        """Sockets of its network namespace: for netlink, for datagrams, and `streams` more, none bound.

        They are the caller's to close. Raises OSError.
        """
        if self._control is None:
            raise ProcessLookupError("the forker has gone")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            ours.setblocking(False)  # noqa: FBT003 - the standard library's signature
            with theirs:
                order = json.dumps({"enter": process.pid, "streams": streams}).encode()
                socket.send_fds(self._control, [order], [theirs.fileno()])
            return await self._taken(ours)

    async def _taken(self, answer: socket.socket) -> list[int]:
        readable = asyncio.Event()
        self._loop.add_reader(answer, readable.set)
        try:
            async with asyncio.timeout(_TAKING_SECONDS):
                await readable.wait()
        finally:
            self._loop.remove_reader(answer)
        message, descriptors, _, _ = socket.recv_fds(answer, _MESSAGE_BYTES, _MOST_SOCKETS)
        if not descriptors:
            raise OSError(message.decode() or "the forker has gone")
        return descriptors

    def kill(self, process: Process) -> None:
        """End the process, and all that it has started, now."""
        if process.status is None and self._backlog is not None:
            # Where the forker has died, all processes have died with it; `_events` is about to hear so.
            self._backlog.send(json.dumps({"kill": process.pid}).encode())
        if process.group is not None:
            process.group.kill()

    def close(self) -> None:
        """End the forker, and with it every process that still runs."""
        if self._control is not None:
            self._hang_up(self._control)
        if self._forker is not None:
            self._forker.wait()
        if self._left_timer is not None:
            self._left_timer.cancel()
        self._outlive_left()

    # --- orders ---------------------------------------------------------------------

    def _order(
        self, name: str, memory_mb: int, arguments: Sequence[str] | None, started: asyncio.Future[None]
    ) -> Process:
        control = self._ensure_forker()
        number = next(self._orders)
        with contextlib.ExitStack() as undo, contextlib.ExitStack() as theirs:
            ours, channel = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
            undo.callback(ours.close)
            theirs.callback(channel.close)
            ours.setblocking(False)  # noqa: FBT003 - the standard library's signature
            # With the first message the kernel then tells us the sender's pid.
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            console, console_end = _pipe(undo, theirs)
            stderr, stderr_end = _pipe(undo, theirs)
            order = theirs.enter_context(self._cage.order(name, memory_mb, arguments))
            undo.callback(self._discard, order.group)
            message = json.dumps({"order": number, **order.fields}).encode()
            descriptors = [channel.fileno(), console_end, stderr_end, *order.descriptors]
            socket.send_fds(control, [message], descriptors)
            process = Process(ours, console, stderr, order)
            self._starting[number] = (process, started)
            undo.pop_all()
        return process

    def _ensure_forker(self) -> socket.socket:
        if self._control is None:
            control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._forker = subprocess.Popen(  # noqa: S603 - our own program
                    [sys.executable, "-I", "-S", forker.__file__],
                    stdin=theirs.fileno(),
                    env={},
                    cwd="/",
                    start_new_session=True,
                )
            # The forker may be telling us of ends before it reads on, so we must not wait for it.
            control.setblocking(False)  # noqa: FBT003 - the standard library's signature
            self._control = control
            self._backlog = SendBacklog(control)
            self._loop.add_reader(control, self._events)
        return self._control

    def _hang_up(self, control: socket.socket) -> None:
        self._loop.remove_reader(control)
        if self._backlog is not None:
            self._backlog.close()
        control.close()
        self._control = self._backlog = None

    # --- events ---------------------------------------------------------------------

    def _events(self) -> None:
        assert self._control is not None
        while True:
            try:
                message = self._control.recv(_MESSAGE_BYTES, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            except OSError:
                message = b""
            if not message:
                self._forker_died()
                return
            event = json.loads(message)
            if "order" in event:
                self._answered(event)
            else:
                self._ended(self._processes.pop(event["exited"]), event["status"])

    def _answered(self, event: dict[str, Any]) -> None:
        process, started = self._starting.pop(event["order"])
        if "error" in event:
            self._discard(process.group)
            process.close()
            if not started.cancelled():
                started.set_exception(OSError(event["error"]))
            return
        process.pid = event["pid"]
        self._processes[process.pid] = process
        if started.cancelled():
            # The caller that wanted this process has gone.
            process.on_end = lambda _: process.close()
            self.kill(process)
        else:
            started.set_result(None)

    def _ended(self, process: Process, status: int) -> None:
        process.status = status
        process.on_end(status)
        if process.group is not None:
            # End every process that it has left behind.
            process.group.kill()
        self._discard(process.group)

    def _forker_died(self) -> None:
        """Its children have died with it; the next order starts another."""
        assert self._control is not None
        assert self._forker is not None
        self._hang_up(self._control)
        status = self._forker.wait()
        _log.error("forker_died", status=status)
        for process, started in self._starting.values():
            self._discard(process.group)
            process.close()
            if not started.cancelled():
                started.set_exception(OSError("the forker died"))
        self._starting.clear()
        processes, self._processes = self._processes, {}
        for process in processes.values():
            self._ended(process, -SIGKILL)

    # --- groups ---------------------------------------------------------------------

    def _discard(self, group: Group | None) -> None:
        if group is not None and not group.remove():
            self._left.append(group)
            if self._left_timer is None:
                self._left_timer = self._loop.call_later(_GROUP_SECONDS, self._remove_left)

    def _outlive_left(self) -> None:
        """Wait for processes that are still ending: nobody removes their groups after us."""
        deadline = time.monotonic() + _LAST_GROUP_SECONDS
        while self._left and time.monotonic() < deadline:
            for group in self._left:
                group.kill()
            self._left = [group for group in self._left if not group.remove()]
            time.sleep(_GROUP_SECONDS if self._left else 0)

    def _remove_left(self) -> None:
        self._left_timer = None
        left, self._left = self._left, []
        for group in left:
            # A process that was forked during the last kill may have escaped it.
            group.kill()
            self._discard(group)


def _pipe(undo: contextlib.ExitStack, theirs: contextlib.ExitStack) -> tuple[int, int]:
    """A pipe whose read end does not block and whose write end does."""
    reading, writing = os.pipe()
    undo.callback(os.close, reading)
    theirs.callback(os.close, writing)
    os.set_blocking(reading, False)
    with contextlib.suppress(PermissionError):
        # Refused if the user's pipes exceed the kernel's soft limit; the default size is enough then.
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return reading, writing
