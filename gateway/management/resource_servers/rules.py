"""What a change does to a tenant's APIs. No I/O: records in, records out, or `ApiError`.

Owns identity (by id or identifier), the defaults of a new API, and what may not happen to
the API that manages the others. It must not know who asks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from warmhook.gateway.auth0.merging import merged, unused
from warmhook.gateway.management.api.errors import ApiError, Code, invalid_body
from warmhook.gateway.management.resource_servers.payload import ResourceServerCreate, ResourceServerUpdate
from warmhook.gateway.model import ResourceServer, SigningAlg, Tenant, TenantRecords, TokenDialect

# The properties that have a field of their own.
_USED: Final = frozenset({"identifier", "name", "scopes", "signing_alg", "token_lifetime", "token_dialect"})

_AUTHZ: Final = "_authz"

# What Auth0 lets be changed of an API of its own.
_OF_SYSTEM: Final = frozenset(
    {
        "token_lifetime",
        "skip_consent_for_verifiable_first_party_clients",
        "proof_of_possession",
        "subject_type_authorization",
        "authorization_policy",
    }
)


def find(records: TenantRecords, name: str) -> ResourceServer:
    """By id, else by identifier. Raises `ApiError` with 404."""
    by_identifier = None
    for api in records.resource_servers:
        if api.id == name:
            return api
        if api.identifier == name:
            by_identifier = api
    if by_identifier is None:
        raise ApiError(Code.RESOURCE_SERVER_MISSING, "The resource server does not exist")
    return by_identifier


def is_system(api: ResourceServer, tenant: Tenant) -> bool:
    """Whether it is the API that this very request is made to."""
    return api.identifier == tenant.management_audience


def create(records: TenantRecords, api_id: str, payload: ResourceServerCreate) -> TenantRecords:
    if any(api.identifier == payload.identifier for api in records.resource_servers):
        raise ApiError(
            Code.RESOURCE_SERVER_EXISTS, "A resource server with the same identifier already exists"
        )
    new = ResourceServer(identifier=payload.identifier, name=payload.identifier, id=api_id)
    api = _changed(new, payload.model_dump(exclude_unset=True))
    return replace(records, resource_servers=(*records.resource_servers, api))


def update(records: TenantRecords, name: str, payload: ResourceServerUpdate) -> TenantRecords:
    api = find(records, name)
    sent = payload.model_dump(exclude_unset=True)
    if is_system(api, records.tenant) and (refused := sorted(sent.keys() - _OF_SYSTEM)):
        raise invalid_body(f"'Additional properties not allowed: {','.join(refused)}'")
    changed = _changed(api, sent)
    return replace(
        records,
        resource_servers=tuple(
            changed if one.identifier == api.identifier else one for one in records.resource_servers
        ),
    )


def delete(records: TenantRecords, name: str) -> TenantRecords:
    """The API goes, and so do the grants for it."""
    api = find(records, name)
    if is_system(api, records.tenant):
        raise ApiError(Code.SYSTEM_RESOURCE_SERVER, "The Management API cannot be deleted.")
    return replace(
        records,
        resource_servers=tuple(one for one in records.resource_servers if one.identifier != api.identifier),
        client_grants=tuple(grant for grant in records.client_grants if grant.audience != api.identifier),
    )


# Any: what was sent, validated.
def _changed(api: ResourceServer, sent: dict[str, Any]) -> ResourceServer:
    """Null sets a property back to its default."""
    default = ResourceServer(identifier=api.identifier, name=api.identifier)
    other = merged(api.other, unused(sent, _USED))
    if "token_dialect" in sent:
        # The `permissions` claim is all that `_authz` adds; it is kept to be given back.
        dialect = sent["token_dialect"] or default.token_dialect.value
        other = merged(other, {"token_dialect": dialect if dialect.endswith(_AUTHZ) else None})
        api = replace(api, token_dialect=TokenDialect(dialect.removesuffix(_AUTHZ)))
    if "scopes" in sent:
        scopes = sent["scopes"] or []
        api = replace(
            api,
            scopes=tuple(scope["value"] for scope in scopes),
            scope_descriptions={
                scope["value"]: scope["description"] for scope in scopes if scope.get("description")
            },
        )
    if "signing_alg" in sent:
        api = replace(api, signing_alg=SigningAlg(sent["signing_alg"] or default.signing_alg))
    return replace(
        api,
        name=(sent["name"] or default.name) if "name" in sent else api.name,
        token_lifetime=(sent["token_lifetime"] or default.token_lifetime)
        if "token_lifetime" in sent
        else api.token_lifetime,
        other=other,
    )
