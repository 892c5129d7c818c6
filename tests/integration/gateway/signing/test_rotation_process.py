"""Keys are rotated and revoked under two running gateways, and verifiers that cache notice nothing."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
import pytest
from live.gateway_process import HOST, Gateway, running
from samples.tenants import AUDIENCE, ISSUER, RING, RING_TEXT, TENANT, Acme, key

from warmhook.gateway.model import KeyState, SigningKey
from warmhook.gateway.signing.rotation import DAY, Policy
from warmhook.gateway.signing.schedule import revoke, rotate
from warmhook.gateway.store.sql.migrate import migrate
from warmhook.gateway.store.sql.store import SqlStore


@pytest.fixture
async def environment(tmp_path: Path) -> dict[str, str]:
    """A database at the newest schema, and the settings that name it."""
    url = f"sqlite:///{tmp_path}/warmhook.db"
    await asyncio.to_thread(migrate, url)
    return {
        "WARMHOOK_GATEWAY_LISTEN": "127.0.0.1:0",
        "WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "0",
        "WARMHOOK_DATABASE_URL": url,
        "WARMHOOK_KEYS": RING_TEXT,
        "WARMHOOK_EXECUTOR_TARGET": "127.0.0.1:1",
    }


@asynccontextmanager
async def holding(environment: Mapping[str, str], *keys: SigningKey) -> AsyncIterator[SqlStore]:
    store = SqlStore(environment["WARMHOOK_DATABASE_URL"], RING)
    await store.open()
    await store.update_tenant(TENANT.name, lambda _: Acme(keys=keys).records(), author="tests")
    yield store
    await store.close()


def two_days_old() -> tuple[SigningKey, SigningKey]:
    """A key that signs, and one that everybody knows."""
    since = time.time() - 2 * DAY
    return replace(key(), since=since), replace(key(state=KeyState.NEXT, which=1), since=since)


class CachingVerifier(jwt.PyJWKClient):
    """A client of the key set, as people use it: it keeps the set for ten minutes."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(f"{gateway.client.base_url}/.well-known/jwks.json", headers=HOST, lifespan=600)
        self.fetches = 0

    def fetch_data(self) -> Any:
        self.fetches += 1
        return super().fetch_data()

    def claims(self, token: str) -> dict[str, Any]:
        found = self.get_signing_key_from_jwt(token)
        claims: dict[str, Any] = jwt.decode(
            token, found.key, algorithms=["RS256"], audience=AUDIENCE, issuer=ISSUER
        )
        return claims


async def token_of(gateway: Gateway) -> str:
    response = await gateway.token()
    assert response.status_code == 200, response.text
    token: str = response.json()["access_token"]
    return token


def kid_of(token: str) -> str:
    kid: str = jwt.get_unverified_header(token)["kid"]
    return kid


async def tokens_until(gateways: list[Gateway], kid: str) -> list[str]:
    """Tokens of the gateways in turn, until each signs with the key."""
    tokens: list[str] = []
    signing: dict[int, str] = {}
    for number, gateway in itertools.cycle(enumerate(gateways)):
        tokens.append(await token_of(gateway))
        signing[number] = kid_of(tokens[-1])
        if len(signing) == len(gateways) and set(signing.values()) == {kid}:
            return tokens
    raise AssertionError("gateways are gone round for ever")


async def test_a_rotation_under_load_breaks_no_token_of_a_verifier_that_caches(
    environment: dict[str, str],
) -> None:
    known = two_days_old()
    async with (
        holding(environment, *known) as store,
        running(environment) as first,
        running(environment) as second,
        asyncio.timeout(30),
    ):
        verifier = CachingVerifier(first)
        before = await asyncio.gather(token_of(first), token_of(second))
        for token in before:
            await asyncio.to_thread(verifier.claims, token)
        load = asyncio.create_task(tokens_until([first, second], known[1].kid))
        await rotate(store, TENANT.name, Policy(), author="tests")
        tokens = await load
        assert {kid_of(token) for token in [*before, *tokens]} == {known[0].kid, known[1].kid}
        for token in [*before, *tokens]:
            await asyncio.to_thread(verifier.claims, token)
        assert verifier.fetches == 1
        # Whoever asks now finds the old one too, and the one that comes after.
        for gateway in (first, second):
            response = await gateway.client.get("/.well-known/jwks.json", headers=HOST)
            published = [entry["kid"] for entry in response.json()["keys"]]
            assert (published[0], published[2]) == (known[1].kid, known[0].kid)


async def test_a_revoked_key_is_out_of_every_key_set_within_a_second(environment: dict[str, str]) -> None:
    known = two_days_old()
    async with (
        holding(environment, *known) as store,
        running(environment) as first,
        running(environment) as second,
        asyncio.timeout(30),
    ):
        old = await token_of(first)
        done = await revoke(store, TENANT.name, known[0].kid, author="tests")
        assert len(done.warnings) == 1
        await tokens_until([first, second], known[1].kid)
        for gateway in (first, second):
            with pytest.raises(jwt.PyJWKClientError, match="Unable to find a signing key"):
                await asyncio.to_thread(CachingVerifier(gateway).claims, old)


async def key_set(gateway: Gateway) -> list[dict[str, Any]]:
    """As soon as there is one."""
    while True:
        response = await gateway.client.get("/.well-known/jwks.json", headers=HOST)
        if keys := response.json()["keys"]:
            return list(keys)
        await asyncio.sleep(0.05)


async def test_gateways_that_start_at_once_on_a_tenant_without_keys_agree(
    environment: dict[str, str],
) -> None:
    async with holding(environment), AsyncExitStack() as stack, asyncio.timeout(30):
        gateways = await asyncio.gather(*(stack.enter_async_context(running(environment)) for _ in range(2)))
        first, second = [await key_set(gateway) for gateway in gateways]
        assert first == second
        assert len(first) == 2
        for gateway in gateways:
            assert kid_of(await token_of(gateway)) == first[0]["kid"]
