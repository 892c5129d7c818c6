"""The first things of a tenant, so that it can be managed: what `warmhook init` does.

Owns what a fresh tenant has. It must not know the command line. Doing it again changes
nothing, and a tenant that was imported gets what it lacks.

The Management API is an ordinary API in the records, with an ordinary client grant, so
that the token endpoint needs no rule of its own for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from warmhook.gateway.auth0.identifiers import (
    new_client_grant_id,
    new_client_id,
    new_client_secret,
    new_client_secret_id,
    new_resource_server_id,
)
from warmhook.gateway.management.api.scopes import SCOPES
from warmhook.gateway.model import Client, ClientGrant, ClientSecret, ResourceServer, Tenant, TenantRecords
from warmhook.gateway.signing.schedule import with_keys
from warmhook.gateway.store.base import Store

# As Auth0 calls the database that every tenant begins with.
CONNECTION: Final = "Username-Password-Authentication"
CLIENT_NAME: Final = "Warmhook management"
AUTHOR: Final = "warmhook init"

_API_NAME: Final = "Auth0 Management API"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Of the client that manages the tenant. The secret is stored nowhere; this is its only copy."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Founded:
    """What there is now."""

    # As it is stored: of a tenant that was there before, its own host names and issuer.
    tenant: Tenant
    # None where some client could manage the tenant already.
    credentials: Credentials | None


async def bootstrap(store: Store, tenant: Tenant, hash_secret: Callable[[str], str]) -> Founded:
    """Make the tenant if there is none, and what it needs to be managed.

    Raises `StoreError`; then nothing was stored.
    """
    credentials = Credentials(new_client_id(), new_client_secret())
    secret = ClientSecret(
        hash_secret(credentials.client_secret), id=new_client_secret_id(), created_at=time.time()
    )
    client = Client(
        client_id=credentials.client_id,
        name=CLIENT_NAME,
        secrets=(secret,),
        other={"app_type": "non_interactive"},
    )

    def change(stored: TenantRecords | None) -> TenantRecords:
        return with_keys(founded(stored or TenantRecords(tenant), client))

    records = await store.update_tenant(tenant.name, change, author=AUTHOR)
    is_new = any(known.client_id == credentials.client_id for known in records.clients)
    return Founded(records.tenant, credentials if is_new else None)


def founded(records: TenantRecords, client: Client) -> TenantRecords:
    """The records with a directory for people, the Management API, and a client that may use it.

    `client` is only needed where no client has the API's every scope.
    """
    tenant = records.tenant
    connections = records.connections or frozenset({CONNECTION})
    if tenant.default_directory is None and CONNECTION in connections:
        tenant = replace(tenant, default_directory=CONNECTION)
    records = replace(
        records,
        tenant=tenant,
        connections=connections,
        resource_servers=_with_api(records.resource_servers, tenant.management_audience),
        client_grants=_with_new_scopes(records),
    )
    if _is_managed(records):
        return records
    grant = ClientGrant(client.client_id, tenant.management_audience, tuple(SCOPES), id=new_client_grant_id())
    return replace(
        records,
        clients=(*records.clients, client),
        client_grants=(*records.client_grants, grant),
    )


def _with_api(apis: tuple[ResourceServer, ...], identifier: str) -> tuple[ResourceServer, ...]:
    """A version that knows more scopes adds them to the API that is there."""
    for api in apis:
        if api.identifier == identifier:
            scopes = (*api.scopes, *(scope for scope in SCOPES if scope not in api.scopes))
            described = {**SCOPES, **api.scope_descriptions}
            whole = replace(api, scopes=scopes, scope_descriptions=described)
            return tuple(whole if other is api else other for other in apis)
    made = ResourceServer(
        identifier=identifier,
        name=_API_NAME,
        scopes=tuple(SCOPES),
        scope_descriptions=dict(SCOPES),
        id=new_resource_server_id(),
    )
    return (*apis, made)


def _with_new_scopes(records: TenantRecords) -> tuple[ClientGrant, ...]:
    """Whoever had every scope of the API as it was has every scope of the API as it is.

    Nobody else could give them, since nobody grants more than they have.
    """
    audience = records.tenant.management_audience
    had = {scope for api in records.resource_servers if api.identifier == audience for scope in api.scopes}
    return tuple(
        replace(grant, scope=tuple(dict.fromkeys((*grant.scope, *SCOPES))))
        if had and grant.audience == audience and had.issubset(grant.scope)
        else grant
        for grant in records.client_grants
    )


def _is_managed(records: TenantRecords) -> bool:
    """Whether a client that has a secret has every scope."""
    usable = {client.client_id for client in records.clients if client.secrets}
    return any(
        grant.client_id in usable
        and grant.audience == records.tenant.management_audience
        and set(grant.scope) >= SCOPES.keys()
        for grant in records.client_grants
    )
