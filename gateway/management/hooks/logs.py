"""Routes of live logs: executions as they happen, as server-sent events.

Owns the form of the stream. It must not know what is kept or masked
(`gateway.tenant_log.executions`). The format is that of the WHATWG's HTML standard,
section 9.2; each event has one execution as JSON.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from warmhook.gateway.management.api.answers import errors
from warmhook.gateway.management.api.route import router
from warmhook.gateway.management.api.scopes import needs
from warmhook.gateway.management.api.session import Session, SessionOf
from warmhook.gateway.management.hooks import rules
from warmhook.gateway.management.hooks.routes import HookId
from warmhook.gateway.tenant_log.executions import Executions, SlowReaderError

# Shorter than the idle time of the usual proxies.
_PING_SECONDS: Final = 15.0
_HEADERS: Final = {"cache-control": "no-store", "x-accel-buffering": "no"}
_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Events `execution`, each one as JSON; `dropped` where some were missed.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


class _Stream(BaseModel):
    model_config = ConfigDict(extra="forbid")

    follow: bool = Field(default=False, description="Go on with the executions that come.")


def hook_log_routes(executions: Executions) -> APIRouter:
    """The routes of live logs. They come before those of /hooks/{id}."""
    routes = router("hooks")

    def streamed(session: Session, hook_id: str | None, *, follow: bool) -> Response:
        tenant = session.tenant.tenant.name
        return StreamingResponse(
            _events(executions, tenant, hook_id, follow=follow),
            headers=_HEADERS,
            media_type="text/event-stream",
        )

    @routes.get(
        "/hooks/logs",
        openapi_extra=needs("read:logs"),
        responses={**errors(), **_STREAM},
        response_class=StreamingResponse,
    )
    async def follow_hooks(session: SessionOf, stream: Annotated[_Stream, Query()]) -> Response:
        """The latest executions of all hooks, as this gateway knows them."""
        return streamed(session, None, follow=stream.follow)

    @routes.get(
        "/hooks/{id}/logs",
        openapi_extra=needs("read:logs"),
        responses={**errors(), **_STREAM},
        response_class=StreamingResponse,
    )
    async def follow_hook(
        session: SessionOf, hook_id: HookId, stream: Annotated[_Stream, Query()]
    ) -> Response:
        """The latest executions of one hook, as this gateway knows them."""
        rules.find(session.records, hook_id)
        return streamed(session, hook_id, follow=stream.follow)

    return routes


async def _events(
    executions: Executions, tenant: str, hook_id: str | None, *, follow: bool
) -> AsyncIterator[bytes]:
    with executions.reader(tenant, hook_id=hook_id, follow=follow) as reader:
        try:
            while True:
                try:
                    async with asyncio.timeout(_PING_SECONDS):
                        execution = await reader.next()
                except TimeoutError:
                    # A comment: keeps the connection, and finds out whether anybody is there.
                    yield b":\n\n"
                    continue
                if execution is None:
                    return
                yield b"event: execution\ndata: %b\n\n" % orjson.dumps(execution.document())
        except SlowReaderError:
            yield b"event: dropped\ndata: {}\n\n"
