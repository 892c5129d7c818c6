"""The HTTP edge of the token endpoint: ASGI in, ASGI out.

Owns the bounds of a body and a query, and the headers of every answer. It must not know what a grant
is or what a hook said; it hands a typed request to `oauth.token` and writes down what comes back.
It needs no framework, because it is the path that everybody waits for.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

import orjson
import structlog

from warmhook.gateway import errors, log
from warmhook.gateway.config import Network
from warmhook.gateway.errors import OAuthError, Reason
from warmhook.gateway.model import TenantSnapshot
from warmhook.gateway.oauth.request import BODY_MAX, TokenRequest, parse_body
from warmhook.gateway.oauth.token import IssuedToken, TokenEndpoint
from warmhook.gateway.oauth.trace import Trace
from warmhook.gateway.store.base import Store
from warmhook.gateway.tenant_log.recorder import Recorder
from warmhook.gateway.web.asgi import Receive, Scope, Send
from warmhook.gateway.web.connection import WHOLE_BODY
from warmhook.gateway.web.error_table import error_answer
from warmhook.gateway.web.forwarded import client_address
from warmhook.gateway.web.headers import Headers, are_within_bounds, read_headers, tenant_of
from warmhook.protos.limits import FIELD_VALUE_MAX_BYTES, FIELDS_MAX, NAME_MAX_BYTES

TOKEN_PATH: Final = "/oauth/token"

_BODY_SECONDS: Final = 10.0

# RFC 6749 sections 5.1 and 5.2: on every answer of the endpoint, good or bad.
_ANSWER_HEADERS: Final = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"pragma", b"no-cache"),
)
_CHALLENGE: Final = (b"www-authenticate", b'Basic realm="oauth"')

_log = structlog.get_logger("gateway.token")


class ClientGoneError(Exception):
    """The client closed the connection before its request was complete: nobody to answer."""


class TokenRoute:
    """`POST /oauth/token` as an ASGI application."""

    def __init__(
        self,
        *,
        store: Store,
        endpoint: TokenEndpoint,
        recorder: Recorder,
        trusted_proxies: Sequence[Network] = (),
    ) -> None:
        self._store = store
        self._endpoint = endpoint
        self._recorder = recorder
        self._trusted_proxies = trusted_proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        request_id = os.urandom(10).hex()
        trace = Trace()
        headers = [*_ANSWER_HEADERS, (b"x-auth0-requestid", request_id.encode())]
        tenant: TenantSnapshot | None = None
        request: TokenRequest | None = None
        outcome = "issued"
        try:
            read = read_headers(scope)
            tenant = tenant_of(self._store, read)
            request = await self._read(scope, receive, read, request_id)
            token = await self._endpoint.issue(request, tenant, trace)
        except ClientGoneError:
            return
        except OAuthError as error:
            trace.refused = error
            status, body = error_answer(error)
            outcome = error.reason.value
            headers += _error_headers(error, status, scope)
        except Exception:  # noqa: BLE001 - the edge: our own errors are logged, and not shown to the client.
            _log.exception("token_request_failed", request_id=request_id)
            trace.refused = errors.internal()
            status, body = error_answer(trace.refused)
            outcome = Reason.INTERNAL.value
        else:
            status, body = 200, _success_body(token)
        headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        if tenant is not None and request is not None:
            self._recorder.token_request(request, tenant, trace)
        if _log.is_enabled_for(log.INFO):
            name = tenant.tenant.name if tenant is not None else None
            took_us = int((time.perf_counter() - started) * 1e6)
            line = log.token_line(trace, tenant=name, request_id=request_id, outcome=outcome, took_us=took_us)
            _log.info("token_request", status=status, **line)

    async def _read(self, scope: Scope, receive: Receive, headers: Headers, request_id: str) -> TokenRequest:
        if scope["method"] != "POST":
            raise errors.method_not_allowed()
        encoding = headers.one("content-encoding")
        if encoding not in (None, "", "identity"):
            raise errors.bad_request("Content-Encoding must be identity.")
        content_type = headers.one("content-type")
        authorization = headers.one("authorization")
        parameters = parse_body(content_type, await _read_body(scope, headers, receive))
        peer = scope.get("client")
        return TokenRequest(
            request_id=request_id,
            parameters=parameters,
            authorization=authorization,
            headers=headers.values,
            query=_read_query(scope["query_string"]),
            ip=client_address(
                peer[0] if peer else None, headers.values.get("x-forwarded-for"), self._trusted_proxies
            ),
            user_agent=headers.values.get("user-agent"),
        )


async def _read_body(scope: Scope, headers: Headers, receive: Receive) -> bytes:
    announced = headers.one("content-length") or ""
    if announced.isdecimal() and int(announced) > BODY_MAX:
        raise errors.body_too_large(BODY_MAX)
    if WHOLE_BODY in scope.get("extensions", ()):
        # Setting a deadline costs more than reading a head.
        return await _receive_body(receive)
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return await _receive_body(receive)
    except TimeoutError:
        raise errors.body_too_slow() from None


async def _receive_body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        body += message.get("body", b"")
        if len(body) > BODY_MAX:
            raise errors.body_too_large(BODY_MAX)
        if not message.get("more_body", False):
            return bytes(body)


def _read_query(query_string: bytes) -> Mapping[str, str]:
    """For hooks to see; no parameter of the token request is read from it. The last of a name counts."""
    if not query_string:
        return {}
    try:
        query = dict(
            parse_qsl(query_string.decode("latin-1"), keep_blank_values=True, max_num_fields=FIELDS_MAX)
        )
    except ValueError:
        raise errors.bad_request(f"The query has more than {FIELDS_MAX} fields.") from None
    if not are_within_bounds(query):
        raise errors.bad_request(
            f"The query has a name of more than {NAME_MAX_BYTES} bytes, "
            f"or a value of more than {FIELD_VALUE_MAX_BYTES}."
        )
    return query


def _success_body(token: IssuedToken) -> bytes:
    body: dict[str, str | int] = {"access_token": token.access_token}
    if token.scope:
        body["scope"] = " ".join(token.scope)
    body["expires_in"] = token.expires_in
    body["token_type"] = "Bearer"
    return orjson.dumps(body)


def _error_headers(error: OAuthError, status: int, scope: Scope) -> list[tuple[bytes, bytes]]:
    headers: list[tuple[bytes, bytes]] = []
    # Some clients ignore the body once there is a challenge, so only those that sent the header get one.
    if status == 401 and any(name == b"authorization" for name, _ in scope["headers"]):
        headers.append(_CHALLENGE)
    if status == 405:
        headers.append((b"allow", b"POST"))
    if error.retry_after is not None:
        headers.append((b"retry-after", b"%d" % error.retry_after))
    return headers
