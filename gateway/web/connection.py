"""One client's connection: bounds on bytes and time until a request can be answered.

Owns those two bounds, and that an answer goes out in one piece. It must not know what
is asked. A complete request, or one whose body is awaited, is bounded by the
application; the connection tells the application which of the two a request is.

The server reads heads of any length, slowly if need be, and a long one in many pieces
costs the square of its length. So what arrives without bringing a request forward is
counted, and a connection without a request under way has a deadline for the next one.
"""

from __future__ import annotations

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Of a request line with headers, or of chunk sizes and trailers. What the operating system hands over
# in one piece comes on top.
HEAD_MAX: Final = 64 * 1024
HEAD_SECONDS: Final = 10.0
# In an ASGI scope's extensions: the whole body has arrived, so receiving it does not wait.
WHOLE_BODY: Final = "warmhook.whole_body"


class _InOnePiece:
    """A transport for answers: what is written in one turn of the event loop is sent together.

    The server writes an answer's head and its body each by itself, which would be two system
    calls here and two wake-ups of whoever reads.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._held:
            self._loop.call_soon(self.flush)
        self._held.append(data)

    def flush(self) -> None:
        if self._held:
            held, self._held = b"".join(self._held), []
            self._transport.write(held)

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with bounds."""

    _answers: _InOnePiece

    # Bytes since something came of them.
    _fruitless = 0
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # As the base's.
        super().connection_made(transport)
        self._answers = _InOnePiece(transport, self.loop)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._fruitless += len(data)
        super().data_received(data)
        if self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            self._expect_head()
        if self._fruitless > HEAD_MAX and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_headers_complete(self) -> None:
        self._fruitless = 0
        self._stop_waiting()
        super().on_headers_complete()
        # Of an answer's transport, only these four methods are used.
        self.cycle.transport = self._answers  # type: ignore[assignment]

    def on_response_complete(self) -> None:
        # What comes after a complete answer may close the connection.
        self._answers.flush()
        super().on_response_complete()

    def on_body(self, body: bytes) -> None:
        self._fruitless = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._fruitless = 0
        super().on_message_complete()
        self.cycle.scope["extensions"] = {WHOLE_BODY: {}}

    def _expect_head(self) -> None:
        self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
