"""Everything that is served beside the token endpoint: key sets, metadata, health.

Owns those routes. It must not know what the documents say (`oauth.discovery`,
`oauth.signing`, `health`). Errors have the shape and the table of the token endpoint.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from warmhook.gateway import errors
from warmhook.gateway.errors import OAuthError
from warmhook.gateway.hooks.runner import HookRunner
from warmhook.gateway.model import TenantSnapshot
from warmhook.gateway.oauth.discovery import metadata
from warmhook.gateway.signing.rotation import Policy, due_at
from warmhook.gateway.signing.signer import Signer
from warmhook.gateway.store.base import Store
from warmhook.gateway.web.error_table import error_answer
from warmhook.gateway.web.etags import etag_of, is_known
from warmhook.gateway.web.headers import read_headers, tenant_of
from warmhook.gateway.web.health import readiness

# HTTP caches may add this to the ten minutes of verifiers. A key is published for at least the
# sum of both before it signs anything.
_MAX_AGE: Final = 300
# A due change happens within seconds. Until then clients do not ask again and again.
_LEAST_MAX_AGE: Final = 10
_UNCACHED: Final = {"cache-control": "no-store"}

_Document = Callable[[TenantSnapshot], Awaitable[dict[str, Any]]]


def documents(
    *, store: Store, signer: Signer, hooks: HookRunner, rotation: Policy, draining: asyncio.Event
) -> Starlette:
    """The application behind the token endpoint."""

    def max_age(tenant: TenantSnapshot) -> int:
        """How long the document may be cached: until the next known change of keys at most."""
        now = time.time()
        wait = due_at(tenant.records, rotation, now) - now
        return int(max(_LEAST_MAX_AGE, min(_MAX_AGE, wait)))

    async def jwk_set(tenant: TenantSnapshot) -> dict[str, Any]:
        return (await signer.keys(tenant)).jwk_set()

    async def server_metadata(tenant: TenantSnapshot) -> dict[str, Any]:
        return metadata(tenant, await signer.keys(tenant))

    def served(document: _Document) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            tenant = tenant_of(store, read_headers(request.scope))
            body = orjson.dumps(await document(tenant))
            etag = etag_of(body)
            headers = {"cache-control": f"public, max-age={max_age(tenant)}", "etag": etag}
            if is_known(etag, request.headers.get("if-none-match")):
                return Response(None, 304, headers)
            return Response(body, 200, headers, media_type="application/json")

        return serve

    async def ready(request: Request) -> Response:
        del request
        status, body = readiness(
            draining=draining.is_set(),
            revision=store.snapshot.revision,
            executor=await hooks.health(),
            confirmed_seconds_ago=time.monotonic() - store.confirmed_at,
            now=datetime.now(UTC),
        )
        return _json(status, body, _UNCACHED)

    application = Starlette(
        routes=[
            Route("/.well-known/jwks.json", served(jwk_set)),
            Route("/.well-known/openid-configuration", served(server_metadata)),
            Route("/.well-known/oauth-authorization-server", served(server_metadata)),
            Route("/health/live", _live),
            Route("/health/ready", ready),
        ],
        exception_handlers={OAuthError: _refuse, HTTPException: _refuse_route, Exception: _refuse_fault},
    )
    # A redirect would name the scheme and host that the gateway sees. A client behind a proxy has others.
    application.router.redirect_slashes = False
    return application


async def _live(request: Request) -> Response:
    del request
    return _json(200, {"status": "live"}, _UNCACHED)


async def _refuse(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, OAuthError)
    status, body = error_answer(error)
    return Response(body, status, _UNCACHED, media_type="application/json")


async def _refuse_route(request: Request, error: Exception) -> Response:
    """The router knows two refusals: a path it does not have, and a method the path does not have."""
    assert isinstance(error, HTTPException)
    refused = errors.method_not_allowed() if error.status_code == 405 else errors.unknown_path()
    response = await _refuse(request, refused)
    response.headers.update(error.headers or {})
    return response


async def _refuse_fault(request: Request, error: Exception) -> Response:
    """An error of ours. The server logs it."""
    del error
    return await _refuse(request, errors.internal())


def _json(status: int, body: dict[str, Any], headers: dict[str, str]) -> Response:
    return Response(orjson.dumps(body), status, headers, media_type="application/json")
