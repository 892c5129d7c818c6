"""Ways of restarting gateways, once each. `make rolling` has them all, and for longer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from e2e.tenants import ACME
from live.stack import Warmhook

from rolling.balancers import haproxy
from rolling.restarts import SCENARIOS, Place
from rolling.stand import stand

# Several from each client, on a machine that is busy with other tests too.
ENOUGH = 30
# Of both balancers the file as it is.
SHORT = ("two behind HAProxy", "two behind nginx", "one, replaced", "one, replaced by one beside it")
# Longer than two probes that fail.
HAPROXY_NOTICES_SECONDS = 1.5
NOWHERE = "127.0.0.1:1"


@pytest.fixture(scope="module")
def warmhook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warmhook, str]]:
    with stand(tmp_path_factory.mktemp("rolling")) as standing:
        yield standing


async def test_behind_haproxy_the_key_sets_are_there_without_an_executor(
    warmhook: tuple[Warmhook, str], tmp_path: Path
) -> None:
    stack, _ = warmhook
    gateways = [stack.start_gateway(NOWHERE) for _ in range(2)]
    with haproxy(tmp_path, [gateway.address for gateway in gateways]) as port:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers={"host": ACME}) as client:
            until = time.monotonic() + HAPROXY_NOTICES_SECONDS
            while time.monotonic() < until:
                assert (await client.get("/.well-known/jwks.json")).status_code == 200
    for gateway in gateways:
        gateway.terminate()


@pytest.mark.parametrize("name", SHORT)
async def test_no_request_fails_while_gateways_are_restarted(
    name: str, warmhook: tuple[Warmhook, str], tmp_path: Path
) -> None:
    asked = await SCENARIOS[name](Place(*warmhook, tmp_path), 1)
    assert asked.failed == []
    assert asked.answered > ENOUGH
