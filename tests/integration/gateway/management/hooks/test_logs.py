"""Live logs over HTTP: what a reader gets, and when it ends."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from live.managed_gateway import Gateway
from samples.managed_tenants import ACME, GLOBEX, OPERATOR

from warmhook.gateway.hooks.values import Accepted, ConsoleLine, HookRun
from warmhook.gateway.model import Hook, TriggerId
from warmhook.gateway.tenant_log.executions import Execution

HOOK = Hook(
    "01ARZ3NDEKTSV4RRFFQ69G5FAV", "mine", TriggerId.CREDENTIALS_EXCHANGE, "…", secrets={"K": "s3cret"}
)


def publish(gateway: Gateway, request_id: str, tenant: str = ACME.tenant.name, hook: Hook = HOOK) -> None:
    run = HookRun(Accepted({}), 1, 2, 3, cold=False, console=(ConsoleLine("stdout", "with s3cret\n"),))
    execution = Execution(1_700_000_000.0, request_id, "abc", hook, run)
    gateway.recorder.executions.publish(tenant, execution)


def events(body: str) -> list[tuple[str, Any]]:
    """(event, data) of each; comments are none."""
    found = []
    for block in body.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


async def test_the_latest_executions_are_shown_with_their_secrets_masked(gateway: Gateway) -> None:
    publish(gateway, "r1")
    client = await gateway.client("read:logs")
    response = await client.get("hooks/logs")
    assert response.headers["content-type"].startswith("text/event-stream")
    [(kind, execution)] = events(response.text)
    assert kind == "execution"
    assert (execution["request_id"], execution["hook_name"]) == ("r1", "mine")
    assert execution["console"] == [{"stream": "stdout", "text": "with ********\n"}]
    assert "s3cret" not in response.text


async def test_another_tenants_executions_are_not_shown(gateway: Gateway) -> None:
    publish(gateway, "r1", GLOBEX.tenant.name)
    client = await gateway.client("read:logs")
    assert events((await client.get("hooks/logs")).text) == []


async def test_a_hook_that_there_is_not_has_no_logs(gateway: Gateway) -> None:
    client = await gateway.client("read:logs")
    response = await client.get(f"hooks/{HOOK.id}/logs")
    assert response.status_code == 404
    assert response.json()["errorCode"] == "HookDoesNotExist"


async def test_one_hooks_logs_are_its_own(gateway: Gateway) -> None:
    client = await gateway.client("read:logs", "create:hooks")
    payload = {"name": "one", "script": "…", "triggerId": "credentials-exchange"}
    made = (await client.post("hooks", json=payload)).json()
    publish(gateway, "r1")
    publish(gateway, "r2", hook=Hook(made["id"], "one", TriggerId.CREDENTIALS_EXCHANGE, "…"))
    found = events((await client.get(f"hooks/{made['id']}/logs")).text)
    assert [execution["request_id"] for _, execution in found] == ["r2"]


async def test_a_follower_gets_what_comes_until_the_gateway_stops(gateway: Gateway) -> None:
    client = await gateway.client("read:logs")

    async def follow() -> httpx.Response:
        return await client.get("hooks/logs", params={"follow": "true"})

    following = asyncio.create_task(follow())
    while not gateway.recorder.executions.followed(ACME.tenant.name):  # noqa: ASYNC110 - it says so by nothing else
        await asyncio.sleep(0)
    publish(gateway, "r1")
    gateway.recorder.executions.end()
    found = events((await following).text)
    assert [execution["request_id"] for _, execution in found] == ["r1"]


async def test_a_reader_that_is_too_slow_is_told(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warmhook.gateway.tenant_log.executions._BEHIND_MAX", 1)
    client = await gateway.client("read:logs")
    following = asyncio.create_task(client.get("hooks/logs", params={"follow": "true"}))
    while not gateway.recorder.executions.followed(ACME.tenant.name):  # noqa: ASYNC110 - it says so by nothing else
        await asyncio.sleep(0)
    publish(gateway, "r1")
    publish(gateway, "r2")
    assert events((await following).text) == [("dropped", {})]


async def test_a_token_request_is_in_the_tenants_log(gateway: Gateway) -> None:
    await gateway.token("read:logs")
    await gateway.http.post(
        "/oauth/token",
        headers={"host": ACME.tenant.hosts[0]},
        json={"grant_type": "client_credentials", "client_id": "nobody", "client_secret": "wr0ng"},
    )
    await gateway.recorder.close()
    client = await gateway.client("read:logs")
    found = (await client.get("logs")).json()
    assert [event["type"] for event in found] == ["feccft", "seccft"]
    assert found[1]["audience"] == ACME.tenant.management_audience
    assert "wr0ng" not in json.dumps(found)


async def test_a_change_by_the_api_is_in_the_tenants_log_and_reading_is_not(gateway: Gateway) -> None:
    client = await gateway.client("read:logs", "create:hooks", "read:hooks")
    payload = {"name": "told", "script": "\u2026", "triggerId": "credentials-exchange"}
    assert (await client.post("hooks", json=payload)).status_code == 201
    assert (await client.get("hooks")).status_code == 200
    assert (await client.post("hooks", json=payload)).status_code == 409
    await gateway.recorder.close()
    found = (await client.get("logs", params={"q": "type:sapi"})).json()
    assert [(event["type"], event["description"]) for event in found] == [("sapi", "POST /api/v2/hooks")]
    assert found[0]["client_id"] == OPERATOR.client_id
