"""A gateway's own process with one tenant that can be managed."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

import httpx
from samples.managed_tenants import ACME, OPERATOR, SECRET

from live.stack import Warmhook
from warmhook.gateway.management.api.scopes import SCOPES
from warmhook.gateway.model import ClientGrant, ClientSecret, Hook, TenantRecords, TriggerId
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.vault import ring_file
from warmhook.gateway.vault.client_secrets import hash_client_secret

TENANT = dataclasses.replace(ACME.tenant, hosts=("127.0.0.1",))
# Some of what is asked for by id is there.
HOOK = Hook(
    id="01GEPVQEH9SX3RSTYY561TR92N",
    name="a-hook",
    trigger_id=TriggerId.CREDENTIALS_EXCHANGE,
    script="module.exports = function (client, scope, audience, context, cb) { cb(null, {}); };",
    secrets={"KEY": "value"},
)


def warmhook(folder: Path) -> Warmhook:
    """Nothing runs yet; the database has the tenant in it."""
    stack = Warmhook(state=folder, logs=folder)
    stack.migrate()
    asyncio.run(_fill(stack))
    return stack


def token(url: str) -> str:
    """Of the gateway there, for everything that can be managed."""
    response = httpx.post(
        f"{url}/oauth/token",
        json={
            "grant_type": "client_credentials",
            "client_id": OPERATOR.client_id,
            "client_secret": SECRET,
            "audience": TENANT.management_audience,
        },
    )
    assert response.status_code == 200, response.text
    found: str = response.json()["access_token"]
    return found


async def _fill(stack: Warmhook) -> None:
    ring = ring_file.read(stack.key_file)
    secret = ClientSecret(hash_client_secret(SECRET, ring), id="sec_operator")
    grant = ClientGrant(
        OPERATOR.client_id, TENANT.management_audience, tuple(SCOPES), id="cgr_0123456789abcdef"
    )
    records = dataclasses.replace(
        ACME,
        tenant=TENANT,
        clients=(dataclasses.replace(OPERATOR, secrets=(secret,)),),
        client_grants=(grant,),
        hooks=(HOOK,),
    )

    def change(stored: TenantRecords | None) -> TenantRecords:
        return records

    store = SqlStore(stack.environment["WARMHOOK_DATABASE_URL"], ring)
    await store.open()
    await store.update_tenant(TENANT.name, change, author="tests")
    await store.close()
