"""Starts worker processes.

Owns the fork: what a process inherits (descriptors 0 to 2, nothing of our
environment) and which thread is its parent. The kernel ties a worker's life to
the *thread* that started it, so all are started by one thread that lives as
long as the executor does.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import socket
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

# A worker blocks when its console pipe is full until the executor has read it; a larger pipe
# lets a chatty hook run on meanwhile.
_PIPE_BYTES: Final = 256 * 1024


class SpawnFailed(Exception):
    """The process could not be started, or ended before it was ready."""


@dataclass(frozen=True, slots=True)
class Process:
    """A started process and the executor's ends of its descriptors, all non-blocking."""

    popen: subprocess.Popen[bytes]
    # Readable once the process has ended.
    pidfd: int
    channel: socket.socket
    console: int
    stderr: int

    def close(self) -> None:
        self.channel.close()
        for descriptor in (self.pidfd, self.console, self.stderr):
            os.close(descriptor)


class Launcher:
    """Starts processes with the command that `command_for(memory_mb)` gives."""

    def __init__(self, command_for: Callable[[int], Sequence[str]]) -> None:
        self._command_for = command_for
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="launcher")

    async def launch(self, memory_mb: int) -> Process:
        """Raises SpawnFailed."""
        command = self._command_for(memory_mb)
        # Shielded: a process that has been started must not get lost with the task that wanted it.
        start = asyncio.get_running_loop().run_in_executor(self._thread, _start, command)
        try:
            return await asyncio.shield(start)
        except asyncio.CancelledError:
            start.add_done_callback(_discard)
            raise
        except OSError as error:
            raise SpawnFailed(f"{command[0]} cannot be started: {error}") from error

    def close(self) -> None:
        """End the thread, and with it, should there be any left, the workers."""
        self._thread.shutdown(wait=True)


def _start(command: Sequence[str]) -> Process:
    with contextlib.ExitStack() as undo, contextlib.ExitStack() as theirs:
        ours, channel = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        undo.callback(ours.close)
        theirs.callback(channel.close)
        console, console_end = _pipe(undo, theirs)
        stderr, stderr_end = _pipe(undo, theirs)
        popen = subprocess.Popen(  # noqa: S603 - the cage's command line, nothing of a hook in it
            command,
            stdin=channel.fileno(),
            stdout=console_end,
            stderr=stderr_end,
            env={},
            cwd="/",
            close_fds=True,
            start_new_session=True,
        )
        undo.callback(popen.wait)
        undo.callback(popen.kill)
        ours.setblocking(False)  # noqa: FBT003 - the standard library's signature
        process = Process(popen, os.pidfd_open(popen.pid), ours, console, stderr)
        undo.pop_all()
        return process


def _pipe(undo: contextlib.ExitStack, theirs: contextlib.ExitStack) -> tuple[int, int]:
    """Return a pipe whose read end does not block and whose write end does."""
    reading, writing = os.pipe()
    undo.callback(os.close, reading)
    theirs.callback(os.close, writing)
    os.set_blocking(reading, False)
    with contextlib.suppress(PermissionError):
        # Refused when the user's pipes are over the kernel's soft limit; the default size does too.
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return reading, writing


def _discard(start: asyncio.Future[Process]) -> None:
    if start.cancelled() or start.exception() is not None:
        return
    process = start.result()
    process.popen.kill()
    process.popen.wait()
    process.close()
