"""One client's connection: what is a request on it, and bounds on bytes and time until one can be answered.

Owns those bounds, that a connection on which something was wrong carries no further request, and that an
answer goes out in one piece. It must not know what is asked. A complete request, or one whose body is
awaited, is bounded by the application; the connection tells the application which of the two a request is.

The server reads heads of any length, slowly if need be, and a long one in many pieces
costs the square of its length. So what arrives without bringing a request forward is
counted, and a connection without a request under way has a deadline for the next one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from warmhook.gateway import errors
from warmhook.gateway.config import Network
from warmhook.gateway.errors import OAuthError
from warmhook.gateway.limits.networks import network_of
from warmhook.gateway.limits.places import Places
from warmhook.gateway.limits.turns import FullError
from warmhook.gateway.web import heads
from warmhook.gateway.web.error_table import error_answer
from warmhook.gateway.web.forwarded import is_loopback, is_trusted

# Of a request line with headers, or of chunk sizes and trailers. What the operating system hands over
# in one piece comes on top.
HEAD_MAX: Final = 64 * 1024
HEAD_SECONDS: Final = 10.0
# For how long, and how much, what a client goes on sending is thrown away after the last answer to it.
LINGER_SECONDS: Final = 2.0
LINGER_MAX: Final = 4 * 1024 * 1024
# Requests that wait for the answer to one before them. What is sent beyond is not read: the connection is
# closed after the last answer, and its client sends the rest again (RFC 9112 section 9.3.2).
PIPELINE_MAX: Final = 16
# One network has at most this part of all connections.
_NETWORK_SHARE: Final = 4
# In an ASGI scope's extensions: the whole body has arrived, so receiving it does not wait.
WHOLE_BODY: Final = "warmhook.whole_body"


class Connections:
    """Those that are open, of all clients: a bound on all of them, and one on those of each network.

    Whoever speaks for others, or is on this machine, as a proxy may be, has only the first.
    """

    def __init__(self, most: int, proxies: Sequence[Network] = ()) -> None:
        self._places: Places[Connection] = Places(most, max(1, most // _NETWORK_SHARE))
        self._proxies = proxies

    def opened(self, network: str, connection: Connection) -> Connection | None:
        """Returns the one that has to give way. Raises `FullError`."""
        peer = connection.client[0] if connection.client else None
        limited = not (is_loopback(peer) or is_trusted(peer, self._proxies))
        return self._places.take(network, connection, limited=limited)

    def closed(self, network: str, connection: Connection) -> None:
        self._places.leave(network, connection)


class _RefusedError(Exception):
    """What arrived cannot be answered in any other way; nothing after it is read."""

    def __init__(self, error: OAuthError) -> None:
        super().__init__(error.description)
        self.error = error


class _FullError(Exception):
    """More requests wait on the connection than may."""


class _InOnePiece:
    """A transport for answers: what is written in one turn of the event loop is sent together.

    The server writes an answer's head and its body each by itself, which would be two system
    calls here and two wake-ups of whoever reads.
    """

    def __init__(
        self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop, end: Callable[[], None]
    ) -> None:
        self._transport = transport
        self._loop = loop
        # Ends the connection, once everything is written.
        self._end = end
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
        self._end()

    def is_closing(self) -> bool:
        return self._transport.is_closing()


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with bounds, and without a second meaning for any byte."""

    _answers: _InOnePiece

    # Bytes since something came of them.
    _fruitless = 0
    _deadline: asyncio.TimerHandle | None = None
    # Between a head and the end of its body.
    _in_body = False
    # The head that was just read offers an upgrade, and is about to be read again without it.
    _offers_upgrade = False
    # Nothing more is read.
    _deaf = False
    # Nothing more is answered: the other side is given a moment to see it.
    _ending = False
    # Any: uvicorn's, which has no public name. That of the request before the last.
    _cycle_before: Any = None
    # Whether the connection may be kept, of a client that waits to be told to send its body.
    _keep_alive_with_body: bool | None = None

    # Any: uvicorn's own arguments.
    def __init__(self, *args: Any, open_connections: Connections, **named: Any) -> None:
        super().__init__(*args, **named)
        self._open_connections = open_connections

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # As the base's.
        super().connection_made(transport)
        self._answers = _InOnePiece(transport, self.loop, self._end)
        self._network = network_of(self.client[0] if self.client else None)
        try:
            gives_up = self._open_connections.opened(self._network, self)
        except FullError:
            self._refuse(errors.too_many_connections())
            return
        if gives_up is not None:
            gives_up.transport.close()
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._open_connections.closed(self._network, self)
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._fruitless += len(data)
        if self._deaf:
            if self._ending and self._fruitless > LINGER_MAX:
                self.transport.close()
            return
        self._unset_keepalive_if_required()
        self._parse(data)
        if self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            self._expect_head()
        if self._fruitless > HEAD_MAX and not self._deaf:
            self._refuse(errors.bad_request("The head of the request is too long."))

    def _parse(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            # The parser takes the body for another protocol's bytes. A fresh one reads it as a body.
            self._offers_upgrade = False
            head = heads.without_upgrade(
                self.parser.get_http_version(), self.parser.get_method().decode(), self.url, self.headers
            )
            self.parser = httptools.HttpRequestParser(self)
            self._parse(head + data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            match error.__context__:
                case _FullError():
                    self._end_after_answers()
                case _RefusedError(error=refused):
                    self._refuse(refused)
                case _:
                    self._refuse(errors.bad_request("The request is not HTTP."))

    def _refuse(self, error: OAuthError) -> None:
        """What arrived is no request. Whatever is owed is answered first, and then the connection ends."""
        faulty_body, self._in_body = self._in_body, False
        self._deaf = True
        if faulty_body:
            # Its request was taken for one until now.
            if self.pipeline and self.pipeline[0][0] is self.cycle:
                self.pipeline.popleft()
                self.cycle = self._cycle_before
                self._end_after_answers()
                return
            started = self.cycle.response_started
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if started:
                self._answers.close()
                return
        elif self.cycle is not None and not self.cycle.response_complete:
            self._end_after_answers()
            return
        self._stop_waiting()
        status, body = error_answer(error)
        self._answers.write(
            b"HTTP/1.1 %d %s\r\ncontent-type: application/json\r\ncache-control: no-store\r\n"
            b"content-length: %d\r\nconnection: close\r\n\r\n%s"
            % (status, HTTPStatus(status).phrase.encode(), len(body), body)
        )
        self._answers.close()

    def _end(self) -> None:
        """Close, but not in the face of a client that is still sending (RFC 9112 section 9.6).

        A socket that is closed with unread bytes tells the other side to forget the answer too.
        """
        if self.transport.is_closing():
            return
        if not (self._deaf or self._in_body) or not self.transport.can_write_eof():
            self.transport.close()
            return
        self._deaf = self._ending = True
        self.transport.write_eof()
        self.flow.resume_reading()
        self._stop_waiting()
        self._deadline = self.loop.call_later(LINGER_SECONDS, self.transport.close)

    def _end_after_answers(self) -> None:
        self._deaf = True
        self.cycle.keep_alive = False

    def on_header(self, name: bytes, value: bytes) -> None:
        # A trailer is no header (RFC 9112 section 7.1.2).
        if self._in_body:
            return
        super().on_header(name, value)
        if len(self.headers) > heads.HEADERS_MAX:
            raise _RefusedError(heads.too_many_headers())

    def on_headers_complete(self) -> None:
        self._fruitless = 0
        self._stop_waiting()
        method = self.parser.get_method().decode()
        refused = heads.problem(self.parser.get_http_version(), method, self.url, self.headers)
        if refused is not None:
            raise _RefusedError(refused)
        if self.parser.should_upgrade():
            self._offers_upgrade = True
            return
        if len(self.pipeline) == PIPELINE_MAX:
            raise _FullError
        self._cycle_before = self.cycle
        super().on_headers_complete()
        self._in_body = True
        # As it was sent. What is decoded before it is matched passes a proxy's rules under another name.
        self.scope["path"] = self.scope["raw_path"].decode("ascii")
        # Of an answer's transport, only these four methods are used.
        self.cycle.transport = self._answers  # type: ignore[assignment]
        if self.expect_100_continue:
            # An answer that comes before the body leaves open whether the body will.
            self._keep_alive_with_body, self.cycle.keep_alive = self.cycle.keep_alive, False

    def on_response_complete(self) -> None:
        # What comes after a complete answer may close the connection.
        self._answers.flush()
        if self._ending:
            # Nobody is answered any more, and so nothing is asked.
            return
        super().on_response_complete()
        if self.pipeline:
            # One is being answered and others wait: enough has been read.
            self.flow.pause_reading()

    def on_body(self, body: bytes) -> None:
        self._fruitless = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        if self._offers_upgrade:
            return
        self._fruitless = 0
        self._in_body = False
        if self._keep_alive_with_body is not None:
            self.cycle.keep_alive, self._keep_alive_with_body = self._keep_alive_with_body, None
        super().on_message_complete()
        self.cycle.scope["extensions"] = {WHOLE_BODY: {}}

    def _expect_head(self) -> None:
        self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
