"""What is served beside the token endpoint, over a socket."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from fakes.executor import FakeExecutor
from live.gateway import StartGateway
from samples.tenants import APP, ISSUER, MACHINE, PASSWORD_REALM, Acme, key

from warmhook.gateway.model import KeyState, SigningAlg, SigningKey

DAY = 86_400.0


def pair(age: float = 0.0) -> tuple[SigningKey, SigningKey]:
    """The key that signs, and the one that waits, each for so many seconds."""
    since = time.time() - age
    return replace(key(), since=since), replace(key(state=KeyState.NEXT, which=1), since=since)


METADATA = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")


@pytest.mark.parametrize("path", METADATA)
async def test_metadata_promises_what_is_kept(start_gateway: StartGateway, path: str) -> None:
    client = await start_gateway(Acme(keys=(key(), key(SigningAlg.ES256))))
    response = await client.get(path)
    assert response.json() == {
        "issuer": ISSUER,
        "token_endpoint": ISSUER + "oauth/token",
        "jwks_uri": ISSUER + ".well-known/jwks.json",
        "grant_types_supported": ["client_credentials", "password", PASSWORD_REALM],
        "response_types_supported": [],
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "id_token_signing_alg_values_supported": ["ES256", "RS256"],
    }


async def test_the_password_grant_is_not_advertised_where_nobody_has_it(start_gateway: StartGateway) -> None:
    client = await start_gateway(Acme(clients=(MACHINE,)))
    document = (await client.get(METADATA[0])).json()
    assert document["grant_types_supported"] == ["client_credentials"]


async def test_public_clients_are_advertised_where_there_are_some(start_gateway: StartGateway) -> None:
    public = replace(APP, token_endpoint_auth_method="none")
    client = await start_gateway(Acme(clients=(MACHINE, public)))
    document = (await client.get(METADATA[0])).json()
    assert "none" in document["token_endpoint_auth_methods_supported"]


async def test_the_key_set_has_the_key_that_signs_and_the_next_one(start_gateway: StartGateway) -> None:
    client = await start_gateway(Acme(keys=pair()))
    response = await client.get("/.well-known/jwks.json")
    assert response.headers["content-type"] == "application/json"
    assert [entry["kid"] for entry in response.json()["keys"]] == ["RS256-0", "RS256-1"]


# How long ago the current key began to sign, and how long the document may be cached. The
# gateway rotates after 90 days.
MAX_AGES: dict[str, tuple[float, range]] = {
    "for five minutes where nothing is to come": (0, range(300, 301)),
    "no longer than until the next key signs": (90 * DAY - 120, range(100, 121)),
    "shortly where something is due": (90 * DAY + 5, range(10, 11)),
}


@pytest.mark.parametrize(("age", "seconds"), MAX_AGES.values(), ids=MAX_AGES.keys())
@pytest.mark.parametrize("path", [*METADATA, "/.well-known/jwks.json"])
async def test_documents_may_be_cached_until_keys_change(
    start_gateway: StartGateway, path: str, age: float, seconds: range
) -> None:
    client = await start_gateway(Acme(keys=pair(age)))
    public, max_age = (await client.get(path)).headers["cache-control"].split(", max-age=")
    assert public == "public"
    assert int(max_age) in seconds


@pytest.mark.parametrize("path", [*METADATA, "/.well-known/jwks.json"])
async def test_a_document_that_is_known_is_not_sent_again(start_gateway: StartGateway, path: str) -> None:
    client = await start_gateway(Acme(keys=pair()))
    first = await client.get(path)
    again = await client.get(path, headers={"if-none-match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control"):
        assert again.headers[name] == first.headers[name]


async def test_another_key_set_has_another_etag(start_gateway: StartGateway) -> None:
    etags = set()
    for keys in (pair(), (pair()[0],)):
        client = await start_gateway(Acme(keys=keys))
        etags.add((await client.get("/.well-known/jwks.json")).headers["etag"])
    assert len(etags) == 2


@pytest.mark.parametrize("path", [*METADATA, "/.well-known/jwks.json"])
async def test_an_unknown_host_has_no_documents(start_gateway: StartGateway, path: str) -> None:
    client = await start_gateway()
    response = await client.get(path, headers={"host": "nobody.example"})
    assert (response.status_code, response.json()["error"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/", "/oauth", "/oauth/token/", "/oauth//token", "/docs", "/openapi.json"])
async def test_there_is_nothing_at_other_paths(start_gateway: StartGateway, path: str) -> None:
    client = await start_gateway()
    response = await client.post(path, json={})
    assert (response.status_code, response.json()["error"]) == (404, "not_found")


@pytest.mark.parametrize("path", [*METADATA, "/.well-known/jwks.json", "/health/live"])
async def test_documents_are_only_read(start_gateway: StartGateway, path: str) -> None:
    client = await start_gateway()
    response = await client.post(path, json={})
    assert (response.status_code, response.json()["error"]) == (405, "invalid_request")
    assert "GET" in response.headers["allow"]


async def test_ready_means_the_executor_serves(start_gateway: StartGateway, executor: FakeExecutor) -> None:
    client = await start_gateway(executor=executor.target)
    assert (await client.get("/health/live")).json() == {"status": "live"}
    response = await client.get("/health/ready", headers={"host": "anything.example"})
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "revision": 1,
        "executor": "SERVING",
        "database": "reachable",
    }


async def test_without_an_executor_the_gateway_says_what_is_degraded(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    assert (await client.get("/health/live")).status_code == 200
    response = await client.get("/health/ready")
    assert response.status_code == 503
    body = response.json()
    assert (body["status"], body["executor"]) == ("degraded", "UNREACHABLE")
    assert body["detail"]


async def test_a_fault_of_ours_is_told_to_nobody(
    start_gateway: StartGateway, caplog: pytest.LogCaptureFixture
) -> None:
    client = await start_gateway(Acme(keys=(replace(key(), alg=SigningAlg.ES256),)))
    response = await client.get("/.well-known/jwks.json")
    assert response.status_code == 500
    assert response.json() == {"error": "server_error", "error_description": "Internal error"}
    assert "is not a key for ES256" in caplog.text
