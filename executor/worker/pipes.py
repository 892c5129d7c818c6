"""The descriptors of one worker: its channel, its console and its stderr, as bytes in and out.

Owns watching, reading and closing them, and what waits to be sent. It must not know what the bytes mean, nor
what a worker is doing.
"""

from __future__ import annotations

import asyncio
import os
import select
import socket
from collections.abc import Callable
from struct import Struct
from typing import Final

from warmhook.executor.sandbox.backlog import SendBacklog
from warmhook.executor.sandbox.launcher import Process

# All that a full pipe holds.
_READ_BYTES: Final = 256 * 1024
# struct ucred: pid, uid, gid
_CREDENTIALS: Final = Struct("=iII")


class Pipes:
    """`close()` it when the process has ended.

    `on_channel` and `on_output` are called while there is something to `receive()` or to `read_output()`.
    `on_speaker` is called once, with the pid of the process that speaks on the channel.
    """

    __slots__ = ("_backlog", "_channel", "_loop", "_on_speaker", "_outputs", "_process", "_speaker_known")

    def __init__(
        self,
        process: Process,
        *,
        on_channel: Callable[[], None],
        on_output: Callable[[], None],
        on_speaker: Callable[[int], None],
    ) -> None:
        self._process = process
        self._channel = process.channel
        self._on_speaker = on_speaker
        self._speaker_known = False
        self._loop = asyncio.get_running_loop()
        self._backlog = SendBacklog(process.channel)
        self._outputs = select.poll()
        self._loop.add_reader(process.channel, on_channel)
        for output in (process.console, process.stderr):
            self._outputs.register(output, select.POLLIN)
            self._loop.add_reader(output, on_output)

    def send(self, data: bytes) -> None:
        """Where the process no longer reads, the bytes are dropped: it is ending."""
        self._backlog.send(data)

    def receive(self) -> bytes | None:
        """The bytes that have come by the channel. None: there are none yet. Empty: the channel is closed."""
        try:
            return self._channel.recv(_READ_BYTES) if self._speaker_known else self._first_words()
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def read_output(self) -> tuple[bytes, bytes]:
        """What is in the console's pipe and in that of stderr.

        It is wanted before and after each execution, so one question is asked for both. One read takes
        all that a full pipe holds. To go on would be to race whoever fills it.
        """
        console = stderr = b""
        for descriptor, _ in self._outputs.poll(0):
            data = os.read(descriptor, _READ_BYTES)
            if not data:
                self._loop.remove_reader(descriptor)
                self._outputs.unregister(descriptor)
            elif descriptor == self._process.console:
                console = data
            else:
                stderr = data
        return console, stderr

    def stop_receiving(self) -> None:
        """`on_channel` is not called any more."""
        self._loop.remove_reader(self._channel)

    def close(self) -> None:
        for source in (self._channel, self._process.console, self._process.stderr):
            self._loop.remove_reader(source)
        self._backlog.close()
        self._process.close()

    def _first_words(self) -> bytes:
        """Receive, and learn from the kernel which process it is that speaks."""
        data, ancillary, _, _ = self._channel.recvmsg(_READ_BYTES, socket.CMSG_SPACE(_CREDENTIALS.size))
        for level, kind, content in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                pid, _, _ = _CREDENTIALS.unpack(content)
                self._speaker_known = True
                self._on_speaker(pid)
        self._channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        return data
