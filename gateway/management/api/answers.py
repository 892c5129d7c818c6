"""How answers are written, and how the OpenAPI document describes the errors.

Owns JSON on the way out. It must not know what is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from warmhook.gateway.management.api.errors import ApiError

_HEADERS: Final = {"cache-control": "no-store"}


class Error(BaseModel):
    """What every refusal looks like."""

    model_config = ConfigDict(extra="forbid")

    statusCode: int
    error: str = Field(description="The status in words.")
    message: str
    errorCode: str


def answer(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON, in the order in which it was made."""
    return Response(orjson.dumps(content), status, {**_HEADERS, **(headers or {})}, "application/json")


def nothing() -> Response:
    """204."""
    return Response(status_code=204, headers=_HEADERS)


_REFUSAL_HEADERS: Final[Mapping[HTTPStatus, Mapping[str, str]]] = {
    HTTPStatus.UNAUTHORIZED: {"www-authenticate": "Bearer"},
    # A database that restarts is back in seconds.
    HTTPStatus.SERVICE_UNAVAILABLE: {"retry-after": "5"},
}


def refused(error: ApiError) -> Response:
    """The answer to a request that was refused."""
    return answer(error.body(), error.status, _REFUSAL_HEADERS.get(error.status, {}))


# Any request may be refused with these.
_ALWAYS: Final = (400, 401, 403, 404, 408, 413, 431, 500, 503)


# FastAPI would make a validator of the model for each status of each route, hundreds at every start.
_ERROR_CONTENT: Final = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}


# Any: FastAPI's own type for `responses`.
def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """`responses` of a route: those of every route, and these. They refer to `Error` in the document."""
    return {
        status: {"description": HTTPStatus(status).phrase, "content": _ERROR_CONTENT}
        for status in sorted({*_ALWAYS, *statuses})
    }
