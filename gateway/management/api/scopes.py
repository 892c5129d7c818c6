"""The scopes of the Management API, by Auth0's names. No I/O.

Owns the list and how a route says what it asks for. It must not know the routes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_KINDS: Final = {
    "hooks": "hooks",
    "clients": "clients",
    "client_keys": "the secrets of clients",
    "client_credentials": "how clients prove who they are without a secret",
    "client_grants": "client grants",
    "resource_servers": "APIs",
    "users": "users",
    "users_app_metadata": "the app_metadata of users",
    "connections": "connections",
}

SCOPES: Final[Mapping[str, str]] = {
    **{
        f"{verb}:{kind}": f"{verb.capitalize()} {words}"
        for kind, words in _KINDS.items()
        for verb in ("read", "create", "update", "delete")
    },
    "read:tenant_settings": "Read the tenant's settings",
    "update:tenant_settings": "Update the tenant's settings",
    "read:logs": "Read the tenant log and the audit",
    "read:logs_users": "Read the tenant log's entries about users",
}

# The name of the security scheme in the OpenAPI document.
SCHEME: Final = "token"


def needs(*scopes: str) -> dict[str, Any]:
    """`openapi_extra` of a route that any one of these scopes opens.

    What the document says is what is enforced: the route reads it from here.
    """
    assert scopes, "a route without a scope would be open to everybody"
    assert SCOPES.keys() >= set(scopes), f"not all of {scopes} are scopes"
    return {"security": [{SCHEME: [scope]} for scope in scopes]}


def needed(openapi_extra: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The scopes of which a route needs one."""
    assert openapi_extra is not None, "a route says what it needs"
    return tuple(scope for choice in openapi_extra["security"] for scope in choice[SCHEME])
