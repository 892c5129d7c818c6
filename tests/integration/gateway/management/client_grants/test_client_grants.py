"""Client grants over the Management API, and what they open at the token endpoint."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from live.managed_gateway import Gateway
from samples.managed_tenants import ACME, OPERATOR, OTHER_API, SECRET


@pytest.fixture
async def api(gateway: Gateway) -> httpx.AsyncClient:
    verbs = ("read", "create", "update", "delete")
    return await gateway.client(
        *(f"{verb}:client_grants" for verb in verbs), "create:resource_servers", "create:clients"
    )


def grant_for_the_operator(*scope: str) -> dict[str, Any]:
    return {"client_id": OPERATOR.client_id, "audience": OTHER_API, "scope": list(scope)}


async def created(api: httpx.AsyncClient, **properties: Any) -> dict[str, Any]:
    response = await api.post("client-grants", json={**grant_for_the_operator(), **properties})
    assert response.status_code == 201, response.text
    grant: dict[str, Any] = response.json()
    return grant


async def scope_of_a_token(gateway: Gateway) -> str | None:
    response = await gateway.http.post(
        "/oauth/token",
        json={
            "grant_type": "client_credentials",
            "client_id": OPERATOR.client_id,
            "client_secret": SECRET,
            "audience": OTHER_API,
        },
    )
    assert response.status_code == 200, response.text
    scope: str | None = response.json().get("scope")
    return scope


async def test_a_grant_opens_an_api_and_closes_it_again(api: httpx.AsyncClient, gateway: Gateway) -> None:
    grant = await created(api, scope=["read:hooks", "read:users", "read:hooks"])
    assert re.fullmatch(r"cgr_[0-9A-Za-z]{16}", grant["id"])
    assert grant == {
        **grant_for_the_operator("read:hooks", "read:users"),
        "id": grant["id"],
        "subject_type": "client",
    }
    assert (await api.get(f"client-grants/{grant['id']}")).json() == grant
    assert await scope_of_a_token(gateway) == "read:hooks read:users"

    # deploy-cli sends back the subject type that it was shown.
    changed = await api.patch(
        f"client-grants/{grant['id']}", json={"scope": ["read:users"], "subject_type": "client"}
    )
    assert (changed.status_code, changed.json()) == (200, {**grant, "scope": ["read:users"]})
    assert await scope_of_a_token(gateway) == "read:users"

    deleted = await api.delete(f"client-grants/{grant['id']}")
    assert (deleted.status_code, deleted.content) == (204, b"")
    for response in (
        await api.get(f"client-grants/{grant['id']}"),
        await api.patch(f"client-grants/{grant['id']}", json={"scope": []}),
        await api.delete(f"client-grants/{grant['id']}"),
    ):
        assert (response.status_code, response.json()) == (
            404,
            {
                "statusCode": 404,
                "error": "Not Found",
                "message": "The grant does not exist.",
                "errorCode": "inexistent_client_grant",
            },
        )


async def test_all_scopes_of_an_api_can_be_granted_at_once(api: httpx.AsyncClient) -> None:
    made = await created(api, allow_all_scopes=True)
    (other,) = [one for one in ACME.resource_servers if one.identifier == OTHER_API]
    assert tuple(made["scope"]) == other.scopes


REFUSED: dict[str, tuple[dict[str, Any], int, str]] = {
    "a client that is not there": ({"client_id": "nobody"}, 404, "inexistent_client"),
    "an API that is not there": ({"audience": "https://nobody"}, 404, "inexistent_resource_server"),
    "a scope that is a list of scopes": ({"scope": ["read:hooks read:users"]}, 400, "invalid_body"),
    "a scope that is no array": ({"scope": "read:hooks"}, 400, "invalid_body"),
    "all scopes and some": ({"allow_all_scopes": True, "scope": ["a"]}, 400, "invalid_body"),
    "a grant for people": ({"subject_type": "user"}, 400, "invalid_body"),
}


@pytest.mark.parametrize(("changes", "status", "code"), REFUSED.values(), ids=REFUSED.keys())
async def test_a_grant_that_makes_no_sense_is_refused(
    api: httpx.AsyncClient, changes: dict[str, Any], status: int, code: str
) -> None:
    response = await api.post("client-grants", json={**grant_for_the_operator(), **changes})
    assert (response.status_code, response.json()["errorCode"]) == (status, code)


async def test_a_client_has_one_grant_for_an_api(api: httpx.AsyncClient) -> None:
    await created(api)
    response = await api.post("client-grants", json=grant_for_the_operator("read:hooks"))
    assert (response.status_code, response.json()["errorCode"]) == (409, "client_grant_conflict")


@pytest.mark.parametrize("name", ["client_id", "audience"])
async def test_whom_a_grant_is_for_never_changes(api: httpx.AsyncClient, name: str) -> None:
    grant = await created(api)
    response = await api.patch(f"client-grants/{grant['id']}", json={name: "x"})
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalid_body")


async def test_grants_are_listed_by_client_and_api(api: httpx.AsyncClient) -> None:
    grant = await created(api)
    response = await api.get("client-grants", params={"audience": OTHER_API, "include_totals": "true"})
    assert response.json() == {"total": 1, "start": 0, "limit": 50, "client_grants": [grant]}
    assert len((await api.get(f"client-grants?client_id={OPERATOR.client_id}")).json()) == 2
    assert (await api.get("client-grants?client_id=nobody")).json() == []


async def test_a_checkpoint_goes_on_where_it_was_even_if_what_it_named_is_gone(
    api: httpx.AsyncClient,
) -> None:
    for n in range(4):
        await api.post("resource-servers", json={"identifier": f"https://{n}.example"})
        await created(api, audience=f"https://{n}.example")
    ids = [grant["id"] for grant in (await api.get("client-grants")).json()]
    first = (await api.get("client-grants?take=2")).json()
    assert [grant["id"] for grant in first["client_grants"]] == ids[:2]
    await api.delete(f"client-grants/{first['next']}")
    second = (await api.get("client-grants", params={"take": 2, "from": first["next"]})).json()
    assert [grant["id"] for grant in second["client_grants"]] == ids[2:4]
    last = (await api.get("client-grants", params={"take": 2, "from": second["next"]})).json()
    assert [grant["id"] for grant in last["client_grants"]] == ids[4:]
    assert "next" not in last
