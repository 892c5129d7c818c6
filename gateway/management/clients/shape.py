"""How a client and its secrets are written down. No I/O.

Owns the properties of an answer and what Auth0 shows where nothing was set. A secret is
shown when it is made, and never again. It must not know how clients are changed.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from warmhook.gateway.auth0.timestamps import written
from warmhook.gateway.management.clients.payload import ClientProperties
from warmhook.gateway.management.clients.rules import NAMED_GRANTS
from warmhook.gateway.model import Client, ClientSecret, JsonObject, Tenant

_DEFAULTS: Final[JsonObject] = {
    "is_first_party": True,
    "is_token_endpoint_ip_header_trusted": False,
    "oidc_conformant": False,
    "jwt_configuration": {"lifetime_in_seconds": 36000},
    "sso_disabled": False,
    "cross_origin_authentication": False,
    "custom_login_page_on": True,
}


class ClientShown(ClientProperties):
    """A client, with whatever else an import has brought."""

    model_config = ConfigDict(extra="allow")

    tenant: str = ""
    is_global: bool = Field(default=False, alias="global")
    name: str = ""
    client_id: str = ""


class ClientMade(ClientShown):
    """A client with the secret that was made for it. It cannot be read again."""

    client_secret: str


class ClientList(BaseModel):
    """`include_totals=true`"""

    total: int
    start: int
    limit: int
    clients: list[ClientShown]


class SecretShown(BaseModel):
    """A secret of a client."""

    model_config = ConfigDict(extra="forbid")

    id: str
    created_at: str = Field(default="", description="Absent where it is not known.")
    expires_at: str = Field(default="", description="Absent: never.")


class SecretMade(SecretShown):
    """A secret that was made. It cannot be read again."""

    client_secret: str


def shown(client: Client, tenant: Tenant) -> dict[str, Any]:
    """Everything but the secrets."""
    method = client.token_endpoint_auth_method
    properties = {**_DEFAULTS, **client.other}
    # deploy-cli takes it out of what it sends, and expects it in what it gets.
    properties["jwt_configuration"] = {"secret_encoded": False, **properties["jwt_configuration"]}
    return {
        "tenant": tenant.name,
        "global": False,
        "name": client.name,
        "client_id": client.client_id,
        "grant_types": _in_order(client.grant_types),
        **({} if method is None else {"token_endpoint_auth_method": method}),
        **({"client_metadata": dict(client.client_metadata)} if client.client_metadata else {}),
        **properties,
    }


# Any: JSON.
def property_of(client: Client, name: str) -> Any:
    """What `shown` says of a property that has no field of its own; None where that is nothing."""
    return client.other.get(name, _DEFAULTS.get(name))


def secret_shown(secret: ClientSecret) -> dict[str, Any]:
    """What may be said of a secret."""
    return {
        "id": secret.id,
        **({"created_at": written(secret.created_at)} if secret.created_at else {}),
        **({} if secret.expires_at is None else {"expires_at": written(secret.expires_at)}),
    }


def _in_order(grant_types: frozenset[str]) -> list[str]:
    known = [grant for grant in NAMED_GRANTS if grant in grant_types]
    return known + sorted(grant_types.difference(known))
