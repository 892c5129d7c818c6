"""The Management API as one application: which resources there are, and how they fail.

Owns assembly, the OpenAPI document and the answers to errors. It must not know what a
resource does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from warmhook.gateway.limits.turns import FullError
from warmhook.gateway.management.api import errors, reference
from warmhook.gateway.management.api.answers import Error, refused
from warmhook.gateway.management.api.errors import ApiError, Code
from warmhook.gateway.management.api.payload import refusal
from warmhook.gateway.management.api.route import Gate
from warmhook.gateway.management.api.scopes import SCHEME, SCOPES
from warmhook.gateway.store.base import ConflictError, StoreError
from warmhook.gateway.web.application import MANAGEMENT_PATH

_log = structlog.get_logger(__name__)


def management(*, gate: Gate, routers: Sequence[APIRouter]) -> FastAPI:
    """The application, to be served under its own paths: they begin with `MANAGEMENT_PATH`."""
    application = FastAPI(
        title="Warmhook Management API",
        version="2",
        openapi_url=f"{MANAGEMENT_PATH}openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={
            ApiError: _refuse,
            RequestValidationError: _refuse_invalid,
            HTTPException: _refuse_route,
            ConflictError: _refuse_conflict,
            StoreError: _refuse_store,
            FullError: _refuse_for_now,
            Exception: _refuse_fault,
        },
    )
    application.state.gate = gate
    for router in routers:
        application.include_router(router)
    _describe_access(application)

    @application.get(f"{MANAGEMENT_PATH}docs", include_in_schema=False)
    def docs() -> Response:
        return HTMLResponse(
            reference.page(application.openapi()),
            headers={
                "content-security-policy": reference.CONTENT_SECURITY_POLICY,
                "x-content-type-options": "nosniff",
            },
        )

    return application


def _describe_access(application: FastAPI) -> None:
    generate = application.openapi
    error_schema = Error.model_json_schema()

    # Any: the document.
    def openapi() -> dict[str, Any]:
        document = generate()
        # FastAPI's own answer to an invalid request, which is never sent here.
        for item in document["paths"].values():
            for operation in item.values():
                operation["responses"].pop("422", None)
        components = document.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        for schema in ("HTTPValidationError", "ValidationError"):
            schemas.pop(schema, None)
        schemas["Error"] = error_schema
        components["securitySchemes"] = {
            SCHEME: {
                "type": "oauth2",
                "description": "A token of this tenant for the audience `<issuer>api/v2/`.",
                "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": dict(SCOPES)}},
            }
        }
        return document

    application.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way.


async def _refuse(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, ApiError)
    return refused(error)


async def _refuse_invalid(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, RequestValidationError)
    return refused(refusal(error.errors()))


async def _refuse_route(request: Request, error: Exception) -> Response:
    """The router knows two refusals: a path it does not have, and a method the path does not have."""
    assert isinstance(error, HTTPException)
    if error.status_code != 405:
        return refused(errors.unknown_path())
    response = refused(ApiError(Code.METHOD_NOT_ALLOWED, "Method Not Allowed"))
    response.headers["allow"] = _methods(request)
    return response


def _methods(request: Request) -> str:
    """Of a path in the document. The router names those of its first route, and each method has one."""
    template = getattr(request.scope.get("route"), "path_format", "")
    methods = [method.upper() for method in request.app.openapi()["paths"].get(template, ("get",))]
    # HEAD is answered as GET is.
    return ", ".join(["HEAD", *methods] if "GET" in methods else methods)


async def _refuse_conflict(request: Request, error: Exception) -> Response:
    del request
    return refused(ApiError(Code.CONFLICT, str(error)))


async def _refuse_store(request: Request, error: Exception) -> Response:
    _log.error("management_store_failed", path=request.url.path, reason=str(error))
    return refused(errors.store_unavailable())


async def _refuse_for_now(request: Request, error: Exception) -> Response:
    """More passwords wait to be hashed than may."""
    del request, error
    return refused(ApiError(Code.UNAVAILABLE, "Too many passwords at once. Try again later."))


async def _refuse_fault(request: Request, error: Exception) -> Response:
    """An error of ours. The server logs it."""
    del request, error
    return refused(errors.internal())
