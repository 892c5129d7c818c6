"""What an earlier version has stored: where its files are, and how they become a database again.

Owns the layout of a fixture's folder, and restoring it. It must not know what is in the database.
All secrets in it are made up. One folder a version, and in it one a kind of database:

    from_…/sqlite/warmhook.db           a copy by VACUUM INTO
    from_…/postgresql/warmhook.sql      a dump by pg_dump
    …/secret.key                        the key ring
    …/expected.json                     what that version answered
    …/export/TENANT/                    what `warmhook export` wrote
    …/export/TENANT-secrets.json        and its `--secrets-file`
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from live.postgres import client_program
from live.stack import Warmhook

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Fixture:
    """A folder of files that are never changed."""

    folder: Path

    def __str__(self) -> str:
        return self.folder.relative_to(_HERE).as_posix()

    @property
    def is_postgres(self) -> bool:
        return self.folder.name == "postgresql"

    @property
    def database(self) -> Path:
        return self.folder / ("warmhook.sql" if self.is_postgres else "warmhook.db")

    @property
    def key_ring(self) -> Path:
        return self.folder / "secret.key"

    @property
    def export(self) -> Path:
        return self.folder / "export"

    @property
    def expected_file(self) -> Path:
        return self.folder / "expected.json"

    # Any: JSON.
    def expected(self) -> Any:
        return json.loads(self.expected_file.read_text(encoding="utf-8"))


def fixtures() -> list[Fixture]:
    """Of every version that has left one."""
    found = [Fixture(file.parent) for file in sorted(_HERE.glob("from_*/*/expected.json"))]
    assert found, "there is no fixture, so nothing would be tested"
    return found


def restore(fixture: Fixture, warmhook: Warmhook) -> int:
    """Bring the database and the ring back. Answers the fixture's age in whole seconds.

    A gateway rotates signing keys and removes old keys and events by their times. These are moved
    forward by the fixture's age, so that the gateway finds them as old as they were.
    """
    shutil.copyfile(fixture.key_ring, warmhook.key_file)
    warmhook.key_file.chmod(0o600)
    expected = fixture.expected()
    age = int(time.time()) - int(expected["made_at"])
    moved = [
        f"UPDATE {table} SET {column} = {column} + {age}" for table, column in expected["times_that_count"]
    ]
    if fixture.is_postgres:
        client_program(
            *("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1"),
            *("--file", str(fixture.database), "--dbname", warmhook.database_url),
        )
        with psycopg.connect(warmhook.database_url) as postgres:
            for statement in moved:
                postgres.execute(statement.encode())
    else:
        file = shutil.copyfile(fixture.database, warmhook.state / "warmhook.db")
        with contextlib.closing(sqlite3.connect(file)) as sqlite:
            for statement in moved:
                sqlite.execute(statement)
            sqlite.commit()
    return age
