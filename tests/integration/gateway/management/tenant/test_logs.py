"""The tenant log over the Management API: by page, from a checkpoint on, and one event."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from live.managed_gateway import Gateway
from samples.managed_tenants import ACME, GLOBEX

from warmhook.gateway.model import LogEvent


@pytest.fixture
async def api(gateway: Gateway) -> httpx.AsyncClient:
    return await gateway.client("read:logs")


# Dated in the future, where no retention reaches.
def event(number: int, **properties: Any) -> LogEvent:
    code = "feccft" if number % 2 else "seccft"
    return LogEvent(
        log_id=f"warmhook-test-{number:03}", date=4_000_000_000.5 + number, type=code, **properties
    )


@pytest.fixture
async def five(gateway: Gateway) -> list[str]:
    """The ids of five events of Acme's, the oldest first; Globex has one too."""
    events = [event(number) for number in range(5)]
    await gateway.store.tenant_log.append([(ACME.tenant.name, one) for one in events])
    await gateway.store.tenant_log.append([(GLOBEX.tenant.name, event(9))])
    return [one.log_id for one in events]


# Tokens of these tests leave events of their own; none of them is asked for by its id.
def ours(events: list[dict[str, Any]]) -> list[str]:
    return [one["log_id"] for one in events if one["log_id"].startswith("warmhook-test-")]


async def test_an_event_has_auth0s_properties_and_no_empty_ones(
    api: httpx.AsyncClient, gateway: Gateway
) -> None:
    stored = event(
        1,
        client_id="billing",
        client_name="Billing",
        audience="https://bills.example/",
        scope="read:bills",
        ip="192.0.2.1",
        user_agent="curl/8",
        description="Unauthorized",
        details={"request_id": "r1"},
    )
    await gateway.store.tenant_log.append([(ACME.tenant.name, stored)])
    response = await api.get(f"logs/{stored.log_id}")
    assert (response.status_code, response.json()) == (
        200,
        {
            "_id": stored.log_id,
            "log_id": stored.log_id,
            "date": "2096-10-02T07:06:41.500Z",
            "type": "feccft",
            "description": "Unauthorized",
            "client_id": "billing",
            "client_name": "Billing",
            "audience": "https://bills.example/",
            "scope": "read:bills",
            "ip": "192.0.2.1",
            "user_agent": "curl/8",
            "details": {"request_id": "r1"},
            "isMobile": False,
        },
    )


async def test_events_are_listed_the_newest_first(api: httpx.AsyncClient, five: list[str]) -> None:
    response = await api.get("logs?per_page=100&sort=date:-1&fields=log_id,type")
    assert ours(response.json()) == five[::-1]
    assert response.json()[0].keys() == {"log_id", "type"}


async def test_a_page_has_auth0s_totals(api: httpx.AsyncClient, five: list[str]) -> None:
    body = (await api.get('logs?q=type:"feccft"&per_page=1&page=1&include_totals=true')).json()
    assert ours(body.pop("logs")) == [five[1]]
    assert body == {"total": 2, "start": 1, "limit": 1, "length": 1}
    assert (await api.get("logs?q=type:fcph")).json() == []


async def test_a_checkpoint_goes_on_with_what_came_after_it(api: httpx.AsyncClient, five: list[str]) -> None:
    first = (await api.get("logs?from=warmhook-test-000&take=2")).json()
    assert ours(first) == five[1:3]
    second = (await api.get("logs", params={"from": ours(first)[-1], "take": 2})).json()
    assert ours(second) == five[3:]


async def test_without_a_checkpoint_the_oldest_come_first(api: httpx.AsyncClient, five: list[str]) -> None:
    assert ours((await api.get("logs?take=100")).json()) == five


@pytest.mark.parametrize("log_id", ["nothing", "warmhook-test-009"])
async def test_an_event_that_is_not_there_or_another_tenants_is_unknown(
    api: httpx.AsyncClient, five: list[str], log_id: str
) -> None:
    response = await api.get(f"logs/{log_id}")
    assert (response.status_code, response.json()["errorCode"]) == (404, "inexistent_log")


@pytest.mark.parametrize("query", ["take=0", "take=101", "q=chuck", "sort=date:1", "per_page=101"])
async def test_a_query_that_is_not_understood_is_refused(api: httpx.AsyncClient, query: str) -> None:
    response = await api.get(f"logs?{query}")
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalid_query_string")
