"""Hooks, their secrets and clients' secrets are changed while tokens are asked for without a pause."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from live.stack import Service, Warmhook

from e2e.tenants import AUDIENCE, CLAIM, client_of, issuer

HOST = "changing.example"
SCRIPT = """module.exports = (client, scope, audience, context, cb) =>
  cb(null, { scope, ['%s']: ['%s', context.webtask.secrets.KEY] });"""
ASKING_AT_ONCE = 6
# Of every state, so that each is under load.
TOKENS = 40


@dataclass
class Tenant:
    """A tenant with one hook and one client that asks for tokens."""

    api: httpx.AsyncClient
    gateway: Service
    hook_id: str
    client_id: str
    client_secret: str
    # Claims and tokens, in the order of the answers.
    said: list[tuple[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def load(self) -> AsyncIterator[None]:
        """Tokens without a pause, and not one request that fails."""
        stopped = asyncio.Event()

        async def ask() -> None:
            async with client_of(self.gateway, HOST) as http:
                while not stopped.is_set():
                    response = await http.post(
                        "/oauth/token",
                        data={
                            "grant_type": "client_credentials",
                            "client_id": self.client_id,
                            "client_secret": self.client_secret,
                            "audience": AUDIENCE,
                        },
                    )
                    assert response.status_code == 200, response.text
                    token = response.json()["access_token"]
                    claim = jwt.decode(token, options={"verify_signature": False})[CLAIM]
                    self.tokens.append(token)
                    self.said.append((claim[0], claim[1]))

        async with asyncio.TaskGroup() as asking:
            for _ in range(ASKING_AT_ONCE):
                asking.create_task(ask())
            yield
            stopped.set()

    async def says(self, *state: str) -> None:
        """The hook has said this, and nothing else, for a while."""
        async with asyncio.timeout(30):
            while self.said[-TOKENS:] != [state] * TOKENS:  # noqa: ASYNC110 - it is said by nobody
                await asyncio.sleep(0.01)


async def made(api: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    response = await api.post(path, json=body)
    assert response.status_code == 201, response.text
    answer: dict[str, Any] = response.json()
    return answer


@pytest.fixture
async def tenant(imported: Warmhook, gateway: Service, tmp_path: Path) -> AsyncIterator[Tenant]:
    file = tmp_path / "management.json"
    await asyncio.to_thread(
        imported.init_tenant, tenant="changing", issuer=issuer(HOST), host=HOST, credentials_file=file
    )
    credentials = json.loads(file.read_text())
    async with client_of(gateway, HOST) as api:
        async with asyncio.timeout(10):
            while (await api.get("/.well-known/jwks.json")).status_code == 404:  # noqa: ASYNC110 - until it is noticed
                await asyncio.sleep(0.05)
        form = {"grant_type": "client_credentials", "audience": f"{issuer(HOST)}api/v2/"}
        answer = await api.post(
            "/oauth/token", data={**form, **{k: credentials[k] for k in ("client_id", "client_secret")}}
        )
        api.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
        await made(api, "/api/v2/resource-servers", identifier=AUDIENCE, name="API")
        client = await made(api, "/api/v2/clients", name="Asks", grant_types=["client_credentials"])
        await made(api, "/api/v2/client-grants", client_id=client["client_id"], audience=AUDIENCE, scope=[])
        hook = await made(
            api,
            "/api/v2/hooks",
            name="says",
            script=SCRIPT % (CLAIM, "one"),
            triggerId="credentials-exchange",
            enabled=True,
        )
        await made(api, f"/api/v2/hooks/{hook['id']}/secrets", KEY="a")
        yield Tenant(api, gateway, hook["id"], client["client_id"], client["client_secret"])


async def test_changes_and_ways_back_break_no_token(tenant: Tenant) -> None:
    api, hook = tenant.api, f"/api/v2/hooks/{tenant.hook_id}"
    key_set = jwt.PyJWKSet.from_dict((await api.get("/.well-known/jwks.json")).json())
    async with tenant.load():
        await tenant.says("one", "a")

        changed = await api.patch(hook, json={"script": SCRIPT % (CLAIM, "two")})
        assert changed.status_code == 200
        await tenant.says("two", "a")

        versions = (await api.get(f"{hook}/versions")).json()
        # The hook was made, got its secret, and got another script.
        assert [version["number"] for version in versions] == [3, 2, 1]
        rolled_back = await api.post(f"{hook}/versions/2/rollback")
        assert rolled_back.is_success, rolled_back.text
        await tenant.says("one", "a")

        assert (await api.patch(f"{hook}/secrets", json={"KEY": "b"})).status_code == 201
        await tenant.says("one", "b")

        rotated = await api.post(
            f"/api/v2/clients/{tenant.client_id}/rotate-secret", params={"grace_period": 3600}
        )
        assert rotated.status_code == 200, rotated.text
        tenant.client_secret = rotated.json()["client_secret"]
        await tenant.says("one", "b")

    states = [said for n, said in enumerate(tenant.said) if n == 0 or tenant.said[n - 1] != said]
    # Answers overtake one another at a change; a state that there never was is none of them.
    assert set(states) == {("one", "a"), ("two", "a"), ("one", "b")}
    for token in set(tenant.tokens):
        # With the key set that was read before it all.
        key = key_set[jwt.get_unverified_header(token)["kid"]]
        jwt.decode(token, key, algorithms=["RS256"], audience=AUDIENCE, issuer=issuer(HOST))
