"""Routes of client grants, and how a grant is written down.

Owns statuses, scopes, both ways of paging and the OpenAPI description. It must not know
what a change does (`rules`).
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict

from warmhook.gateway.auth0.identifiers import new_client_grant_id
from warmhook.gateway.management.api.answers import answer, errors, nothing
from warmhook.gateway.management.api.paging import Envelope, listed
from warmhook.gateway.management.api.route import router
from warmhook.gateway.management.api.scopes import needs
from warmhook.gateway.management.api.session import SessionOf
from warmhook.gateway.management.client_grants import rules
from warmhook.gateway.management.client_grants.payload import (
    ClientGrantCreate,
    ClientGrantPage,
    ClientGrantUpdate,
)
from warmhook.gateway.model import ClientGrant

_ENVELOPE: Final = Envelope("client_grants")
_TAKE: Final = 50
# There are no others.
_SUBJECT_TYPE: Final = "client"

GrantId = Annotated[str, Path(alias="id", min_length=1, max_length=64)]


class ClientGrantShown(BaseModel):
    """A client grant."""

    model_config = ConfigDict(extra="forbid")

    id: str = ""
    client_id: str = ""
    audience: str = ""
    scope: list[str] = []
    subject_type: str = _SUBJECT_TYPE


class ClientGrantList(BaseModel):
    """`include_totals=true`"""

    total: int
    start: int
    limit: int
    client_grants: list[ClientGrantShown]


class ClientGrantCheckpoint(BaseModel):
    """`take`: a page that says where the next one begins, if there is one."""

    client_grants: list[ClientGrantShown]
    next: str = ""


def shown(grant: ClientGrant) -> dict[str, Any]:
    """The grant as JSON."""
    return {
        "id": grant.id,
        "client_id": grant.client_id,
        "audience": grant.audience,
        "scope": list(grant.scope),
        "subject_type": _SUBJECT_TYPE,
    }


def client_grant_routes() -> APIRouter:
    """The routes under /client-grants."""
    routes = router("client-grants")

    @routes.get(
        "/client-grants",
        openapi_extra=needs("read:client_grants"),
        responses=errors(),
        response_model=list[ClientGrantShown] | ClientGrantList | ClientGrantCheckpoint,
    )
    async def list_client_grants(session: SessionOf, page: Annotated[ClientGrantPage, Query()]) -> Response:
        """List client grants."""
        # By id, so that a checkpoint stays one whatever comes and goes.
        ordered = sorted(session.records.client_grants, key=lambda grant: grant.id)
        found = [grant for grant in ordered if _is_wanted(grant, page)]
        if page.take is None and page.from_ is None:
            return answer(listed(found, page, _ENVELOPE, shown))
        return answer(_from_checkpoint(found, page))

    @routes.post(
        "/client-grants",
        openapi_extra=needs("create:client_grants"),
        status_code=201,
        responses=errors(409),
        response_model=ClientGrantShown,
    )
    async def create_client_grant(session: SessionOf, payload: ClientGrantCreate) -> Response:
        """Let a client ask for tokens of an API in its own name."""
        grant_id, held = new_client_grant_id(), session.caller.scopes
        stored = await session.change(lambda records: rules.create(records, grant_id, payload, held))
        return answer(shown(rules.find(stored, grant_id)), 201)

    @routes.get(
        "/client-grants/{id}",
        openapi_extra=needs("read:client_grants"),
        responses=errors(),
        response_model=ClientGrantShown,
    )
    async def get_client_grant(session: SessionOf, grant_id: GrantId) -> Response:
        """Read a client grant."""
        return answer(shown(rules.find(session.records, grant_id)))

    @routes.patch(
        "/client-grants/{id}",
        openapi_extra=needs("update:client_grants"),
        responses=errors(),
        response_model=ClientGrantShown,
    )
    async def update_client_grant(
        session: SessionOf, grant_id: GrantId, payload: ClientGrantUpdate
    ) -> Response:
        """Change the scopes of a client grant."""
        held = session.caller.scopes
        stored = await session.change(lambda records: rules.update(records, grant_id, payload, held))
        return answer(shown(rules.find(stored, grant_id)))

    @routes.delete(
        "/client-grants/{id}",
        openapi_extra=needs("delete:client_grants"),
        status_code=204,
        responses=errors(),
    )
    async def delete_client_grant(session: SessionOf, grant_id: GrantId) -> Response:
        """Delete a client grant. Tokens that were issued stay good until they expire."""
        await session.change(lambda records: rules.delete(records, grant_id))
        return nothing()

    return routes


def _is_wanted(grant: ClientGrant, page: ClientGrantPage) -> bool:
    return (
        page.client_id in (None, grant.client_id)
        and page.audience in (None, grant.audience)
        and page.subject_type in (None, _SUBJECT_TYPE)
        and page.allow_any_organization is not True
    )


def _from_checkpoint(found: list[ClientGrant], page: ClientGrantPage) -> dict[str, Any]:
    left = [grant for grant in found if grant.id > (page.from_ or "")]
    taken = left[: page.take or _TAKE]
    return {
        "client_grants": [page.of(shown(grant)) for grant in taken],
        **({"next": taken[-1].id} if len(left) > len(taken) else {}),
    }
