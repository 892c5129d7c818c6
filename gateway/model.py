"""What the gateway knows: records as frozen values, and the snapshot that the token path reads. No I/O.

Owns the shape of a tenant and nothing else. It must not know how records are
stored, how they came here (import, management API), or what a token is.
Field names are Auth0's, as its Management API and auth0-deploy-cli spell them.
"""

from __future__ import annotations

import enum
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JsonObject = Mapping[str, Any]  # Any: free-form JSON, handed through and never looked into.


class TriggerId(enum.StrEnum):
    """Extensibility points. `password-exchange` is older than Auth0's Management API enum."""

    CREDENTIALS_EXCHANGE = "credentials-exchange"
    PASSWORD_EXCHANGE = "password-exchange"
    PRE_USER_REGISTRATION = "pre-user-registration"
    POST_USER_REGISTRATION = "post-user-registration"
    POST_CHANGE_PASSWORD = "post-change-password"
    SEND_PHONE_MESSAGE = "send-phone-message"


class SigningAlg(enum.StrEnum):
    """RFC 7518 section 3.1, RFC 8037 section 3.1."""

    RS256 = "RS256"
    ES256 = "ES256"
    EDDSA = "EdDSA"


class TokenDialect(enum.StrEnum):
    """Layout of an API's access tokens (compat section 2.3)."""

    ACCESS_TOKEN = "access_token"
    RFC9068_PROFILE = "rfc9068_profile"


class KeyState(enum.StrEnum):
    """A key is published as `next`, signs as `current`, still verifies as `previous`."""

    NEXT = "next"
    CURRENT = "current"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Tenant:
    name: str
    # Host names, lower case, without port, that requests for this tenant carry.
    hosts: tuple[str, ...]
    # With scheme and trailing slash; byte for byte the token's `iss`.
    issuer: str
    # Connection that plain `password` requests log in to; None: the grant needs a realm.
    default_directory: str | None = None
    # Settings of Auth0's that are kept for its tools, and have no use here.
    other: JsonObject = field(default_factory=dict)

    @property
    def management_audience(self) -> str:
        """The identifier of the tenant's Management API."""
        return f"{self.issuer}api/v2/"


@dataclass(frozen=True, slots=True)
class ClientSecret:
    # As made by `gateway.vault.client_secrets`: scheme, key id and digest in one string.
    hashed: str
    # Seconds since the epoch; None: does not expire.
    expires_at: float | None = None
    # Names the secret to its owner; says nothing of it. "" for one that was imported without.
    id: str = ""
    created_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Client:
    client_id: str
    name: str
    secrets: tuple[ClientSecret, ...] = ()
    grant_types: frozenset[str] = frozenset({"client_credentials"})
    # "none", "client_secret_post", "client_secret_basic"; None: post and basic.
    token_endpoint_auth_method: str | None = None
    client_metadata: JsonObject = field(default_factory=dict)
    # Properties of Auth0's that are kept for its tools, and have no use here.
    other: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResourceServer:
    identifier: str
    name: str
    scopes: tuple[str, ...] = ()
    # Seconds.
    token_lifetime: int = 86400
    signing_alg: SigningAlg = SigningAlg.RS256
    token_dialect: TokenDialect = TokenDialect.ACCESS_TOKEN
    # 24 hexadecimal digits.
    id: str = ""
    # By scope value, of those that have one.
    scope_descriptions: Mapping[str, str] = field(default_factory=dict)
    other: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClientGrant:
    client_id: str
    audience: str
    scope: tuple[str, ...] = ()
    # "cgr_" and 16 letters or digits.
    id: str = ""


@dataclass(frozen=True, slots=True)
class User:
    # "auth0|…"
    user_id: str
    connection: str
    email: str | None = None
    username: str | None = None
    name: str | None = None
    # Argon2id, PHC string; None: cannot log in with a password.
    password_hash: str | None = None
    blocked: bool = False
    user_metadata: JsonObject = field(default_factory=dict)
    app_metadata: JsonObject = field(default_factory=dict)
    # Seconds since the epoch.
    created_at: float = 0.0
    updated_at: float = 0.0
    # email_verified, nickname, picture, given_name, …
    other: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hook:
    id: str
    name: str
    trigger_id: TriggerId
    script: str
    enabled: bool = False
    secrets: Mapping[str, str] = field(default_factory=dict)
    dependencies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SigningKey:
    kid: str
    alg: SigningAlg
    state: KeyState
    # PKCS #8, PEM.
    private_key: bytes = field(repr=False)
    # When the key came to be in `state`: seconds since the epoch.
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class TenantRecords:
    """Everything that is stored of one tenant, its disabled hooks included."""

    tenant: Tenant
    # Names of the tenant's connections (realms).
    connections: frozenset[str] = frozenset()
    clients: tuple[Client, ...] = ()
    resource_servers: tuple[ResourceServer, ...] = ()
    client_grants: tuple[ClientGrant, ...] = ()
    users: tuple[User, ...] = ()
    hooks: tuple[Hook, ...] = ()
    keys: tuple[SigningKey, ...] = ()


@dataclass(frozen=True, slots=True)
class HookVersion:
    """What a hook was after one change of its script, dependencies or secrets. Never changed."""

    hook_id: str
    # From 1, without gaps, per hook.
    number: int
    script: str
    dependencies: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    author: str
    # Seconds since the epoch.
    created_at: float


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change of one object: who, what, when. Never a secret, never a script."""

    id: int
    created_at: float
    author: str
    # "created", "updated" or "deleted".
    action: str
    # "hook", "client", "resource_server", "client_grant", "user", "signing_key", "connection", "tenant".
    kind: str
    # The object's id, as its kind names it.
    object_id: str
    # Names of the fields that changed; for secrets their names, never their values.
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogEvent:
    """An entry of the tenant log, with Auth0's event codes (compat section 3.4)."""

    # Unique and ordered by time: as Auth0's, an opaque string.
    log_id: str
    # Seconds since the epoch.
    date: float
    # "seccft", "feccft", "sepft", "fepft" or "sapi".
    type: str
    client_id: str | None = None
    client_name: str | None = None
    user_id: str | None = None
    user_name: str | None = None
    audience: str | None = None
    scope: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    hook_id: str | None = None
    description: str | None = None
    details: JsonObject = field(default_factory=dict)


# By e-mail address, then by user name.
Users = ChainMap[tuple[str, str], User]


@dataclass(frozen=True, slots=True)
class TenantSnapshot:
    """Everything a token request of one tenant can need, indexed as the request asks for it."""

    tenant: Tenant
    # By client_id.
    clients: Mapping[str, Client]
    # By identifier.
    resource_servers: Mapping[str, ResourceServer]
    # By (client_id, audience).
    client_grants: Mapping[tuple[str, str], ClientGrant]
    # By (connection, lower-case email or username).
    users: Users
    # Names of the tenant's connections (realms).
    connections: frozenset[str]
    # The enabled hook of each trigger that has one.
    hooks: Mapping[TriggerId, Hook]
    keys: tuple[SigningKey, ...]
    # The same state in full, for lists and changes.
    records: TenantRecords


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One consistent state of the whole store. Replaced as a whole, never changed."""

    revision: int
    # By host name, lower case, without port.
    tenants: Mapping[str, TenantSnapshot]
    by_name: Mapping[str, TenantSnapshot]
