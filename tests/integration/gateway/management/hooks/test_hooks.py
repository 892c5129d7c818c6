"""Hooks over the Management API, as Auth0's recorded exchanges have them."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from live.managed_gateway import Gateway
from samples.managed_hooks import HOOK, MISSING, SCRIPT

NO_HOOK = {
    "statusCode": 404,
    "error": "Not Found",
    "message": "Error: Hook does not exist",
    "errorCode": "HookDoesNotExist",
}


@pytest.fixture
async def api(gateway: Gateway) -> httpx.AsyncClient:
    return await gateway.client("read:hooks", "create:hooks", "update:hooks", "delete:hooks")


async def created(api: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    response = await api.post("hooks", json={**HOOK, **changes})
    assert response.status_code == 201, response.text
    hook: dict[str, Any] = response.json()
    return hook


async def test_a_created_hook_is_answered_in_auth0s_order_under_a_ulid(api: httpx.AsyncClient) -> None:
    response = await api.post("hooks", json=HOOK)
    assert response.status_code == 201
    hook = response.json()
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", hook["id"])
    assert list(hook.items()) == [
        ("id", hook["id"]),
        ("name", "add-claims"),
        ("script", SCRIPT),
        ("dependencies", {}),
        ("triggerId", "credentials-exchange"),
        ("enabled", False),
    ]


async def test_a_hook_is_read_in_auth0s_order(api: httpx.AsyncClient) -> None:
    hook = await created(api, dependencies={"lodash": "4.17.21"})
    response = await api.get(f"hooks/{hook['id']}")
    assert response.status_code == 200
    assert list(response.json()) == ["id", "name", "script", "dependencies", "enabled", "triggerId"]
    assert response.json() == hook


@pytest.mark.parametrize(
    ("sent", "stored"),
    [("test-hook735", "test-hook-735"), ("cce hook", "cce-hook"), ("testingKebabCase", "testing-kebab-case")],
)
async def test_names_are_stored_as_lodash_kebab_cases_them(
    api: httpx.AsyncClient, sent: str, stored: str
) -> None:
    assert (await created(api, name=sent))["name"] == stored


async def test_scripts_are_kept_verbatim(api: httpx.AsyncClient) -> None:
    script = "\ufeff// \u2028 ü \U0001f600\r\nfunction (user, context, callback) {\t\n"
    hook = await created(api, script=script)
    assert (await api.get(f"hooks/{hook['id']}")).json()["script"] == script


async def test_an_update_changes_what_it_names(api: httpx.AsyncClient) -> None:
    hook = await created(api, dependencies={"lodash": "4.17.21"})
    response = await api.patch(f"hooks/{hook['id']}", json={"script": "// new"})
    assert (response.status_code, response.json()) == (200, {**hook, "script": "// new"})
    assert (await api.get(f"hooks/{hook['id']}")).json() == response.json()


async def test_a_deleted_hook_is_gone(api: httpx.AsyncClient) -> None:
    hook = await created(api)
    response = await api.delete(f"hooks/{hook['id']}")
    assert (response.status_code, response.content) == (204, b"")
    assert (await api.get(f"hooks/{hook['id']}")).json() == NO_HOOK


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_a_hook_that_is_not_there_is_404(api: httpx.AsyncClient, method: str) -> None:
    body = {"json": {"enabled": True}} if method == "PATCH" else {}
    response = await api.request(method, f"hooks/{MISSING}", **body)
    assert (response.status_code, response.json()) == (404, NO_HOOK)


async def test_names_are_unique_after_kebab_casing(api: httpx.AsyncClient) -> None:
    await created(api, name="one hook")
    other = await created(api, name="other")
    for response in (
        await api.post("hooks", json={**HOOK, "name": "oneHook", "triggerId": "send-phone-message"}),
        await api.patch(f"hooks/{other['id']}", json={"name": "one-hook"}),
    ):
        assert response.status_code == 409
        assert response.json()["message"] == "Hook with the same name already exists"
    assert (await api.patch(f"hooks/{other['id']}", json={"name": "Other"})).status_code == 200


async def test_enabling_a_hook_disables_the_other_of_its_trigger(
    api: httpx.AsyncClient, gateway: Gateway
) -> None:
    first = await created(api, name="first", enabled=True)
    other_trigger = await created(api, name="other", enabled=True, triggerId="post-change-password")
    second = await created(api, name="second", enabled=True)

    async def enabled() -> set[str]:
        return {hook["id"] for hook in (await api.get("hooks?enabled=true")).json()}

    assert await enabled() == {second["id"], other_trigger["id"]}
    before = gateway.store.snapshot.revision
    await api.patch(f"hooks/{first['id']}", json={"enabled": True})
    assert await enabled() == {first["id"], other_trigger["id"]}
    assert gateway.store.snapshot.revision == before + 1, "both in one transaction"


# --- lists ------------------------------------------------------------------------


async def test_a_list_is_an_array_in_order_of_creation(api: httpx.AsyncClient) -> None:
    hooks = [await created(api, name=f"hook {letter}") for letter in "abc"]
    by_id = sorted(hooks, key=lambda hook: hook["id"])
    assert (await api.get("hooks")).json() == by_id
    assert (await api.get("hooks?page=1&per_page=2")).json() == by_id[2:]


async def test_a_list_with_totals_is_auth0s_envelope(api: httpx.AsyncClient) -> None:
    hook = await created(api)
    assert (await api.get("hooks?include_totals=true")).text == (
        '{"total":1,"start":0,"limit":50,"hooks":[' + (await api.get(f"hooks/{hook['id']}")).text + "]}"
    )


@pytest.mark.parametrize("totals", ["true", "false"])
async def test_a_page_beyond_the_end_is_empty(api: httpx.AsyncClient, totals: str) -> None:
    await created(api)
    listed = (await api.get(f"hooks?page=7&per_page=100&include_totals={totals}")).json()
    assert listed == ({"total": 1, "start": 700, "limit": 100, "hooks": []} if totals == "true" else [])


@pytest.mark.parametrize(
    ("query", "found"),
    {
        "nothing asked for": ("", ["a", "b", "c"]),
        "those that are enabled": ("enabled=true", ["a"]),
        "those that are not": ("enabled=false", ["b", "c"]),
        "those of a trigger": ("triggerId=post-change-password", ["c"]),
        "both": ("triggerId=post-change-password&enabled=true", []),
    }.values(),
)
async def test_lists_are_filtered(api: httpx.AsyncClient, query: str, found: list[str]) -> None:
    await created(api, name="a", enabled=True)
    await created(api, name="b")
    await created(api, name="c", triggerId="post-change-password")
    listed = (await api.get(f"hooks?{query}")).json()
    assert sorted(hook["name"] for hook in listed) == found


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("fields=id", ["id"]),
        ("fields=name,id&include_fields=true", ["id", "name"]),
        ("fields=script,dependencies&include_fields=false", ["id", "name", "enabled", "triggerId"]),
        ("fields=nonsense", []),
    ],
)
async def test_only_the_properties_asked_for_are_shown(
    api: httpx.AsyncClient, query: str, shown: list[str]
) -> None:
    hook = await created(api)
    assert list((await api.get(f"hooks?{query}")).json()[0]) == shown
    assert list((await api.get(f"hooks/{hook['id']}?{query}")).json()) == shown


# --- what is refused --------------------------------------------------------------

REFUSED: dict[str, tuple[Any, str]] = {
    "no body": (None, "'Missing body'"),
    "no object": ([], "'Expected type object but found type array'"),
    "no name": ({"script": "x", "triggerId": "credentials-exchange"}, "'Missing required property: name'"),
    "no script": ({**HOOK, "script": ""}, "'String is too short (0 chars), minimum 1' on property script"),
    "an unknown property": ({**HOOK, "active": True}, "'Additional properties not allowed: active'"),
    "an unknown trigger": (
        {**HOOK, "triggerId": "nope"},
        (
            "'No enum match, expected 'credentials-exchange', 'password-exchange', 'pre-user-registration', "
            "'post-user-registration', 'post-change-password' or 'send-phone-message'' on property triggerId"
        ),
    ),
    "a name that Auth0 does not take": (
        {**HOOK, "name": "-x-"},
        "'Object didn't pass validation for format hook-name' on property name",
    ),
    "a number for a string": (
        {**HOOK, "script": 1},
        "'Expected type string but found type integer' on property script",
    ),
    "a string for a boolean": (
        {**HOOK, "enabled": "true"},
        "'Expected type boolean but found type string' on property enabled",
    ),
    "a dependency without a version": (
        {**HOOK, "dependencies": {"lodash": None}},
        "'Expected type string but found type null' on property dependencies.lodash",
    ),
    "a script that the executor would not take": (
        {**HOOK, "script": "ü" * (512 * 1024 + 1)},
        "'Is longer than 1048576 bytes' on property script",
    ),
    "U+0000": ({**HOOK, "script": "a\0"}, "'A string has the character U+0000 in it'"),
}


@pytest.mark.parametrize(("body", "detail"), REFUSED.values(), ids=REFUSED.keys())
async def test_a_hook_that_is_none_is_refused(api: httpx.AsyncClient, body: Any, detail: str) -> None:
    response = await api.post("hooks", **({} if body is None else {"json": body}))
    assert response.json() == {
        "statusCode": 400,
        "error": "Bad Request",
        "message": f"Payload validation error: {detail}.",
        "errorCode": "invalid_body",
    }
    assert (await api.get("hooks")).json() == []


@pytest.mark.parametrize(
    "body",
    {
        "nothing": {},
        "another trigger": {"triggerId": "send-phone-message"},
        "an id": {"id": MISSING},
        "null": {"name": None},
    }.values(),
)
async def test_an_update_that_is_none_is_refused(api: httpx.AsyncClient, body: dict[str, Any]) -> None:
    hook = await created(api)
    response = await api.patch(f"hooks/{hook['id']}", json=body)
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalid_body")


@pytest.mark.parametrize(
    ("body", "content_type"),
    {
        "no JSON": (b"{", "application/json"),
        "half a character": (b'{"name": "\\ud800"}', "application/json"),
        "no UTF-8": (b'{"name": "\xff"}', "application/json"),
        "no number": (b'{"name": NaN}', "application/json"),
        "nesting without end": (b'{"name": ' + b"[" * 500 + b"]" * 500 + b"}", "application/json"),
        "a form": (b"name=x", "application/x-www-form-urlencoded"),
        "JSON that says it is text": (b"{}", "text/plain"),
    }.values(),
)
async def test_a_body_that_cannot_be_read_is_refused(
    api: httpx.AsyncClient, body: bytes, content_type: str
) -> None:
    response = await api.post("hooks", content=body, headers={"content-type": content_type})
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalid_body")


async def test_a_body_without_end_is_refused(api: httpx.AsyncClient) -> None:
    body = b'{"script": "' + b"x" * (5 * 1024 * 1024) + b'"}'
    response = await api.post("hooks", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["errorCode"]) == (413, "payload_too_large")


@pytest.mark.parametrize(
    "query",
    ["page=-1", "page=x", "per_page=0", "per_page=101", "enabled=yes", "triggerId=nope", "triggerid=x"],
)
async def test_a_query_that_is_none_is_refused(api: httpx.AsyncClient, query: str) -> None:
    response = await api.get(f"hooks?{query}")
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalid_query_string")
    assert response.json()["message"].startswith("Query validation error: '")


async def test_an_id_that_is_none_is_refused(api: httpx.AsyncClient) -> None:
    response = await api.get("hooks/no%20id")
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalid_uri")
    assert response.json()["message"].startswith("Path validation error: '")


async def test_a_get_may_carry_null(api: httpx.AsyncClient) -> None:
    """As go-auth0 sends it."""
    response = await api.request("GET", "hooks", content=b"null")
    assert response.status_code == 200


# --- two owners -------------------------------------------------------------------


async def test_a_hook_that_has_changed_meanwhile_is_not_overwritten(api: httpx.AsyncClient) -> None:
    hook = await created(api)
    url = f"hooks/{hook['id']}"
    read = (await api.get(url)).headers["etag"]
    mine = await api.patch(url, json={"script": "mine"}, headers={"if-match": read})
    theirs = await api.patch(url, json={"script": "theirs"}, headers={"if-match": read})
    assert (mine.status_code, theirs.status_code) == (200, 412)
    assert theirs.json()["errorCode"] == "precondition_failed"
    assert (await api.delete(url, headers={"if-match": read})).status_code == 412
    assert (await api.get(url)).json()["script"] == "mine"
    assert (await api.delete(url, headers={"if-match": mine.headers["etag"]})).status_code == 204


async def test_the_etag_is_the_same_wherever_the_hook_is_answered(api: httpx.AsyncClient) -> None:
    response = await api.post("hooks", json=HOOK)
    read = await api.get(f"hooks/{response.json()['id']}")
    assert response.headers["etag"] == read.headers["etag"]
