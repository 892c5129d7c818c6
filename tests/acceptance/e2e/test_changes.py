"""`warmhook import` beside a running gateway: what is imported is served, without a restart."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path

from live.stack import Service, Warmhook

from e2e.tenants import AUDIENCE, CLAIM, EXPORTS, GLOBEX, ROBOT, ask, claims_of, client_of, issuer

# The gateway looks twice a second; the rest is for a machine that is busy.
NOTICED_SECONDS = 2.0

FIRST = "module.exports = (client, scope, audience, context, cb) => cb(null, { scope, [`%s`]: 'first' });"
SECOND = FIRST.replace("first", "second")
HOOK = """
  - name: changes
    script: ./hooks/changes.js
    triggerId: credentials-exchange
    enabled: {enabled}
"""


MACHINE = {
    "grant_type": "client_credentials",
    "client_id": "machine",
    "client_secret": "globex-machine-secret-0123456789-abcdef",
    "audience": AUDIENCE,
}


class Changing:
    """A tenant whose export somebody edits. It is not there before its first import."""

    def __init__(self, name: str, warmhook: Warmhook, gateway: Service, directory: Path) -> None:
        self.host = f"{name}.example"
        self._name = name
        self._warmhook = warmhook
        self._gateway = gateway
        self._export = directory / "export"
        shutil.copytree(EXPORTS / "globex", self._export)
        (self._export / "hooks").mkdir()
        self._yaml = (self._export / "tenant.yaml").read_text()

    async def import_hook(self, script: str, *, enabled: bool = True) -> None:
        """Returns as soon as the gateway serves it."""
        (self._export / "hooks/changes.js").write_text(script % CLAIM)
        hook = HOOK.format(enabled=str(enabled).lower())
        (self._export / "tenant.yaml").write_text(self._yaml.replace("hooks: []", f"hooks:{hook}"))
        async with client_of(self._gateway, self.host) as client:
            before = (await client.get("/health/ready")).json()["revision"]
            await asyncio.to_thread(
                self._warmhook.import_tenant,
                self._export,
                tenant=self._name,
                issuer=issuer(self.host),
                hosts=[self.host],
            )
            deadline = time.monotonic() + NOTICED_SECONDS
            while (await client.get("/health/ready")).json()["revision"] == before:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.02)


async def test_a_running_gateway_serves_what_is_imported(
    imported: Warmhook, gateway: Service, tmp_path: Path
) -> None:
    changing = Changing("hooked", imported, gateway, tmp_path)
    async with client_of(gateway, changing.host) as client:
        assert (await ask(client, MACHINE)).status_code == 404

        await changing.import_hook(FIRST)
        assert (await claims_of(client, await ask(client, MACHINE)))[CLAIM] == "first"

        await changing.import_hook(SECOND)
        claims = await claims_of(client, await ask(client, MACHINE))
        assert claims[CLAIM] == "second"

        await changing.import_hook(SECOND, enabled=False)
        assert CLAIM not in await claims_of(client, await ask(client, MACHINE))

    async with client_of(gateway, GLOBEX) as untouched:
        assert (await ask(untouched, ROBOT)).status_code == 200


async def test_keys_and_secrets_outlive_an_import(
    imported: Warmhook, gateway: Service, tmp_path: Path
) -> None:
    changing = Changing("kept", imported, gateway, tmp_path)
    await changing.import_hook(FIRST)
    async with client_of(gateway, changing.host) as client:
        keys = (await client.get("/.well-known/jwks.json")).json()
        await changing.import_hook(SECOND)
        assert (await client.get("/.well-known/jwks.json")).json() == keys
