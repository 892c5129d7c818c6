"""Two tenants on one gateway: the host name of a request decides everything, and nothing crosses over."""

from __future__ import annotations

import httpx
import jwt
import pytest
from live.stack import Service

from e2e.tenants import ACME, AUDIENCE, CLAIM, GLOBEX, MACHINE, ROBOT, ask, claims_of, client_of, issuer

UNAUTHORIZED = {"error": "access_denied", "error_description": "Unauthorized"}
GLOBEX_MACHINE = MACHINE | {"client_secret": "globex-machine-secret-0123456789-abcdef"}


async def test_each_has_its_own_issuer_and_hook(gateway: Service) -> None:
    async with client_of(gateway, ACME) as acme, client_of(gateway, GLOBEX) as globex:
        with_hook = await claims_of(acme, await ask(acme, MACHINE))
        without = await claims_of(globex, await ask(globex, GLOBEX_MACHINE))
    assert (with_hook["iss"], with_hook[CLAIM]) == (issuer(ACME), "obeys")
    assert (without["iss"], CLAIM in without) == (issuer(GLOBEX), False)


async def test_neither_knows_the_others_clients(gateway: Service) -> None:
    async with client_of(gateway, ACME) as acme, client_of(gateway, GLOBEX) as globex:
        for client, parameters in ((acme, GLOBEX_MACHINE), (acme, ROBOT), (globex, MACHINE)):
            answer = await ask(client, parameters)
            assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)


async def test_neither_vouches_for_the_others_tokens(gateway: Service) -> None:
    async with client_of(gateway, ACME) as acme, client_of(gateway, GLOBEX) as globex:
        token = (await ask(acme, MACHINE)).json()["access_token"]
        keys = (await globex.get("/.well-known/jwks.json")).json()["keys"]
    assert jwt.get_unverified_header(token)["kid"] not in {key["kid"] for key in keys}
    for key in keys:
        with pytest.raises(jwt.InvalidSignatureError):
            jwt.decode(token, jwt.PyJWK(key), algorithms=["RS256"], audience=AUDIENCE)


@pytest.mark.parametrize("document", ["openid-configuration", "oauth-authorization-server"])
async def test_each_describes_itself(gateway: Service, document: str) -> None:
    for host, grants in (
        (ACME, ["client_credentials", "password"]),
        (GLOBEX, ["client_credentials"]),
    ):
        async with client_of(gateway, host) as client:
            described = (await client.get(f"/.well-known/{document}")).json()
        assert described["issuer"] == issuer(host)
        assert described["token_endpoint"] == f"{issuer(host)}oauth/token"
        assert described["jwks_uri"] == f"{issuer(host)}.well-known/jwks.json"
        assert described["grant_types_supported"] == grants


@pytest.mark.parametrize("host", ["ACME.example", "acme.example:443", "Acme.Example:8080"])
async def test_case_and_port_of_a_host_make_no_difference(gateway: Service, host: str) -> None:
    async with client_of(gateway, host) as client:
        answer = await ask(client, MACHINE)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("host", ["acme.example.evil.example", "xacme.example", "", "127.0.0.1"])
async def test_a_host_of_nobody_has_no_token_and_no_keys(gateway: Service, host: str) -> None:
    async with client_of(gateway, host) as client:
        answers: list[httpx.Response] = [
            await ask(client, MACHINE),
            await client.get("/.well-known/jwks.json"),
            await client.get("/.well-known/openid-configuration"),
        ]
        health = await client.get("/health/live")
    for answer in answers:
        assert answer.status_code == 404
        assert answer.json() == {"error": "not_found", "error_description": "No tenant has this host name."}
    assert health.status_code == 200
