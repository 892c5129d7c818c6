"""Where the Management API is served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from live.management import token, warmhook
from live.stack import Warmhook

ELSEWHERE = {
    "WARMHOOK_GATEWAY_LISTEN": "127.0.0.1:0",
    "WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "0",
    "WARMHOOK_MANAGEMENT_LISTEN": "127.0.0.1:0",
    "WARMHOOK_EXECUTOR_TARGET": "127.0.0.1:1",
}


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Warmhook]:
    made = warmhook(tmp_path)
    yield made
    made.close()


def test_a_domain_is_enough(stack: Warmhook) -> None:
    url = stack.start_gateway("127.0.0.1:1").url
    answer = httpx.get(f"{url}/api/v2/hooks", headers={"authorization": f"Bearer {token(url)}"})
    assert (answer.status_code, len(answer.json())) == (200, 1)


def test_with_a_listener_of_its_own_it_is_not_at_the_public_one(stack: Warmhook) -> None:
    service = stack._start("gateway", ELSEWHERE)
    management = "http://" + stack._await(service, r"management listening on http://(\S+)")
    found = re.search(r"gateway listening on (\S+)", service.output())
    assert found is not None
    public = found[1]
    bearer = {"authorization": f"Bearer {token(public)}"}
    for path in ("hooks", "openapi.json", "docs"):
        assert httpx.get(f"{management}/api/v2/{path}", headers=bearer).status_code == 200
        refused = httpx.get(f"{public}/api/v2/{path}", headers=bearer)
        assert (refused.status_code, refused.json()["error"]) == (404, "not_found")
    # An SDK knows one domain, and gets its token there.
    assert token(management)


def test_a_host_header_does_not_open_the_public_listener(stack: Warmhook) -> None:
    service = stack._start("gateway", ELSEWHERE)
    management = stack._await(service, r"management listening on http://(\S+)")
    found = re.search(r"gateway listening on (\S+)", service.output())
    assert found is not None
    answer = httpx.get(
        f"{found[1]}/api/v2/hooks",
        headers={"host": management, "authorization": f"Bearer {token(found[1])}"},
    )
    assert answer.status_code == 404
