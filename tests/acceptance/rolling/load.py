"""Tokens without a pause, over connections that are kept and connections that are not.

Owns asking and what became of it. It must not know who answers. It tries nothing again: what a client
library would hide has to be seen here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from e2e.tenants import ACME, MACHINE

# Each asks the next time after its answer and this pause, so that two processors are busy and not full.
_PAUSE_SECONDS = 0.005
# A connection attempt that a closing socket ignores is repeated by the kernel after one second, and three.
_ANSWER_SECONDS = 20.0
_SLOW_MS = 300


@dataclass
class Asked:
    """What became of the requests."""

    answered: int = 0
    # One line each.
    failed: list[str] = field(default_factory=list)


@asynccontextmanager
async def load(host: str, port: int, *, kept: int, unkept: int, slow: int) -> AsyncIterator[Asked]:
    """So many clients of each kind ask until the block is left. Those that are slow have a slow hook."""
    asked = Asked()
    stopped = asyncio.Event()
    clients = [_Client(host, port, asked, keeps=True) for _ in range(kept)]
    clients += [_Client(host, port, asked, keeps=False) for _ in range(unkept)]
    clients += [_Client(host, port, asked, keeps=True, wait_ms=_SLOW_MS) for _ in range(slow)]
    async with asyncio.TaskGroup() as asking:
        for client in clients:
            asking.create_task(client.ask(stopped))
        try:
            yield asked
        finally:
            stopped.set()


class _Client:
    def __init__(self, host: str, port: int, asked: Asked, *, keeps: bool, wait_ms: int = 0) -> None:
        self._address = (host, port)
        self._asked = asked
        self._connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        form = urlencode(MACHINE | {"wait_ms": str(wait_ms)}).encode()
        self._request = (
            f"POST /oauth/token HTTP/1.1\r\nhost: {ACME}\r\n"
            f"connection: {'keep-alive' if keeps else 'close'}\r\n"
            f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(form)}\r\n\r\n"
        ).encode() + form

    async def ask(self, stopped: asyncio.Event) -> None:
        while not stopped.is_set():
            is_first = self._connection is None
            try:
                async with asyncio.timeout(_ANSWER_SECONDS):
                    head, body = await self._exchange()
            except (OSError, EOFError) as error:
                where = "a new" if is_first else "a kept"
                self._asked.failed.append(f"{type(error).__name__} on {where} connection: {error}")
                self._close()
            else:
                if head.startswith(b"HTTP/1.1 200 ") and b'"access_token":' in body:
                    self._asked.answered += 1
                else:
                    self._asked.failed.append(f"{head!r} {body!r}")
                if b"\r\nconnection: close\r\n" in head.lower():
                    self._close()
            await asyncio.sleep(_PAUSE_SECONDS)
        self._close()

    async def _exchange(self) -> tuple[bytes, bytes]:
        """Raises OSError, of which TimeoutError is one, or EOFError."""
        if self._connection is None:
            self._connection = await asyncio.open_connection(*self._address)
        reader, writer = self._connection
        writer.write(self._request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0]
        return head, await reader.readexactly(int(length))

    def _close(self) -> None:
        if self._connection is not None:
            self._connection[1].close()
            self._connection = None
