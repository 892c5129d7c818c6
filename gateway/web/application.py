"""The gateway as one ASGI application: which path is whose.

Owns that choice. It must not know what any of them does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from warmhook.gateway.web.asgi import Application, Receive, Scope, Send

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
    # Of the listener which the Management API is kept to, if it is: one for operators may stand behind
    # another firewall than one for everybody.
    management_port: int | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._application(scope)(scope, receive, send)

    def _application(self, scope: Scope) -> Application:
        if scope["type"] != "http":
            return self.documents
        path: str = scope["path"]
        if path == TOKEN_PATH:
            return self.token
        # The server takes its port from the socket; nothing that a client says is in it.
        is_open = self.management_port is None or scope["server"][1] == self.management_port
        return self.management if is_open and path.startswith(MANAGEMENT_PATH) else self.documents
