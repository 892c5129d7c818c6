"""A running gateway, as its operators see it: its HTTP, its store, and tokens for the Management API."""

from __future__ import annotations

import dataclasses

import httpx
from samples.managed_tenants import ACME, OPERATOR, SECRET

from warmhook.gateway.model import ClientGrant, Tenant, TenantRecords
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.tenant_log.recorder import Recorder


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
