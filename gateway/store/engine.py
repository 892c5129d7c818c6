"""From a database URL to an engine.

Owns everything that is particular to one database product: file modes, pragmas, how a
transaction begins. It must not know tables.

`WRITING` marks a connection whose transaction will write. SQLite then takes its write
lock at the start, so that reading, deciding and writing are one step; a transaction
that only reads sees one state from its first query to its last.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gateway.store.base import StoreError

WRITING = {"warmhook_writing": True}

_BUSY_TIMEOUT_MS = 5_000


def engine_for(url: str) -> sa.Engine:
    """An engine for the URL; connects to nothing yet. Raises `StoreError`."""
    path = sqlite_path(url)
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)))
    sa.event.listen(engine, "connect", _prepare_sqlite_connection)
    sa.event.listen(engine, "begin", _begin_sqlite_transaction)
    return engine


def sqlite_path(url: str) -> Path:
    """The file that the URL names. Raises `StoreError` for URLs that name none."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise StoreError("the database URL cannot be read; expected sqlite:///path/to/file") from None
    if parsed.get_backend_name() != "sqlite":
        raise StoreError(f"databases of the kind {parsed.drivername!r} are not supported; use sqlite:///")
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError("the database URL names no file; expected sqlite:///path/to/file")
    return Path(parsed.database)


def create_file(path: Path) -> None:
    """Make the file and the directories it needs, for this user only. It may exist."""
    try:
        for directory in reversed([path.parent, *path.parent.parents]):
            if not directory.exists():
                directory.mkdir(mode=0o700, exist_ok=True)
        # The files that SQLite puts beside it (-wal, -shm) get the same mode.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StoreError(f"the database {path} cannot be created: {error.strerror}") from error


def _prepare_sqlite_connection(connection: Any, _record: object) -> None:  # Any: the driver's own type.
    # The driver's way of beginning transactions by itself, and late, is switched off.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", f"busy_timeout = {_BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite_transaction(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("warmhook_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
