"""Versions of hooks and the audit, over the Management API."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from live.managed_gateway import Gateway
from samples.managed_tenants import OPERATOR

HOOK = {"name": "a-hook", "script": "one\ntwo\n", "triggerId": "credentials-exchange", "enabled": True}


@pytest.fixture
async def api(gateway: Gateway) -> httpx.AsyncClient:
    return await gateway.client("read:hooks", "create:hooks", "update:hooks", "delete:hooks", "read:logs")


@pytest.fixture
async def url(api: httpx.AsyncClient) -> str:
    """A hook with three versions: made, given another script, given a secret."""
    hook = (await api.post("hooks", json=HOOK)).json()
    url = f"hooks/{hook['id']}"
    await api.patch(url, json={"script": "one\n2\n", "dependencies": {"lodash": "4.17.21"}})
    await api.post(f"{url}/secrets", json={"KEY": "value"})
    return url


async def test_each_change_is_a_version_with_author_and_time(api: httpx.AsyncClient, url: str) -> None:
    versions = (await api.get(f"{url}/versions")).json()
    assert [version["number"] for version in versions] == [3, 2, 1]
    assert {version["author"] for version in versions} == {OPERATOR.client_id}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z", v["created_at"]) for v in versions)
    assert [version["script"] for version in versions] == ["one\n2\n", "one\n2\n", "one\ntwo\n"]
    assert (await api.get(f"{url}/versions/2")).json() == versions[1]


async def test_enabling_and_renaming_make_no_version(api: httpx.AsyncClient, url: str) -> None:
    await api.patch(url, json={"enabled": False, "name": "renamed"})
    assert len((await api.get(f"{url}/versions")).json()) == 3


async def test_versions_are_paged(api: httpx.AsyncClient, url: str) -> None:
    response = await api.get(f"{url}/versions?page=1&per_page=2&include_totals=true&fields=number")
    assert response.json() == {"total": 3, "start": 2, "limit": 2, "versions": [{"number": 1}]}


async def test_secrets_are_shown_by_name_only(api: httpx.AsyncClient, url: str) -> None:
    response = await api.get(f"{url}/versions")
    assert response.json()[0]["secrets"] == ["KEY"]
    assert "value" not in response.text


NOTHING: dict[str, list[str]] = {"added": [], "removed": [], "changed": []}
DIFFS: dict[str, tuple[str, dict[str, Any]]] = {
    "the one before": (
        "2/diff",
        {
            "against": 1,
            "number": 2,
            "script": "--- version 1\n+++ version 2\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n",
            "dependencies": {**NOTHING, "added": ["lodash"]},
            "secrets": NOTHING,
        },
    ),
    "another, backwards": (
        "1/diff?against=3",
        {
            "against": 3,
            "number": 1,
            "script": "--- version 3\n+++ version 1\n@@ -1,2 +1,2 @@\n one\n-2\n+two\n",
            "dependencies": {**NOTHING, "removed": ["lodash"]},
            "secrets": {**NOTHING, "removed": ["KEY"]},
        },
    ),
    "nothing, before the first": (
        "1/diff",
        {
            "against": 0,
            "number": 1,
            "script": "--- version 0\n+++ version 1\n@@ -0,0 +1,2 @@\n+one\n+two\n",
            "dependencies": NOTHING,
            "secrets": NOTHING,
        },
    ),
}


@pytest.mark.parametrize(("path", "expected"), DIFFS.values(), ids=DIFFS.keys())
async def test_a_version_is_compared_with(
    api: httpx.AsyncClient, url: str, path: str, expected: dict[str, Any]
) -> None:
    response = await api.get(f"{url}/versions/{path}")
    assert response.json() == {"hook_id": url.removeprefix("hooks/"), **expected}


async def test_rolling_back_is_a_new_version_and_keeps_the_hook_enabled(
    api: httpx.AsyncClient, url: str, gateway: Gateway
) -> None:
    response = await api.post(f"{url}/versions/1/rollback")
    assert response.status_code == 200
    assert response.json() == (await api.get(url)).json()
    (hook,) = gateway.records().hooks
    assert (hook.script, hook.secrets, hook.dependencies, hook.enabled) == ("one\ntwo\n", {}, {}, True)
    await api.post(f"{url}/versions/3/rollback")
    (hook,) = gateway.records().hooks
    assert (hook.script, hook.secrets) == ("one\n2\n", {"KEY": "value"})
    assert [v["number"] for v in (await api.get(f"{url}/versions")).json()] == [5, 4, 3, 2, 1]


async def test_a_rollback_does_not_undo_what_was_not_seen(api: httpx.AsyncClient, url: str) -> None:
    seen = (await api.get(url)).headers["etag"]
    await api.patch(url, json={"script": "theirs"})
    response = await api.post(f"{url}/versions/1/rollback", headers={"if-match": seen})
    assert response.status_code == 412
    assert (await api.get(url)).json()["script"] == "theirs"


@pytest.mark.parametrize("path", ["versions/9", "versions/9/diff", "versions/1/diff?against=9"])
async def test_a_version_that_is_not_there_is_404(api: httpx.AsyncClient, url: str, path: str) -> None:
    response = await api.get(f"{url}/{path}")
    assert (response.status_code, response.json()["errorCode"]) == (404, "HookVersionDoesNotExist")


async def test_a_deleted_hook_has_no_versions(api: httpx.AsyncClient, url: str) -> None:
    await api.delete(url)
    response = await api.get(f"{url}/versions")
    assert (response.status_code, response.json()["errorCode"]) == (404, "HookDoesNotExist")


async def test_the_audit_says_who_changed_what(api: httpx.AsyncClient, url: str) -> None:
    audit = (await api.get("audit?per_page=3")).json()
    mine = [
        {name: entry[name] for name in ("author", "action", "kind", "object_id")}
        for entry in audit["entries"]
    ]
    hook = {"author": OPERATOR.client_id, "kind": "hook", "object_id": url.removeprefix("hooks/")}
    assert mine == [
        {**hook, "action": "updated"},
        {**hook, "action": "updated"},
        {**hook, "action": "created"},
    ]
    assert "value" not in str(audit)


async def test_the_audit_is_read_page_by_page_to_its_end(api: httpx.AsyncClient, url: str) -> None:
    whole = (await api.get("audit?per_page=100")).json()
    assert whole["next"] is None
    read, following = [], ""
    while True:
        page = (await api.get(f"audit?per_page=2{following}")).json()
        read += page["entries"]
        if page["next"] is None:
            break
        following = f"&before={page['next']}"
    assert read == whole["entries"]
    assert len(read) > 3
