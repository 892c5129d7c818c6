"""What a socket has had no room for yet.

Owns the bytes that wait to be sent, in their order. What is given as one piece is sent by itself, so a
socket that keeps messages apart is served as well as a stream. It must not know what the bytes mean, nor
what follows from a peer that is gone: whoever reads from the socket hears of that.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque


class SendBacklog:
    """Sends what there is room for, the rest later. `close()` it before the socket, which must not block."""

    __slots__ = ("_loop", "_socket", "_unsent")

    def __init__(self, to: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._socket = to
        self._unsent: deque[bytes] = deque()

    def send(self, data: bytes) -> None:
        if self._unsent:
            self._unsent.append(data)
            return
        rest = self._send_now(data)
        if rest:
            self._unsent.append(rest)
            self._loop.add_writer(self._socket, self._send_waiting)

    def close(self) -> None:
        """Drop what waits."""
        self._loop.remove_writer(self._socket)
        self._unsent.clear()

    def _send_waiting(self) -> None:
        unsent = self._unsent
        while unsent:
            rest = self._send_now(unsent[0])
            if rest:
                unsent[0] = rest
                return
            unsent.popleft()
        self._loop.remove_writer(self._socket)

    def _send_now(self, data: bytes) -> bytes:
        """What of it is left. A peer that is gone leaves nothing: there is nobody to send it to."""
        try:
            sent = self._socket.send(data)
        except BlockingIOError:
            return data
        except OSError:
            return b""
        return data[sent:]
