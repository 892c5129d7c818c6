"""What a change does to a tenant's client grants. No I/O: records in, records out, or `ApiError`.

Owns that a grant joins a client and an API that exist, once, and that nobody grants more of the Management
API than they have. It must not know who asks beyond the scopes that they hold.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from warmhook.gateway.management.api.errors import ApiError, Code, invalid_body
from warmhook.gateway.management.api.scopes import SCOPES
from warmhook.gateway.management.client_grants.payload import (
    ClientGrantCreate,
    ClientGrantProperties,
    ClientGrantUpdate,
)
from warmhook.gateway.management.clients import rules as client_rules
from warmhook.gateway.model import ClientGrant, ResourceServer, TenantRecords

_SENT: Final = frozenset({"scope", "allow_all_scopes"})


def find(records: TenantRecords, grant_id: str) -> ClientGrant:
    """Raises `ApiError` with 404."""
    for grant in records.client_grants:
        if grant.id == grant_id:
            return grant
    raise ApiError(Code.CLIENT_GRANT_MISSING, "The grant does not exist.")


def create(
    records: TenantRecords, grant_id: str, payload: ClientGrantCreate, held: frozenset[str]
) -> TenantRecords:
    """`held` are the author's own scopes."""
    client_rules.find(records, payload.client_id)
    api = _api(records, payload.audience)
    if any(
        (grant.client_id, grant.audience) == (payload.client_id, payload.audience)
        for grant in records.client_grants
    ):
        raise ApiError(
            Code.CLIENT_GRANT_EXISTS, "A client grant for the same client and audience already exists"
        )
    grant = ClientGrant(payload.client_id, payload.audience, _scope(payload, api), grant_id)
    _refuse_more_than_held(records, grant, (), held)
    return replace(records, client_grants=(*records.client_grants, grant))


def update(
    records: TenantRecords, grant_id: str, payload: ClientGrantUpdate, held: frozenset[str]
) -> TenantRecords:
    """`held` are the author's own scopes."""
    grant = find(records, grant_id)
    if _SENT.isdisjoint(payload.model_fields_set):
        return records
    changed = replace(grant, scope=_scope(payload, _api(records, grant.audience)))
    _refuse_more_than_held(records, changed, grant.scope, held)
    grants = tuple(changed if one.id == grant_id else one for one in records.client_grants)
    return replace(records, client_grants=grants)


def delete(records: TenantRecords, grant_id: str) -> TenantRecords:
    find(records, grant_id)
    grants = tuple(grant for grant in records.client_grants if grant.id != grant_id)
    return replace(records, client_grants=grants)


def _refuse_more_than_held(
    records: TenantRecords, grant: ClientGrant, before: tuple[str, ...], held: frozenset[str]
) -> None:
    """A scope without a meaning here gives nothing, so an import from Auth0 may grant it."""
    if grant.audience != records.tenant.management_audience:
        return
    more = [scope for scope in grant.scope if scope in SCOPES and scope not in {*before, *held}]
    if more:
        raise ApiError(
            Code.INSUFFICIENT_SCOPE, f"Insufficient scope, expected all that are granted: {','.join(more)}"
        )


def _api(records: TenantRecords, audience: str) -> ResourceServer:
    for api in records.resource_servers:
        if api.identifier == audience:
            return api
    raise ApiError(Code.RESOURCE_SERVER_MISSING, "The resource server does not exist")


def _scope(payload: ClientGrantProperties, api: ResourceServer) -> tuple[str, ...]:
    if not payload.allow_all_scopes:
        return tuple(dict.fromkeys(payload.scope))
    if payload.scope:
        raise invalid_body("'Cannot have scope together with allow_all_scopes'")
    return api.scopes
