"""Alembic's entry: runs the steps on the connection that `gateway.store.sql.migrate` opened."""

from __future__ import annotations

from alembic import context

from warmhook.gateway.store.sql.rows.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
