"""Routes of the tenant log, and how an event is written down.

Owns statuses, scopes, both ways of paging and the OpenAPI description. It must not know
what leaves an event (`gateway.tenant_log`) or how events are kept.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from warmhook.gateway.auth0.timestamps import written
from warmhook.gateway.management.api.answers import answer, errors
from warmhook.gateway.management.api.errors import ApiError, Code
from warmhook.gateway.management.api.paging import Envelope, Page, enveloped
from warmhook.gateway.management.api.route import router
from warmhook.gateway.management.api.scopes import needs
from warmhook.gateway.management.api.session import SessionOf
from warmhook.gateway.model import LogEvent
from warmhook.gateway.store.base import TenantLog

_ENVELOPE: Final = Envelope("logs", with_length=True)
_TAKE: Final = 50

LogId = Annotated[str, Path(alias="id", min_length=1, max_length=128)]
_Cursor = Annotated[
    str | None, Field(alias="from", max_length=128, description="A `log_id`: what came after it.")
]


_Search = Annotated[
    str | None,
    Field(pattern=r'^type:(\w{1,32}|"\w{1,32}")$', description="`type:seccft`: one event code."),
]


class _LogPage(Page):
    """Which events to list, by page or, with `from` and `take`, from a checkpoint on."""

    q: _Search = None
    # What newer SDKs call it.
    search: _Search = None
    sort: Annotated[Literal["date:-1"], Field(description="The newest first; checkpoints: the oldest.")] = (
        "date:-1"
    )
    take: Annotated[int | None, Field(ge=1, le=100)] = None
    from_: _Cursor = None


class LogShown(BaseModel):
    """An event of the tenant log. What is not known is absent."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(default="", alias="_id")
    log_id: str = ""
    date: str = ""
    type: str = Field(default="", description="Auth0's code: seccft, feccft, sepft, fepft or sapi.")
    description: str = ""
    client_id: str = ""
    client_name: str = ""
    user_id: str = ""
    user_name: str = ""
    audience: str = ""
    scope: str = ""
    ip: str = ""
    user_agent: str = ""
    hook_id: str = ""
    details: dict[str, Any] = {}
    isMobile: bool = False


class LogList(BaseModel):
    """`include_totals=true`"""

    total: int
    start: int
    limit: int
    length: int
    logs: list[LogShown]


def shown(event: LogEvent) -> dict[str, Any]:
    """The event as JSON."""
    known = {
        "_id": event.log_id,
        "log_id": event.log_id,
        "date": written(event.date),
        "type": event.type,
        "description": event.description,
        "client_id": event.client_id,
        "client_name": event.client_name,
        "user_id": event.user_id,
        "user_name": event.user_name,
        "audience": event.audience,
        "scope": event.scope,
        "ip": event.ip,
        "user_agent": event.user_agent,
        "hook_id": event.hook_id,
        "details": dict(event.details) or None,
        "isMobile": False,
    }
    return {name: value for name, value in known.items() if value is not None}


def log_routes(log: TenantLog) -> APIRouter:
    """The routes under /logs."""
    routes = router("logs")

    @routes.get(
        "/logs",
        openapi_extra=needs("read:logs"),
        responses=errors(),
        response_model=list[LogShown] | LogList,
    )
    async def list_logs(session: SessionOf, page: Annotated[_LogPage, Query()]) -> Response:
        """List what happened in the tenant."""
        tenant = session.tenant.tenant.name
        if page.take is not None or page.from_ is not None:
            after = await log.events_after(tenant, page.from_ or "", limit=page.take or _TAKE)
            return answer([page.of(shown(event)) for event in after])
        search = page.q or page.search
        code = None if search is None else search.removeprefix("type:").strip('"')
        events, total = await log.events(tenant, offset=page.start, limit=page.per_page, type_=code)
        return answer(enveloped([shown(event) for event in events], page, _ENVELOPE, total))

    @routes.get("/logs/{id}", openapi_extra=needs("read:logs"), responses=errors(), response_model=LogShown)
    async def get_log(session: SessionOf, log_id: LogId) -> Response:
        """Read one event."""
        event = await log.event(session.tenant.tenant.name, log_id)
        if event is None:
            raise ApiError(Code.LOG_MISSING, "The log event does not exist.")
        return answer(shown(event))

    return routes
