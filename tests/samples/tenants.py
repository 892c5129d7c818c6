"""Values for the gateway's tests: keys, records, and a tenant made of them."""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import argon2
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from warmhook.gateway.model import (
    Client,
    ClientGrant,
    ClientSecret,
    Hook,
    KeyState,
    LogEvent,
    ResourceServer,
    SigningAlg,
    SigningKey,
    Snapshot,
    Tenant,
    TenantRecords,
    TenantSnapshot,
    TriggerId,
    User,
)
from warmhook.gateway.store.index import snapshot
from warmhook.gateway.vault.client_secrets import hash_client_secret
from warmhook.gateway.vault.ring import parse_ring

RING_TEXT = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
RING = parse_ring(RING_TEXT)
ISSUER = "https://acme.example/"
AUDIENCE = "https://api.acme.example/"
CONNECTION = "Username-Password-Authentication"
PASSWORD_REALM = "http://auth0.com/oauth/grant-type/password-realm"


@functools.cache
def pem(alg: SigningAlg, _which: int = 0) -> bytes:
    """A private key for the algorithm; another `_which` gives another key."""
    key = {
        SigningAlg.RS256: lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
        SigningAlg.ES256: lambda: ec.generate_private_key(ec.SECP256R1()),
        SigningAlg.EDDSA: ed25519.Ed25519PrivateKey.generate,
    }[alg]()
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def key(alg: SigningAlg = SigningAlg.RS256, state: KeyState = KeyState.CURRENT, which: int = 0) -> SigningKey:
    return SigningKey(kid=f"{alg}-{which}", alg=alg, state=state, private_key=pem(alg, which))


def secret(text: str, expires_at: float | None = None) -> ClientSecret:
    return ClientSecret(hash_client_secret(text, RING), expires_at)


@functools.cache
def password_hash(password: str) -> str:
    return argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


TENANT = Tenant("acme", ("acme.example", "127.0.0.1"), ISSUER, CONNECTION)
MACHINE = Client(
    client_id="machine",
    name="A machine",
    secrets=(secret("machine-secret"),),
    client_metadata={"plan": "full"},
)
APP = Client(
    client_id="app",
    name="An app for people",
    secrets=(secret("app-secret"),),
    grant_types=frozenset({"password", PASSWORD_REALM}),
)
API = ResourceServer(AUDIENCE, "The API", scopes=("read:data", "write:data"), token_lifetime=3600)
GRANT = ClientGrant("machine", AUDIENCE, ("read:data", "write:data"))
USER = User(
    user_id="auth0|1234",
    connection=CONNECTION,
    email="jane@acme.example",
    username="jane",
    name="Jane Doe",
    password_hash=password_hash("right"),
    user_metadata={"colour": "red"},
    app_metadata={"roles": ["admin"]},
)
HOOK = Hook(
    id="hook-1",
    name="add-claim",
    trigger_id=TriggerId.CREDENTIALS_EXCHANGE,
    script="module.exports = function (client, scope, audience, context, cb) { cb(null, {}); };",
    enabled=True,
    secrets={"FOO": "bar"},
)


@dataclass(frozen=True)
class Acme:
    """The tenant of most tests. `replace` a field to get another one."""

    tenant: Tenant = TENANT
    clients: tuple[Client, ...] = (MACHINE, APP)
    resource_servers: tuple[ResourceServer, ...] = (API,)
    client_grants: tuple[ClientGrant, ...] = (GRANT,)
    users: tuple[User, ...] = (USER,)
    connections: frozenset[str] = frozenset({CONNECTION})
    hooks: tuple[Hook, ...] = ()
    keys: tuple[SigningKey, ...] = field(default_factory=lambda: (key(),))

    def records(self) -> TenantRecords:
        return TenantRecords(
            tenant=self.tenant,
            connections=self.connections,
            clients=self.clients,
            resource_servers=self.resource_servers,
            client_grants=self.client_grants,
            users=self.users,
            hooks=self.hooks,
            keys=self.keys,
        )

    def snapshot(self) -> TenantSnapshot:
        return next(iter(whole(self).tenants.values()))


def whole(*tenants: Acme) -> Snapshot:
    return snapshot(1, [tenant.records() for tenant in tenants])


class FixedStore:
    """A store that holds one snapshot. Only reading is needed of it here."""

    def __init__(self, *tenants: Acme) -> None:
        self.snapshot = whole(*tenants)
        self.events: list[tuple[str, LogEvent]] = []
        self.tenant_log = self
        self.history = self

    async def append(self, events: Sequence[tuple[str, LogEvent]]) -> None:
        self.events.extend(events)

    @property
    def confirmed_at(self) -> float:
        return time.monotonic()
