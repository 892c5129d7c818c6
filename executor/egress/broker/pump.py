"""Bytes between two connected sockets, both ways, until both have ended.

Owns back-pressure, half-closing, the reset that says failure, and how many bytes have passed. It must not
know who is at either end. It reads a socket only while what it has read from it is on its way: so it holds
no more than one piece a way, and an end can never overtake the bytes before it.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import time
from collections.abc import Callable
from typing import Final

from warmhook.executor.egress.limits import Bucket

_PIECE_BYTES: Final = 64 * 1024
_RESET: Final = struct.pack("ii", 1, 0)


def reset(connection: socket.socket) -> None:
    """Close it so that the other end hears of a failure, and not of an end (SO_LINGER of 0)."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    connection.close()


class Pump:
    """Begins at once. Both sockets are its own from now on, and must not block.

    `on_end` is called once, unless it is `stop()`ped. `bucket` is shared with others. `most_bytes` counts
    both ways together.
    """

    def __init__(
        self,
        near: socket.socket,
        far: socket.socket,
        bucket: Bucket,
        most_bytes: int,
        on_end: Callable[[Pump, str | None], None],
    ) -> None:
        self.active_at = time.monotonic()
        self._near, self._far = near, far
        self._bucket = bucket
        self._left_bytes = most_bytes
        self._on_end = on_end
        self._ended = False
        self._out = _Way(self, near, far)
        self._back = _Way(self, far, near)
        self._out.read()
        self._back.read()

    @property
    def sent_bytes(self) -> int:
        """From the near socket to the far one."""
        return self._out.passed_bytes

    @property
    def received_bytes(self) -> int:
        return self._back.passed_bytes

    def stop(self) -> None:
        """End both connections with a reset. `on_end` is not called."""
        if not self._ended:
            self._let_go()
            reset(self._near)
            reset(self._far)

    def fail(self, why: str) -> None:
        """End both connections with a reset."""
        if not self._ended:
            self.stop()
            self._on_end(self, why)

    def account(self, size: int) -> float:
        """Bytes have been read: how many seconds to wait until more are. Below 0: they were too many."""
        self.active_at = now = time.monotonic()
        self._left_bytes -= size
        if self._left_bytes < 0:
            return -1.0
        self._bucket.take(size, now)
        return self._bucket.wait_seconds(now)

    def way_ended(self) -> None:
        if self._out.ended and self._back.ended and not self._ended:
            self._let_go()
            self._near.close()
            self._far.close()
            self._on_end(self, None)

    def _let_go(self) -> None:
        self._ended = True
        self._out.stop()
        self._back.stop()


class _Way:
    """One direction."""

    def __init__(self, pump: Pump, source: socket.socket, target: socket.socket) -> None:
        self.ended = False
        self.passed_bytes = 0
        self._pump = pump
        self._source, self._target = source, target
        self._loop = asyncio.get_running_loop()
        self._waiting = b""
        self._pause: asyncio.TimerHandle | None = None

    def read(self) -> None:
        self._pause = None
        self._loop.add_reader(self._source, self._readable)

    def stop(self) -> None:
        self._loop.remove_reader(self._source)
        self._loop.remove_writer(self._target)
        if self._pause is not None:
            self._pause.cancel()

    def _readable(self) -> None:
        try:
            data = self._source.recv(_PIECE_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._pump.fail(str(error.strerror))
            return
        if not data:
            self._loop.remove_reader(self._source)
            self._end()
            return
        wait_seconds = self._pump.account(len(data))
        if wait_seconds < 0:
            self._pump.fail("the connection has passed as many bytes as one may")
            return
        if self._send(data) and wait_seconds > 0:
            self._loop.remove_reader(self._source)
            self._pause = self._loop.call_later(wait_seconds, self.read)

    def _send(self, data: bytes) -> bool:
        """Has all been sent? Else the rest waits, and nothing is read meanwhile."""
        try:
            sent = self._target.send(data)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError as error:
            self._pump.fail(str(error.strerror))
            return False
        self.passed_bytes += sent
        if sent == len(data):
            return True
        if not self._waiting:
            self._loop.remove_reader(self._source)
            self._loop.add_writer(self._target, self._writable)
        self._waiting = data[sent:]
        return False

    def _writable(self) -> None:
        if self._send(self._waiting):
            self._waiting = b""
            self._loop.remove_writer(self._target)
            self.read()

    def _end(self) -> None:
        try:
            self._target.shutdown(socket.SHUT_WR)
        except OSError as error:
            self._pump.fail(str(error.strerror))
            return
        self.ended = True
        self._pump.way_ended()
