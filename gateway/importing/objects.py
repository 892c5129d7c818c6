"""What an export says, as typed values: the common tongue of `parse` and `merge`.

They differ from the records of the store where an export leaves something open: ids, the
client that a grant names, secrets that Auth0 does not show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from warmhook.gateway.importing.deploy_settings import Exclusions
from warmhook.gateway.model import JsonObject, ResourceServer, TriggerId


@dataclass(frozen=True, slots=True)
class ParsedClient:
    where: str
    name: str
    # None: the stored client of that name, or a new one.
    client_id: str | None
    # None: the stored one's, or a new one.
    client_secret: str | None = field(repr=False)
    grant_types: frozenset[str]
    token_endpoint_auth_method: str | None
    # How it authenticates if not with a secret: "private_key_jwt" and its like.
    key_method: str | None
    client_metadata: JsonObject
    # What has no use here, for Auth0's tools.
    other: JsonObject


@dataclass(frozen=True, slots=True)
class ParsedGrant:
    where: str
    # Name or id of a client.
    client: str
    audience: str
    # None: all that the API has.
    scope: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class ParsedUser:
    where: str
    connection: str
    # None: the stored user with one of the logins, or a new one.
    user_id: str | None
    email: str | None
    username: str | None
    name: str | None
    blocked: bool
    # Argon2id, PHC string.
    password_hash: str | None = field(repr=False)
    user_metadata: JsonObject
    app_metadata: JsonObject
    other: JsonObject


@dataclass(frozen=True, slots=True)
class ParsedHook:
    where: str
    # None: the stored hook of that name, or a new one.
    id: str | None
    # As Auth0 stores it.
    name: str
    trigger_id: TriggerId
    script: str
    enabled: bool
    # None: Auth0 did not show it.
    secrets: Mapping[str, str | None] = field(repr=False)
    dependencies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ParsedExport:
    # None: the export does not say.
    default_directory: str | None = None
    # The tenant's other settings.
    settings: JsonObject = field(default_factory=dict)
    connections: frozenset[str] = frozenset()
    clients: tuple[ParsedClient, ...] = ()
    resource_servers: tuple[ResourceServer, ...] = ()
    client_grants: tuple[ParsedGrant, ...] = ()
    users: tuple[ParsedUser, ...] = ()
    hooks: tuple[ParsedHook, ...] = ()
    exclusions: Exclusions = field(default_factory=Exclusions)
