"""Two gateways and two executors on one PostgreSQL: they agree, and outlive its absence."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from live.postgres import PostgresServer
from live.stack import Service, Warmhook

from e2e.tenants import ACME, CLAIM, EXPORTS, MACHINE, USERNAME, ask, claims_of, client_of, issuer

# A change is told at once and looked for twice a second; the rest is for a machine that is busy.
NOTICED_SECONDS = 2.0
MANAGEMENT = f"{issuer(ACME)}api/v2/"
RING = "lWOtnYSvQy8WQU+xRFMjhp0pVT5SV8sCyvDyCLnOEcA="
MANAGED = f"""
  - name: Management
    identifier: {MANAGEMENT}
    scopes: [{{value: "read:hooks"}}, {{value: "create:hooks"}}, {{value: "update:hooks"}}]
clientGrants:
  - {{client_id: Machine, audience: {MANAGEMENT}, scope: ["read:hooks", "create:hooks", "update:hooks"]}}
"""
SCRIPT = "module.exports = (client, scope, audience, context, cb) => cb(null, { scope, [`%s`]: '%s' });"


@dataclass(frozen=True)
class Cluster:
    """Two of each, and the server under them."""

    warmhook: Warmhook
    server: PostgresServer
    first: Service
    second: Service


@pytest.fixture(scope="module")
def warmhook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warmhook, PostgresServer]]:
    """A database with a tenant that can be managed, on a server that may be stopped."""
    server = PostgresServer()
    try:
        server.start()
        directory = tmp_path_factory.mktemp("postgres")
        warmhook = Warmhook(directory, directory, server.url)
        try:
            warmhook.migrate()
            _import_managed(warmhook, directory / "export")
            yield warmhook, server
        finally:
            warmhook.close()
    finally:
        server.remove()


@pytest.fixture(scope="module")
def cluster(warmhook: tuple[Warmhook, PostgresServer]) -> Cluster:
    running, server = warmhook
    executors = [running.start_executor() for _ in range(2)]
    first, second = (running.start_gateway(executor.address) for executor in executors)
    return Cluster(running, server, first, second)


def _import_managed(warmhook: Warmhook, export: Path) -> None:
    shutil.copytree(EXPORTS / "acme", export)
    file = export / "tenant.yaml"
    file.write_text(file.read_text().replace("\nclientGrants:\n", MANAGED))
    warmhook.import_tenant(
        export,
        tenant="acme",
        issuer=issuer(ACME),
        hosts=[ACME],
        secrets={"hooks": {"obeys": {"API_KEY": "k"}}, "users": {USERNAME: "p4ssw0rd-of-jane"}},
    )


@contextlib.asynccontextmanager
async def managing(gateway: Service) -> AsyncIterator[httpx.AsyncClient]:
    """Calls the Management API of that gateway."""
    async with client_of(gateway) as client:
        issued = await ask(client, MACHINE | {"audience": MANAGEMENT})
        assert issued.status_code == 200, issued.text
        client.headers["authorization"] = f"Bearer {issued.json()['access_token']}"
        yield client


async def have_say(management: httpx.AsyncClient, says: str) -> httpx.Response:
    """Change the script of the enabled hook."""
    (hook,) = (await management.get("/api/v2/hooks", params={"enabled": "true"})).json()
    return await management.patch(f"/api/v2/hooks/{hook['id']}", json={"script": SCRIPT % (CLAIM, says)})


async def said_within(client: httpx.AsyncClient, expected: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while (said := (await claims_of(client, await ask(client, MACHINE)))[CLAIM]) != expected:
        assert time.monotonic() < deadline, said
        await asyncio.sleep(0.02)


async def readiness(client: httpx.AsyncClient) -> dict[str, Any]:
    response = await client.get("/health/ready")
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


async def until_database(client: httpx.AsyncClient, state: str) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while (body := await readiness(client))["database"] != state:  # noqa: ASYNC110 - another process's
            await asyncio.sleep(0.05)
    return body


async def test_a_hook_changed_through_one_gateway_decides_tokens_at_the_other(cluster: Cluster) -> None:
    async with managing(cluster.first) as management, client_of(cluster.second) as other:
        for says in ("one", "two", "three"):
            answer = await have_say(management, says)
            assert answer.status_code == 200, answer.text
            await said_within(other, says, NOTICED_SECONDS)


async def test_tokens_are_issued_and_right_while_the_database_is_stopped_and_started(
    cluster: Cluster,
) -> None:
    async with (
        managing(cluster.first) as management,
        client_of(cluster.first) as first,
        client_of(cluster.second) as second,
    ):
        assert (await have_say(management, "before")).status_code == 200
        for client in (first, second):
            await said_within(client, "before", NOTICED_SECONDS)
        said: Counter[str] = Counter()
        async with asyncio.TaskGroup() as load:
            ended = asyncio.Event()
            for client in [first, second] * 4:
                load.create_task(_ask_on(client, said, ended))
            await _stop_and_start(cluster.server, management, first, second)
            assert (await have_say(management, "after")).status_code == 200
            for client in (first, second):
                await said_within(client, "after", NOTICED_SECONDS)
            ended.set()
        assert set(said) == {"before", "after"}
    for gateway in (cluster.first, cluster.second):
        assert "Traceback" not in gateway.output()


async def _ask_on(client: httpx.AsyncClient, said: Counter[str], ended: asyncio.Event) -> None:
    """One request after the other; each must give a token, and each token must be right."""
    while not ended.is_set():
        said[(await claims_of(client, await ask(client, MACHINE)))[CLAIM]] += 1


async def _stop_and_start(
    server: PostgresServer, management: httpx.AsyncClient, *clients: httpx.AsyncClient
) -> None:
    """Until every gateway has said that it is away, and that it is back."""
    await asyncio.to_thread(server.stop)
    try:
        for client in clients:
            away = await until_database(client, "unreachable")
            assert away["status"] == "ready"
            assert datetime.fromisoformat(away["snapshot_confirmed_at"]) < datetime.now(UTC)
        refused = await have_say(management, "lost")
        assert refused.status_code == 503, refused.text
        assert int(refused.headers["retry-after"]) > 0
    finally:
        await asyncio.to_thread(server.start)
    for client in clients:
        await until_database(client, "reachable")


async def test_gateways_that_start_at_once_agree_on_one_key(
    warmhook: tuple[Warmhook, PostgresServer], cluster: Cluster
) -> None:
    running, server = warmhook
    with psycopg.connect(server.url) as admin:
        admin.execute("DELETE FROM signing_keys")
        admin.execute("UPDATE revision SET number = number + 1000")
    gateways = await asyncio.gather(
        *(asyncio.to_thread(running.start_gateway, "127.0.0.1:1") for _ in range(2))
    )
    async with client_of(gateways[0]) as one, client_of(gateways[1]) as two:
        await until_keys(one)
        await until_keys(two)
        assert (await one.get("/.well-known/jwks.json")).json() == (
            await two.get("/.well-known/jwks.json")
        ).json()
    with psycopg.connect(server.url) as admin:
        current = admin.execute("SELECT count(*) FROM signing_keys WHERE state = 'current'").fetchone()
    assert current == (1,)


async def until_keys(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(30):
        while len((await client.get("/.well-known/jwks.json")).json()["keys"]) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_a_gateway_waits_for_a_database_that_comes_later(
    warmhook: tuple[Warmhook, PostgresServer],
) -> None:
    running, server = warmhook
    server.stop()
    starting = asyncio.create_task(asyncio.to_thread(running.start_gateway, "127.0.0.1:1"))
    await asyncio.sleep(3)
    assert not starting.done()
    server.start()
    gateway = await starting
    assert "store_waited_for" in gateway.output()
    async with client_of(gateway) as client:
        assert (await client.get("/.well-known/jwks.json")).status_code == 200


def test_of_two_that_make_a_tenant_at_once_one_makes_its_keys_and_client(
    postgres_url: str, tmp_path: Path
) -> None:
    """On an empty database, from two directories, as from two machines."""
    command = [Path(sys.executable).with_name("warmhook"), "init", "--issuer", issuer(ACME)]
    environment = os.environ | {"WARMHOOK_DATABASE_URL": postgres_url, "WARMHOOK_KEYS": RING}
    places = [tmp_path / "one", tmp_path / "two"]
    for place in places:
        place.mkdir()
    both = [
        subprocess.Popen(
            command, cwd=place, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for place in places
    ]
    said = [process.communicate(timeout=60)[0].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert len([place for place in places if (place / ".warmhook/management.json").exists()]) == 1
    with psycopg.connect(postgres_url) as admin:
        keys = admin.execute(
            "SELECT state, count(*) FROM signing_keys GROUP BY state ORDER BY state"
        ).fetchall()
        clients = admin.execute("SELECT count(*) FROM clients").fetchone()
    assert (keys, clients) == ([("current", 1), ("next", 1)], (1,))
