"""Who may call the Management API: every operation of the document, with every bad token."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import jwt
import pytest
from live.managed_gateway import Gateway
from live.operations import described
from samples.managed_tenants import ACME, GLOBEX, OPERATOR, OTHER_API

from warmhook.gateway.management.api.scopes import SCOPES
from warmhook.gateway.model import SigningAlg, TenantRecords
from warmhook.gateway.signing.making import new_signing_key

ALL = tuple(SCOPES)


def forged(pem: bytes | str, alg: str = "RS256", **changes: Any) -> str:
    """A token as ours would be, made by hand."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": ACME.tenant.issuer,
        "sub": "operator@clients",
        "aud": ACME.tenant.management_audience,
        "iat": now,
        "exp": now + 60,
        "azp": "operator",
        "scope": " ".join(ALL),
        "gty": "client-credentials",
    } | changes
    kid = ACME.keys[0].kid
    return jwt.encode(
        {name: value for name, value in claims.items() if value is not None},
        pem,
        algorithm=alg,
        headers={"kid": kid},
    )


async def genuine(gateway: Gateway, **changes: Any) -> str:
    return "Bearer " + forged(ACME.keys[0].private_key, **changes)


async def none(gateway: Gateway) -> None:
    return None


def header(value: str) -> Callable[[Gateway], Awaitable[str]]:
    async def make(gateway: Gateway) -> str:
        return value

    return make


def claims(**changes: Any) -> Callable[[Gateway], Awaitable[str]]:
    async def make(gateway: Gateway) -> str:
        return await genuine(gateway, **changes)

    return make


async def of_another_tenant(gateway: Gateway) -> str:
    return "Bearer " + await gateway.token(*ALL, tenant=GLOBEX.tenant)


async def of_another_api(gateway: Gateway) -> str:
    return "Bearer " + await gateway.token(*ALL, for_=OTHER_API)


async def of_an_unpublished_key(gateway: Gateway) -> str:
    return "Bearer " + forged(new_signing_key(SigningAlg.RS256).private_key)


async def keyed_with_the_public_key(gateway: Gateway) -> str:
    (jwk,) = (await gateway.http.get("/.well-known/jwks.json")).json()["keys"]
    return "Bearer " + forged(jwk["n"], "HS256")


async def unsigned(gateway: Gateway) -> str:
    return "Bearer " + forged("", "none")


BAD: dict[str, Callable[[Gateway], Awaitable[str | None]]] = {
    "no token": none,
    "an empty header": header(""),
    "a scheme without a token": header("Bearer "),
    "another scheme": header("Basic b3BlcmF0b3I6b3BlcmF0b3Itc2VjcmV0"),
    "garbage": header("Bearer garbage"),
    "three parts of garbage": header("Bearer e30.e30.e30"),
    "a token of another tenant": of_another_tenant,
    "a token for another API": of_another_api,
    "an expired token": claims(exp=1),
    "a token without an end": claims(exp=None),
    "a token of another issuer": claims(iss=GLOBEX.tenant.issuer),
    "a token of a client that is gone": claims(azp="gone"),
    "a token of nobody": claims(azp=None),
    "a token that a stranger signed": of_an_unpublished_key,
    "a token keyed with what everybody knows": keyed_with_the_public_key,
    "an unsigned token": unsigned,
}


async def test_no_operation_is_open_to_a_bad_token(gateway: Gateway) -> None:
    let_in = {}
    operations = await described(gateway.http)
    for name, make in BAD.items():
        authorization = await make(gateway)
        headers = {} if authorization is None else {"authorization": authorization}
        for operation in operations:
            response = await gateway.http.request(operation.method, operation.url, headers=headers)
            if (response.status_code, response.json()["errorCode"]) != (401, "invalid_token"):
                let_in[name, str(operation)] = response.text
    assert operations
    assert let_in == {}


async def test_a_token_with_all_other_scopes_is_too_small(gateway: Gateway) -> None:
    for operation in await described(gateway.http):
        token = forged(ACME.keys[0].private_key, scope=" ".join(set(ALL) - operation.scopes))
        response = await gateway.http.request(
            operation.method, operation.url, headers={"authorization": f"Bearer {token}"}
        )
        assert response.status_code == 403, operation
        body = response.json()
        assert body["errorCode"] == "insufficient_scope"
        named = body["message"].removeprefix("Insufficient scope, expected any of: ")
        assert set(named.split(",")) == operation.scopes


async def test_any_one_scope_of_an_operation_is_enough(gateway: Gateway) -> None:
    for operation in await described(gateway.http):
        for scope in operation.scopes:
            token = forged(ACME.keys[0].private_key, scope=scope)
            response = await gateway.http.request(
                operation.method, operation.url, headers={"authorization": f"Bearer {token}"}
            )
            # There is no such object, and no body; but access it is not.
            assert response.status_code in {200, 204, 400, 404}, (operation, response.text)


async def test_a_host_that_no_tenant_has_is_404(gateway: Gateway) -> None:
    token = await gateway.token(*ALL)
    for operation in await described(gateway.http):
        response = await gateway.http.request(
            operation.method,
            operation.url,
            headers={"authorization": f"Bearer {token}", "host": "nobody.example"},
        )
        assert (response.status_code, response.json()["errorCode"]) == (404, "not_found")


async def test_what_is_wrong_with_a_body_is_told_to_nobody_who_may_not_send_it(gateway: Gateway) -> None:
    response = await gateway.http.post("/api/v2/hooks", content=b"{")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("alg", SigningAlg)
async def test_tokens_of_every_algorithm_are_good(gateway: Gateway, alg: SigningAlg) -> None:
    def with_key(records: TenantRecords | None) -> TenantRecords:
        assert records is not None
        apis = tuple(
            replace(api, signing_alg=alg) if api.identifier == ACME.tenant.management_audience else api
            for api in records.resource_servers
        )
        return replace(records, keys=(new_signing_key(alg),), resource_servers=apis)

    await gateway.store.update_tenant("acme", with_key, author="tests")
    async with await gateway.client("read:hooks") as api:
        assert (await api.get("hooks")).status_code == 200


async def test_a_change_is_written_down_as_the_callers(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    authors = []
    update = gateway.store.update_tenant

    async def noted(*arguments: Any, author: str) -> TenantRecords:
        authors.append(author)
        return await update(*arguments, author=author)

    api = await gateway.client("delete:hooks")
    monkeypatch.setattr(gateway.store, "update_tenant", noted)
    await api.delete("hooks/1")
    assert authors == [OPERATOR.client_id]
