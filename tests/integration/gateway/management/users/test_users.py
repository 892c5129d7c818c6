"""Users over the Management API: as Auth0's recorded exchanges have them, and whether they can log in."""

from __future__ import annotations

import dataclasses
import re
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from live.managed_gateway import Gateway
from samples.managed_tenants import ACME, OTHER_API

from warmhook.gateway.model import Client, TenantRecords

CONNECTION = "Username-Password-Authentication"
REALM_GRANT = "http://auth0.com/oauth/grant-type/password-realm"
CHUCK = {
    "connection": CONNECTION,
    "email": "chuck@example.com",
    "username": "chuck",
    "password": "I have a password and its a secret",
}
NO_USER = {
    "statusCode": 404,
    "error": "Not Found",
    "message": "The user does not exist.",
    "errorCode": "inexistent_user",
}
TAKEN = {
    "statusCode": 409,
    "error": "Conflict",
    "message": "The user already exists.",
    "errorCode": "auth0_idp_error",
}


@pytest.fixture
async def api(gateway: Gateway) -> httpx.AsyncClient:
    return await gateway.client(*(f"{verb}:users" for verb in ("read", "create", "update", "delete")))


async def created(api: httpx.AsyncClient, **properties: Any) -> dict[str, Any]:
    response = await api.post("users", json={**CHUCK, **properties})
    assert response.status_code == 201, response.text
    user: dict[str, Any] = response.json()
    return user


def path(user: dict[str, Any]) -> str:
    return f"users/{quote(user['user_id'], safe='')}"


async def log_in(gateway: Gateway, login: str, password: str) -> int:
    def with_an_application(records: TenantRecords | None) -> TenantRecords:
        assert records is not None
        application = Client(
            "app", "App", grant_types=frozenset({REALM_GRANT}), token_endpoint_auth_method="none"
        )
        others = tuple(client for client in records.clients if client.client_id != "app")
        return dataclasses.replace(records, clients=(*others, application))

    await gateway.store.update_tenant(ACME.tenant.name, with_an_application, author="tests")
    response = await gateway.http.post(
        "/oauth/token",
        json={
            "grant_type": REALM_GRANT,
            "client_id": "app",
            "username": login,
            "password": password,
            "realm": CONNECTION,
            "audience": OTHER_API,
        },
    )
    return response.status_code


async def test_a_new_user_looks_as_on_auth0_and_can_log_in(api: httpx.AsyncClient, gateway: Gateway) -> None:
    user = await created(api)
    assert re.fullmatch(r"auth0\|[0-9a-f]{24}", user["user_id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", user["created_at"])
    assert user == {
        "created_at": user["created_at"],
        "email": "chuck@example.com",
        "email_verified": False,
        "identities": [
            {
                "connection": CONNECTION,
                "user_id": user["user_id"].removeprefix("auth0|"),
                "provider": "auth0",
                "isSocial": False,
            }
        ],
        "name": "chuck@example.com",
        "nickname": "chuck",
        "picture": user["picture"],
        "updated_at": user["created_at"],
        "user_id": user["user_id"],
        "username": "chuck",
    }
    assert (await api.get(path(user))).json() == user
    for login in ("chuck", "CHUCK@example.com"):
        assert await log_in(gateway, login, CHUCK["password"]) == 200
    assert await log_in(gateway, "chuck", "another password") == 403


async def test_no_answer_has_the_password_or_its_hash(api: httpx.AsyncClient, gateway: Gateway) -> None:
    user = await created(api)
    (stored,) = gateway.records().users
    for response in (await api.get(path(user)), await api.get("users"), await api.post("users", json=CHUCK)):
        assert CHUCK["password"] not in response.text
        assert str(stored.password_hash) not in response.text
        assert "argon2" not in response.text


async def test_addresses_and_names_are_kept_in_lower_case(api: httpx.AsyncClient) -> None:
    user = await created(api, email="Chuck@Example.COM", username="CHUCK")
    assert (user["email"], user["username"]) == ("chuck@example.com", "chuck")


async def test_an_id_can_be_brought(api: httpx.AsyncClient) -> None:
    user = await created(api, user_id="42/a")
    assert user["user_id"] == "auth0|42/a"
    assert (await api.get(path(user))).json() == user
    again = await api.post("users", json={**CHUCK, "email": "b@c", "username": "b", "user_id": "42/a"})
    assert (again.status_code, again.json()) == (409, TAKEN)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"username": "norris"}, id="the address"),
        pytest.param({"email": "norris@example.com"}, id="the name"),
        pytest.param({"email": "norris@example.com", "username": "CHUCK"}, id="the name in capitals"),
    ],
)
async def test_a_login_is_one_users(api: httpx.AsyncClient, changes: dict[str, str]) -> None:
    await created(api)
    response = await api.post("users", json={**CHUCK, **changes})
    assert (response.status_code, response.json()) == (409, TAKEN)
    norris = await created(api, email="n@example.com", username="n")
    for name in ("email", "username"):
        response = await api.patch(path(norris), json={name: CHUCK[name]})
        assert (response.status_code, response.json()["errorCode"]) == (409, "auth0_idp_error")


INVALID: dict[str, tuple[dict[str, Any], int, str, str]] = {
    "no password": (
        {"connection": CONNECTION, "email": "a@b"},
        400,
        "invalid_body",
        "Payload validation error: 'Missing required property: password'.",
    ),
    "no connection": (
        {"email": "a@b", "password": "x"},
        400,
        "invalid_body",
        "Payload validation error: 'Missing required property: connection'.",
    ),
    "a connection that is not there": (
        {**CHUCK, "connection": "sms"},
        400,
        "inexistent_connection",
        "The connection does not exist.",
    ),
    "nothing to log in with": (
        {"connection": CONNECTION, "password": "x"},
        400,
        "invalid_body",
        "Payload validation error: 'Missing required property: email'.",
    ),
    "an address that is none": (
        {**CHUCK, "email": "chuck"},
        400,
        "invalid_body",
        "Payload validation error: 'Object didn't pass validation for format email' on property email.",
    ),
}


@pytest.mark.parametrize(("sent", "status", "code", "message"), INVALID.values(), ids=INVALID.keys())
async def test_an_invalid_user_is_refused(
    api: httpx.AsyncClient, sent: dict[str, Any], status: int, code: str, message: str
) -> None:
    response = await api.post("users", json=sent)
    assert (response.status_code, response.json()["errorCode"]) == (status, code)
    assert response.json()["message"] == message


CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a name of one's own": ({"name": "Chuck"}, {"name": "Chuck"}),
    "no name of one's own": ({"name": None}, {"name": "chuck@example.com"}),
    "metadata are merged at the first level": (
        {"user_metadata": {"colour": {"dark": "red"}, "size": None}},
        {"user_metadata": {"colour": {"dark": "red"}, "hobby": "surfing"}},
    ),
    "an empty object removes all metadata": ({"app_metadata": {}}, {"app_metadata": None}),
    "a block": ({"blocked": True}, {"blocked": True}),
    "an address, which nobody has verified": (
        {"email": "norris@example.com"},
        {"email": "norris@example.com", "email_verified": False, "name": "norris@example.com"},
    ),
    "an address that is known to be right": (
        {"email": "norris@example.com", "email_verified": True},
        {"email": "norris@example.com", "email_verified": True, "name": "norris@example.com"},
    ),
    "what has no use here": ({"given_name": "Carlos"}, {"given_name": "Carlos"}),
}


@pytest.mark.parametrize(("sent", "expected"), CHANGES.values(), ids=CHANGES.keys())
async def test_a_change_touches_what_was_sent(
    api: httpx.AsyncClient, sent: dict[str, Any], expected: dict[str, Any]
) -> None:
    before = await created(
        api,
        email_verified=True,
        user_metadata={"colour": {"light": "blue"}, "hobby": "surfing", "size": "L"},
        app_metadata={"plan": "full"},
    )
    response = await api.patch(path(before), json={**sent, "connection": CONNECTION})
    assert response.status_code == 200, response.text
    after = response.json()
    wanted = {name: value for name, value in {**before, **expected}.items() if value is not None}
    made_up = {"updated_at", "nickname", "picture"}
    assert {k: v for k, v in after.items() if k not in made_up} == {
        k: v for k, v in wanted.items() if k not in made_up
    }
    assert after["updated_at"] >= before["updated_at"]


async def test_a_new_password_replaces_the_old_one(api: httpx.AsyncClient, gateway: Gateway) -> None:
    user = await created(api)
    response = await api.patch(path(user), json={"password": "a new password"})
    assert response.status_code == 200, response.text
    assert await log_in(gateway, "chuck", "a new password") == 200
    assert await log_in(gateway, "chuck", CHUCK["password"]) == 403


async def test_a_blocked_user_gets_no_token(api: httpx.AsyncClient, gateway: Gateway) -> None:
    user = await created(api)
    await api.patch(path(user), json={"blocked": True})
    assert await log_in(gateway, "chuck", CHUCK["password"]) == 403
    await api.patch(path(user), json={"blocked": False})
    assert await log_in(gateway, "chuck", CHUCK["password"]) == 200


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"email": None, "username": None}, id="both logins are taken away"),
        pytest.param({"connection": "sms", "name": "x"}, id="another connection"),
        pytest.param({"user_id": "x"}, id="another id"),
        pytest.param({"password": None}, id="no password"),
        pytest.param({}, id="nothing"),
    ],
)
async def test_an_invalid_change_is_refused(api: httpx.AsyncClient, sent: dict[str, Any]) -> None:
    user = await created(api)
    response = await api.patch(path(user), json=sent)
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalid_body")
    assert (await api.get(path(user))).json() == user


async def test_a_deleted_user_is_gone_and_can_be_deleted_again(api: httpx.AsyncClient) -> None:
    user = await created(api)
    for _ in range(2):
        response = await api.delete(path(user))
        assert (response.status_code, response.content) == (204, b"")
    for response in (await api.get(path(user)), await api.patch(path(user), json={"name": "x"})):
        assert (response.status_code, response.json()) == (404, NO_USER)


async def test_users_are_listed_with_totals_as_auth0_lays_them_out(api: httpx.AsyncClient) -> None:
    users = [await created(api, email=f"{n}@example.com", username=f"user{n}") for n in range(3)]
    response = await api.get("users?include_totals=true&per_page=2&page=1&fields=user_id")
    body = response.json()
    assert {name: body[name] for name in ("start", "limit", "length", "total")} == {
        "start": 2,
        "limit": 2,
        "length": 1,
        "total": 3,
    }
    assert body["users"][0].keys() == {"user_id"}
    assert body["users"][0]["user_id"] in {user["user_id"] for user in users}
    assert (await api.get("users?page=2&per_page=2")).json() == []
    assert (await api.get("users?connection=sms")).json() == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param('email:"Chuck@Example.com"', {"chuck"}, id="an address"),
        pytest.param("username:norris", {"norris"}, id="without quotes"),
        pytest.param("user_id:auth0|1", {"norris"}, id="an id"),
        pytest.param('app_metadata.plan:"full time"', {"chuck"}, id="inside metadata"),
        pytest.param('app_metadata.roles:"admin"', {"chuck"}, id="among several"),
        pytest.param(
            "identities.connection:Username-Password-Authentication", {"chuck", "norris"}, id="path"
        ),
        pytest.param("blocked:true", {"norris"}, id="a flag"),
        pytest.param("email:chuck@example.com AND blocked:true", set(), id="both"),
        pytest.param("phone_number:1", set(), id="a property that nobody has"),
    ],
)
async def test_users_are_found_by_exact_values(api: httpx.AsyncClient, query: str, found: set[str]) -> None:
    await created(api, app_metadata={"plan": "full time", "roles": ["admin", "author"]})
    await created(api, email="norris@example.com", username="norris", user_id="1", blocked=True)
    response = await api.get("users", params={"q": query, "search_engine": "v3"})
    assert response.status_code == 200, response.text
    assert {user["username"] for user in response.json()} == found


@pytest.mark.parametrize("query", ["", "chuck", "email:chu*", "NOT blocked:true", "a:1 OR b:2", 'a:"'])
async def test_a_search_that_is_not_understood_is_refused(api: httpx.AsyncClient, query: str) -> None:
    response = await api.get("users", params={"q": query})
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalid_query_string")


async def test_users_are_found_by_their_address(api: httpx.AsyncClient) -> None:
    user = await created(api)
    found = await api.get("users-by-email", params={"email": "CHUCK@example.com"})
    assert (found.status_code, found.json()) == (200, [user])
    nobody = await api.get("users-by-email", params={"email": "nobody@example.com"})
    assert (nobody.status_code, nobody.json()) == (200, [])
    missing = await api.get("users-by-email")
    assert (missing.status_code, missing.json()["errorCode"]) == (400, "invalid_query_string")
