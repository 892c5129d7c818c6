"""Which scope opens which attribute of a client, as Auth0 publishes it. No I/O.

Owns the attributes by which somebody proves to be the client. Whoever sets them can become the client, and
so they need a scope of their own, beyond that of the route (Auth0's notes at GET and PATCH /clients/{id}). It
must not know what is done with an attribute.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

_CREATED_BY: Final[Mapping[str, str]] = {"client_authentication_methods": "create:client_credentials"}

_UPDATED_BY: Final[Mapping[str, str]] = {
    "client_secret": "update:client_keys",
    "encryption_key": "update:client_keys",
    "client_authentication_methods": "update:client_credentials",
}

_KEYS: Final = frozenset({"client_secret", "encryption_key", "client_authentication_methods"})
_SUMMARY: Final = frozenset({"client_id", "app_type", "name", "description"})


def needed_to_create(sent: Collection[str]) -> list[str]:
    """All the scopes without which a client with these attributes is not created.

    A chosen `client_secret` needs none of its own: whoever creates a client is told its secret anyway.
    """
    return sorted({"create:clients", *(_CREATED_BY[name] for name in sent if name in _CREATED_BY)})


def needed_to_update(sent: Collection[str]) -> list[str]:
    """All the scopes without which these attributes are not changed."""
    return sorted({_UPDATED_BY.get(name, "update:clients") for name in sent})


# Any: JSON.
def readable(client: Mapping[str, Any], scopes: Collection[str]) -> dict[str, Any]:
    """What of a client may be shown to a caller with these scopes."""
    has_keys = not {"read:client_keys", "read:client_credentials"}.isdisjoint(scopes)
    has_rest = not {"read:clients", "read:client_keys"}.isdisjoint(scopes)
    return {
        name: value
        for name, value in client.items()
        if (has_keys if name in _KEYS else has_rest or name in _SUMMARY)
    }


# Any: JSON.
def readable_to_author(client: Mapping[str, Any], scopes: Collection[str]) -> dict[str, Any]:
    """The same for whoever has just changed it, who is shown the client without a scope for reading."""
    return readable(client, {*scopes, "read:clients"})
