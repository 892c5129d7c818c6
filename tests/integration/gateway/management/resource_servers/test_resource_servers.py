"""APIs over the Management API, by id and by identifier; the Management API itself among them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import httpx
import jwt
import pytest
from live.managed_gateway import Gateway
from samples.managed_tenants import OPERATOR

from warmhook.gateway.model import TokenDialect

SYSTEM = "https://login.acme.example/api/v2/"
IDENTIFIER = "https://billing.example/api/"
NO_API = {
    "statusCode": 404,
    "error": "Not Found",
    "message": "The resource server does not exist",
    "errorCode": "inexistent_resource_server",
}


@pytest.fixture
async def api(gateway: Gateway) -> httpx.AsyncClient:
    verbs = ("read", "create", "update", "delete")
    return await gateway.client(*(f"{verb}:resource_servers" for verb in verbs), "create:client_grants")


async def created(api: httpx.AsyncClient, **properties: Any) -> dict[str, Any]:
    response = await api.post("resource-servers", json={"identifier": IDENTIFIER, **properties})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


async def test_a_new_api_has_auth0s_defaults(api: httpx.AsyncClient) -> None:
    scopes = [{"value": "read:bills", "description": "Read bills"}, {"value": "write:bills"}]
    made = await created(api, name="Billing", scopes=scopes)
    assert re.fullmatch(r"[0-9a-f]{24}", made["id"])
    assert made == {
        "id": made["id"],
        "name": "Billing",
        "identifier": IDENTIFIER,
        "scopes": scopes,
        "signing_alg": "RS256",
        "token_lifetime": 86400,
        "token_lifetime_for_web": 7200,
        "token_dialect": "access_token",
        "allow_offline_access": False,
        "skip_consent_for_verifiable_first_party_clients": False,
    }


async def test_an_api_is_found_by_id_and_by_identifier(api: httpx.AsyncClient) -> None:
    made = await created(api)
    for name in (made["id"], quote(IDENTIFIER, safe=""), IDENTIFIER):
        response = await api.get(f"resource-servers/{name}")
        assert (response.status_code, response.json()) == (200, made)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({"name": "Bills"}, {"name": "Bills"}, id="a name"),
        pytest.param(
            {"scopes": [{"value": "all"}]}, {"scopes": [{"value": "all"}]}, id="scopes are replaced"
        ),
        pytest.param({"token_lifetime": 60}, {"token_lifetime": 60}, id="a lifetime"),
        pytest.param({"token_lifetime": None}, {"token_lifetime": 86400}, id="null: the default lifetime"),
        pytest.param({"signing_alg": "ES256"}, {"signing_alg": "ES256"}, id="an algorithm of ours"),
        pytest.param(
            {"token_dialect": "rfc9068_profile_authz"},
            {"token_dialect": "rfc9068_profile_authz"},
            id="a dialect with permissions is given back",
        ),
        pytest.param({"token_dialect": None}, {"token_dialect": "access_token"}, id="null: the old dialect"),
        pytest.param({"enforce_policies": True}, {"enforce_policies": True}, id="what has no use here"),
    ],
)
async def test_a_change_replaces_what_was_sent(
    api: httpx.AsyncClient, sent: dict[str, Any], expected: dict[str, Any]
) -> None:
    before = await created(
        api,
        scopes=[{"value": "read:bills", "description": "Read bills"}],
        token_lifetime=3600,
        token_dialect="access_token_authz",
    )
    response = await api.patch(f"resource-servers/{quote(IDENTIFIER, safe='')}", json=sent)
    assert response.status_code == 200, response.text
    assert response.json() == {**before, **expected}


async def test_a_dialect_with_permissions_is_issued_as_the_one_without(
    api: httpx.AsyncClient, gateway: Gateway
) -> None:
    await created(api, token_dialect="rfc9068_profile_authz")
    (stored,) = [one for one in gateway.records().resource_servers if one.identifier == IDENTIFIER]
    assert stored.token_dialect is TokenDialect.RFC9068_PROFILE


@pytest.mark.parametrize("alg", ["ES256", "EdDSA"])
async def test_tokens_are_signed_with_a_new_algorithm_from_the_first_on(
    api: httpx.AsyncClient, gateway: Gateway, alg: str
) -> None:
    await created(api, signing_alg=alg)
    token = await gateway.token(for_=IDENTIFIER)
    assert jwt.get_unverified_header(token)["alg"] == alg
    keys = (await gateway.http.get("/.well-known/jwks.json")).json()["keys"]
    assert jwt.get_unverified_header(token)["kid"] in {key["kid"] for key in keys}


@pytest.mark.parametrize(
    ("sent", "detail"),
    [
        pytest.param(
            {"scopes": [{"value": "a"}, {"value": "a"}]},
            "'Scope values must be unique' on property scopes",
            id="a scope twice",
        ),
        pytest.param(
            {"scopes": [{"value": "a b"}]},
            r"'String does not match pattern ^[\x21\x23-\x5B\x5D-\x7E]+$' on property scopes.0.value",
            id="a scope with a space",
        ),
        pytest.param(
            {"signing_alg": "HS256"},
            "'No enum match, expected 'RS256', 'ES256' or 'EdDSA'' on property signing_alg",
            id="an algorithm with a shared secret",
        ),
        pytest.param(
            {"token_lifetime": 2_592_001},
            "'Input should be less than or equal to 2592000' on property token_lifetime",
            id="a token for longer than thirty days",
        ),
    ],
)
async def test_an_invalid_api_is_refused(api: httpx.AsyncClient, sent: dict[str, Any], detail: str) -> None:
    response = await api.post("resource-servers", json={"identifier": IDENTIFIER, **sent})
    assert response.status_code == 400
    assert response.json()["message"] == f"Payload validation error: {detail}."


async def test_an_identifier_is_one_apis_and_never_changes(api: httpx.AsyncClient) -> None:
    made = await created(api)
    twice = await api.post("resource-servers", json={"identifier": IDENTIFIER})
    assert (twice.status_code, twice.json()["errorCode"]) == (409, "resource_server_conflict")
    moved = await api.patch(f"resource-servers/{made['id']}", json={"identifier": "https://other.example"})
    assert moved.json()["message"] == (
        "Payload validation error: 'Additional properties not allowed: identifier'."
    )


async def test_a_deleted_api_is_gone_with_its_grants(api: httpx.AsyncClient, gateway: Gateway) -> None:
    made = await created(api)
    grant = {"client_id": OPERATOR.client_id, "audience": IDENTIFIER, "scope": []}
    assert (await api.post("client-grants", json=grant)).status_code == 201
    assert (await api.delete(f"resource-servers/{made['id']}")).status_code == 204
    again = await api.delete(f"resource-servers/{made['id']}")
    assert (again.status_code, again.json()) == (404, NO_API)
    assert IDENTIFIER not in {grant.audience for grant in gateway.records().client_grants}


async def test_the_management_api_is_marked_and_cannot_be_deleted(api: httpx.AsyncClient) -> None:
    name = quote(SYSTEM, safe="")
    assert (await api.get(f"resource-servers/{name}")).json()["is_system"] is True
    response = await api.delete(f"resource-servers/{name}")
    assert (response.status_code, response.json()["errorCode"]) == (403, "system_resource_server")
    assert (await api.get(f"resource-servers/{name}")).status_code == 200


@pytest.mark.parametrize("sent", [{"name": "Mine"}, {"scopes": []}, {"signing_alg": "EdDSA"}])
async def test_the_management_api_stays_what_it_is(api: httpx.AsyncClient, sent: dict[str, Any]) -> None:
    response = await api.patch(f"resource-servers/{quote(SYSTEM, safe='')}", json=sent)
    assert response.status_code == 400
    assert response.json()["message"] == (
        f"Payload validation error: 'Additional properties not allowed: {next(iter(sent))}'."
    )


async def test_how_long_its_tokens_live_can_be_changed(api: httpx.AsyncClient) -> None:
    response = await api.patch(f"resource-servers/{quote(SYSTEM, safe='')}", json={"token_lifetime": 600})
    assert (response.status_code, response.json()["token_lifetime"]) == (200, 600)


async def test_a_list_can_be_narrowed_to_identifiers_and_counted(api: httpx.AsyncClient) -> None:
    made = await created(api)
    response = await api.get(
        "resource-servers",
        params={"identifiers": [IDENTIFIER, "https://nobody.example"], "include_totals": "true"},
    )
    assert response.json() == {"total": 1, "start": 0, "limit": 50, "resource_servers": [made]}
    assert (await api.get("resource-servers?page=9")).json() == []
