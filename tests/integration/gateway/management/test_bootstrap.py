"""What `warmhook init` leaves behind, tried as its operator would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from live.managed_gateway import Gateway
from samples.managed_tenants import ACME, OPERATOR, RING

from warmhook.gateway.management.api.scopes import SCOPES
from warmhook.gateway.management.bootstrap import CONNECTION, Founded, bootstrap, founded
from warmhook.gateway.model import Client, ClientGrant, KeyState, SigningAlg, Tenant, TenantRecords
from warmhook.gateway.store.base import ConflictError
from warmhook.gateway.vault.client_secrets import hash_client_secret

NEW = Tenant("new", ("login.new.example",), "https://login.new.example/")
CLIENT = replace(OPERATOR, client_id="made")


async def init(gateway: Gateway, tenant: Tenant = NEW) -> Founded:
    return await bootstrap(gateway.store, tenant, lambda secret: hash_client_secret(secret, RING))


async def test_the_client_that_is_made_can_do_everything(gateway: Gateway) -> None:
    credentials = (await init(gateway)).credentials
    assert credentials is not None
    assert credentials.client_secret not in repr(credentials)
    response = await gateway.http.post(
        "/oauth/token",
        headers={"host": "login.new.example"},
        json={
            "grant_type": "client_credentials",
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
            "audience": "https://login.new.example/api/v2/",
        },
    )
    assert response.status_code == 200
    assert set(response.json()["scope"].split()) == set(SCOPES)
    response = await gateway.http.get(
        "/api/v2/hooks",
        headers={
            "host": "login.new.example",
            "authorization": f"Bearer {response.json()['access_token']}",
        },
    )
    assert (response.status_code, response.json()) == (200, [])


async def test_a_fresh_tenant_has_a_directory_and_keys(gateway: Gateway) -> None:
    assert (await init(gateway)).tenant.default_directory == CONNECTION
    records = gateway.records(NEW)
    assert records.connections == {CONNECTION}
    assert {(key.alg, key.state) for key in records.keys} == {
        (SigningAlg.RS256, KeyState.CURRENT),
        (SigningAlg.RS256, KeyState.NEXT),
    }


async def test_the_second_time_nothing_changes_and_no_secret_is_shown(gateway: Gateway) -> None:
    await init(gateway)
    before = gateway.records(NEW)
    assert (await init(gateway)).credentials is None
    assert gateway.records(NEW) == before


async def test_a_host_name_of_another_tenant_is_refused(gateway: Gateway) -> None:
    with pytest.raises(ConflictError):
        await init(gateway, replace(NEW, hosts=ACME.tenant.hosts))
    assert "login.new.example" not in gateway.store.snapshot.tenants


def with_grant(*scopes: str, client: Client = OPERATOR) -> Callable[[TenantRecords], TenantRecords]:
    def change(records: TenantRecords) -> TenantRecords:
        grant = ClientGrant(
            client.client_id, records.tenant.management_audience, scopes, id="cgr_0123456789abcdef"
        )
        return replace(records, clients=(client,), client_grants=(grant,))

    return change


EXISTING: dict[str, tuple[Callable[[TenantRecords], TenantRecords], bool]] = {
    "no client": (lambda records: replace(records, clients=()), True),
    "a client without a grant": (lambda records: records, True),
    "a client that may do a little": (with_grant("read:hooks"), True),
    "a client without a secret": (with_grant(*SCOPES, client=replace(OPERATOR, secrets=())), True),
    "a client that may do all": (with_grant(*SCOPES), False),
}


@pytest.mark.parametrize(("change", "is_made"), EXISTING.values(), ids=EXISTING.keys())
def test_a_client_is_made_where_there_was(
    change: Callable[[TenantRecords], TenantRecords], is_made: bool
) -> None:
    records = founded(change(ACME), CLIENT)
    assert (CLIENT in records.clients) is is_made


def test_an_older_management_api_gets_the_scopes_it_lacks_and_keeps_its_own() -> None:
    (api, *others) = ACME.resource_servers
    older = replace(
        api, scopes=("read:hooks", "ours"), scope_descriptions={"ours": "Ours"}, token_lifetime=60
    )
    (whole, *same) = founded(replace(ACME, resource_servers=(older, *others)), CLIENT).resource_servers
    assert set(whole.scopes) == {*SCOPES, "ours"}
    assert whole.scope_descriptions == {**SCOPES, "ours": "Ours"}
    assert (whole.token_lifetime, whole.id) == (60, api.id)
    assert same == others


def test_a_client_that_had_every_scope_of_an_older_management_api_has_every_scope_of_this_one() -> None:
    (api, *others) = ACME.resource_servers
    older = tuple(scope for scope in SCOPES if not scope.endswith(":client_credentials"))
    records = replace(with_grant(*older)(ACME), resource_servers=(replace(api, scopes=older), *others))
    after = founded(records, CLIENT)
    (grant,) = after.client_grants
    assert (set(grant.scope), grant.client_id) == (set(SCOPES), OPERATOR.client_id)
    assert CLIENT not in after.clients


def test_a_directory_that_is_there_is_kept() -> None:
    tenant = replace(ACME.tenant, default_directory="People")
    records = founded(replace(ACME, tenant=tenant, connections=frozenset({"People"})), CLIENT)
    assert (records.tenant.default_directory, records.connections) == ("People", {"People"})
