"""A hook's secrets over the Management API, as Auth0's recorded exchanges have them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from live.managed_gateway import Gateway
from samples.managed_hooks import HOOK, MISSING

SHOWN = "_VALUE_NOT_SHOWN_"


@pytest.fixture
async def api(gateway: Gateway) -> httpx.AsyncClient:
    return await gateway.client("read:hooks", "create:hooks", "update:hooks", "delete:hooks")


@pytest.fixture
async def url(api: httpx.AsyncClient) -> str:
    response = await api.post("hooks", json=HOOK)
    return f"hooks/{response.json()['id']}/secrets"


def stored(gateway: Gateway) -> dict[str, str]:
    (hook,) = gateway.records().hooks
    return dict(hook.secrets)


async def test_secrets_go_in_and_do_not_come_out(api: httpx.AsyncClient, url: str, gateway: Gateway) -> None:
    assert (await api.get(url)).json() == {}
    added = await api.post(url, json={"KEY": "v1", "__proto__": "v2"})
    assert (added.status_code, added.json()) == (201, {})
    assert (await api.get(url)).json() == {"KEY": SHOWN, "__proto__": SHOWN}
    assert stored(gateway) == {"KEY": "v1", "__proto__": "v2"}
    changed = await api.patch(url, json={"KEY": "v3"})
    assert (changed.status_code, changed.json()) == (201, {})
    assert stored(gateway) == {"KEY": "v3", "__proto__": "v2"}
    removed = await api.request("DELETE", url, json=["KEY"])
    assert (removed.status_code, removed.content) == (204, b"")
    assert stored(gateway) == {"__proto__": "v2"}


async def test_adding_one_that_is_there_changes_nothing(
    api: httpx.AsyncClient, url: str, gateway: Gateway
) -> None:
    await api.post(url, json={"KEY": "v1"})
    response = await api.post(url, json={"NEW": "v", "KEY": "v2"})
    assert response.status_code == 409
    assert response.json()["message"] == "Secret with the same name already exists."
    assert stored(gateway) == {"KEY": "v1"}


@pytest.mark.parametrize(("method", "body"), [("PATCH", {"KEY": "v2", "NO": "v"}), ("DELETE", ["KEY", "NO"])])
async def test_naming_one_that_is_not_there_changes_nothing(
    api: httpx.AsyncClient, url: str, gateway: Gateway, method: str, body: Any
) -> None:
    await api.post(url, json={"KEY": "v1"})
    response = await api.request(method, url, json=body)
    assert (response.status_code, response.json()["message"]) == (404, "Hook or secret not found.")
    assert stored(gateway) == {"KEY": "v1"}


@pytest.mark.parametrize(
    ("method", "body"),
    [("GET", None), ("POST", {"K": "v"}), ("PATCH", {"K": "v"}), ("DELETE", ["K"])],
)
async def test_a_hook_that_is_not_there_has_none(api: httpx.AsyncClient, method: str, body: Any) -> None:
    response = await api.request(method, f"hooks/{MISSING}/secrets", **({"json": body} if body else {}))
    assert (response.status_code, response.json()["errorCode"]) == (404, "HookDoesNotExist")


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_the_placeholder_is_no_value(
    api: httpx.AsyncClient, url: str, gateway: Gateway, method: str
) -> None:
    await api.post(url, json={"KEY": "v1"})
    response = await api.request(method, url, json={"KEY" if method == "PATCH" else "NEW": SHOWN})
    assert response.status_code == 400
    assert SHOWN in response.json()["message"]
    assert stored(gateway) == {"KEY": "v1"}


REFUSED: dict[str, tuple[str, Any]] = {
    "nothing to add": ("POST", {}),
    "nothing to remove": ("DELETE", []),
    "more than twenty at once": ("POST", {f"K{number}": "v" for number in range(21)}),
    "a value that is no string": ("POST", {"K": 1}),
    "a value that the executor would not take": ("POST", {"K": "v" * 4097}),
    "no name": ("POST", {"": "v"}),
    "a name that the executor would not take": ("POST", {"ü" * 65: "v"}),
    "names in an object": ("DELETE", {"K": "v"}),
    "a list of pairs": ("POST", ["K"]),
}


@pytest.mark.parametrize(("method", "body"), REFUSED.values(), ids=REFUSED.keys())
async def test_secrets_that_are_none_are_refused(
    api: httpx.AsyncClient, url: str, gateway: Gateway, method: str, body: Any
) -> None:
    response = await api.request(method, url, json=body)
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalid_body")
    assert stored(gateway) == {}


async def test_a_hook_has_twenty_at_most(api: httpx.AsyncClient, url: str) -> None:
    assert (await api.post(url, json={f"K{number}": "v" for number in range(20)})).status_code == 201
    response = await api.post(url, json={"ONE_MORE": "v"})
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalid_body")


async def test_a_refusal_does_not_repeat_the_value(api: httpx.AsyncClient, url: str) -> None:
    response = await api.post(url, json={"K": "s3cret" * 1000})
    assert response.status_code == 400
    assert "s3cret" not in response.text
