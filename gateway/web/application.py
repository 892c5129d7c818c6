"""The gateway as one ASGI application: which path is whose.

Owns that choice. It must not know what any of them does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from warmhook.gateway.web.asgi import Application, Message, Receive, Scope, Send

TOKEN_PATH: Final = "/oauth/token"
MANAGEMENT_PATH: Final = "/api/v2/"


@dataclass(frozen=True, slots=True)
class Web:
    token: Application
    management: Application
    # Everything else: key sets, metadata, health.
    documents: Application
    # Ends the answers that would go on for as long as the gateway runs.
    end_streams: Callable[[], None]
    # Set once the gateway is about to stop: it is not ready any more, and still answers.
    draining: asyncio.Event
    # Of the listener which the Management API is kept to, if it is: one for operators may stand behind
    # another firewall than one for everybody.
    management_port: int | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        application = self._application(scope)
        match scope.get("method"):
            case "HEAD" if application is not self.token:
                await application({**scope, "method": "GET"}, receive, _without_body(send))
            case "OPTIONS" if scope["path"] == "*":
                # Of the server as a whole.
                await send(
                    {"type": "http.response.start", "status": HTTPStatus.NO_CONTENT.value, "headers": []}
                )
                await send({"type": "http.response.body"})
            case "OPTIONS":
                await application(scope, receive, _allowing(send))
            case _:
                await application(scope, receive, send)

    def _application(self, scope: Scope) -> Application:
        if scope["type"] != "http":
            return self.documents
        path: str = scope["path"]
        if path == TOKEN_PATH:
            return self.token
        # The server takes its port from the socket; nothing that a client says is in it.
        is_open = self.management_port is None or scope["server"][1] == self.management_port
        return self.management if is_open and path.startswith(MANAGEMENT_PATH) else self.documents


def _without_body(send: Send) -> Send:
    """What answers HEAD as GET in everything but the body (RFC 9110 section 9.3.2).

    The answer ends with its head, even where a body would go on for as long as somebody reads it.
    """
    ended = False

    async def send_head(message: Message) -> None:
        nonlocal ended
        if not ended:
            await send(message)
            ended = True
            await send({"type": "http.response.body"})

    return send_head


def _allowing(send: Send) -> Send:
    """What answers OPTIONS with the methods of the path, if there are any (RFC 9110 section 9.3.7).

    No application has the method, and each refuses it with what it has.
    """
    refused = False

    async def send_allowed(message: Message) -> None:
        nonlocal refused
        if message["type"] == "http.response.start" and message["status"] == HTTPStatus.METHOD_NOT_ALLOWED:
            refused = True
            kept = [header for header in message["headers"] if header[0] in (b"allow", b"cache-control")]
            await send({**message, "status": HTTPStatus.NO_CONTENT.value, "headers": kept})
        elif refused:
            await send({**message, "body": b""})
        else:
            await send(message)

    return send_allowed
