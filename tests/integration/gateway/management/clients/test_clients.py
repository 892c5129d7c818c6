"""Clients over the Management API: as Auth0's recorded exchanges have them, minus the secrets."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from live.managed_gateway import Gateway
from samples.managed_tenants import ACME, OTHER_API

SCOPES = ("read:clients", "create:clients", "update:clients", "delete:clients", "update:client_keys")
NO_CLIENT = {
    "statusCode": 404,
    "error": "Not Found",
    "message": "The client does not exist",
    "errorCode": "inexistent_client",
}
DEFAULT_GRANTS = ["authorization_code", "implicit", "refresh_token", "client_credentials"]


@pytest.fixture
async def api(gateway: Gateway) -> httpx.AsyncClient:
    return await gateway.client(*SCOPES)


async def created(api: httpx.AsyncClient, **properties: Any) -> dict[str, Any]:
    response = await api.post("clients", json={"name": "Billing", **properties})
    assert response.status_code == 201, response.text
    client: dict[str, Any] = response.json()
    return client


def without_secret(client: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in client.items() if name != "client_secret"}


async def test_a_new_client_has_auth0s_defaults_and_a_secret_that_is_shown_once(
    api: httpx.AsyncClient,
) -> None:
    client = await created(api)
    assert re.fullmatch(r"[0-9A-Za-z]{32}", client["client_id"])
    assert re.fullmatch(r"[0-9A-Za-z]{64}", client["client_secret"])
    assert without_secret(client) == {
        "tenant": "acme",
        "global": False,
        "name": "Billing",
        "client_id": client["client_id"],
        "is_first_party": True,
        "is_token_endpoint_ip_header_trusted": False,
        "oidc_conformant": False,
        "jwt_configuration": {"secret_encoded": False, "lifetime_in_seconds": 36000},
        "sso_disabled": False,
        "cross_origin_authentication": False,
        "custom_login_page_on": True,
        "grant_types": DEFAULT_GRANTS,
    }
    read = await api.get(f"clients/{client['client_id']}")
    assert read.json() == without_secret(client)
    listed = await api.get("clients")
    assert without_secret(client) in listed.json()


async def test_what_has_no_use_here_is_given_back_as_it_was_sent(api: httpx.AsyncClient) -> None:
    sent = {
        "app_type": "non_interactive",
        "callbacks": ["https://app.example/callback"],
        "description": "Sends bills",
        "is_first_party": False,
        "jwt_configuration": {"alg": "RS256", "lifetime_in_seconds": 60, "secret_encoded": True},
        "refresh_token": {"rotation_type": "rotating", "leeway": 3},
        "client_metadata": {"plan": "full"},
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["client_credentials", "password", "urn:example:grant"],
    }
    client = await created(api, **sent)
    read = (await api.get(f"clients/{client['client_id']}")).json()
    assert {name: read[name] for name in sent} == sent


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({"name": "Renamed"}, {"name": "Renamed"}, id="a name"),
        pytest.param({"callbacks": []}, {"callbacks": []}, id="a list is replaced"),
        pytest.param(
            {"client_metadata": {"plan": None, "size": "L"}},
            {"client_metadata": {"region": "eu", "size": "L"}},
            id="metadata are merged, and null removes one",
        ),
        pytest.param({"client_metadata": {}}, {"client_metadata": None}, id="empty metadata remove all"),
        pytest.param({"callbacks": None}, {"callbacks": None}, id="null removes a property"),
        pytest.param({"is_first_party": None}, {"is_first_party": True}, id="null brings the default back"),
        pytest.param({"grant_types": None}, {"grant_types": DEFAULT_GRANTS}, id="null: the default grants"),
        pytest.param(
            {"token_endpoint_auth_method": "none", "grant_types": ["password"]},
            {"token_endpoint_auth_method": "none", "grant_types": ["password"]},
            id="a public client",
        ),
    ],
)
async def test_a_change_replaces_what_was_sent(
    api: httpx.AsyncClient, sent: dict[str, Any], expected: dict[str, Any]
) -> None:
    before = await created(
        api,
        callbacks=["https://app.example/"],
        is_first_party=False,
        grant_types=["client_credentials"],
        client_metadata={"plan": "full", "region": "eu"},
    )
    response = await api.patch(f"clients/{before['client_id']}", json=sent)
    assert response.status_code == 200, response.text
    wanted = {**without_secret(before), **expected}
    assert response.json() == {name: value for name, value in wanted.items() if value is not None}


def invalid(detail: str) -> str:
    return f"Payload validation error: {detail}."


INVALID: dict[str, tuple[dict[str, Any], str]] = {
    "a property that no client has": (
        {"colour": "red"},
        invalid("'Additional properties not allowed: colour'"),
    ),
    "a value of another type": (
        {"oidc_conformant": "yes"},
        invalid("'Expected type boolean but found type string' on property oidc_conformant"),
    ),
    "a name with markup": (
        {"name": "<b>"},
        invalid("'String does not match pattern ^[^<>]+$' on property name"),
    ),
    "no secret, and a grant that needs one": (
        {"token_endpoint_auth_method": "none", "grant_types": ["client_credentials"]},
        "Invalid grant types: client_credentials",
    ),
    "grants that nobody knows": (
        {"grant_types": ["client_credential", "passwort"]},
        "Invalid grant types: client_credential, passwort",
    ),
    "too much metadata": (
        {"client_metadata": {str(n): "x" for n in range(11)}},
        invalid("'Too many properties defined (11), maximum 10' on property client_metadata"),
    ),
    "metadata too long": (
        {"client_metadata": {"a": "x" * 256}},
        invalid("'String is too long (256 chars), maximum 255' on property client_metadata.a"),
    ),
}


@pytest.mark.parametrize(("sent", "message"), INVALID.values(), ids=INVALID.keys())
async def test_an_invalid_client_is_refused_at_creation_and_at_a_change(
    api: httpx.AsyncClient, sent: dict[str, Any], message: str
) -> None:
    client = await created(api)
    for response in (
        await api.post("clients", json={"name": "Billing", **sent}),
        await api.patch(f"clients/{client['client_id']}", json=sent),
    ):
        assert response.status_code == 400
        assert response.json() == {
            "statusCode": 400,
            "error": "Bad Request",
            "message": message,
            "errorCode": "invalid_body",
        }
    assert (await api.get(f"clients/{client['client_id']}")).json() == without_secret(client)


async def test_a_public_client_is_not_given_a_grant_that_needs_a_secret(api: httpx.AsyncClient) -> None:
    client = await created(api, token_endpoint_auth_method="none")
    assert client["grant_types"] == ["authorization_code", "implicit", "refresh_token"]


async def test_a_token_configuration_always_says_whether_the_secret_is_encoded(
    api: httpx.AsyncClient,
) -> None:
    client = await created(api, jwt_configuration={"alg": "RS256"})
    assert client["jwt_configuration"] == {"alg": "RS256", "secret_encoded": False}


async def test_a_client_needs_a_name(api: httpx.AsyncClient) -> None:
    response = await api.post("clients", json={})
    assert response.status_code == 400
    assert response.json()["message"] == "Payload validation error: 'Missing required property: name'."


@pytest.mark.parametrize("query", ["is_global=true", "app_type=spa", "is_first_party=false"])
async def test_a_list_has_only_what_was_asked_for(api: httpx.AsyncClient, query: str) -> None:
    await created(api, app_type="native")
    assert (await api.get(f"clients?{query}")).json() == []


async def test_a_list_can_be_narrowed_and_counted(api: httpx.AsyncClient) -> None:
    spa, native = await created(api, app_type="spa"), await created(api, app_type="native")
    await created(api)
    response = await api.get(
        "clients?is_global=false&app_type=spa,native&include_totals=true&fields=client_id,app_type&per_page=10"
    )
    assert response.json()["total"] == 2
    assert (response.json()["start"], response.json()["limit"]) == (0, 10)
    assert {(one["client_id"], one["app_type"]) for one in response.json()["clients"]} == {
        (spa["client_id"], "spa"),
        (native["client_id"], "native"),
    }


async def test_a_deleted_client_is_gone_with_its_grants(api: httpx.AsyncClient, gateway: Gateway) -> None:
    client = await created(api)
    grants = await gateway.client("create:client_grants", *SCOPES)
    granted = await grants.post(
        "client-grants", json={"client_id": client["client_id"], "audience": OTHER_API, "scope": []}
    )
    assert granted.status_code == 201, granted.text
    deleted = await grants.delete(f"clients/{client['client_id']}")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert all(grant.client_id != client["client_id"] for grant in gateway.records().client_grants)


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_a_client_that_is_not_there_is_named_so(api: httpx.AsyncClient, method: str) -> None:
    body = {"json": {"name": "Nobody"}} if method == "PATCH" else {}
    response = await api.request(method, "clients/nobody", **body)
    assert (response.status_code, response.json()) == (404, NO_CLIENT)


async def test_a_secret_from_elsewhere_takes_the_place_of_all_others(
    api: httpx.AsyncClient, gateway: Gateway
) -> None:
    client = await created(api)
    brought = "a-secret-that-applications-have-already"
    response = await api.patch(f"clients/{client['client_id']}", json={"client_secret": brought})
    assert (response.status_code, "client_secret" in response.json()) == (200, False)
    for secret, status in ((brought, 403), (client["client_secret"], 401)):
        # With the right secret the missing grant is what is wrong.
        answer = await gateway.http.post(
            "/oauth/token",
            json={
                "grant_type": "client_credentials",
                "client_id": client["client_id"],
                "client_secret": secret,
                "audience": OTHER_API,
            },
        )
        assert answer.status_code == status, answer.text


async def test_a_short_secret_is_refused_without_being_repeated(api: httpx.AsyncClient) -> None:
    client = await created(api)
    response = await api.patch(f"clients/{client['client_id']}", json={"client_secret": "hunter2"})
    assert response.status_code == 400
    assert "hunter2" not in response.text


async def test_what_is_kept_of_a_secret_is_not_the_secret(api: httpx.AsyncClient, gateway: Gateway) -> None:
    client = await created(api)
    assert client["client_secret"] not in repr(gateway.records(ACME.tenant).clients)
