"""The tables of the first release.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_tenants()
    _create_clients_and_apis()
    _create_users()
    _create_hooks()
    _create_signing_keys()


def _create_tenants() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
    )
    op.execute("INSERT INTO revision (id, number) VALUES (1, 0)")
    op.create_table(
        "tenants",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("default_directory", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_tenants"),
    )
    op.create_table(
        "tenant_hosts",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant"], ["tenants.name"], name="fk_tenant_hosts_tenants", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant", "host", name="pk_tenant_hosts"),
        sa.UniqueConstraint("host", name="uq_tenant_hosts_host"),
    )


def _create_clients_and_apis() -> None:
    op.create_table(
        "clients",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("grant_types", sa.JSON(), nullable=False),
        sa.Column("token_endpoint_auth_method", sa.Text(), nullable=True),
        sa.Column("client_metadata", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.name"], name="fk_clients_tenants", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant", "client_id", name="pk_clients"),
    )
    op.create_table(
        "client_secrets",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("hashed", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "client_id"],
            ["clients.tenant", "clients.client_id"],
            name="fk_client_secrets_clients",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "client_id", "hashed", name="pk_client_secrets"),
    )
    op.create_table(
        "resource_servers",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("token_lifetime", sa.Integer(), nullable=False),
        sa.Column("signing_alg", sa.Text(), nullable=False),
        sa.Column("token_dialect", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant"], ["tenants.name"], name="fk_resource_servers_tenants", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant", "identifier", name="pk_resource_servers"),
    )
    op.create_table(
        "client_grants",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "audience"],
            ["resource_servers.tenant", "resource_servers.identifier"],
            name="fk_client_grants_resource_servers",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "client_id"],
            ["clients.tenant", "clients.client_id"],
            name="fk_client_grants_clients",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "client_id", "audience", name="pk_client_grants"),
    )


def _create_users() -> None:
    op.create_table(
        "connections",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant"], ["tenants.name"], name="fk_connections_tenants", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant", "name", name="pk_connections"),
    )
    op.create_table(
        "users",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("user_metadata", sa.JSON(), nullable=False),
        sa.Column("app_metadata", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "connection"],
            ["connections.tenant", "connections.name"],
            name="fk_users_connections",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "user_id", name="pk_users"),
        sa.UniqueConstraint("tenant", "connection", "email", name="uq_users_tenant_connection_email"),
        sa.UniqueConstraint("tenant", "connection", "username", name="uq_users_tenant_connection_username"),
    )


def _create_hooks() -> None:
    op.create_table(
        "hooks",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("trigger_id", sa.Text(), nullable=False),
        sa.Column("script", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("dependencies", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.name"], name="fk_hooks_tenants", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_hooks"),
        sa.UniqueConstraint("tenant", "name", name="uq_hooks_tenant_name"),
    )
    op.create_index(
        "uq_hooks_enabled",
        "hooks",
        ["tenant", "trigger_id"],
        unique=True,
        sqlite_where=sa.text("enabled"),
        postgresql_where=sa.text("enabled"),
    )
    op.create_table(
        "hook_secrets",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("hook_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "hook_id"],
            ["hooks.tenant", "hooks.id"],
            name="fk_hook_secrets_hooks",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "hook_id", "name", name="pk_hook_secrets"),
    )


def _create_signing_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("alg", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant"], ["tenants.name"], name="fk_signing_keys_tenants", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant", "kid", name="pk_signing_keys"),
    )
    op.create_index(
        "uq_signing_keys_current",
        "signing_keys",
        ["tenant", "alg"],
        unique=True,
        sqlite_where=sa.text("state = 'current'"),
        postgresql_where=sa.text("state = 'current'"),
    )
