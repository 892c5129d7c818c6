"""One case of the corpus against one door: what was answered, and what the gateway took for a request.

Owns the client's side, and the record of what reached the application. It must not know what is right.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from dataclasses import dataclass, field

from warmhook.gateway.web.asgi import Application, Receive, Scope, Send

# Between two pieces: so that they arrive by themselves.
_PAUSE_SECONDS = 0.05
# Nothing more comes: longer than any answer here takes, and paid by each connection that stays open.
_QUIET_SECONDS = 0.4

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


@dataclass
class Reached:
    """What the gateway took for requests: their paths, and those of canaries apart."""

    smuggled: list[str] = field(default_factory=list)
    management: list[str] = field(default_factory=list)

    def around(self, application: Application) -> Application:
        async def recorded(scope: Scope, receive: Receive, send: Send) -> None:
            if any(name == b"x-smuggled" for name, _ in scope["headers"]):
                self.smuggled.append(scope["path"])
            if scope["path"].startswith("/api/v2/"):
                self.management.append(scope["path"])
            await application(scope, receive, send)

        return recorded


@dataclass(frozen=True)
class Answered:
    statuses: tuple[int, ...]
    closed: bool
    raw: bytes


async def answered(port: int, pieces: tuple[bytes, ...]) -> Answered:
    """Everything that comes for these bytes, until the other side closes or says no more."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    raw, closed = b"", False
    try:
        with contextlib.suppress(ConnectionError):
            for number, piece in enumerate(pieces):
                if number:
                    await asyncio.sleep(_PAUSE_SECONDS)
                writer.write(piece)
                await writer.drain()
        while not closed:
            try:
                read = await asyncio.wait_for(reader.read(65536), _QUIET_SECONDS)
            except TimeoutError:
                break
            except ConnectionError:
                read = b""
            raw, closed = raw + read, not read
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
    statuses = tuple(int(status) for status in _STATUS.findall(raw) if status != b"100")
    return Answered(statuses, closed, raw)
