"""Fixtures of the Management API's tests: a whole gateway on a real SQLite store."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from cheap_passwords import CHEAP

from management.tenants import ACME, GLOBEX, OPERATOR, RING, SECRET
from warmhook.gateway.app import assembled
from warmhook.gateway.config import Settings
from warmhook.gateway.model import ClientGrant, Tenant, TenantRecords
from warmhook.gateway.store.sql.migrate import migrate
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.tenant_log.executions import Executions
from warmhook.gateway.tenant_log.recorder import Recorder
from warmhook.gateway.vault.passwords import Passwords


@dataclasses.dataclass(frozen=True)
class Gateway:
    """A running gateway, as its operators see it."""

    http: httpx.AsyncClient
    store: SqlStore
    recorder: Recorder

    def records(self, tenant: Tenant = ACME.tenant) -> TenantRecords:
        return self.store.snapshot.tenants[tenant.hosts[0]].records

    async def token(self, *scopes: str, tenant: Tenant = ACME.tenant, for_: str | None = None) -> str:
        """A token of our own token endpoint, with exactly these scopes."""
        await self._grant(tenant, for_ or tenant.management_audience, scopes)
        response = await self.http.post(
            "/oauth/token",
            headers={"host": tenant.hosts[0]},
            json={
                "grant_type": "client_credentials",
                "client_id": OPERATOR.client_id,
                "client_secret": SECRET,
                "audience": for_ or tenant.management_audience,
            },
        )
        assert response.status_code == 200, response.text
        token: str = response.json()["access_token"]
        return token

    async def client(self, *scopes: str, tenant: Tenant = ACME.tenant) -> httpx.AsyncClient:
        """A client of the Management API that may do this."""
        token = await self.token(*scopes, tenant=tenant)
        return httpx.AsyncClient(
            transport=self.http._transport,
            base_url=f"http://{tenant.hosts[0]}/api/v2/",
            headers={"authorization": f"Bearer {token}"},
        )

    async def _grant(self, tenant: Tenant, api: str, scopes: tuple[str, ...]) -> None:
        def granted(records: TenantRecords | None) -> TenantRecords:
            assert records is not None
            others = tuple(
                grant
                for grant in records.client_grants
                if (grant.client_id, grant.audience) != (OPERATOR.client_id, api)
            )
            grant = ClientGrant(OPERATOR.client_id, api, scopes, id="cgr_0123456789abcdef")
            return dataclasses.replace(records, client_grants=(*others, grant))

        await self.store.update_tenant(tenant.name, granted, author="tests")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, made once: migrations take longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "warmhook.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def gateway(tmp_path: Path, migrated: Path) -> AsyncIterator[Gateway]:
    url = f"sqlite:///{shutil.copy(migrated, tmp_path)}"
    store = SqlStore(url, RING)
    await store.open()
    for records in (ACME, GLOBEX):
        await store.update_tenant(records.tenant.name, lambda _, it=records: it, author="tests")
    passwords = Passwords(CHEAP)
    settings = Settings(executor_target="127.0.0.1:1", database_url=url)
    recorder = Recorder(store.tenant_log, Executions())
    async with assembled(
        settings, store=store, passwords=passwords, ring=RING, recorder=recorder
    ) as application:
        # A fault must be an answer here, as it is on a socket.
        transport = httpx.ASGITransport(application, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://login.acme.example") as http:
            yield Gateway(http, store, recorder)
    passwords.close()
    await store.close()
