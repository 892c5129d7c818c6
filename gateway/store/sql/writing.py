"""One change of one tenant, inside the write transaction.

Owns what is written with a change: its rows, versions and audit. It must not know
transactions, nor who wants the change.
"""

from __future__ import annotations

import sqlalchemy as sa

from warmhook.gateway.store.audit import Signature, audit_entries
from warmhook.gateway.store.base import Sealer
from warmhook.gateway.store.difference import Difference
from warmhook.gateway.store.sql.history import write_audit
from warmhook.gateway.store.sql.rows.changes import Action, Write, row_changes
from warmhook.gateway.store.sql.rows.sealed import sealed_row
from warmhook.gateway.store.sql.rows.versions import write_versions


def write_change(
    connection: sa.Connection, sealer: Sealer, tenant: str, change: Difference, by: Signature
) -> None:
    """Store a difference, and what it makes of versions and audit."""
    for write in row_changes(tenant, change):
        _write_rows(connection, sealer, write)
    write_versions(connection, sealer, tenant, change, by)
    write_audit(connection, tenant, lambda first_id: audit_entries(change, by, first_id))


def _write_rows(connection: sa.Connection, sealer: Sealer, write: Write) -> None:
    table = write.table
    if write.action is Action.INSERT:
        connection.execute(table.insert(), [sealed_row(table, row, sealer) for row in write.rows])
        return
    # A column's own name is taken by its new value.
    keys = {column.name: f"key_{column.name}" for column in table.primary_key}
    this = sa.and_(*(table.c[name] == sa.bindparam(bound) for name, bound in keys.items()))
    bound_keys = [{keys[name]: row[name] for name in keys} for row in write.rows]
    if write.action is Action.DELETE:
        connection.execute(table.delete().where(this), bound_keys)
        return
    values = [
        {name: value for name, value in sealed_row(table, row, sealer).items() if name not in keys}
        for row in write.rows
    ]
    statement = table.update().where(this).values({name: sa.bindparam(name) for name in values[0]})
    connection.execute(statement, [{**row, **key} for row, key in zip(values, bound_keys, strict=True)])
