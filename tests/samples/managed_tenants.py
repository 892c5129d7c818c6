"""Two tenants for the Management API's tests, each with one client that manages it."""

from __future__ import annotations

import functools

from warmhook.gateway.management.api.scopes import SCOPES
from warmhook.gateway.model import Client, ClientSecret, ResourceServer, SigningAlg, Tenant, TenantRecords
from warmhook.gateway.signing.making import new_signing_key
from warmhook.gateway.vault.client_secrets import hash_client_secret
from warmhook.gateway.vault.ring import new_key, parse_ring

RING = parse_ring(new_key())
SECRET = "operator-secret"
OTHER_API = "https://api.example/"

OPERATOR = Client(
    client_id="operator",
    name="Deploys hooks",
    secrets=(ClientSecret(hash_client_secret(SECRET, RING), id="cs_operator"),),
)


@functools.cache
def _records(name: str) -> TenantRecords:
    tenant = Tenant(name, (f"login.{name}.example",), f"https://login.{name}.example/")
    return TenantRecords(
        tenant=tenant,
        connections=frozenset({"Username-Password-Authentication"}),
        clients=(OPERATOR,),
        resource_servers=(
            ResourceServer(tenant.management_audience, "Management API", tuple(SCOPES), id="0" * 24),
            ResourceServer(OTHER_API, "Another API", tuple(SCOPES), id="1" * 24),
        ),
        keys=(new_signing_key(SigningAlg.RS256),),
    )


ACME = _records("acme")
GLOBEX = _records("globex")
