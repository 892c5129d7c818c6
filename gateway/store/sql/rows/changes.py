"""From a difference of records to the rows that are to be written, in the order that works. No I/O.

Owns the order of statements, and how two rows trade a value that must be unique. It must
not know connections, sealing, or why something changes.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from warmhook.gateway.store.base import ConflictError
from warmhook.gateway.store.difference import Difference
from warmhook.gateway.store.sql.rows import schema
from warmhook.gateway.store.sql.rows.records import NewRow, rows_of

# Any: a key's parts are as the columns have them.
_Key = tuple[Any, ...]
_Rows = dict[sa.Table, dict[_Key, NewRow]]


class Action(enum.Enum):
    INSERT = enum.auto()
    # By primary key, as the next two.
    UPDATE = enum.auto()
    DELETE = enum.auto()


@dataclass(frozen=True, slots=True)
class Write:
    """Rows of one table that the same statement writes. For DELETE they are keys only."""

    action: Action
    table: sa.Table
    rows: list[NewRow]


# A row only refers to rows of earlier tables.
_ORDER: Final = (
    schema.tenants,
    schema.tenant_hosts,
    schema.connections,
    schema.clients,
    schema.client_secrets,
    schema.resource_servers,
    schema.client_grants,
    schema.users,
    schema.hooks,
    schema.hook_secrets,
    schema.signing_keys,
)
# Removing one of them removes what refers to it, which by then may refer to another.
_REMOVED_LAST: Final = (schema.resource_servers, schema.clients, schema.connections)

# Values that no row of the table keeps to itself, put in place of those that it gives up.
_VACANT: Final[Mapping[sa.Table, Callable[[NewRow], NewRow]]] = {
    # A name never begins with a space.
    schema.hooks: lambda row: {"name": f" {row['id']}", "enabled": False},
    schema.users: lambda _row: {"email": None, "username": None},
    schema.signing_keys: lambda _row: {"state": "previous"},
}
_UNIQUE: Final[Mapping[sa.Table, tuple[str, ...]]] = {
    schema.hooks: ("name", "trigger_id", "enabled"),
    schema.users: ("connection", "email", "username"),
    schema.signing_keys: ("alg", "state"),
}


def row_changes(tenant: str, change: Difference) -> list[Write]:
    """The writes that make the one of the other. Raises `ConflictError` for a key that occurs twice."""
    before, after = _rows(tenant, change, of_after=False), _rows(tenant, change, of_after=True)
    kept = {
        table: [
            key for key in after[table] if key in before[table] and after[table][key] != before[table][key]
        ]
        for table in _ORDER
    }
    removed = {
        table: Write(
            Action.DELETE,
            table,
            [
                {column.name: row[column.name] for column in table.primary_key}
                for key, row in before[table].items()
                if key not in after[table]
            ],
        )
        for table in _ORDER
    }
    writes = [
        *(removed[table] for table in reversed(_ORDER) if table not in _REMOVED_LAST),
        *(_vacating(table, before[table], after[table], kept[table]) for table in _VACANT),
    ]
    for table in _ORDER:
        new = [row for key, row in after[table].items() if key not in before[table]]
        writes.append(Write(Action.UPDATE, table, [after[table][key] for key in kept[table]]))
        writes.append(Write(Action.INSERT, table, new))
    writes += (removed[table] for table in _REMOVED_LAST)
    return [write for write in writes if write.rows]


def _rows(tenant: str, change: Difference, *, of_after: bool) -> _Rows:
    rows: _Rows = {table: {} for table in _ORDER}
    for field, changes in change:
        for each in changes:
            record = each.after if of_after else each.before
            if record is None:
                continue
            for table, row in rows_of(tenant, field, record):
                key = tuple(row[column.name] for column in table.primary_key)
                if key in rows[table]:
                    raise ConflictError(f"{table.name.replace('_', ' ')}: {key[1:]!r} occurs twice")
                rows[table][key] = row
    return rows


def _vacating(
    table: sa.Table, before: Mapping[_Key, NewRow], after: Mapping[_Key, NewRow], kept: list[_Key]
) -> Write:
    """Free the unique values of rows that get others, so that it does not matter which is first."""
    trading = [key for key in kept if any(before[key][name] != after[key][name] for name in _UNIQUE[table])]
    return Write(
        Action.UPDATE,
        table,
        [{**before[key], **_VACANT[table](before[key])} for key in trading] if len(trading) > 1 else [],
    )
