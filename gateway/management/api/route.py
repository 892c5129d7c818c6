"""What happens to every request before its route sees it.

Owns the order: host, token, scope, body. A caller that may not call is not told what the body
should look like. It must not know any resource.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import Match

from warmhook.gateway.config import Network
from warmhook.gateway.management.api import access, payload
from warmhook.gateway.management.api.errors import ApiError, Code, invalid_body, unknown_host
from warmhook.gateway.management.api.scopes import needed
from warmhook.gateway.management.api.session import Session
from warmhook.gateway.signing.signer import Signer
from warmhook.gateway.store.base import Store
from warmhook.gateway.tenant_log.events import ApiChange
from warmhook.gateway.tenant_log.recorder import Recorder
from warmhook.gateway.web.application import MANAGEMENT_PATH
from warmhook.gateway.web.asgi import Scope
from warmhook.gateway.web.forwarded import client_address, host_name
from warmhook.gateway.web.headers import HEADERS_MAX_BYTES

_BODY_SECONDS: Final = 10.0

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Gate:
    """Opens sessions: whose tenant the request is of, who calls, and whether they may."""

    def __init__(
        self, store: Store, signer: Signer, recorder: Recorder, trusted_proxies: Sequence[Network]
    ) -> None:
        self._store = store
        self._signer = signer
        self._recorder = recorder
        self._trusted_proxies = trusted_proxies

    async def open(self, request: Request, scopes: tuple[str, ...]) -> Session:
        """Raises `ApiError`."""
        if sum(len(name) + len(value) for name, value in request.headers.raw) > HEADERS_MAX_BYTES:
            raise ApiError(Code.HEADERS_TOO_LARGE, f"The headers are longer than {HEADERS_MAX_BYTES} bytes.")
        tenant = self._store.snapshot.tenants.get(host_name(request.headers.get("host", "")))
        if tenant is None:
            raise unknown_host()
        keys = await self._signer.keys(tenant)
        caller = access.caller(request.headers.get("authorization"), tenant, keys)
        access.require(caller, scopes)
        return Session(tenant=tenant, caller=caller, store=self._store)

    def tell(self, request: Request, session: Session, status: int) -> None:
        """Take down a change for the tenant log."""
        peer = None if request.client is None else request.client.host
        forwarded = request.headers.get("x-forwarded-for")
        change = ApiChange(
            client_id=session.caller.client_id,
            method=request.method,
            path=request.url.path,
            status=status,
            ip=client_address(peer, forwarded, self._trusted_proxies),
            user_agent=request.headers.get("user-agent"),
        )
        self._recorder.api_change(change, session.tenant)


class _CheckedRequest(Request):
    """A request whose JSON has been read and parsed within our limits."""

    # Any: JSON.
    parsed: Any = None

    async def json(self) -> Any:
        return self.parsed


class _Route(APIRoute):
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Matched as it was sent; its parts are decoded afterwards, a %2F among them."""
        match, found = super().matches(scope)
        if "path_params" in found:
            found["path_params"] = {name: unquote(value) for name, value in found["path_params"].items()}
        return match, found

    def get_route_handler(self) -> _Handler:
        handle = super().get_route_handler()
        scopes = needed(self.openapi_extra)
        takes_body = self.body_field is not None

        async def checked(request: Request) -> Response:
            gate: Gate = request.app.state.gate
            session = await gate.open(request, scopes)
            request.state.session = session
            # Some clients send `null` with a GET; it is left unread.
            response = await handle(await _with_body(request) if takes_body else request)
            if request.method != "GET":
                gate.tell(request, session, response.status_code)
            return response

        return checked


def router(tag: str) -> APIRouter:
    """A router for one kind of resource; its routes say what they need by `scopes.needs`."""
    return APIRouter(prefix=MANAGEMENT_PATH.rstrip("/"), route_class=_Route, tags=[tag])


async def _with_body(request: Request) -> Request:
    body = await _read(request)
    _require_json(request, body)
    again = _CheckedRequest(request.scope, _replay(body))
    again.parsed = payload.parse(body)
    return again


async def _read(request: Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > payload.BODY_MAX:
                    raise ApiError(Code.BODY_TOO_LARGE, f"The body is longer than {payload.BODY_MAX} bytes.")
    except TimeoutError:
        raise ApiError(Code.BODY_TOO_SLOW, f"The body took longer than {_BODY_SECONDS:g} s.") from None
    return bytes(body)


def _require_json(request: Request, body: bytes) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not body:
        raise invalid_body("'Missing body'")
    if media_type != "application/json":
        raise invalid_body("'The Content-Type must be application/json'")


def _replay(body: bytes) -> Callable[[], Coroutine[Any, Any, dict[str, Any]]]:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
