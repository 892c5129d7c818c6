"""The audit: who changed what, and when.

Owns its one route. Entries are the store's, made with the change that they are about.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from warmhook.gateway.auth0.timestamps import written
from warmhook.gateway.management.api.answers import answer, errors
from warmhook.gateway.management.api.payload import Query as Parameters
from warmhook.gateway.management.api.route import router
from warmhook.gateway.management.api.scopes import needs
from warmhook.gateway.management.api.session import SessionOf
from warmhook.gateway.model import AuditEntry
from warmhook.gateway.store.base import History


class AuditPage(Parameters):
    """Which part of the audit to show."""

    before: Annotated[int | None, Field(ge=1, le=2**63 - 1, description="`next` of the page before.")] = None
    per_page: Annotated[int, Field(ge=1, le=100)] = 50


class EntryShown(BaseModel):
    """One change of one object."""

    model_config = ConfigDict(extra="forbid")

    id: int
    date: str
    author: str = Field(description="A client's id or a user's, or who it was at the command line.")
    action: str = Field(description="created, updated or deleted.")
    kind: str
    object_id: str
    fields: list[str] = Field(description="What changed, by name. Secrets' values are nowhere in the audit.")


class AuditShown(BaseModel):
    """A page of the audit, the newest change first."""

    model_config = ConfigDict(extra="forbid")

    entries: list[EntryShown]
    next: int | None = Field(description="`before` of the next page; null where there is none.")


def audit_routes(history: History) -> APIRouter:
    """The route /audit."""
    routes = router("audit")

    @routes.get("/audit", openapi_extra=needs("read:logs"), responses=errors(), response_model=AuditShown)
    async def list_audit(session: SessionOf, page: Annotated[AuditPage, Query()]) -> Response:
        """List changes of the tenant's objects, the newest first."""
        # One more than is shown, to know whether there is one.
        found = await history.audit(session.tenant.tenant.name, before=page.before, limit=page.per_page + 1)
        entries = found[: page.per_page]
        following = entries[-1].id if len(found) > len(entries) else None
        return answer({"entries": [_shown(entry) for entry in entries], "next": following})

    return routes


# Any: JSON.
def _shown(entry: AuditEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "date": written(entry.created_at),
        "author": entry.author,
        "action": entry.action,
        "kind": entry.kind,
        "object_id": entry.object_id,
        "fields": list(entry.fields),
    }
