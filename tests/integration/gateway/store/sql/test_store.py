"""The SQL store on SQLite: the contract, and what is particular to a file."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from contracts.store import ACME, RING, NewStore, StoreContract, storing

from warmhook.gateway.store.base import SchemaMismatchError, StoreError
from warmhook.gateway.store.sql.engine import engine_for
from warmhook.gateway.store.sql.migrate import migrate, schema_version
from warmhook.gateway.store.sql.rows.schema import metadata
from warmhook.gateway.store.sql.store import SqlStore


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new" / "deep" / "warmhook.db"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite:///{file}"


class TestOnSqlite(StoreContract):
    @pytest.fixture
    def new_store(self, url: str) -> NewStore:
        migrate(url)
        return lambda: SqlStore(url, RING)


def test_the_database_and_its_directories_are_for_the_owner_alone(file: Path, url: str) -> None:
    migrate(url)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent, file.parent.parent)}
    assert modes == {"warmhook.db": 0o600, "deep": 0o700, "new": 0o700}


async def test_the_files_beside_the_database_are_for_the_owner_alone(file: Path, url: str) -> None:
    migrate(url)
    store = SqlStore(url, RING)
    await store.open()
    beside = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir() if path != file}
    await store.close()
    assert beside == {"warmhook.db-wal": 0o600, "warmhook.db-shm": 0o600}


def test_migrating_says_where_it_came_from_and_is_repeatable(url: str) -> None:
    assert migrate(url) is None
    assert migrate(url) == schema_version()


def test_the_migrations_make_the_schema_that_the_code_uses(url: str) -> None:
    migrate(url)
    engine = engine_for(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        indexes = sa.inspect(connection).get_indexes("hooks") + sa.inspect(connection).get_indexes(
            "signing_keys"
        )
    engine.dispose()
    assert {index["name"] for index in indexes if index["unique"]} >= {
        "uq_hooks_enabled",
        "uq_signing_keys_current",
    }


def test_a_missing_database_is_refused_with_the_command_and_not_made(file: Path, url: str) -> None:
    with pytest.raises(SchemaMismatchError, match="run: warmhook migrate"):
        asyncio.run(SqlStore(url, RING).open())
    assert not file.exists()


async def test_an_unmigrated_database_is_refused_with_the_command(tmp_path: Path) -> None:
    file = tmp_path / "empty.db"
    file.touch()
    store = SqlStore(f"sqlite:///{file}", RING)
    with pytest.raises(SchemaMismatchError, match="no tables yet; run: warmhook migrate"):
        await store.open()
    await store.close()


async def test_a_database_of_a_newer_program_is_left_alone(file: Path, url: str) -> None:
    migrate(url)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    store = SqlStore(url, RING)
    with pytest.raises(SchemaMismatchError, match="migrated by a newer one"):
        await store.open()
    await store.close()
    with pytest.raises(SchemaMismatchError, match="migrated by a newer one"):
        migrate(url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database, and long enough to be read as one\n" * 100)
    with pytest.raises(StoreError, match="cannot be migrated"):
        migrate(f"sqlite:///{file}")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("warmhook.db", "expected sqlite:///path"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("mysql://user:secret@host/db", "'mysql' are not supported"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_its_password(url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        SqlStore(url, RING)
    assert "secret" not in str(caught.value)


async def test_watching_outlives_a_database_that_fails_for_a_while(file: Path, url: str) -> None:
    migrate(url)
    store, writer = SqlStore(url, RING), SqlStore(url, RING)
    await store.open()
    await writer.open()
    watching = asyncio.create_task(store.watch(interval=0.01))
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE revision RENAME TO gone")
    await asyncio.sleep(0.1)
    assert store.snapshot.tenants == {}
    with connection:
        connection.execute("ALTER TABLE gone RENAME TO revision")
    connection.close()
    await writer.update_tenant("acme", storing(ACME), author="tests")
    async with asyncio.timeout(5):
        while "acme.test" not in store.snapshot.tenants:
            assert not watching.done()
            await asyncio.sleep(0.01)
    watching.cancel()
    await asyncio.wait([watching])
    await store.close()
    await writer.close()


async def test_a_reader_is_not_held_up_by_a_long_update(url: str) -> None:
    migrate(url)
    store, reader = SqlStore(url, RING), SqlStore(url, RING)
    await store.open()
    loop = asyncio.get_running_loop()
    started, go_on = asyncio.Event(), asyncio.Event()

    def slow(_stored: object) -> object:
        loop.call_soon_threadsafe(started.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(5)
        return ACME

    updating = asyncio.create_task(store.update_tenant("acme", slow, author="tests"))  # type: ignore[arg-type]
    await started.wait()
    async with asyncio.timeout(2):
        await reader.open()
    assert reader.snapshot.tenants == {}
    go_on.set()
    await updating
    await store.close()
    await reader.close()
