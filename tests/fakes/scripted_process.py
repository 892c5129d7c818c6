"""A worker's process that says what the test tells it to.

Owns the far ends of real descriptors, and what the kernel would say of the process. The near ends are a
`Process` as the launcher makes it; no process is behind them, so nothing takes any time.
"""

from __future__ import annotations

import contextlib
import os
import socket
from dataclasses import dataclass, field

from warmhook.executor.sandbox.cage import Order
from warmhook.executor.sandbox.cgroup import Group
from warmhook.executor.sandbox.launcher import Launcher, Process
from warmhook.executor.sandbox.policy import Allowance
from warmhook.executor.sandbox.usage import Usage
from warmhook.executor.worker.frames import Decoder, Frame, encode

ALLOWANCE = Allowance(heap_mb=128, memory_bytes=1000, scratch_files=10)
# As bubblewrap's: that of the process that runs the hook is another.
OUTER_PID = 4711
_MOST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ScriptedGroup(Group):
    """A control group that is only told of."""

    weights: list[int] = field(default_factory=list)
    killed_for_memory: list[bool] = field(default_factory=list)

    def weigh(self, weight: int) -> None:
        self.weights.append(weight)

    def oom_kills(self) -> int:
        return len(self.killed_for_memory)


class ScriptedProcess(Process):
    def __init__(self, group: Group | None = None) -> None:
        ours, self.far_channel = socket.socketpair()
        ours.setblocking(False)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        console, self._far_console = _pipe()
        stderr, self._far_stderr = _pipe()
        super().__init__(ours, console, stderr, Order({}, [], group, ALLOWANCE))
        self.pid = OUTER_PID
        self.spent = Usage()
        # Which processes' usage was asked for.
        self.usage_of: list[int] = []
        self.closed = False
        self._heard = Decoder(_MOST)

    # --- what the executor does with it ---------------------------------------------

    def usage(self, pid: int) -> Usage:
        self.usage_of.append(pid)
        return self.spent

    def close(self) -> None:
        assert not self.closed
        self.closed = True
        super().close()

    # --- what it does itself --------------------------------------------------------

    def say(self, word: str, body: bytes = b"", /, **header: object) -> None:
        self.say_bytes(encode({"type": word, **header}, body))

    def say_bytes(self, data: bytes) -> None:
        self.far_channel.sendall(data)

    def print(self, data: bytes) -> None:
        os.write(self._far_console, data)

    def print_to_stderr(self, data: bytes) -> None:
        os.write(self._far_stderr, data)

    def hear(self, most: int = _MOST) -> list[Frame]:
        """The frames that it has been sent, reading `most` bytes; the rest stays in the socket."""
        frames = []
        self.far_channel.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while most > 0 and (data := self.far_channel.recv(min(most, 65536))):
                most -= len(data)
                frames += self._heard.feed(data)
        self.far_channel.setblocking(True)
        return frames

    def close_channel(self) -> None:
        self.far_channel.close()

    def close_console(self) -> None:
        os.close(self._far_console)
        self._far_console = -1

    def close_stderr(self) -> None:
        os.close(self._far_stderr)
        self._far_stderr = -1

    def end(self, status: int) -> None:
        """What it has said is still in the descriptors; the launcher hears of its end."""
        self._close_far_ends()
        self.status = status
        self.on_end(status)

    def discard(self) -> None:
        """Close whatever the test has left open."""
        self._close_far_ends()
        if not self.closed:
            self.close()

    def _close_far_ends(self) -> None:
        self.far_channel.close()
        for descriptor in (self._far_console, self._far_stderr):
            if descriptor >= 0:
                os.close(descriptor)
        self._far_console = self._far_stderr = -1


class ScriptedLauncher(Launcher):
    """Keeps what it was told. Processes end when the test says so."""

    def __init__(self) -> None:
        self.kills = 0
        self.settled: list[int] = []

    def kill(self, process: Process) -> None:
        del process
        self.kills += 1

    def settle(self, pid: int) -> None:
        self.settled.append(pid)


def _pipe() -> tuple[int, int]:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    return reading, writing
