"""A ring key goes when nothing needs it, and not before."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from samples.tenants import HOOK, RING, RING_TEXT, Acme

from warmhook.gateway.store.sql.migrate import migrate
from warmhook.gateway.store.sql.resealing import reseal
from warmhook.gateway.store.sql.ring_upkeep import add_key, drop_key
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.vault import ring_file
from warmhook.gateway.vault.ring import KeyRingError

OLD = RING.keys[0].name


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "ring"
    file.touch(mode=0o600)
    file.write_text(f"# ours\n{RING_TEXT}\n")
    return file


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[str]:
    """With one sealed value, and no client secret."""
    url = f"sqlite:///{tmp_path / 'warmhook.db'}"
    migrate(url)
    store = SqlStore(url, RING)
    await store.open()
    records = Acme(hooks=(HOOK,), clients=(), client_grants=(), keys=()).records()
    await store.update_tenant("acme", lambda _: records, author="tests")
    yield url
    await store.close()


def changed_a_while_ago(file: Path) -> None:
    os.utime(file, (time.time() - 60, time.time() - 60))


async def test_a_key_is_added_and_the_one_before_goes_when_all_is_sealed_again(
    file: Path, database: str
) -> None:
    new = add_key(file)
    changed_a_while_ago(file)
    with pytest.raises(KeyRingError, match=f"values are still sealed under {OLD}; seal everything again"):
        drop_key(file, OLD, database)
    reseal(database, ring_file.read(file))
    assert drop_key(file, OLD, database).keys == (new,)
    text = await asyncio.to_thread(file.read_text)
    assert "# ours" in text
    assert RING_TEXT not in text


async def test_the_key_that_seals_stays(file: Path, database: str) -> None:
    new = add_key(file)
    with pytest.raises(KeyRingError, match=f"{new.name} is the key that seals; add another one first"):
        drop_key(file, new.name, database)
    assert ring_file.read(file).keys == (new, *RING.keys)


async def test_the_only_key_stays(file: Path, database: str) -> None:
    with pytest.raises(KeyRingError, match=f"{OLD} is the key that seals; add another one first"):
        drop_key(file, OLD, database)
    assert ring_file.read(file).keys == RING.keys


async def test_a_key_that_a_gateway_may_still_seal_with_stays(file: Path, database: str) -> None:
    add_key(file)
    reseal(database, ring_file.read(file))
    with pytest.raises(KeyRingError, match=f"a gateway may still seal with {OLD}; wait 10 s"):
        drop_key(file, OLD, database)


async def test_a_key_that_client_secrets_are_hashed_under_stays(file: Path, database: str) -> None:
    store = SqlStore(database, RING)
    await store.open()
    await store.update_tenant("acme", lambda _: Acme(keys=()).records(), author="tests")
    await store.close()
    add_key(file)
    changed_a_while_ago(file)
    reseal(database, ring_file.read(file))
    with pytest.raises(KeyRingError, match=f"2 client secrets are still hashed under {OLD}"):
        drop_key(file, OLD, database)


async def test_a_key_that_is_not_there_cannot_be_dropped(file: Path, database: str) -> None:
    with pytest.raises(KeyRingError, match="the ring has no key 00000000"):
        drop_key(file, "00000000", database)
