"""The HTTP edge of the token endpoint: ASGI in, ASGI out.

Owns the limits of a request, the one table from reasons to statuses, and the headers of
every answer. It must not know what a grant is or what a hook said; it hands a typed
request to `oauth.token` and writes down what comes back.

`/oauth/token` is served here, without a framework, because it is the path that everybody
waits for. Everything else is the business of the application behind (`gateway.web.documents`).
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
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
from warmhook.gateway.web.connection import WHOLE_BODY
from warmhook.gateway.web.forwarded import client_address, host_name
from warmhook.protos.limits import FIELD_VALUE_MAX_BYTES, FIELDS_MAX, NAME_MAX_BYTES, exceeds

# Any: ASGI's own types; a message's members differ from type to type.
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

TOKEN_PATH: Final = "/oauth/token"

HEADERS_MAX: Final = 32 * 1024
_BODY_SECONDS: Final = 10.0

# What a reason is on the wire: status and OAuth error code.
ERRORS: Final[Mapping[Reason, tuple[int, str]]] = {
    Reason.UNKNOWN_HOST: (404, "not_found"),
    Reason.UNKNOWN_PATH: (404, "not_found"),
    Reason.METHOD_NOT_ALLOWED: (405, "invalid_request"),
    Reason.BAD_REQUEST: (400, "invalid_request"),
    Reason.BODY_TOO_SLOW: (408, "invalid_request"),
    Reason.BODY_TOO_LARGE: (413, "invalid_request"),
    Reason.HEADERS_TOO_LARGE: (431, "invalid_request"),
    Reason.MISSING_CLIENT_ID: (401, "invalid_client"),
    Reason.CLIENT_NOT_AUTHENTICATED: (401, "access_denied"),
    Reason.UNSUPPORTED_GRANT_TYPE: (400, "unsupported_grant_type"),
    Reason.GRANT_NOT_ALLOWED: (403, "unauthorized_client"),
    Reason.NO_AUDIENCE: (403, "access_denied"),
    Reason.UNKNOWN_AUDIENCE: (403, "access_denied"),
    Reason.NO_CLIENT_GRANT: (403, "access_denied"),
    Reason.SCOPE_NOT_GRANTED: (403, "access_denied"),
    Reason.UNKNOWN_REALM: (403, "invalid_request"),
    Reason.NO_DEFAULT_DIRECTORY: (500, "server_error"),
    Reason.WRONG_PASSWORD: (403, "invalid_grant"),
    Reason.USER_BLOCKED: (403, "unauthorized"),
    Reason.TOO_MANY_ATTEMPTS: (429, "too_many_attempts"),
    Reason.TOO_MANY_LOGINS: (503, "temporarily_unavailable"),
    Reason.HOOK_DENIED_SCOPE: (400, "invalid_scope"),
    Reason.HOOK_DENIED_REQUEST: (400, "invalid_request"),
    Reason.HOOK_DENIED: (500, "server_error"),
    Reason.HOOK_FAILED: (500, "server_error"),
    Reason.CLAIMS_UNUSABLE: (500, "server_error"),
    Reason.EXECUTOR_UNAVAILABLE: (503, "temporarily_unavailable"),
    Reason.INTERNAL: (500, "server_error"),
}

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


@dataclass(frozen=True, slots=True)
class Headers:
    """A request's headers, read once."""

    # In lower case; repeated ones joined as RFC 9110 section 5.3 says.
    values: Mapping[str, str]
    # Those that were sent more than once.
    repeated: frozenset[str]

    def one(self, name: str) -> str | None:
        """A header that makes no sense twice. Raises `OAuthError`."""
        if name in self.repeated:
            raise errors.bad_request(f"Header '{name}' must not be repeated.")
        return self.values.get(name)


class Web:
    """The gateway as an ASGI application."""

    def __init__(
        self,
        *,
        store: Store,
        endpoint: TokenEndpoint,
        documents: Application,
        recorder: Recorder,
        trusted_proxies: Sequence[Network] = (),
    ) -> None:
        self._store = store
        self._endpoint = endpoint
        self._documents = documents
        self._recorder = recorder
        self._trusted_proxies = trusted_proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == TOKEN_PATH:
            await self._token(scope, receive, send)
        else:
            await self._documents(scope, receive, send)

    def end_streams(self) -> None:
        """The gateway stops: end the answers that would go on as long as it runs."""
        self._recorder.executions.end()

    async def _token(self, scope: Scope, receive: Receive, send: Send) -> None:
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
        except Exception:  # noqa: BLE001 - the edge: what we got wrong is ours to log, and not the client's to read.
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


def read_headers(scope: Scope) -> Headers:
    """Raises `OAuthError` where they are too many."""
    values: dict[str, str] = {}
    repeated: set[str] = set()
    size = 0
    for raw_name, raw_value in scope["headers"]:
        size += len(raw_name) + len(raw_value)
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if name in values:
            repeated.add(name)
            value = f"{values[name]}, {value}"
        values[name] = value
    if size > HEADERS_MAX:
        raise errors.headers_too_large(HEADERS_MAX)
    if not _are_within_bounds(values):
        raise errors.header_too_large(FIELDS_MAX, NAME_MAX_BYTES, FIELD_VALUE_MAX_BYTES)
    return Headers(values, frozenset(repeated))


def tenant_of(store: Store, headers: Headers) -> TenantSnapshot:
    """The tenant that the request's host name belongs to. Raises `OAuthError`."""
    tenant = store.snapshot.tenants.get(host_name(headers.one("host") or ""))
    if tenant is None:
        raise errors.unknown_host()
    return tenant


def error_answer(error: OAuthError) -> tuple[int, bytes]:
    """Status and body of a refusal (RFC 6749 section 5.2)."""
    status, code = ERRORS[error.reason]
    body = {"error": code, "error_description": error.description}
    if error.uri is not None:
        body["error_uri"] = error.uri
    return status, orjson.dumps(body)


async def _read_body(scope: Scope, headers: Headers, receive: Receive) -> bytes:
    announced = headers.one("content-length") or ""
    if announced.isdecimal() and int(announced) > BODY_MAX:
        raise errors.body_too_large(BODY_MAX)
    if WHOLE_BODY in scope.get("extensions", ()):
        # A deadline costs more than reading a head does.
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
    if not _are_within_bounds(query):
        raise errors.bad_request(
            f"The query has a name of more than {NAME_MAX_BYTES} bytes, "
            f"or a value of more than {FIELD_VALUE_MAX_BYTES}."
        )
    return query


def _are_within_bounds(fields: Mapping[str, str]) -> bool:
    return len(fields) <= FIELDS_MAX and not any(
        exceeds(name, NAME_MAX_BYTES) or exceeds(value, FIELD_VALUE_MAX_BYTES)
        for name, value in fields.items()
    )


def _success_body(token: IssuedToken) -> bytes:
    body: dict[str, str | int] = {"access_token": token.access_token}
    if token.scope:
        body["scope"] = " ".join(token.scope)
    body["expires_in"] = token.expires_in
    body["token_type"] = "Bearer"
    return orjson.dumps(body)


def _error_headers(error: OAuthError, status: int, scope: Scope) -> list[tuple[bytes, bytes]]:
    headers: list[tuple[bytes, bytes]] = []
    # Some clients read nothing else once there is a challenge, so only those who tried it get one.
    if status == 401 and any(name == b"authorization" for name, _ in scope["headers"]):
        headers.append(_CHALLENGE)
    if status == 405:
        headers.append((b"allow", b"POST"))
    if error.retry_after is not None:
        headers.append((b"retry-after", b"%d" % error.retry_after))
    return headers
