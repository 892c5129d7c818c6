"""SQLite: a file for its owner, and how transactions begin on it.

Owns file modes, pragmas and locks. It must not know tables.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from warmhook.gateway.store.base import SchemaMismatchError, StoreError

# How long a writer waits for another one, and a migration for both.
_BUSY_TIMEOUT_MS: Final = 5_000
_SWITCH_AGAIN_SECONDS: Final = 0.005


def engine_for(url: sa.URL) -> sa.Engine:
    """An engine for the URL; connects to nothing yet. Raises `StoreError`."""
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path_of(url))))
    sa.event.listen(engine, "connect", _prepare_connection)
    sa.event.listen(engine, "begin", _begin)
    return engine


def path_of(url: sa.URL) -> Path:
    """The file that the URL names. Raises `StoreError` where it names none."""
    if not url.database or url.database == ":memory:":
        raise StoreError("the database URL names no file; expected sqlite:///path/to/file")
    return Path(url.database)


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


def refuse_missing(path: Path) -> None:
    """Raise `SchemaMismatchError` where there is no file: connecting would create it."""
    if not path.exists():
        raise SchemaMismatchError(f"there is no database at {path}; run: warmhook migrate")


def _prepare_connection(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's way of beginning transactions by itself, and late, is switched off.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Switch the file to write-ahead logging; where it has it already, this does nothing.

    SQLite refuses at once, without `busy_timeout`, where two switch a new file together: each
    reads it and wants it alone. The one that is refused tries again.
    """
    give_up = time.monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() >= give_up:
                raise
            time.sleep(_SWITCH_AGAIN_SECONDS)
        else:
            return


def _begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("warmhook_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
