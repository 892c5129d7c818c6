"""Sealing again what is stored, and which keys of the ring it still needs.

Owns the way through every sealed column. It must not know where a ring lies, nor what
the values mean: they are opened and sealed, never looked into.

Gateways may run meanwhile. Each batch is one short transaction under the revision's lock,
as every write is; the revision stays, since nothing that a gateway has in memory changes.
What is under the first key already is left alone, so that a run that was broken off is
gone on with by the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from warmhook.gateway.store.sql.engine import WRITING, engine_for
from warmhook.gateway.store.sql.failures import own_errors
from warmhook.gateway.store.sql.migrate import check_database
from warmhook.gateway.store.sql.rows import schema
from warmhook.gateway.store.sql.rows.sealed import SEALED, opened_row, sealed_row
from warmhook.gateway.vault import client_secrets
from warmhook.gateway.vault.ring import ID_BYTES, KeyRing, sealed_prefix

_BATCH: Final = 200
_PREFIX_BYTES: Final = 1 + ID_BYTES


@dataclass(frozen=True, slots=True)
class KeyUse:
    """What of the database needs a key."""

    # Can be sealed again under another key.
    sealed: int = 0
    # Hashes of secrets that have not expired. Only their owners can bring them under another key.
    client_secrets: int = 0


def use_of_keys(url: str, now: float) -> Mapping[str, KeyUse]:
    """By the key's id: which keys the database needs. Raises `StoreError`."""
    engine = engine_for(url)
    try:
        check_database(engine)
        with own_errors(), engine.connect() as connection:
            sealed, hashed = Counter[str](), Counter[str]()
            for column in SEALED.values():
                key_id = sa.func.substr(column, 2, ID_BYTES, type_=sa.LargeBinary)
                for found, count in connection.execute(_grouped(key_id)):
                    sealed[found.hex()] += count
            secrets = schema.client_secrets.c
            prefix = sa.func.substr(secrets.hashed, 1, client_secrets.PREFIX_LENGTH, type_=sa.Text)
            alive = sa.or_(secrets.expires_at.is_(None), secrets.expires_at > now)
            for found, count in connection.execute(_grouped(prefix).where(alive)):
                hashed[client_secrets.key_name(found)] += count
    finally:
        engine.dispose()
    return {name: KeyUse(sealed[name], hashed[name]) for name in sorted(sealed | hashed)}


def reseal(url: str, ring: KeyRing, progress: Callable[[int], None] = lambda _: None) -> int:
    """Seal everything under the ring's first key; how many values were not. Raises `StoreError`.

    `progress` is told after each batch how many that has been so far.
    """
    engine = engine_for(url)
    done = 0
    try:
        check_database(engine)
        for table in SEALED:
            last: tuple[Any, ...] | None = None
            while True:
                count, last = _reseal_batch(engine, table, ring, last)
                done += count
                if last is None:
                    break
                progress(done)
    finally:
        engine.dispose()
    return done


# Any: a primary key is as the database has it.
def _reseal_batch(
    engine: sa.Engine, table: sa.Table, ring: KeyRing, after: tuple[Any, ...] | None
) -> tuple[int, tuple[Any, ...] | None]:
    """How many values were sealed, and the key of the last; None once there are no more."""
    column, key = SEALED[table], tuple(table.primary_key)
    prefix = sa.func.substr(column, 1, _PREFIX_BYTES, type_=sa.LargeBinary)
    query = sa.select(*key, column).where(prefix != sealed_prefix(ring.keys[0]))
    if after is not None:
        query = query.where(sa.tuple_(*key) > sa.tuple_(*(sa.literal(value) for value in after)))
    update = (
        table.update()
        .where(*(part == sa.bindparam(f"key_{part.name}") for part in key))
        .values({column.name: sa.bindparam("resealed")})
    )
    with own_errors(), engine.connect().execution_options(**WRITING) as connection, connection.begin():
        connection.execute(sa.select(schema.revision.c.number).with_for_update())
        rows = connection.execute(query.order_by(*key).limit(_BATCH)).mappings().all()
        if not rows:
            return 0, None
        connection.execute(
            update,
            [
                {f"key_{part.name}": row[part.name] for part in key}
                | {"resealed": sealed_row(table, opened_row(table, dict(row), ring), ring)[column.name]}
                for row in rows
            ],
        )
    return len(rows), tuple(rows[-1][part.name] for part in key)


# Any: SQLAlchemy's own parameter.
def _grouped(expression: sa.ColumnElement[Any]) -> sa.Select[Any, int]:
    return sa.select(expression, sa.func.count()).group_by(expression)
