"""Records to rows and back. Pure.

Owns the spelling of each record in its tables, both directions side by side. It must
not know connections, transactions or the snapshot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from gateway.store import schema
from gateway.store.model import (
    Client,
    ClientGrant,
    ClientSecret,
    Hook,
    KeyState,
    ResourceServer,
    SigningAlg,
    SigningKey,
    Tenant,
    TenantRecords,
    TokenDialect,
    TriggerId,
    User,
)

# Any: a row is as the database has it; the constructors below give it its types.
NewRow = dict[str, Any]
Row = Mapping[str, Any] | sa.RowMapping

# Each table of a tenant's rows, and the order in which they are read. Where the order of
# records carries no meaning it is a key's, so that equal states read equal.
READING_ORDER: Mapping[sa.Table, tuple[sa.Column[Any], ...]] = {
    schema.tenant_hosts: (schema.tenant_hosts.c.position,),
    schema.connections: (),
    schema.clients: (schema.clients.c.client_id,),
    schema.client_secrets: (schema.client_secrets.c.client_id, schema.client_secrets.c.position),
    schema.resource_servers: (schema.resource_servers.c.identifier,),
    schema.client_grants: (schema.client_grants.c.client_id, schema.client_grants.c.audience),
    schema.users: (schema.users.c.user_id,),
    schema.hooks: (schema.hooks.c.name,),
    schema.hook_secrets: (schema.hook_secrets.c.hook_id, schema.hook_secrets.c.name),
    schema.signing_keys: (schema.signing_keys.c.position,),
}


def rows_of(records: TenantRecords) -> list[tuple[sa.Table, list[NewRow]]]:
    """All rows of a tenant, tables in an order in which they can be inserted."""
    tenant = records.tenant
    tables: list[tuple[sa.Table, list[NewRow]]] = [
        (schema.tenant_hosts, [{"host": host, "position": n} for n, host in enumerate(tenant.hosts)]),
        (schema.connections, [{"name": name} for name in sorted(records.connections)]),
        (schema.clients, [_client_row(client) for client in records.clients]),
        (
            schema.client_secrets,
            [
                {
                    "client_id": client.client_id,
                    "hashed": secret.hashed,
                    "position": n,
                    "expires_at": secret.expires_at,
                    "id": secret.id,
                    "created_at": secret.created_at,
                }
                for client in records.clients
                for n, secret in enumerate(client.secrets)
            ],
        ),
        (schema.resource_servers, [_resource_server_row(api) for api in records.resource_servers]),
        (
            schema.client_grants,
            [
                {
                    "client_id": grant.client_id,
                    "audience": grant.audience,
                    "scope": list(grant.scope),
                    "id": grant.id,
                }
                for grant in records.client_grants
            ],
        ),
        (schema.users, [_user_row(user) for user in records.users]),
        (schema.hooks, [_hook_row(hook) for hook in records.hooks]),
        (
            schema.hook_secrets,
            [
                {"hook_id": hook.id, "name": name, "value": value.encode("utf-8", "surrogatepass")}
                for hook in records.hooks
                for name, value in hook.secrets.items()
            ],
        ),
        (
            schema.signing_keys,
            [
                {
                    "kid": key.kid,
                    "position": n,
                    "alg": key.alg.value,
                    "state": key.state.value,
                    "private_key": key.private_key,
                    "since": key.since,
                }
                for n, key in enumerate(records.keys)
            ],
        ),
    ]
    for n, (table, rows) in enumerate(tables):
        tables[n] = (table, [{"tenant": tenant.name, **row} for row in rows])
    return [(schema.tenants, [_tenant_row(tenant)]), *tables]


def records_of(tenant: Row, rows: Mapping[sa.Table, Sequence[Row]]) -> TenantRecords:
    """The tenant that its row and its rows of `READING_ORDER` make up."""
    secrets_of_client: dict[str, list[ClientSecret]] = defaultdict(list)
    for row in rows[schema.client_secrets]:
        secrets_of_client[row["client_id"]].append(
            ClientSecret(row["hashed"], row["expires_at"], row["id"], row["created_at"])
        )
    secrets_of_hook: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows[schema.hook_secrets]:
        secrets_of_hook[row["hook_id"]][row["name"]] = row["value"].decode("utf-8", "surrogatepass")
    return TenantRecords(
        tenant=Tenant(
            name=tenant["name"],
            hosts=tuple(row["host"] for row in rows[schema.tenant_hosts]),
            issuer=tenant["issuer"],
            default_directory=tenant["default_directory"],
            other=tenant["other"],
        ),
        connections=frozenset(row["name"] for row in rows[schema.connections]),
        clients=tuple(
            _client(row, tuple(secrets_of_client[row["client_id"]])) for row in rows[schema.clients]
        ),
        resource_servers=tuple(_resource_server(row) for row in rows[schema.resource_servers]),
        client_grants=tuple(
            ClientGrant(row["client_id"], row["audience"], tuple(row["scope"]), row["id"])
            for row in rows[schema.client_grants]
        ),
        users=tuple(_user(row) for row in rows[schema.users]),
        hooks=tuple(_hook(row, secrets_of_hook[row["id"]]) for row in rows[schema.hooks]),
        keys=tuple(
            SigningKey(
                row["kid"], SigningAlg(row["alg"]), KeyState(row["state"]), row["private_key"], row["since"]
            )
            for row in rows[schema.signing_keys]
        ),
    )


def _tenant_row(tenant: Tenant) -> NewRow:
    return {
        "name": tenant.name,
        "issuer": tenant.issuer,
        "default_directory": tenant.default_directory,
        "other": dict(tenant.other),
    }


def _client_row(client: Client) -> NewRow:
    return {
        "client_id": client.client_id,
        "name": client.name,
        "grant_types": sorted(client.grant_types),
        "token_endpoint_auth_method": client.token_endpoint_auth_method,
        "client_metadata": dict(client.client_metadata),
        "other": dict(client.other),
    }


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
