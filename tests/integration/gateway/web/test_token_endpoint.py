"""POST /oauth/token over a real socket: what Auth0 answers, to the letter."""

from __future__ import annotations

import base64
import time
from dataclasses import replace
from typing import Any

import grpc
import httpx
import jwt
import orjson
import pytest
from fakes.executor import FakeExecutor, accepting, refusing, replying
from live.gateway import StartGateway
from samples.tenants import (
    API,
    APP,
    AUDIENCE,
    CONNECTION,
    GRANT,
    HOOK,
    ISSUER,
    MACHINE,
    PASSWORD_REALM,
    USER,
    Acme,
    key,
)

from warmhook.gateway.model import ClientGrant, ResourceServer, SigningAlg, Tenant, TokenDialect, TriggerId
from warmhook.protos import executor_pb2 as pb

MACHINE_REQUEST = {
    "grant_type": "client_credentials",
    "client_id": "machine",
    "client_secret": "machine-secret",
    "audience": AUDIENCE,
}
LOGIN_REQUEST = {
    "grant_type": "password",
    "client_id": "app",
    "client_secret": "app-secret",
    "audience": AUDIENCE,
    "username": "jane",
    "password": "right",
}
REALM_REQUEST = LOGIN_REQUEST | {"grant_type": PASSWORD_REALM, "realm": CONNECTION}
FOO = "https://foo.com/claim"


async def ask(client: httpx.AsyncClient, request: dict[str, Any]) -> httpx.Response:
    return await client.post("/oauth/token", json=request)


async def verified(client: httpx.AsyncClient, token: str, alg: str = "RS256") -> dict[str, Any]:
    """The token's claims, its signature checked against the published key set."""
    keys = jwt.PyJWKSet.from_dict((await client.get("/.well-known/jwks.json")).json())
    header = jwt.get_unverified_header(token)
    assert header["alg"] == alg
    claims: dict[str, Any] = jwt.decode(
        token, keys[header["kid"]], algorithms=[alg], audience=AUDIENCE, issuer=ISSUER
    )
    return claims


async def test_a_machine_gets_a_token_with_its_granted_scopes(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    before = int(time.time())
    response = await ask(client, MACHINE_REQUEST)
    assert response.status_code == 200
    body = response.json()
    claims = await verified(client, body.pop("access_token"))
    assert body == {"expires_in": 3600, "token_type": "Bearer", "scope": "read:data write:data"}
    issued = claims["iat"]
    assert before <= issued <= time.time()
    assert list(claims.items()) == [
        ("iss", ISSUER),
        ("sub", "machine@clients"),
        ("aud", AUDIENCE),
        ("iat", issued),
        ("exp", issued + 3600),
        ("azp", "machine"),
        ("scope", "read:data write:data"),
        ("gty", "client-credentials"),
    ]


async def test_the_hook_of_the_documents_adds_its_claim_and_scope(
    start_gateway: StartGateway, executor: FakeExecutor
) -> None:
    executor.script = accepting({FOO: "bar", "scope": ["read:data", "extra"], "iss": "evil"})
    client = await start_gateway(Acme(hooks=(HOOK,)), executor=executor.target)
    body = (await ask(client, MACHINE_REQUEST)).json()
    assert body["scope"] == "read:data extra"
    claims = await verified(client, body["access_token"])
    assert claims[FOO] == "bar"
    assert claims["scope"] == "read:data extra"
    assert claims["iss"] == ISSUER


async def test_a_hook_that_leaves_scope_out_leaves_the_token_without(
    start_gateway: StartGateway, executor: FakeExecutor
) -> None:
    executor.script = accepting({FOO: "bar"})
    client = await start_gateway(Acme(hooks=(HOOK,)), executor=executor.target)
    body = (await ask(client, MACHINE_REQUEST)).json()
    assert "scope" not in body
    assert "scope" not in await verified(client, body["access_token"])


MANAGEMENT = ResourceServer(f"{ISSUER}api/v2/", "Management", scopes=("read:hooks", "update:hooks"))
MANAGED = Acme(
    hooks=(HOOK,),
    resource_servers=(API, MANAGEMENT),
    client_grants=(GRANT, ClientGrant("machine", MANAGEMENT.identifier, ("read:hooks",))),
)


async def test_a_hook_has_no_say_in_who_manages_the_tenant(
    start_gateway: StartGateway, executor: FakeExecutor
) -> None:
    executor.script = accepting({"scope": ["update:hooks"]})
    client = await start_gateway(MANAGED, executor=executor.target)
    body = (await ask(client, {**MACHINE_REQUEST, "audience": MANAGEMENT.identifier})).json()
    assert body["scope"] == "read:hooks"
    assert executor.executed == []


async def test_a_person_cannot_log_in_to_the_management_api(start_gateway: StartGateway) -> None:
    client = await start_gateway(MANAGED)
    response = await ask(client, {**LOGIN_REQUEST, "audience": MANAGEMENT.identifier})
    assert response.status_code == 403
    assert response.json() == {
        "error": "access_denied",
        "error_description": f"Service not enabled within domain: {MANAGEMENT.identifier}",
    }


async def test_a_person_gets_a_token_about_themselves(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    body = (await ask(client, LOGIN_REQUEST)).json()
    claims = await verified(client, body["access_token"])
    assert (claims["sub"], claims["azp"], claims["gty"]) == ("auth0|1234", "app", "password")
    assert claims["scope"] == "read:data write:data"


async def test_the_realm_grant_names_itself_in_gty(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    body = (await ask(client, REALM_REQUEST)).json()
    assert (await verified(client, body["access_token"]))["gty"] == "password-realm"


@pytest.mark.parametrize("alg", SigningAlg)
async def test_an_api_chooses_the_algorithm(start_gateway: StartGateway, alg: SigningAlg) -> None:
    tenant = Acme(
        resource_servers=(replace(API, signing_alg=alg),), keys=tuple(key(each) for each in SigningAlg)
    )
    client = await start_gateway(tenant)
    body = (await ask(client, MACHINE_REQUEST)).json()
    assert (await verified(client, body["access_token"], alg))["sub"] == "machine@clients"


@pytest.mark.parametrize(("dialect", "typ"), [("access_token", "JWT"), ("rfc9068_profile", "at+jwt")])
async def test_an_api_chooses_the_dialect(start_gateway: StartGateway, dialect: str, typ: str) -> None:
    api = replace(API, token_dialect=TokenDialect(dialect))
    client = await start_gateway(Acme(resource_servers=(api,)))
    token = (await ask(client, MACHINE_REQUEST)).json()["access_token"]
    assert jwt.get_unverified_header(token) == {"typ": typ, "alg": "RS256", "kid": "RS256-0"}


async def test_every_answer_forbids_caching_and_names_the_request(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    ids = set()
    for request in (MACHINE_REQUEST, MACHINE_REQUEST | {"client_secret": "wrong"}, {}):
        response = await ask(client, request)
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["pragma"] == "no-cache"
        assert response.headers["content-type"] == "application/json"
        ids.add(response.headers["x-auth0-requestid"])
    assert len(ids) == 3


MACHINE_ONLY = Acme(client_grants=())

# Tenant, what is different from the usual request, and then status, error and description.
REFUSALS: dict[str, tuple[Acme, dict[str, Any], int, str, str]] = {
    "unknown client": (Acme(), {"client_id": "nobody"}, 401, "access_denied", "Unauthorized"),
    "wrong secret": (Acme(), {"client_secret": "wrong"}, 401, "access_denied", "Unauthorized"),
    "no secret": (Acme(), {"client_secret": None}, 401, "access_denied", "Unauthorized"),
    "no client_id": (Acme(), {"client_id": None}, 401, "invalid_client", "Missing client_id"),
    "no grant_type": (
        Acme(),
        {"grant_type": None},
        400,
        "invalid_request",
        "Missing required parameter: grant_type",
    ),
    "unknown grant_type": (
        Acme(),
        {"grant_type": "magic"},
        400,
        "unsupported_grant_type",
        "Unsupported grant type: magic",
    ),
    "grant that the client does not have": (
        Acme(),
        {"grant_type": "password", "username": "jane", "password": "right"},
        403,
        "unauthorized_client",
        "Grant type 'password' not allowed for the client.",
    ),
    "no audience": (
        Acme(),
        {"audience": None},
        403,
        "access_denied",
        "Non-global clients are not allowed access to APIv1",
    ),
    "unknown audience": (
        Acme(),
        {"audience": "https://elsewhere/"},
        403,
        "access_denied",
        "Service not enabled within domain: https://elsewhere/",
    ),
    "no client grant": (
        MACHINE_ONLY,
        {},
        403,
        "access_denied",
        (
            f'Client is not authorized to access "{AUDIENCE}". You need to create a "client-grant" '
            "associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants"
        ),
    ),
    "scopes that were not granted": (
        Acme(),
        {"scope": "read:data delete:data drop:data"},
        403,
        "access_denied",
        "Client has not been granted scopes: delete:data, drop:data",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
async def test_a_machine_is_refused_in_auth0s_words(start_gateway: StartGateway, case: str) -> None:
    tenant, change, status, error, description = REFUSALS[case]
    client = await start_gateway(tenant)
    response = await ask(client, MACHINE_REQUEST | change)
    assert response.status_code == status
    body = response.json()
    assert (body["error"], body["error_description"]) == (error, description)
    assert "www-authenticate" not in response.headers


LOGIN_REFUSALS: dict[str, tuple[Acme, dict[str, Any], int, str, str]] = {
    "wrong password": (Acme(), {"password": "wrong"}, 403, "invalid_grant", "Wrong email or password."),
    "unknown user": (Acme(), {"username": "nobody"}, 403, "invalid_grant", "Wrong email or password."),
    "user without a password": (
        Acme(users=(replace(USER, password_hash=None),)),
        {},
        403,
        "invalid_grant",
        "Wrong email or password.",
    ),
    "blocked user": (Acme(users=(replace(USER, blocked=True),)), {}, 403, "unauthorized", "user is blocked"),
    "blocked user, wrong password": (
        Acme(users=(replace(USER, blocked=True),)),
        {"password": "wrong"},
        403,
        "invalid_grant",
        "Wrong email or password.",
    ),
    "unknown realm": (
        Acme(),
        {"grant_type": PASSWORD_REALM, "realm": "x"},
        403,
        "invalid_request",
        "Unknown realm 'x'",
    ),
    "no default directory": (
        Acme(tenant=Tenant("acme", ("127.0.0.1",), ISSUER)),
        {},
        500,
        "server_error",
        "Authorization server not configured with default connection.",
    ),
    "unknown audience": (
        Acme(),
        {"audience": "x"},
        403,
        "access_denied",
        "Service not enabled within domain: x",
    ),
} | {
    f"no {name}": (
        Acme(),
        {"grant_type": PASSWORD_REALM, "realm": CONNECTION, name: None},
        400,
        "invalid_request",
        f"Missing required parameter: {name}",
    )
    for name in ("username", "password", "realm", "audience")
}


@pytest.mark.parametrize("case", LOGIN_REFUSALS)
async def test_a_person_is_refused_in_auth0s_words(start_gateway: StartGateway, case: str) -> None:
    tenant, change, status, error, description = LOGIN_REFUSALS[case]
    client = await start_gateway(tenant)
    response = await ask(client, LOGIN_REQUEST | change)
    assert response.status_code == status
    assert response.json() == {"error": error, "error_description": description}


async def test_a_grant_that_is_not_allowed_links_to_the_documents(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    response = await ask(client, MACHINE_REQUEST | {"grant_type": "password"})
    assert response.json()["error_uri"] == "https://auth0.com/docs/clients/client-grant-types"


async def test_a_client_without_a_secret_may_let_people_log_in_but_is_no_machine(
    start_gateway: StartGateway,
) -> None:
    public = replace(
        APP,
        client_id="public",
        token_endpoint_auth_method="none",
        grant_types=frozenset({"password", "client_credentials"}),
    )
    client = await start_gateway(Acme(clients=(public,)))
    login = await ask(client, LOGIN_REQUEST | {"client_id": "public", "client_secret": None})
    assert login.status_code == 200
    machine = await ask(client, MACHINE_REQUEST | {"client_id": "public", "client_secret": None})
    assert (machine.status_code, machine.json()["error"]) == (403, "unauthorized_client")


async def test_the_tenth_wrong_password_is_the_last_for_a_while(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    wrong = LOGIN_REQUEST | {"password": "wrong"}
    assert [(await ask(client, wrong)).status_code for _ in range(10)] == [403] * 10
    response = await ask(client, LOGIN_REQUEST)
    assert (response.status_code, response.json()["error"]) == (429, "too_many_attempts")
    assert 0 < int(response.headers["retry-after"]) <= 300
    other = await ask(client, LOGIN_REQUEST | {"username": "somebody-else"})
    assert other.json()["error"] == "invalid_grant"


OUTCOMES: dict[str, tuple[pb.ExecuteHookResponse, int, str, str]] = {
    "InvalidScopeError": (
        pb.ExecuteHookResponse(denied=pb.Denied(name="InvalidScopeError", message="no", stack="s")),
        400,
        "invalid_scope",
        "no",
    ),
    "InvalidRequestError": (
        pb.ExecuteHookResponse(denied=pb.Denied(name="InvalidRequestError", message="Bad: ü")),
        400,
        "invalid_request",
        "Bad: ü",
    ),
    "ServerError": (
        pb.ExecuteHookResponse(denied=pb.Denied(name="ServerError", message="down")),
        500,
        "server_error",
        "down",
    ),
    "a subclass of the hook's own": (
        pb.ExecuteHookResponse(denied=pb.Denied(name="MyInvalidScopeError", message="m")),
        500,
        "server_error",
        "m",
    ),
    "a plain error": (
        pb.ExecuteHookResponse(denied=pb.Denied(message="access denied")),
        500,
        "server_error",
        "access denied",
    ),
    "threw": (
        pb.ExecuteHookResponse(threw=pb.Threw(message="secret text", stack="secret stack")),
        500,
        "server_error",
        "The hook threw an error.",
    ),
    "does not compile": (
        pb.ExecuteHookResponse(does_not_compile=pb.DoesNotCompile(message="secret text")),
        500,
        "server_error",
        "Unable to compile the extensibility code as javascript",
    ),
    "timed out": (
        pb.ExecuteHookResponse(timed_out=pb.TimedOut(limit_ms=20000)),
        500,
        "server_error",
        "The hook did not answer in time.",
    ),
    "out of memory": (
        pb.ExecuteHookResponse(out_of_memory=pb.OutOfMemory(limit_mb=128)),
        500,
        "server_error",
        "The hook ran out of memory.",
    ),
    "more than it may": (
        pb.ExecuteHookResponse(limit_exceeded=pb.LimitExceeded(limit="cpu_time_ms", allowed=20000)),
        500,
        "server_error",
        "The hook used more than it may.",
    ),
    "died": (
        pb.ExecuteHookResponse(died=pb.Died(exit_code=1, message="secret text")),
        500,
        "server_error",
        "The hook ended without an answer.",
    ),
    "unusable result": (
        pb.ExecuteHookResponse(unusable_result=pb.UnusableResult(message="secret text")),
        500,
        "server_error",
        "The hook's result cannot be used.",
    ),
    "a result with half a character": (
        pb.ExecuteHookResponse(accepted=pb.Accepted(claims_json='{"https://foo.com/":"\\ud800"}')),
        500,
        "server_error",
        "The hook's result cannot be used.",
    ),
    "claims beyond 100 KB": (
        pb.ExecuteHookResponse(accepted=pb.Accepted(claims_json=orjson.dumps({FOO: "x" * 100_000}).decode())),
        500,
        "server_error",
        "The hook's claims are larger than 100 KB.",
    ),
}


def test_every_outcome_of_the_contract_has_its_case() -> None:
    arms = {field.name for field in pb.ExecuteHookResponse.DESCRIPTOR.oneofs_by_name["outcome"].fields}
    # Refusals are a stream's.
    assert {response.WhichOneof("outcome") for response, *_ in OUTCOMES.values()} == arms - {"refused"}


@pytest.mark.parametrize("case", OUTCOMES)
async def test_what_a_hook_did_instead_of_accepting_is_told_without_its_secrets(
    start_gateway: StartGateway, executor: FakeExecutor, case: str
) -> None:
    response, status, error, description = OUTCOMES[case]
    executor.script = replying(response)
    client = await start_gateway(Acme(hooks=(HOOK,)), executor=executor.target)
    answer = await ask(client, MACHINE_REQUEST)
    assert answer.status_code == status
    assert answer.json() == {"error": error, "error_description": description}
    executor.script = accepting({})
    assert (await ask(client, MACHINE_REQUEST)).status_code == 200


async def test_without_an_executor_the_client_is_told_to_come_back(start_gateway: StartGateway) -> None:
    client = await start_gateway(Acme(hooks=(HOOK,)))
    response = await ask(client, MACHINE_REQUEST)
    assert (response.status_code, response.json()["error"]) == (503, "temporarily_unavailable")
    assert response.headers["retry-after"] == "1"
    login = await ask(client, LOGIN_REQUEST)
    assert login.status_code == 200, "no hook has a say in this one"


async def test_a_fault_between_us_and_the_executor_is_told_to_nobody(
    start_gateway: StartGateway, executor: FakeExecutor
) -> None:
    executor.script = refusing(grpc.StatusCode.INVALID_ARGUMENT, "secret_detail")
    client = await start_gateway(Acme(hooks=(HOOK,)), executor=executor.target)
    response = await ask(client, MACHINE_REQUEST)
    assert response.status_code == 500
    assert response.json() == {"error": "server_error", "error_description": "Internal error"}


def basic(user: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


async def test_a_challenge_goes_only_to_those_who_sent_authorization(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    request = {"grant_type": "client_credentials", "audience": AUDIENCE}
    good = await client.post("/oauth/token", data=request, headers=basic("machine", "machine-secret"))
    assert good.status_code == 200
    bad = await client.post("/oauth/token", data=request, headers=basic("machine", "wrong"))
    assert bad.status_code == 401
    assert bad.headers["www-authenticate"].startswith("Basic realm=")


async def test_tenants_are_told_apart_by_host_name(start_gateway: StartGateway) -> None:
    other = Acme(
        tenant=Tenant("other", ("other.example",), "https://other.example/"),
        clients=(replace(MACHINE, client_id="other-machine"),),
        client_grants=(replace(GRANT, client_id="other-machine"),),
        keys=(key(SigningAlg.RS256, which=1),),
    )
    client = await start_gateway(Acme(), other)
    request = MACHINE_REQUEST | {"client_id": "other-machine"}
    assert (await ask(client, request)).status_code == 401
    response = await client.post("/oauth/token", json=request, headers={"host": "OTHER.example:8443"})
    assert response.status_code == 200
    claims = jwt.decode(response.json()["access_token"], options={"verify_signature": False})
    assert claims["iss"] == "https://other.example/"
    unknown = await client.post("/oauth/token", json=request, headers={"host": "nobody.example"})
    assert (unknown.status_code, unknown.json()["error"]) == (404, "not_found")


async def test_the_password_hook_has_its_own_trigger(
    start_gateway: StartGateway, executor: FakeExecutor
) -> None:
    hook = replace(HOOK, id="hook-2", trigger_id=TriggerId.PASSWORD_EXCHANGE)
    executor.script = accepting({"accessToken": {"scope": ["extra"], FOO: 1}, "idToken": {FOO: 2}})
    client = await start_gateway(Acme(hooks=(hook,)), executor=executor.target)
    body = (await ask(client, LOGIN_REQUEST)).json()
    claims = await verified(client, body["access_token"])
    assert (claims["scope"], claims[FOO]) == ("extra", 1)
    assert (await ask(client, MACHINE_REQUEST)).json()["scope"] == "read:data write:data"
    assert [request.WhichOneof("trigger") for request in executor.executed] == ["password_exchange"]
