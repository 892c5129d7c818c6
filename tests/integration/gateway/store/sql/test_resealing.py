"""No secret lies open in the database; all can be sealed under another key while gateways write."""

from __future__ import annotations

import asyncio
import dataclasses
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from samples.tenants import HOOK, RING, Acme, key

from warmhook.gateway.model import Client, ClientSecret, KeyState, SigningAlg, TenantRecords
from warmhook.gateway.store.base import SealError
from warmhook.gateway.store.sql import resealing
from warmhook.gateway.store.sql.engine import WRITING, engine_for
from warmhook.gateway.store.sql.resealing import KeyUse, reseal, use_of_keys
from warmhook.gateway.store.sql.rows import schema
from warmhook.gateway.store.sql.rows.sealed import SEALED
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.vault.client_secrets import hash_client_secret
from warmhook.gateway.vault.ring import KeyRing, new_key, parse_ring, sealed_prefix

NOW = 1_000_000.0
NEW_KEY = parse_ring(new_key()).keys[0]
# What an operator has while keys change: the new one first.
BOTH = KeyRing((NEW_KEY, *RING.keys))
NEW = KeyRing((NEW_KEY,))
OLD_NAME, NEW_NAME = RING.keys[0].name, NEW_KEY.name

SECRETS = {f"NAME_{n}": f"plaintext-secret-{n}" for n in range(3)}
ACME = Acme(
    hooks=(dataclasses.replace(HOOK, secrets=SECRETS),),
    keys=(key(SigningAlg.ES256), key(SigningAlg.ES256, KeyState.NEXT, 1)),
).records()
# Three secrets, one version with all of them, two keys.
SEALED_VALUES = 6


@pytest.fixture
async def store(database: str) -> AsyncIterator[SqlStore]:
    store = SqlStore(database, RING)
    await store.open()
    await store.update_tenant("acme", lambda _: ACME, author="tests")
    yield store
    await store.close()


def with_secret(records: TenantRecords | None, name: str, value: str) -> TenantRecords:
    assert records is not None
    (hook,) = records.hooks
    return dataclasses.replace(
        records, hooks=(dataclasses.replace(hook, secrets={**hook.secrets, name: value}),)
    )


def stored_values(database: str) -> list[bytes]:
    engine = engine_for(database)
    with engine.connect() as connection:
        found = [value for column in SEALED.values() for value in connection.scalars(sa.select(column))]
    engine.dispose()
    return found


def held(store: SqlStore) -> TenantRecords:
    """What the store has in memory."""
    return next(iter(store.snapshot.tenants.values())).records


async def read_by(database: str, ring: KeyRing) -> TenantRecords:
    reader = SqlStore(database, ring)
    try:
        await reader.open()
        return held(reader)
    finally:
        await reader.close()


def bytes_of_database(file: Path) -> bytes:
    """Of the file, of those beside it, and of the file once it has all that was beside it."""
    content = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return content + file.read_bytes()


async def test_every_secret_is_sealed(store: SqlStore, database: str) -> None:
    del store
    values = stored_values(database)
    assert len(values) == SEALED_VALUES
    assert {value[:5] for value in values} == {sealed_prefix(RING.keys[0])}


async def test_no_plaintext_is_anywhere_in_the_file(store: SqlStore, database: str) -> None:
    if not database.startswith("sqlite"):
        pytest.skip("only SQLite's files are ours to look into")
    await store.update_tenant(
        "acme", lambda it: with_secret(it, "LATER", "plaintext-secret-later"), author="t"
    )
    file = Path(database.removeprefix("sqlite:///"))
    content = await asyncio.to_thread(bytes_of_database, file)
    # What is not secret is found by the same search.
    for open_ in (b"NAME_1", HOOK.script.encode(), HOOK.name.encode()):
        assert open_ in content
    for secret in (b"plaintext-secret", b"PRIVATE KEY", *(part.private_key[40:80] for part in ACME.keys)):
        assert secret not in content


async def test_without_the_key_nothing_is_read_and_the_operator_learns_which(
    store: SqlStore, database: str
) -> None:
    del store
    with pytest.raises(SealError, match=f"sealed under the key {OLD_NAME}.*it has {NEW_NAME}"):
        await read_by(database, NEW)


async def test_a_value_that_was_moved_to_another_row_is_not_read(store: SqlStore, database: str) -> None:
    del store
    engine = engine_for(database)
    table = schema.hook_secrets
    with engine.connect().execution_options(**WRITING) as connection, connection.begin():
        value = connection.scalar(sa.select(table.c.value).where(table.c.name == "NAME_0"))
        connection.execute(sa.update(table).where(table.c.name == "NAME_1").values(value=value))
    engine.dispose()
    with pytest.raises(SealError, match="moved from another place"):
        await read_by(database, RING)


async def test_all_is_sealed_again_and_the_old_key_no_longer_needed(store: SqlStore, database: str) -> None:
    assert use_of_keys(database, NOW) == {OLD_NAME: KeyUse(SEALED_VALUES, client_secrets=2)}
    assert reseal(database, BOTH) == SEALED_VALUES
    assert use_of_keys(database, NOW) == {
        NEW_NAME: KeyUse(SEALED_VALUES),
        OLD_NAME: KeyUse(client_secrets=2),
    }
    assert await read_by(database, NEW) == held(store)
    assert reseal(database, BOTH) == 0


async def test_gateways_need_not_load_anything_again(store: SqlStore, database: str) -> None:
    before = store.snapshot
    reseal(database, BOTH)
    assert not await store.refresh()
    assert store.snapshot is before


async def test_a_run_that_was_broken_off_is_gone_on_with(
    store: SqlStore, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "_BATCH", 2)

    def broken_off(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reseal(database, BOTH, broken_off)
    assert await read_by(database, BOTH) == held(store)
    seen: list[int] = []
    assert reseal(database, BOTH, seen.append) == SEALED_VALUES - 2
    assert seen[-1] == SEALED_VALUES - 2
    assert await read_by(database, NEW) == held(store)


async def test_changes_of_a_running_gateway_are_not_lost(
    store: SqlStore, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "_BATCH", 1)
    running = asyncio.create_task(asyncio.to_thread(reseal, database, BOTH))
    for n in range(10):
        await store.update_tenant(
            "acme", lambda it, n=n: with_secret(it, "NAME_1", f"changed {n}"), author="t"
        )
    await running
    # The gateway still had the old ring; once it has the new one nothing is left behind.
    reseal(database, BOTH)
    found = await read_by(database, NEW)
    assert found.hooks[0].secrets == {**SECRETS, "NAME_1": "changed 9"}


async def test_a_key_that_is_missing_stops_it_and_spoils_nothing(store: SqlStore, database: str) -> None:
    with pytest.raises(SealError, match="put that key back"):
        reseal(database, NEW)
    assert await read_by(database, RING) == held(store)


SECRETS_OF_A_CLIENT: dict[str, tuple[ClientSecret, int]] = {
    "one that never expires": (ClientSecret(hash_client_secret("s", BOTH)), 1),
    "one that has not expired": (ClientSecret(hash_client_secret("s", BOTH), expires_at=NOW + 1), 1),
    "one that has expired": (ClientSecret(hash_client_secret("s", BOTH), expires_at=NOW), 0),
}


@pytest.mark.parametrize(("secret", "needed"), SECRETS_OF_A_CLIENT.values(), ids=SECRETS_OF_A_CLIENT.keys())
async def test_client_secrets_need_their_key_until_they_expire(
    store: SqlStore, database: str, secret: ClientSecret, needed: int
) -> None:
    def added(records: TenantRecords | None) -> TenantRecords:
        assert records is not None
        return dataclasses.replace(
            records, clients=(*records.clients, Client("new", "New", secrets=(secret,)))
        )

    await store.update_tenant("acme", added, author="tests")
    assert use_of_keys(database, NOW).get(NEW_NAME, KeyUse()).client_secrets == needed
