"""Records out of the database: all of them, or those that the journal names.

Owns the queries. It must not know what is done with the records. Rows are put in order
by the records, since databases disagree on the order of texts.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa

from warmhook.gateway.model import TenantRecords
from warmhook.gateway.store.base import Sealer
from warmhook.gateway.store.difference import KEY_OF, Changed, Difference, difference, find
from warmhook.gateway.store.sql.rows import schema
from warmhook.gateway.store.sql.rows.journal import StaleFields
from warmhook.gateway.store.sql.rows.records import KINDS, Row, Rows
from warmhook.gateway.store.sql.rows.sealed import opened_row

_Key = tuple[str, ...]
# What SQLite takes in one statement, keys of two parts included, is many times that.
_KEYS_A_QUERY: Final = 500


def read_all(connection: sa.Connection, sealer: Sealer) -> list[TenantRecords]:
    """Every tenant."""
    by_tenant: dict[str, dict[sa.Table, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for kind in KINDS.values():
        for table in kind.tables:
            for row in _rows(connection, sealer, table, sa.true()):
                by_tenant[row["name" if table is schema.tenants else "tenant"]][table].append(row)
    return [_records(by_tenant[name]) for name in sorted(by_tenant)]


def read_changes(
    connection: sa.Connection,
    sealer: Sealer,
    name: str,
    before: TenantRecords | None,
    stale: StaleFields,
) -> Difference:
    """What became of the tenant, in the fields, and of these the records, that are stale."""
    read = {field: _read(connection, sealer, name, field, keys) for field, keys in stale.items()}
    if before is None:
        return difference(None, TenantRecords(**{field: _value(field, read[field]) for field in read}))
    whole = {field: _value(field, read[field]) for field, keys in stale.items() if keys is None}
    some = {
        field: _changes(field, getattr(before, field), keys, read[field])
        for field, keys in stale.items()
        if keys is not None
    }
    return dataclasses.replace(difference(before, dataclasses.replace(before, **whole)), **some)


def _changes(
    field: str, before: Sequence[Any], keys: Collection[_Key], read: Sequence[Any]
) -> tuple[Changed[Any], ...]:
    found = {KEY_OF[field](record): record for record in read}
    wanted = [key[0] if len(key) == 1 else key for key in sorted(keys)]
    return tuple(Changed(find(field, before, key), found.get(key)) for key in wanted)


def _read(
    connection: sa.Connection, sealer: Sealer, name: str, field: str, keys: Collection[_Key] | None
) -> list[Any]:
    rows: dict[sa.Table, list[Row]] = defaultdict(list)
    for table, columns in KINDS[field].tables.items():
        tenant = table.c.name if table is schema.tenants else table.c.tenant
        for some in _conditions([table.c[column] for column in columns], keys):
            rows[table] += _rows(connection, sealer, table, (tenant == name) & some)
    return KINDS[field].records(rows)


def _conditions(
    columns: Sequence[sa.Column[Any]], keys: Collection[_Key] | None
) -> Iterator[sa.ColumnElement[bool]]:
    """For the rows of these records, a bearable number in each statement."""
    if keys is None:
        yield sa.true()
        return
    wanted = sorted(keys)
    for start in range(0, len(wanted), _KEYS_A_QUERY):
        yield sa.tuple_(*columns).in_(wanted[start : start + _KEYS_A_QUERY])


def _rows(
    connection: sa.Connection, sealer: Sealer, table: sa.Table, where: sa.ColumnElement[bool]
) -> Iterator[Row]:
    for row in connection.execute(sa.select(table).where(where)).mappings():
        # Any: a column's names are strings, which the library does not say.
        plain: Any = row
        yield opened_row(table, plain, sealer)


def _records(rows: Rows) -> TenantRecords:
    return TenantRecords(**{field: _value(field, kind.records(rows)) for field, kind in KINDS.items()})


def _value(field: str, records: list[Any]) -> Any:
    """As `TenantRecords` has it."""
    match field:
        case "tenant" | "keys":
            (one,) = records
            return one
        case "connections":
            return frozenset(records)
        case _:
            return tuple(records)
