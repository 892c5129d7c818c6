"""The SQL store on PostgreSQL: the contract, and what is particular to a server."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import socket
from collections.abc import AsyncIterator, Callable

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from contracts.store import ACME, HOOK, OTHER_NAMED_ACME, RING, NewStore, StoreContract, storing
from live.postgres import PostgresServer

from warmhook.gateway.store.base import ConflictError, SchemaMismatchError, StoreError, StoreUnavailableError
from warmhook.gateway.store.sql.engine import engine_for
from warmhook.gateway.store.sql.migrate import migrate
from warmhook.gateway.store.sql.rows.schema import metadata
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.store.sql.watch import open_within

# Longer than any test: what is seen while this is the interval was announced.
NEVER = 600.0


class TestOnPostgres(StoreContract):
    @pytest.fixture
    def new_store(self, postgres_url: str) -> NewStore:
        migrate(postgres_url)
        return lambda: SqlStore(postgres_url, RING)


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[SqlStore]:
    async with opened(postgres_url) as store:
        yield store


@contextlib.asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlStore]:
    migrate(url)
    store = SqlStore(url, RING)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


@contextlib.asynccontextmanager
async def watched(store: SqlStore, interval: float) -> AsyncIterator[None]:
    watching = asyncio.create_task(store.watch(interval))
    try:
        yield
        assert not watching.done()
    finally:
        watching.cancel()
        await asyncio.wait([watching])


async def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - looked at, since a store announces nothing
            await asyncio.sleep(0.01)


def sessions(url: str, name: str = "warmhook") -> list[tuple[int, str]]:
    """Process and last statement of those that call themselves that."""
    with psycopg.connect(url) as admin:
        return admin.execute(
            "SELECT pid, query FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s",
            [name],
        ).fetchall()


def listening(url: str) -> list[int]:
    return [pid for pid, query in sessions(url) if query.startswith("LISTEN")]


def test_the_migrations_make_the_schema_that_the_code_uses(postgres_url: str) -> None:
    migrate(postgres_url)
    engine = engine_for(postgres_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


async def test_a_write_is_announced_and_need_not_be_looked_for(store: SqlStore, postgres_url: str) -> None:
    async with opened(postgres_url) as other, watched(other, NEVER):
        await until(lambda: len(listening(postgres_url)) == 1)
        await store.update_tenant("acme", storing(ACME), author="tests")
        await until(lambda: "acme.test" in other.snapshot.tenants)


async def test_what_is_written_while_the_ear_is_lost_is_found_when_it_is_back(
    store: SqlStore, postgres_url: str
) -> None:
    async with opened(postgres_url) as other, watched(other, NEVER):
        await until(lambda: len(listening(postgres_url)) == 1)
        (ear,) = listening(postgres_url)
        with psycopg.connect(postgres_url) as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", [ear])
        await store.update_tenant("acme", storing(ACME), author="tests")
        await until(lambda: "acme.test" in other.snapshot.tenants)


async def test_another_history_under_the_same_number_is_loaded_after_a_failure(
    own_postgres: PostgresServer,
) -> None:
    url = own_postgres.url
    async with opened(url) as store:
        await store.update_tenant("acme", storing(ACME), author="tests")
        revision = store.snapshot.revision
        async with watched(store, 0.05):
            await until(lambda: len(listening(url)) == 1)
            own_postgres.stop()
            with pytest.raises(StoreUnavailableError):
                await store.refresh()
            own_postgres.start()
            # As a restored backup, or a standby that had not everything, may have it.
            with psycopg.connect(url) as admin:
                admin.execute("UPDATE tenants SET issuer = 'https://restored.example/'")
            await until(
                lambda: store.snapshot.tenants["acme.test"].tenant.issuer == "https://restored.example/"
            )
            assert store.snapshot.revision == revision


async def test_without_the_server_the_snapshot_stays_and_writes_are_refused(
    own_postgres: PostgresServer,
) -> None:
    async with opened(own_postgres.url) as store:
        await store.update_tenant("acme", storing(ACME), author="tests")
        before, confirmed_at = store.snapshot, store.confirmed_at
        own_postgres.stop()
        with pytest.raises(StoreUnavailableError, match="the database cannot be used"):
            await store.update_tenant("acme", storing(OTHER_NAMED_ACME), author="tests")
        with pytest.raises(StoreUnavailableError):
            await store.refresh()
        assert store.snapshot is before
        assert store.confirmed_at == confirmed_at

        own_postgres.start()
        await store.update_tenant("acme", storing(OTHER_NAMED_ACME), author="tests")
        assert store.snapshot.tenants.keys() == {"other.test"}
        await store.refresh()
        assert store.confirmed_at > confirmed_at


async def test_a_server_that_is_starting_is_waited_for(own_postgres: PostgresServer) -> None:
    migrate(own_postgres.url)
    own_postgres.stop()
    store = SqlStore(own_postgres.url, RING)
    opening = asyncio.create_task(open_within(store, 60))
    await asyncio.sleep(0.5)
    assert not opening.done()
    own_postgres.start()
    await opening
    assert store.snapshot.revision == 0
    await store.close()


async def test_a_server_that_never_comes_is_given_up_with_its_reason(tmp_path: object) -> None:
    store = SqlStore(f"postgresql://warmhook:s3cr%65t-word@/warmhook?host={tmp_path}", RING)
    with pytest.raises(StoreUnavailableError, match="No such file or directory") as caught:
        await open_within(store, 1)
    assert "cret-word" not in str(caught.value)
    await store.close()


async def test_a_server_that_does_not_answer_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        store = SqlStore(
            f"postgresql://warmhook:secret-word@127.0.0.1:{port}/warmhook?connect_timeout=2", RING
        )
        async with asyncio.timeout(30):
            with pytest.raises(StoreUnavailableError, match="timeout") as caught:
                await store.open()
        assert "secret-word" not in str(caught.value)
        await store.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://warmhook:secret%word@host/db",
        "postgresql://warmhook:secret@word@host:port/db?x",
        "postgresql://warmhook@host/db?secret=word",
        "postgres://warmhook:secretword@host:12:34/db?connect",
        "postgresql+psycopg2://warmhook:secretword@host/db",
    ],
)
def test_a_url_that_cannot_be_read_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(StoreError, match=r"expected .*postgresql://user:password@host") as caught:
        SqlStore(url, RING)
    assert "word@" not in str(caught.value).replace("password@", "")
    assert "secret" not in str(caught.value)


async def test_a_session_says_whose_it_is(store: SqlStore, postgres_url: str) -> None:
    assert sessions(postgres_url)
    own = postgres_url + ("&" if "?" in postgres_url else "?") + "application_name=blue"
    async with opened(own):
        assert sessions(postgres_url, "blue")


async def test_a_program_older_than_the_database_goes_on_reading_and_may_not_write(
    store: SqlStore, postgres_url: str
) -> None:
    await store.update_tenant("acme", storing(ACME), author="tests")
    with psycopg.connect(postgres_url) as admin:
        admin.execute("UPDATE alembic_version SET version_num = '9999'")
        admin.execute("UPDATE revision SET number = number + 1")
    assert await store.refresh() is True
    with pytest.raises(SchemaMismatchError, match="migrated by a newer one"):
        await store.update_tenant("acme", storing(OTHER_NAMED_ACME), author="tests")
    assert store.snapshot.tenants["acme.test"].tenant == ACME.tenant


async def test_text_that_the_server_cannot_hold_is_refused_as_a_conflict(store: SqlStore) -> None:
    hook = dataclasses.replace(HOOK, script="secret \0")
    with pytest.raises(ConflictError, match=r"cannot be stored: .*NUL") as caught:
        await store.update_tenant("acme", storing(dataclasses.replace(ACME, hooks=(hook,))), author="tests")
    assert "secret" not in str(caught.value)
    assert store.snapshot.tenants == {}


async def test_a_conflict_does_not_quote_the_row(store: SqlStore) -> None:
    twice = (HOOK, dataclasses.replace(HOOK, id="01C", enabled=False))
    with pytest.raises(ConflictError, match="uq_hooks_tenant_name") as caught:
        await store.update_tenant("acme", storing(dataclasses.replace(ACME, hooks=twice)), author="tests")
    assert HOOK.name not in str(caught.value)
