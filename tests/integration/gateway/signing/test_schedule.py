"""Every gateway looks after the keys, one of them does it, and commands go the same way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace

import pytest
import structlog
from samples.tenants import API, RING, TENANT, Acme, key

from warmhook.gateway.model import KeyState, SigningAlg, SigningKey, TenantRecords
from warmhook.gateway.signing.rotation import DAY, Policy, RotationRefusedError
from warmhook.gateway.signing.schedule import KeySchedule, revoke, rotate, with_keys
from warmhook.gateway.store.base import StoreUnavailableError
from warmhook.gateway.store.sql.migrate import migrate
from warmhook.gateway.store.sql.store import SqlStore

NOW = 1_000_000_000.0
POLICY = Policy()
NEXT, CURRENT, PREVIOUS = KeyState.NEXT, KeyState.CURRENT, KeyState.PREVIOUS
ES256 = SigningAlg.ES256
# Both of an algorithm whose keys are made in no time.
PAIR = (
    replace(key(SigningAlg.RS256), since=NOW),
    replace(key(SigningAlg.RS256, NEXT, 1), since=NOW),
    replace(key(ES256), since=NOW - 90 * DAY),
    replace(key(ES256, NEXT, 1), since=NOW - DAY),
)
USING_ES256 = replace(API, signing_alg=ES256)


@dataclass
class Clock:
    now: float = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def new_store(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Callable[[], SqlStore]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('schedule') / 'warmhook.db'}"
    migrate(url)
    made: list[SqlStore] = []

    def new() -> SqlStore:
        made.append(SqlStore(url, RING))
        return made[-1]

    yield new
    for store in made:
        await store.close()


@pytest.fixture
async def store(new_store: Callable[[], SqlStore]) -> SqlStore:
    store = new_store()
    await store.open()
    return store


async def hold(store: SqlStore, *keys: SigningKey) -> None:
    records = Acme(keys=keys, resource_servers=(USING_ES256,), client_grants=()).records()
    await store.update_tenant(TENANT.name, lambda _: records, author="tests")


def states(store: SqlStore, alg: SigningAlg = ES256) -> list[KeyState]:
    return [each.state for each in store.snapshot.by_name[TENANT.name].keys if each.alg is alg]


def kids(store: SqlStore) -> list[str]:
    return [each.kid for each in store.snapshot.by_name[TENANT.name].keys]


async def test_what_is_due_is_done_and_nothing_twice(store: SqlStore) -> None:
    await hold(store, *PAIR)
    clock = Clock()
    schedule = KeySchedule(store, POLICY, clock)
    await schedule.look()
    assert states(store) == [CURRENT, NEXT, PREVIOUS]
    assert kids(store)[2] == "ES256-1"
    revision = store.snapshot.revision
    await schedule.look()
    assert store.snapshot.revision == revision
    clock.now += DAY + 300
    await schedule.look()
    assert states(store) == [CURRENT, NEXT]


async def test_gateways_that_start_at_once_agree_on_one_pair(new_store: Callable[[], SqlStore]) -> None:
    stores = [new_store() for _ in range(4)]
    for store in stores:
        await store.open()
    await hold(stores[0])
    for store in stores:
        await store.refresh()
    await asyncio.gather(*(KeySchedule(store, POLICY).look() for store in stores))
    for store in stores:
        await store.refresh()
    assert [states(store) for store in stores] == [[CURRENT, NEXT]] * 4
    assert len({tuple(kids(store)) for store in stores}) == 1
    # The tenant, and its keys, once.
    assert stores[0].snapshot.revision == 2


async def test_a_gateway_that_lags_behind_changes_nothing(new_store: Callable[[], SqlStore]) -> None:
    first, lagging = new_store(), new_store()
    await first.open()
    await hold(first, *PAIR)
    await lagging.open()
    await KeySchedule(first, POLICY, Clock()).look()
    with structlog.testing.capture_logs() as logged:
        await KeySchedule(lagging, POLICY, Clock()).look()
    assert logged == []
    await first.refresh()
    await lagging.refresh()
    assert kids(first) == kids(lagging)
    assert states(first) == [CURRENT, NEXT, PREVIOUS]


async def test_a_database_that_is_away_is_logged_and_asked_again_later(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hold(store, *PAIR)
    clock = Clock()
    schedule = KeySchedule(store, POLICY, clock)

    async def away(*_: object, **__: object) -> TenantRecords:
        raise StoreUnavailableError("the database cannot be used: it is gone")

    with monkeypatch.context() as patch, structlog.testing.capture_logs() as logged:
        patch.setattr(store, "update_tenant", away)
        await schedule.look()
        await schedule.look()
    assert [(line["event"], line["tenant"]) for line in logged] == [("signing_keys_not_kept", "acme")]
    await schedule.look()
    assert states(store) == [CURRENT, NEXT]
    clock.now += 30
    await schedule.look()
    assert states(store) == [CURRENT, NEXT, PREVIOUS]


async def test_new_keys_are_logged_by_their_names_alone(store: SqlStore) -> None:
    await hold(store, *PAIR)
    with structlog.testing.capture_logs() as logged:
        await KeySchedule(store, POLICY, Clock()).look()
    (line,) = logged
    assert (line["event"], line["tenant"], len(line["keys"])) == ("signing_keys_changed", "acme", 5)
    assert "PRIVATE" not in str(line)


async def test_it_goes_on_until_it_is_told_to_stop(store: SqlStore) -> None:
    await hold(store, *PAIR)
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(KeySchedule(store, POLICY, Clock()).run(interval=0.01))
        while PREVIOUS not in states(store):  # noqa: ASYNC110 - a store has no event for it
            await asyncio.sleep(0.01)
        running.cancel()


def old_enough() -> tuple[SigningKey, ...]:
    """Keys that may be rotated by the clock on the wall."""
    return tuple(replace(each, since=0.0) for each in PAIR)


async def test_a_command_rotates_what_it_names(store: SqlStore) -> None:
    await hold(store, *old_enough())
    await rotate(store, TENANT.name, POLICY, algs=[ES256], author="tests")
    assert states(store) == [CURRENT, NEXT, PREVIOUS]
    assert states(store, SigningAlg.RS256) == [CURRENT, NEXT]


async def test_a_command_rotates_all_that_is_in_use(store: SqlStore) -> None:
    await hold(store, *old_enough())
    await rotate(store, TENANT.name, POLICY, author="tests")
    assert states(store) == states(store, SigningAlg.RS256) == [CURRENT, NEXT, PREVIOUS]


async def test_a_rotation_that_would_break_tokens_changes_nothing(store: SqlStore) -> None:
    await hold(store, *old_enough())
    await rotate(store, TENANT.name, POLICY, author="tests")
    before = kids(store)
    with pytest.raises(RotationRefusedError, match="has not been published for long enough"):
        await rotate(store, TENANT.name, POLICY, author="tests")
    assert kids(store) == before


async def test_a_revoked_key_is_replaced_at_once(store: SqlStore) -> None:
    await hold(store, *old_enough())
    done = await revoke(store, TENANT.name, "ES256-0", author="tests")
    assert len(done.warnings) == 1
    assert "ES256-0" not in kids(store)
    assert kids(store)[2] == "ES256-1"
    assert states(store) == [CURRENT, NEXT]


async def test_a_tenant_that_there_is_not_is_named(store: SqlStore) -> None:
    with pytest.raises(RotationRefusedError, match="there is no tenant nobody"):
        await revoke(store, "nobody", "x", author="tests")


def test_records_get_the_keys_that_they_lack_and_keep_those_they_have() -> None:
    records = Acme(keys=(PAIR[0],), resource_servers=(USING_ES256,)).records()
    made = with_keys(records)
    assert made.keys[0] is PAIR[0]
    assert [(each.alg, each.state) for each in made.keys] == [
        (SigningAlg.RS256, CURRENT),
        (SigningAlg.RS256, NEXT),
        (ES256, CURRENT),
        (ES256, NEXT),
    ]
    assert with_keys(made).keys is made.keys
