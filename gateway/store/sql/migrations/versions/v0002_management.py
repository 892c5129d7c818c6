"""What the Management API keeps: ids and times, versions, audit, the tenant log; sealed secrets.

Revision ID: 0002

Columns are added and no table is made anew: on SQLite that would delete what refers to it.
`hook_secrets` is the exception, to which nothing refers.
"""

from __future__ import annotations

import json
import secrets
import string
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from warmhook.gateway.store.base import Sealer, StoreError
from warmhook.gateway.store.sql.rows.sealed import context as place

revision = "0002"
down_revision = "0001"

_ALPHANUMERIC = string.ascii_letters + string.digits


# As this step needs them, whatever later ones do.
_HOOKS = sa.table(
    "hooks", sa.column("tenant"), sa.column("id"), sa.column("script"), sa.column("dependencies", sa.JSON)
)
_SIGNING_KEYS = sa.table(
    "signing_keys", sa.column("tenant"), sa.column("kid"), sa.column("private_key", sa.LargeBinary)
)
_HOOK_SECRETS = sa.table(
    "hook_secrets",
    *(sa.column(name) for name in ("tenant", "hook_id", "name")),
    sa.column("value", sa.LargeBinary),
)
_VERSIONS = sa.table(
    "hook_versions",
    *(sa.column(name) for name in ("tenant", "hook_id", "number", "script", "author", "created_at")),
    sa.column("dependencies", sa.JSON),
    sa.column("secrets", sa.LargeBinary),
)


def upgrade() -> None:
    now = time.time()
    _add_columns(now)
    _make_ids()
    _create_history()
    _create_tenant_log()
    _seal_secrets(now)


def _add_columns(now: float) -> None:
    added: dict[str, list[sa.Column[Any]]] = {
        "tenants": [_json("other")],
        "clients": [_json("other")],
        "client_secrets": [_text("id"), _time("created_at")],
        "resource_servers": [_text("id"), _json("scope_descriptions"), _json("other")],
        "client_grants": [_text("id")],
        "users": [_time("created_at"), _time("updated_at"), _json("other")],
        "signing_keys": [_time("since")],
    }
    for table, columns in added.items():
        for column in columns:
            op.add_column(table, column)
            if isinstance(column.type, sa.Double):
                # The earliest time of which something is known.
                known = sa.table(table, sa.column(column.name))
                op.execute(known.update().values({column.name: now}))


def _json(name: str) -> sa.Column[dict[str, object]]:
    return sa.Column(name, sa.JSON(), nullable=False, server_default="{}")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _time(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Double(), nullable=False, server_default="0")


def _make_ids() -> None:
    _make_ids_of("client_secrets", ["tenant", "client_id", "hashed"], lambda: f"sec_{_alphanumeric()}")
    _make_ids_of("resource_servers", ["tenant", "identifier"], lambda: secrets.token_hex(12))
    _make_ids_of("client_grants", ["tenant", "client_id", "audience"], lambda: f"cgr_{_alphanumeric()}")


def _make_ids_of(name: str, key: list[str], new_id: Callable[[], str]) -> None:
    table = sa.table(name, *(sa.column(part) for part in key), sa.column("id"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(*(table.c[part] for part in key))).all()
    if rows:
        connection.execute(
            table.update()
            .where(*(table.c[part] == sa.bindparam(f"_{part}") for part in key))
            .values(id=sa.bindparam("_id")),
            [{"_id": new_id(), **{f"_{part}": row[n] for n, part in enumerate(key)}} for row in rows],
        )


def _alphanumeric() -> str:
    return "".join(secrets.choice(_ALPHANUMERIC) for _ in range(16))


def _create_history() -> None:
    op.create_table(
        "journal",
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("revision", "position", name="pk_journal"),
    )
    op.create_table(
        "audit",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.name"], name="fk_audit_tenants", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_audit"),
    )
    op.create_table(
        "hook_versions",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("hook_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("script", sa.Text(), nullable=False),
        sa.Column("dependencies", sa.JSON(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "hook_id"],
            ["hooks.tenant", "hooks.id"],
            name="fk_hook_versions_hooks",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "hook_id", "number", name="pk_hook_versions"),
    )


def _create_tenant_log() -> None:
    op.create_table(
        "tenant_log_end",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenant_log_end"),
    )
    op.execute("INSERT INTO tenant_log_end (id, position) VALUES (1, 0)")
    op.create_table(
        "tenant_log",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("log_id", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("date", sa.Double(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("event", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant"], ["tenants.name"], name="fk_tenant_log_tenants", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant", "log_id", name="pk_tenant_log"),
    )
    op.create_index("ix_tenant_log_position", "tenant_log", ["tenant", "position"])
    op.create_index("ix_tenant_log_type", "tenant_log", ["tenant", "type", "log_id"])
    op.create_index("ix_tenant_log_date", "tenant_log", ["date"])


def _seal_secrets(now: float) -> None:
    secrets_of = _read_hook_secrets()
    _recreate_hook_secrets()
    connection = op.get_bind()
    hooks = connection.execute(sa.select(_HOOKS)).all()
    keys = connection.execute(sa.select(_SIGNING_KEYS)).all()
    if not hooks and not keys:
        return
    new_sealer: Callable[[], Sealer] | None = context.config.attributes["sealer"]
    if new_sealer is None:
        raise StoreError("it holds secrets that are to be sealed, and that takes the key ring")
    sealer = new_sealer()
    for key in keys:
        sealed = sealer.seal(key.private_key, place("signing_keys", "private_key", [key.tenant, key.kid]))
        this = (_SIGNING_KEYS.c.tenant == key.tenant, _SIGNING_KEYS.c.kid == key.kid)
        connection.execute(_SIGNING_KEYS.update().where(*this).values(private_key=sealed))
    for hook in hooks:
        _seal_hook_secrets(hook.tenant, hook.id, secrets_of[hook.tenant, hook.id], sealer)
        version = {"tenant": hook.tenant, "hook_id": hook.id, "number": 1}
        everything = json.dumps(secrets_of[hook.tenant, hook.id]).encode()
        connection.execute(
            _VERSIONS.insert().values(
                **version,
                script=hook.script,
                dependencies=hook.dependencies,
                secrets=sealer.seal(everything, place("hook_versions", "secrets", [*version.values()])),
                author="warmhook migrate",
                created_at=now,
            )
        )


def _read_hook_secrets() -> dict[tuple[str, str], dict[str, str]]:
    """By tenant and hook, as the first release kept them."""
    rows = op.get_bind().execute(sa.text("SELECT tenant, hook_id, name, value FROM hook_secrets"))
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for tenant, hook_id, name, value in rows:
        found[tenant, hook_id][name] = value
    return found


def _seal_hook_secrets(tenant: str, hook_id: str, values: dict[str, str], sealer: Sealer) -> None:
    for name, value in values.items():
        sealed = sealer.seal(value.encode(), place("hook_secrets", "value", [tenant, hook_id, name]))
        op.get_bind().execute(
            _HOOK_SECRETS.insert().values(tenant=tenant, hook_id=hook_id, name=name, value=sealed)
        )


def _recreate_hook_secrets() -> None:
    """With a column for bytes."""
    op.drop_table("hook_secrets")
    op.create_table(
        "hook_secrets",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("hook_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "hook_id"],
            ["hooks.tenant", "hooks.id"],
            name="fk_hook_secrets_hooks",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "hook_id", "name", name="pk_hook_secrets"),
    )
