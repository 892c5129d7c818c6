"""From a database URL to an engine.

Owns which database products there are, and what a transaction is for. It must not know
tables, nor what is particular to a product (`sqlite`, `postgres`).

`WRITING` marks a connection whose transaction will write: reading, deciding and writing
are then one step. A transaction without a mark sees one state from its first query to its
last. `MIGRATING` marks one that changes the tables; there is one such at a time.
"""

from __future__ import annotations

import functools
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from warmhook.gateway.store.base import StoreError
from warmhook.gateway.store.sql import postgres, sqlite

WRITING: Final = {"warmhook_writing": True}
MIGRATING: Final = {"warmhook_writing": True, "warmhook_migrating": True}

# One item when it begins to listen, and one for every `announce` from then on. Raises
# `StoreUnavailableError` where it cannot go on.
Notices = Callable[[], AsyncGenerator[None, None]]

# Both spellings are libpq's.
_POSTGRESQL: Final = ("postgresql://", "postgres://")


def engine_for(url: str) -> sa.Engine:
    """An engine for the URL; connects to nothing yet. Raises `StoreError`."""
    if url.startswith(_POSTGRESQL):
        return postgres.engine_for(url)
    return sqlite.engine_for(_sqlite_url(url))


def create_database(engine: sa.Engine) -> None:
    """Make the database, where that is ours to do: PostgreSQL's is made by its owner."""
    if engine.dialect.name == "sqlite":
        sqlite.create_file(_file(engine))


def refuse_missing(engine: sa.Engine) -> None:
    """Raise `SchemaMismatchError` where connecting would make an empty database."""
    if engine.dialect.name == "sqlite":
        sqlite.refuse_missing(_file(engine))


def notices_of(url: str) -> Notices | None:
    """How to hear of writes, where the product tells of them."""
    return functools.partial(postgres.notices, url) if url.startswith(_POSTGRESQL) else None


def announce(connection: sa.Connection) -> None:
    """Tell those who listen, when this transaction has ended well, that something changed."""
    if connection.dialect.name == "postgresql":
        postgres.announce(connection)


def _sqlite_url(url: str) -> sa.URL:
    expected = "expected sqlite:///path/to/file or postgresql://user:password@host:port/database"
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise StoreError(f"the database URL cannot be read; {expected}") from None
    if parsed.drivername != "sqlite":
        raise StoreError(f"databases of the kind {parsed.drivername!r} are not supported; {expected}")
    return parsed


def _file(engine: sa.Engine) -> Path:
    return sqlite.path_of(engine.url)
