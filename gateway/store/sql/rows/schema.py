"""The tables.

Owns names, keys and constraints; `migrations/` brings a database to exactly this
(a test compares the two). It must not know how records become rows.

Every table but those of one row and the journal has the tenant's name in its primary key,
so nothing can be read or removed across tenants by a forgotten condition, and removing a
tenant removes everything of it. The SQL stays within what SQLite and PostgreSQL share.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _tenant() -> sa.Column[str]:
    return sa.Column("tenant", sa.ForeignKey("tenants.name", ondelete="CASCADE"), primary_key=True)


def _json(name: str) -> sa.Column[Any]:  # Any: free-form JSON.
    return sa.Column(name, sa.JSON, nullable=False, server_default="{}")


def _time(name: str) -> sa.Column[float]:
    """Seconds since the epoch."""
    return sa.Column(name, sa.Double, nullable=False, server_default="0")


def _belongs_to(columns: list[str], target: str, target_columns: list[str]) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant", *columns],
        [f"{target}.tenant", *(f"{target}.{column}" for column in target_columns)],
        ondelete="CASCADE",
    )


# One row. Every write adds one to it; readers that see another number load again.
revision = sa.Table(
    "revision",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, nullable=False),
)

tenants = sa.Table(
    "tenants",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("default_directory", sa.Text),
    _json("other"),
)

tenant_hosts = sa.Table(
    "tenant_hosts",
    metadata,
    _tenant(),
    sa.Column("host", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    # A request's host names one tenant.
    sa.UniqueConstraint("host"),
)

connections = sa.Table(
    "connections",
    metadata,
    _tenant(),
    sa.Column("name", sa.Text, primary_key=True),
)

clients = sa.Table(
    "clients",
    metadata,
    _tenant(),
    sa.Column("client_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("grant_types", sa.JSON, nullable=False),
    sa.Column("token_endpoint_auth_method", sa.Text),
    sa.Column("client_metadata", sa.JSON, nullable=False),
    _json("other"),
)

client_secrets = sa.Table(
    "client_secrets",
    metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("client_id", sa.Text, primary_key=True),
    sa.Column("hashed", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("expires_at", sa.Double),
    sa.Column("id", sa.Text, nullable=False, server_default=""),
    _time("created_at"),
    _belongs_to(["client_id"], "clients", ["client_id"]),
)

resource_servers = sa.Table(
    "resource_servers",
    metadata,
    _tenant(),
    sa.Column("identifier", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("token_lifetime", sa.Integer, nullable=False),
    sa.Column("signing_alg", sa.Text, nullable=False),
    sa.Column("token_dialect", sa.Text, nullable=False),
    sa.Column("id", sa.Text, nullable=False, server_default=""),
    _json("scope_descriptions"),
    _json("other"),
)

client_grants = sa.Table(
    "client_grants",
    metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("client_id", sa.Text, primary_key=True),
    sa.Column("audience", sa.Text, primary_key=True),
    sa.Column("scope", sa.JSON, nullable=False),
    sa.Column("id", sa.Text, nullable=False, server_default=""),
    _belongs_to(["client_id"], "clients", ["client_id"]),
    _belongs_to(["audience"], "resource_servers", ["identifier"]),
)

users = sa.Table(
    "users",
    metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("user_id", sa.Text, primary_key=True),
    sa.Column("connection", sa.Text, nullable=False),
    sa.Column("email", sa.Text),
    sa.Column("username", sa.Text),
    sa.Column("name", sa.Text),
    sa.Column("password_hash", sa.Text),
    sa.Column("blocked", sa.Boolean, nullable=False),
    sa.Column("user_metadata", sa.JSON, nullable=False),
    sa.Column("app_metadata", sa.JSON, nullable=False),
    _time("created_at"),
    _time("updated_at"),
    _json("other"),
    _belongs_to(["connection"], "connections", ["name"]),
    # What people log in with. NULL is unlike any other NULL in both databases.
    sa.UniqueConstraint("tenant", "connection", "email"),
    sa.UniqueConstraint("tenant", "connection", "username"),
)

hooks = sa.Table(
    "hooks",
    metadata,
    _tenant(),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("trigger_id", sa.Text, nullable=False),
    sa.Column("script", sa.Text, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("dependencies", sa.JSON, nullable=False),
    # As Auth0's command line: one name, one hook, whatever its trigger.
    sa.UniqueConstraint("tenant", "name"),
)

sa.Index(
    "uq_hooks_enabled",
    hooks.c.tenant,
    hooks.c.trigger_id,
    unique=True,
    sqlite_where=sa.text("enabled"),
    postgresql_where=sa.text("enabled"),
)

hook_secrets = sa.Table(
    "hook_secrets",
    metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("hook_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    # Sealed, as are the other columns that `sealed` names.
    sa.Column("value", sa.LargeBinary, nullable=False),
    _belongs_to(["hook_id"], "hooks", ["id"]),
)

hook_versions = sa.Table(
    "hook_versions",
    metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("hook_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("script", sa.Text, nullable=False),
    sa.Column("dependencies", sa.JSON, nullable=False),
    # All of the hook's secrets, as one JSON object.
    sa.Column("secrets", sa.LargeBinary, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    # Versions go with their hook, so that a deleted secret is left nowhere.
    _belongs_to(["hook_id"], "hooks", ["id"]),
)

signing_keys = sa.Table(
    "signing_keys",
    metadata,
    _tenant(),
    sa.Column("kid", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("alg", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("private_key", sa.LargeBinary, nullable=False),
    _time("since"),
)

sa.Index(
    "uq_signing_keys_current",
    signing_keys.c.tenant,
    signing_keys.c.alg,
    unique=True,
    sqlite_where=sa.text("state = 'current'"),
    postgresql_where=sa.text("state = 'current'"),
)

# What each revision changed, for as many revisions as another gateway may be behind.
journal = sa.Table(
    "journal",
    metadata,
    sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("tenant", sa.Text, nullable=False),
    # A field of `TenantRecords`.
    sa.Column("kind", sa.Text, nullable=False),
    # The record's key without the tenant; NULL: all records of the kind.
    sa.Column("key", sa.JSON(none_as_null=True)),
)

audit = sa.Table(
    "audit",
    metadata,
    _tenant(),
    # From 1 in each tenant.
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("object_id", sa.Text, nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
)

# One row: how many events were ever stored. Whoever holds it is the one that appends.
tenant_log_end = sa.Table(
    "tenant_log_end",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("position", sa.BigInteger, nullable=False),
)

tenant_log = sa.Table(
    "tenant_log",
    metadata,
    _tenant(),
    # Ordered by time, as the events happened.
    sa.Column("log_id", sa.Text, primary_key=True),
    # Ordered as they were stored: several gateways store theirs some time after they happen.
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("date", sa.Double, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    # All else, which is never looked for.
    sa.Column("event", sa.JSON, nullable=False),
)

sa.Index("ix_tenant_log_position", tenant_log.c.tenant, tenant_log.c.position)
sa.Index("ix_tenant_log_type", tenant_log.c.tenant, tenant_log.c.type, tenant_log.c.log_id)
sa.Index("ix_tenant_log_date", tenant_log.c.date)
