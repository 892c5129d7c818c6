"""The tenant log: what is stored, in which orders it is read, and how long it is kept."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator

import pytest
from contracts.store import ACME, OTHER, RING, storing

from warmhook.gateway.model import LogEvent, TenantRecords
from warmhook.gateway.store.sql.engine import engine_for
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.store.sql.tenant_log import SqlTenantLog

NOW = 1_800_000_000.0
DAY = 86_400.0
FULL = LogEvent(
    log_id="0001",
    date=NOW,
    type="feccft",
    client_id="abc",
    client_name="Batch job, großes Ü",
    user_id="auth0|1",
    user_name="jane \0 \ud83d",
    audience="https://api.acme.example/",
    scope="read:data",
    ip="192.0.2.1",
    user_agent="curl",
    hook_id="01A",
    description="no",
    details={"dropped": [{"name": "iss"}], "n": None},
)


def event(log_id: str, type_: str = "seccft", date: float = NOW) -> LogEvent:
    return LogEvent(log_id=log_id, date=date, type=type_)


def of_acme(*log_ids: str) -> list[tuple[str, LogEvent]]:
    return [("acme", event(log_id)) for log_id in log_ids]


def ids(events: list[LogEvent]) -> list[str]:
    return [each.log_id for each in events]


@pytest.fixture
async def store(database: str) -> AsyncIterator[SqlStore]:
    store = SqlStore(database, RING)
    await store.open()
    await store.update_tenant("acme", storing(TenantRecords(ACME.tenant)), author="tests")
    await store.update_tenant("other", storing(OTHER), author="tests")
    yield store
    await store.close()


@pytest.fixture
async def log(database: str, store: SqlStore) -> AsyncIterator[SqlTenantLog]:
    """One that never trims by itself: its clock has been looked at."""
    del store
    engine = engine_for(database)
    log = SqlTenantLog(engine, kept_days=3, kept_events=5)
    await log.append(())
    yield log
    engine.dispose()


async def test_an_event_is_read_back_unchanged(log: SqlTenantLog) -> None:
    await log.append([("acme", FULL), *of_acme("0002")])
    assert await log.event("acme", "0001") == FULL
    assert await log.event("acme", "0002") == event("0002")
    assert await log.event("acme", "0003") is None


async def test_a_list_begins_with_the_newest_and_says_how_many_there_are(log: SqlTenantLog) -> None:
    await log.append(of_acme("0003", "0001", "0005"))
    await log.append(of_acme("0004", "0002"))
    assert await log.events("acme") == ([event(f"000{n}") for n in (5, 4, 3, 2, 1)], 5)
    page, total = await log.events("acme", offset=1, limit=2)
    assert (ids(page), total) == (["0004", "0003"], 5)
    assert await log.events("acme", offset=5) == ([], 5)


async def test_a_list_of_one_type_has_no_others(log: SqlTenantLog) -> None:
    await log.append([("acme", event("0001", "fpurh")), *of_acme("0002"), ("acme", event("0003", "fpurh"))])
    found, total = await log.events("acme", type_="fpurh")
    assert (ids(found), total) == (["0003", "0001"], 2)


async def test_a_tenant_sees_its_own_events_only(log: SqlTenantLog) -> None:
    await log.append([*of_acme("0001"), ("other", event("0002"))])
    assert ids((await log.events("acme"))[0]) == ["0001"]
    assert await log.event("acme", "0002") is None
    assert await log.events_after("acme", "") == [event("0001")]


async def test_who_goes_on_from_an_event_misses_none_that_is_stored_later(log: SqlTenantLog) -> None:
    await log.append(of_acme("0001", "0004"))
    assert ids(await log.events_after("acme", "0001")) == ["0004"]
    # Of another gateway, which stored its batch after this one.
    await log.append(of_acme("0002", "0003"))
    assert ids(await log.events_after("acme", "0004")) == ["0002", "0003"]
    assert ids(await log.events_after("acme", "0004", limit=1)) == ["0002"]
    assert await log.events_after("acme", "0003") == []


async def test_who_goes_on_from_an_event_that_is_gone_is_given_all_there_are(log: SqlTenantLog) -> None:
    await log.append(of_acme("0002", "0003"))
    assert ids(await log.events_after("acme", "0001")) == ["0002", "0003"]


async def test_events_that_are_sent_again_are_stored_once(log: SqlTenantLog) -> None:
    await log.append(of_acme("0001", "0002"))
    await log.append(of_acme("0001", "0002", "0003"))
    assert ids((await log.events("acme"))[0]) == ["0003", "0002", "0001"]


async def test_events_of_a_tenant_that_there_is_not_are_left_out(log: SqlTenantLog) -> None:
    await log.append([("gone", event("0001")), *of_acme("0002")])
    await log.append([("gone", event("0003"))])
    assert (await log.events("acme"))[1] == 1
    assert (await log.events("gone"))[1] == 0


async def test_a_batch_of_any_size_is_stored(store: SqlStore) -> None:
    every = [f"{n:06}" for n in range(2_500)]
    await store.tenant_log.append(of_acme(*every))
    assert (await store.tenant_log.events("acme"))[1] == 2_500
    assert ids(await store.tenant_log.events_after("acme", "000999", limit=2)) == ["001000", "001001"]


class TestTrimming:
    async def test_what_is_too_old_goes(self, log: SqlTenantLog) -> None:
        ages = {"0001": 4 * DAY, "0002": 3 * DAY + 1, "0003": 3 * DAY - 1, "0004": 0.0}
        await log.append([("acme", event(log_id, date=NOW - age)) for log_id, age in ages.items()])
        await log.trim(NOW)
        assert ids((await log.events("acme"))[0]) == ["0004", "0003"]

    async def test_of_each_tenant_the_newest_stay(self, log: SqlTenantLog) -> None:
        await log.append([*of_acme(*(f"{n:04}" for n in range(8))), ("other", event("0000"))])
        await log.trim(NOW)
        assert ids((await log.events("acme"))[0]) == ["0007", "0006", "0005", "0004", "0003"]
        assert (await log.events("other"))[1] == 1

    async def test_any_number_goes(self, log: SqlTenantLog) -> None:
        await log.append(of_acme(*(f"{n:06}" for n in range(2_500))))
        await log.trim(NOW)
        assert (await log.events("acme"))[1] == 5

    async def test_the_log_sees_to_it_by_itself(self, database: str, store: SqlStore) -> None:
        engine = engine_for(database)
        log = SqlTenantLog(engine, kept_events=5)
        await log.append([("acme", dataclasses.replace(event(f"{n:04}"), date=2 * NOW)) for n in range(8)])
        assert (await log.events("acme"))[1] == 5
        engine.dispose()


async def test_writers_of_changes_and_of_events_do_not_disturb_each_other(
    store: SqlStore, database: str
) -> None:
    other = SqlStore(database, RING)
    await other.open()

    async def change(writer: SqlStore, connection: str) -> None:
        def add(records: TenantRecords | None) -> TenantRecords:
            assert records is not None
            return dataclasses.replace(records, connections=records.connections | {connection})

        await writer.update_tenant("acme", add, author="tests")

    await asyncio.gather(
        *(change(writer, f"{name}-{n}") for name, writer in (("a", store), ("b", other)) for n in range(15)),
        *(
            writer.tenant_log.append(of_acme(*(f"{name}{n:02}{k:02}" for k in range(20))))
            for name, writer in (("a", store), ("b", other))
            for n in range(15)
        ),
    )
    await store.refresh()
    assert len(store.snapshot.by_name["acme"].connections) == 30
    found = await store.tenant_log.events_after("acme", "", limit=1_000)
    assert len(found) == len(set(ids(found))) == 600
    await other.close()
