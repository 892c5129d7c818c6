"""Records to rows and back. No I/O.

Owns the spelling of each record in its tables, both directions side by side. It must
not know connections, transactions, sealing or the snapshot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from warmhook.gateway.model import (
    Client,
    ClientGrant,
    ClientSecret,
    Hook,
    KeyState,
    ResourceServer,
    SigningAlg,
    SigningKey,
    Tenant,
    TokenDialect,
    TriggerId,
    User,
)
from warmhook.gateway.store.sql.rows import schema

# Any: a row is as the database has it; the constructors below give it its types.
NewRow = dict[str, Any]
Row = Mapping[str, Any]
Rows = Mapping[sa.Table, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How the records of one field of `TenantRecords` are spelled. Any: its own record."""

    # With the columns that hold a record's key, where records are read one by one.
    tables: Mapping[sa.Table, tuple[str, ...]]
    # Without the column `tenant`.
    rows: Callable[[Any], Iterator[tuple[sa.Table, NewRow]]]
    # All records of one tenant that its rows make up, in any order.
    records: Callable[[Rows], list[Any]]


def rows_of(tenant: str, field: str, record: object) -> Iterator[tuple[sa.Table, NewRow]]:
    """All rows of a record of that tenant."""
    for table, row in KINDS[field].rows(record):
        yield table, row if table is schema.tenants else {"tenant": tenant, **row}


def _tenant_rows(tenant: Tenant) -> Iterator[tuple[sa.Table, NewRow]]:
    yield schema.tenants, _tenant_row(tenant)
    for n, host in enumerate(tenant.hosts):
        yield schema.tenant_hosts, {"host": host, "position": n}


def _client_rows(client: Client) -> Iterator[tuple[sa.Table, NewRow]]:
    yield schema.clients, _client_row(client)
    for n, secret in enumerate(client.secrets):
        yield schema.client_secrets, _client_secret_row(client.client_id, n, secret)


def _hook_rows(hook: Hook) -> Iterator[tuple[sa.Table, NewRow]]:
    yield schema.hooks, _hook_row(hook)
    for name, value in hook.secrets.items():
        yield schema.hook_secrets, {"hook_id": hook.id, "name": name, "value": value.encode()}


def _signing_key_rows(keys: tuple[SigningKey, ...]) -> Iterator[tuple[sa.Table, NewRow]]:
    for n, key in enumerate(keys):
        yield schema.signing_keys, _signing_key_row(n, key)


def _signing_keys(rows: Rows) -> list[tuple[SigningKey, ...]]:
    return [tuple(_signing_key(row) for row in sorted(rows[schema.signing_keys], key=_position))]


def _tenants(rows: Rows) -> list[Tenant]:
    hosts = sorted(rows[schema.tenant_hosts], key=_position)
    return [_tenant(row, hosts) for row in rows[schema.tenants]]


def _position(row: Row) -> int:
    position: int = row["position"]
    return position


def _tenant_row(tenant: Tenant) -> NewRow:
    return {
        "name": tenant.name,
        "issuer": tenant.issuer,
        "default_directory": tenant.default_directory,
        "other": dict(tenant.other),
    }


def _tenant(row: Row, hosts: Sequence[Row]) -> Tenant:
    return Tenant(
        name=row["name"],
        hosts=tuple(host["host"] for host in hosts),
        issuer=row["issuer"],
        default_directory=row["default_directory"],
        other=row["other"],
    )


def _client_row(client: Client) -> NewRow:
    return {
        "client_id": client.client_id,
        "name": client.name,
        "grant_types": sorted(client.grant_types),
        "token_endpoint_auth_method": client.token_endpoint_auth_method,
        "client_metadata": dict(client.client_metadata),
        "other": dict(client.other),
    }


def _client_secret_row(client_id: str, position: int, secret: ClientSecret) -> NewRow:
    return {
        "client_id": client_id,
        "hashed": secret.hashed,
        "position": position,
        "expires_at": secret.expires_at,
        "id": secret.id,
        "created_at": secret.created_at,
    }


def _clients(rows: Rows) -> list[Client]:
    secrets: dict[str, list[ClientSecret]] = defaultdict(list)
    for row in sorted(rows[schema.client_secrets], key=_position):
        secret = ClientSecret(row["hashed"], row["expires_at"], row["id"], row["created_at"])
        secrets[row["client_id"]].append(secret)
    return [_client(row, tuple(secrets[row["client_id"]])) for row in rows[schema.clients]]


def _client(row: Row, secrets: tuple[ClientSecret, ...]) -> Client:
    return Client(
        client_id=row["client_id"],
        name=row["name"],
        secrets=secrets,
        grant_types=frozenset(row["grant_types"]),
        token_endpoint_auth_method=row["token_endpoint_auth_method"],
        client_metadata=row["client_metadata"],
        other=row["other"],
    )


def _resource_server_row(api: ResourceServer) -> NewRow:
    return {
        "identifier": api.identifier,
        "name": api.name,
        "scopes": list(api.scopes),
        "token_lifetime": api.token_lifetime,
        "signing_alg": api.signing_alg.value,
        "token_dialect": api.token_dialect.value,
        "id": api.id,
        "scope_descriptions": dict(api.scope_descriptions),
        "other": dict(api.other),
    }


def _resource_server(row: Row) -> ResourceServer:
    return ResourceServer(
        identifier=row["identifier"],
        name=row["name"],
        scopes=tuple(row["scopes"]),
        token_lifetime=row["token_lifetime"],
        signing_alg=SigningAlg(row["signing_alg"]),
        token_dialect=TokenDialect(row["token_dialect"]),
        id=row["id"],
        scope_descriptions=row["scope_descriptions"],
        other=row["other"],
    )


def _client_grant_row(grant: ClientGrant) -> NewRow:
    return {
        "client_id": grant.client_id,
        "audience": grant.audience,
        "scope": list(grant.scope),
        "id": grant.id,
    }


def _client_grant(row: Row) -> ClientGrant:
    return ClientGrant(row["client_id"], row["audience"], tuple(row["scope"]), row["id"])


def _user_row(user: User) -> NewRow:
    return {
        "user_id": user.user_id,
        "connection": user.connection,
        "email": user.email,
        "username": user.username,
        "name": user.name,
        "password_hash": user.password_hash,
        "blocked": user.blocked,
        "user_metadata": dict(user.user_metadata),
        "app_metadata": dict(user.app_metadata),
        "created_at": user.created_at,
        "updated_at": user.updated_at,
        "other": dict(user.other),
    }


def _user(row: Row) -> User:
    return User(
        user_id=row["user_id"],
        connection=row["connection"],
        email=row["email"],
        username=row["username"],
        name=row["name"],
        password_hash=row["password_hash"],
        blocked=row["blocked"],
        user_metadata=row["user_metadata"],
        app_metadata=row["app_metadata"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        other=row["other"],
    )


def _hook_row(hook: Hook) -> NewRow:
    return {
        "id": hook.id,
        "name": hook.name,
        "trigger_id": hook.trigger_id.value,
        "script": hook.script,
        "enabled": hook.enabled,
        "dependencies": dict(hook.dependencies),
    }


def _hooks(rows: Rows) -> list[Hook]:
    secrets: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows[schema.hook_secrets]:
        secrets[row["hook_id"]][row["name"]] = row["value"].decode()
    return [_hook(row, secrets[row["id"]]) for row in rows[schema.hooks]]


def _hook(row: Row, secrets: Mapping[str, str]) -> Hook:
    return Hook(
        id=row["id"],
        name=row["name"],
        trigger_id=TriggerId(row["trigger_id"]),
        script=row["script"],
        enabled=row["enabled"],
        secrets=secrets,
        dependencies=row["dependencies"],
    )


def _signing_key_row(position: int, key: SigningKey) -> NewRow:
    return {
        "kid": key.kid,
        "position": position,
        "alg": key.alg.value,
        "state": key.state.value,
        "private_key": key.private_key,
        "since": key.since,
    }


def _signing_key(row: Row) -> SigningKey:
    return SigningKey(
        kid=row["kid"],
        alg=SigningAlg(row["alg"]),
        state=KeyState(row["state"]),
        private_key=row["private_key"],
        since=row["since"],
    )


def _each(
    table: sa.Table, key: tuple[str, ...], row_of: Callable[[Any], NewRow], record_of: Callable[[Row], Any]
) -> Kind:
    """A kind of which each record is one row."""
    return Kind(
        tables={table: key},
        rows=lambda record: iter([(table, row_of(record))]),
        records=lambda rows: [record_of(row) for row in rows[table]],
    )


# By the field of `TenantRecords`.
KINDS: Final[Mapping[str, Kind]] = {
    "tenant": Kind({schema.tenants: (), schema.tenant_hosts: ()}, _tenant_rows, _tenants),
    # A connection is its name.
    "connections": _each(schema.connections, (), lambda name: {"name": name}, lambda row: row["name"]),
    "clients": Kind(
        {schema.clients: ("client_id",), schema.client_secrets: ("client_id",)}, _client_rows, _clients
    ),
    "resource_servers": _each(
        schema.resource_servers, ("identifier",), _resource_server_row, _resource_server
    ),
    "client_grants": _each(schema.client_grants, ("client_id", "audience"), _client_grant_row, _client_grant),
    "users": _each(schema.users, ("user_id",), _user_row, _user),
    "hooks": Kind({schema.hooks: ("id",), schema.hook_secrets: ("hook_id",)}, _hook_rows, _hooks),
    # A tenant's keys are one record, since their order is meant.
    "keys": Kind({schema.signing_keys: ()}, _signing_key_rows, _signing_keys),
}
