"""A process that makes RSA signatures while the event loop goes on.

Owns the process (`rs256`), and the hand-over there and back. It must not know what is
signed, nor what becomes of a signature that could not be made here.

Threads would do it too, but share the interpreter's lock with the event loop: each
signature waits for it two or three times, asleep, while the loop is at work. A process
wants two system calls, and what one turn of the event loop has to sign goes in one
of them. One process is enough: it signs faster than one event loop can ask.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from asyncio.subprocess import DEVNULL
from collections import deque
from contextlib import suppress
from typing import Final

import structlog

from warmhook.gateway.signing import rs256
from warmhook.gateway.signing.rs256 import REQUEST
from warmhook.protos.framing import Messages

# By its file, and with nothing of the working directory in its way: it is given private keys.
_PROGRAM: Final = (sys.executable, "-P", rs256.__file__)
# Pause before the next process is started, which may fail as well.
_RESTART_SECONDS: Final = 1.0
# How often the process is checked for progress. A process that makes none is ended.
_LOOK_SECONDS: Final = 1.0
_READ_SECONDS: Final = 0.05

_log = structlog.get_logger(__name__)


class SigningProcess:
    """Make it on the event loop that asks. Close it when done."""

    def __init__(self) -> None:
        # None: the process is not there, or not there yet.
        self._connection: _Connection | None = None
        self._kept = asyncio.get_running_loop().create_task(self._keep())

    async def sign(self, pem: bytes, data: bytes) -> bytes | None:
        """RS256 with a key that has been checked. None: no process is there, and the caller has to sign."""
        connection = self._connection
        if connection is None or not connection.ready:
            return None
        return await connection.ask(pem, data) or None

    async def close(self) -> None:
        self._kept.cancel()
        await asyncio.gather(self._kept, return_exceptions=True)

    async def _keep(self) -> None:
        """Have a process, and another when it has ended, until cancelled."""
        while True:
            try:
                status = await self._live_once()
            except Exception as error:  # noqa: BLE001 - the edge: tokens are signed without it.
                _log.error("signing_process_not_started", reason=repr(error))
            else:
                _log.error("signing_process_ended", status=status)
            await asyncio.sleep(_RESTART_SECONDS)

    async def _live_once(self) -> int:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    *_PROGRAM, stdin=theirs.fileno(), stdout=DEVNULL, env=_environment()
                )
            try:
                _, self._connection = await loop.create_unix_connection(_Connection, sock=ours)
                while not await self._connection.is_over(_LOOK_SECONDS):
                    pass
            finally:
                if self._connection is not None:
                    self._connection.abort()
                    self._connection = None
                with suppress(ProcessLookupError):
                    # It has no state to save, so it need not be given time to end.
                    process.kill()
                status = await process.wait()
        return status


def _environment() -> dict[str, str]:
    """What Python is started with; the key ring may be in ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("WARMHOOK_")}


class _Connection(asyncio.Protocol):
    """The socket to one process."""

    _transport: asyncio.Transport

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.ready = False
        self._ended = asyncio.Event()
        self._asked: list[bytes] = []
        # In the order in which they were asked for.
        self._waiting: deque[asyncio.Future[bytes]] = deque()
        self._answered = Messages()
        self._answers = 0

    async def is_over(self, seconds: float) -> bool:
        """Whether it ends within these seconds, or gives no answer in them though asked before."""
        asked, answers = bool(self._waiting), self._answers
        try:
            await asyncio.wait_for(self._ended.wait(), seconds)
        except TimeoutError:
            # Answers that arrived while the event loop stood still are read first.
            await asyncio.sleep(_READ_SECONDS)
            return asked and answers == self._answers
        return True

    def ask(self, pem: bytes, data: bytes) -> asyncio.Future[bytes]:
        """The signature, or an empty one if none could be made."""
        if not self._asked:
            self._loop.call_soon(self._send)
        self._asked += REQUEST.pack(len(pem), len(data)), pem, data
        future: asyncio.Future[bytes] = self._loop.create_future()
        self._waiting.append(future)
        return future

    def abort(self) -> None:
        self._transport.abort()

    def _send(self) -> None:
        asked, self._asked = self._asked, []
        if not self._ended.is_set():
            self._transport.write(b"".join(asked))

    # --- what the socket tells ------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # A stream's.
        self._transport = transport

    def connection_lost(self, _exc: Exception | None) -> None:
        self.ready = False
        self._ended.set()
        while self._waiting:
            self._deliver(b"")

    def data_received(self, data: bytes) -> None:
        for signature in self._answered.feed(data):
            if self.ready:
                self._deliver(signature)
            self.ready = True

    def _deliver(self, signature: bytes) -> None:
        self._answers += 1
        future = self._waiting.popleft()
        # Nobody waits any more for one that is done.
        if not future.done():
            future.set_result(signature)
