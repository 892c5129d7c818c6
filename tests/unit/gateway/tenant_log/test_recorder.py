"""What becomes of events between a request and the database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from samples.tenants import HOOK, Acme

from warmhook.gateway.hooks.values import Accepted, HookRun
from warmhook.gateway.model import LogEvent
from warmhook.gateway.oauth.request import TokenRequest
from warmhook.gateway.oauth.trace import Trace
from warmhook.gateway.store.base import StoreError
from warmhook.gateway.tenant_log import recorder as module
from warmhook.gateway.tenant_log.executions import Executions
from warmhook.gateway.tenant_log.recorder import Recorder


class Shelf:
    """A tenant log that keeps events in a list, and can be away."""

    def __init__(self) -> None:
        self.stored: list[tuple[str, LogEvent]] = []
        self.away = False
        # Cleared: it takes its time.
        self.is_quick = asyncio.Event()
        self.is_quick.set()
        self.asked = asyncio.Event()
        self.written = asyncio.Event()

    async def append(self, events: Sequence[tuple[str, LogEvent]]) -> None:
        if self.away:
            raise StoreError("the database failed")
        self.asked.set()
        await self.is_quick.wait()
        self.stored.extend(events)
        self.written.set()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def recorder(shelf: Shelf) -> Recorder:
    return Recorder(shelf, Executions())


def record(recorder: Recorder, request_id: str = "r1", run: HookRun | None = None) -> None:
    trace = Trace(client_id="machine", grant_type="client_credentials")
    if run is not None:
        trace.hook, trace.hook_run = HOOK, run
    recorder.token_request(TokenRequest(request_id, {}), Acme().snapshot(), trace)


def requests(shelf: Shelf) -> list[str]:
    return [event.details["request_id"] for _, event in shelf.stored]


async def test_events_are_stored_in_their_order_with_their_tenant(recorder: Recorder, shelf: Shelf) -> None:
    for number in range(3):
        record(recorder, f"r{number}")
    await recorder.close()
    assert requests(shelf) == ["r0", "r1", "r2"]
    assert {tenant for tenant, _ in shelf.stored} == {"acme"}
    ids = [event.log_id for _, event in shelf.stored]
    assert ids == sorted(set(ids))


async def test_events_wait_while_the_database_is_away(recorder: Recorder, shelf: Shelf) -> None:
    shelf.away = True
    record(recorder, "r0")
    await recorder.close()
    record(recorder, "r1")
    shelf.away = False
    await recorder.close()
    assert requests(shelf) == ["r0", "r1"]


async def test_the_newest_are_dropped_when_there_is_no_room(
    recorder: Recorder, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WAITING_MAX", 2)
    for number in range(4):
        record(recorder, f"r{number}")
    await recorder.close()
    assert requests(shelf) == ["r0", "r1"]


async def test_batches_are_stored_while_the_gateway_runs(
    recorder: Recorder, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BATCH_SECONDS", 0.0)
    record(recorder)
    running = asyncio.create_task(recorder.run())
    await shelf.written.wait()
    running.cancel()
    assert requests(shelf) == ["r1"]


async def test_what_is_being_stored_when_the_gateway_stops_is_not_lost(
    recorder: Recorder, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BATCH_SECONDS", 0.0)
    shelf.is_quick.clear()
    record(recorder, "r0")
    running = asyncio.create_task(recorder.run())
    await shelf.asked.wait()
    record(recorder, "r1")
    running.cancel()
    await asyncio.wait([running])
    shelf.is_quick.set()
    await recorder.close()
    assert requests(shelf) == ["r0", "r1"]


async def test_an_execution_is_there_for_readers_at_once(recorder: Recorder) -> None:
    record(recorder, "r1", HookRun(Accepted({}), 1, 2, 3, cold=False))
    record(recorder, "r2")
    with recorder.executions.reader("acme", hook_id=None, follow=False) as reader:
        execution = await reader.next()
        assert execution is not None
        assert execution.request_id == "r1"
        assert await reader.next() is None


async def test_the_claims_of_an_execution_are_not_kept(recorder: Recorder) -> None:
    record(recorder, run=HookRun(Accepted({"https://a/b": 1}), 1, 1, 1, cold=False))
    with recorder.executions.reader("acme", hook_id=None, follow=False) as reader:
        kept = await reader.next()
    assert kept is not None
    assert kept.run.result == Accepted(None)
