"""How an API is written down. No I/O.

Owns the properties of an answer and what Auth0 shows where nothing was set. It must not
know how APIs are changed.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from warmhook.gateway.management.resource_servers.payload import ResourceServerProperties
from warmhook.gateway.management.resource_servers.rules import is_system
from warmhook.gateway.model import JsonObject, ResourceServer, Tenant

_DEFAULTS: Final[JsonObject] = {
    "allow_offline_access": False,
    "skip_consent_for_verifiable_first_party_clients": False,
    "token_lifetime_for_web": 7200,
}


class ResourceServerShown(ResourceServerProperties):
    """An API, with whatever else an import has brought."""

    model_config = ConfigDict(extra="allow")

    id: str = ""
    identifier: str = ""
    # As long as an identifier, which is the name of an API that was given none.
    name: str | None = None
    is_system: bool = False


class ResourceServerList(BaseModel):
    """`include_totals=true`"""

    total: int
    start: int
    limit: int
    resource_servers: list[ResourceServerShown]


def shown(api: ResourceServer, tenant: Tenant) -> dict[str, Any]:
    """The API as JSON."""
    return {
        "id": api.id,
        "name": api.name,
        **({"is_system": True} if is_system(api, tenant) else {}),
        "identifier": api.identifier,
        "scopes": [_scope(value, api) for value in api.scopes],
        "signing_alg": api.signing_alg.value,
        "token_lifetime": api.token_lifetime,
        "token_dialect": api.token_dialect.value,
        **_DEFAULTS,
        **api.other,
    }


def _scope(value: str, api: ResourceServer) -> dict[str, str]:
    description = api.scope_descriptions.get(value)
    return {"value": value} if description is None else {"value": value, "description": description}
