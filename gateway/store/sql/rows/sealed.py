"""Which columns hold secrets, and how a row's secret is sealed and opened. No I/O.

Owns the context that binds a sealed value to its place, which is part of the data's form
and never changes. It must not know keys (`base.Sealer` does the sealing) nor queries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from warmhook.gateway.store.base import Sealer, SealError
from warmhook.gateway.store.sql.rows import schema
from warmhook.gateway.vault.ring import UnsealError

# By table; a table has one such column.
SEALED: Final[Mapping[sa.Table, sa.Column[bytes]]] = {
    schema.hook_secrets: schema.hook_secrets.c.value,
    schema.hook_versions: schema.hook_versions.c.secrets,
    schema.signing_keys: schema.signing_keys.c.private_key,
}


def context(table: str, column: str, key: Sequence[str | int]) -> bytes:
    """Where a value lies. `key` is the row's primary key, the tenant first."""
    return json.dumps([table, column, *key]).encode()


# Any: a row is as the database has it.
def sealed_row(table: sa.Table, row: Mapping[str, Any], sealer: Sealer) -> dict[str, Any]:
    """The row as it is stored."""
    column = SEALED.get(table)
    if column is None:
        return dict(row)
    return {**row, column.name: sealer.seal(row[column.name], _context_of(table, column, row))}


def opened_row(table: sa.Table, row: Mapping[str, Any], sealer: Sealer) -> Mapping[str, Any]:
    """The row as records are made of it. Raises `SealError`."""
    column = SEALED.get(table)
    if column is None:
        return row
    try:
        value = sealer.unseal(row[column.name], _context_of(table, column, row))
    except UnsealError as error:
        raise SealError(str(error)) from None
    return {**row, column.name: value}


def _context_of(table: sa.Table, column: sa.Column[bytes], row: Mapping[str, Any]) -> bytes:
    return context(table.name, column.name, [row[part.name] for part in table.primary_key])
