"""Which scope opens which route and which attribute, held against what Auth0 publishes, a row each."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from live.managed_gateway import Gateway
from live.operations import described
from samples.managed_tenants import ACME, OPERATOR, OTHER_API

from warmhook.gateway.management.api.scopes import SCOPES
from warmhook.gateway.management.clients.payload import ClientCreate, ClientUpdate
from warmhook.gateway.management.users.payload import UserUpdate
from warmhook.gateway.model import Client, ClientGrant, TenantRecords, User

# Auth0's Management API, as its OpenAPI document has it.
AUTH0: dict[str, set[str]] = {
    "GET /hooks": {"read:hooks"},
    "POST /hooks": {"create:hooks"},
    "GET /hooks/{id}": {"read:hooks"},
    "PATCH /hooks/{id}": {"update:hooks"},
    "DELETE /hooks/{id}": {"delete:hooks"},
    "GET /hooks/{id}/secrets": {"read:hooks"},
    "POST /hooks/{id}/secrets": {"update:hooks"},
    "PATCH /hooks/{id}/secrets": {"update:hooks"},
    "DELETE /hooks/{id}/secrets": {"delete:hooks"},
    "GET /clients": {"read:clients", "read:client_keys", "read:client_credentials", "read:client_summary"},
    "POST /clients": {"create:clients"},
    "GET /clients/{id}": {
        "read:clients",
        "read:client_keys",
        "read:client_credentials",
        "read:client_summary",
    },
    "PATCH /clients/{id}": {
        "update:clients",
        "update:client_keys",
        "update:client_credentials",
        "update:client_token_vault_privileged_access",
    },
    "DELETE /clients/{id}": {"delete:clients"},
    "POST /clients/{id}/rotate-secret": {"update:client_keys"},
    "GET /client-grants": {"read:client_grants"},
    "POST /client-grants": {"create:client_grants"},
    "GET /client-grants/{id}": {"read:client_grants"},
    "PATCH /client-grants/{id}": {"update:client_grants"},
    "DELETE /client-grants/{id}": {"delete:client_grants"},
    "GET /resource-servers": {"read:resource_servers"},
    "POST /resource-servers": {"create:resource_servers"},
    "GET /resource-servers/{id}": {"read:resource_servers"},
    "PATCH /resource-servers/{id}": {"update:resource_servers"},
    "DELETE /resource-servers/{id}": {"delete:resource_servers"},
    "GET /users": {"read:users", "read:user_idp_tokens"},
    "POST /users": {"create:users"},
    "GET /users-by-email": {"read:users"},
    "GET /users/{id}": {"read:users", "read:current_user", "read:user_idp_tokens"},
    "PATCH /users/{id}": {"update:users", "update:users_app_metadata", "update:current_user_metadata"},
    "DELETE /users/{id}": {"delete:users", "delete:current_user"},
    "GET /logs": {"read:logs", "read:logs_users"},
    "GET /logs/{id}": {"read:logs", "read:logs_users"},
    "GET /tenants/settings": {"read:tenant_settings"},
    "PATCH /tenants/settings": {"update:tenant_settings"},
}
OURS: dict[str, set[str]] = {
    "GET /hooks/logs": {"read:logs"},
    "GET /hooks/{id}/logs": {"read:logs"},
    "GET /hooks/{id}/versions": {"read:hooks"},
    "GET /hooks/{id}/versions/{number}": {"read:hooks"},
    "GET /hooks/{id}/versions/{number}/diff": {"read:hooks"},
    "POST /hooks/{id}/versions/{number}/rollback": {"update:hooks"},
    "GET /clients/{id}/secrets": {"read:client_keys"},
    "POST /clients/{id}/secrets": {"create:client_keys"},
    "DELETE /clients/{id}/secrets/{secret_id}": {"delete:client_keys"},
    "GET /audit": {"read:logs"},
}
# They open no route here. Nobody logs in to the Management API as a user; there are no identity providers and
# no token vault; a summary and a user's log entries alone are nothing that can be asked for.
WITHOUT_MEANING = {
    "read:client_summary",
    "update:client_token_vault_privileged_access",
    "read:user_idp_tokens",
    "read:current_user",
    "update:current_user_metadata",
    "delete:current_user",
    "read:logs_users",
}

CHOSEN = "a-secret-that-somebody-has-chosen-for-it"
MANAGEMENT = ACME.tenant.management_audience
# Has every scope; a caller below is somebody who has one.
MANAGER = dataclasses.replace(OPERATOR, client_id="manager")
KEYS = {"encryption_key": {"pub": "key"}, "client_authentication_methods": {"private_key_jwt": {}}}
APP = Client("app", "App", other={**KEYS, "logo_uri": "https://app.example/"})
JANE = User(
    "auth0|jane", connection="Username-Password-Authentication", email="jane@acme.example", password_hash=""
)


def grant(audience: str = MANAGEMENT, *scope: str, **more: Any) -> dict[str, Any]:
    return {"client_id": "app", "audience": audience, "scope": list(scope), **more}


# The change, what is sent, the scopes that suffice, and those that do not, though they open the route.
ATTRIBUTES: dict[str, tuple[str, Mapping[str, Any], str, str]] = {
    "PATCH client: name": ("PATCH clients/app", {"name": "n"}, "update:clients", "update:client_keys"),
    "PATCH client: grant_types": (
        "PATCH clients/app",
        {"grant_types": ["password"]},
        "update:clients",
        "update:client_keys update:client_credentials",
    ),
    "PATCH client: client_secret": (
        "PATCH clients/app",
        {"client_secret": CHOSEN},
        "update:client_keys",
        "update:clients update:client_credentials",
    ),
    "PATCH client: the manager's client_secret": (
        "PATCH clients/manager",
        {"client_secret": CHOSEN},
        "update:client_keys",
        "update:clients",
    ),
    "PATCH client: encryption_key": (
        "PATCH clients/app",
        {"encryption_key": {"pub": "k"}},
        "update:client_keys",
        "update:clients update:client_credentials",
    ),
    "PATCH client: client_authentication_methods": (
        "PATCH clients/app",
        {"client_authentication_methods": {}},
        "update:client_credentials",
        "update:clients update:client_keys",
    ),
    "PATCH client: a name and a client_secret": (
        "PATCH clients/app",
        {"name": "n", "client_secret": CHOSEN},
        "update:clients update:client_keys",
        "update:clients",
    ),
    "PATCH client: a client_secret and a name": (
        "PATCH clients/app",
        {"name": "n", "client_secret": CHOSEN},
        "update:clients update:client_keys",
        "update:client_keys",
    ),
    "POST client: client_authentication_methods": (
        "POST clients",
        {"name": "n", "client_authentication_methods": {}},
        "create:clients create:client_credentials",
        "create:clients",
    ),
    "PATCH user: app_metadata": (
        "PATCH users/auth0%7Cjane",
        {"app_metadata": {"plan": "full"}},
        "update:users_app_metadata",
        "update:clients",
    ),
    **{
        f"PATCH user: {name}": (
            "PATCH users/auth0%7Cjane",
            {name: value},
            "update:users",
            "update:users_app_metadata",
        )
        for name, value in {
            "password": "new",
            "email": "other@acme.example",
            "email_verified": True,
            "username": "jane2",
            "blocked": False,
            "user_metadata": {},
        }.items()
    },
    "PATCH user: app_metadata and a password": (
        "PATCH users/auth0%7Cjane",
        {"app_metadata": {}, "password": "new"},
        "update:users",
        "update:users_app_metadata",
    ),
    "POST grant: a scope of the Management API": (
        "POST client-grants",
        grant(MANAGEMENT, "read:hooks"),
        "create:client_grants read:hooks",
        "create:client_grants",
    ),
    "POST grant: all scopes of the Management API": (
        "POST client-grants",
        grant(allow_all_scopes=True),
        " ".join(SCOPES),
        " ".join(scope for scope in SCOPES if scope != "update:client_keys"),
    ),
    "PATCH grant: one more scope of the Management API": (
        "PATCH client-grants/cgr_manager",
        {"scope": ["read:hooks", "update:client_keys"]},
        "update:client_grants update:client_keys",
        "update:client_grants",
    ),
}
# What a scope is enough for, although it gives much.
ENOUGH: dict[str, tuple[str, Mapping[str, Any], str]] = {
    "a client with a chosen secret": (
        "POST clients",
        {"name": "n", "client_secret": CHOSEN},
        "create:clients",
    ),
    "a grant of another API": ("POST client-grants", grant(OTHER_API, "read:hooks"), "create:client_grants"),
    "a grant of a scope that only Auth0 has": (
        "POST client-grants",
        grant(MANAGEMENT, "read:actions"),
        "create:client_grants",
    ),
    "fewer scopes of the Management API": (
        "PATCH client-grants/cgr_manager",
        {"scope": []},
        "update:client_grants",
    ),
    "app_metadata of a user": ("PATCH users/auth0%7Cjane", {"app_metadata": {"a": 1}}, "update:users"),
}


@pytest.fixture
async def peopled(gateway: Gateway) -> Gateway:
    def people(records: TenantRecords | None) -> TenantRecords:
        assert records is not None
        granted = ClientGrant(MANAGER.client_id, MANAGEMENT, ("read:hooks",), id="cgr_manager")
        return dataclasses.replace(
            records, clients=(*records.clients, MANAGER, APP), client_grants=(granted,), users=(JANE,)
        )

    await gateway.store.update_tenant("acme", people, author="tests")
    return gateway


async def send(gateway: Gateway, change: str, body: Mapping[str, Any], scopes: str) -> httpx.Response:
    method, _, path = change.partition(" ")
    async with await gateway.client(*scopes.split()) as api:
        return await api.request(method, path, json=body)


async def test_every_route_is_opened_by_the_scopes_that_auth0_publishes(gateway: Gateway) -> None:
    found = {
        f"{operation.method} {operation.path.removeprefix('/api/v2').replace(':path', '')}": set(
            operation.scopes
        )
        for operation in await described(gateway.http)
    }
    assert found == {name: scopes - WITHOUT_MEANING for name, scopes in {**AUTH0, **OURS}.items()}


@pytest.mark.parametrize(("change", "body", "enough", "too_little"), ATTRIBUTES.values(), ids=ATTRIBUTES)
async def test_an_attribute_needs_its_own_scope(
    peopled: Gateway, change: str, body: Mapping[str, Any], enough: str, too_little: str
) -> None:
    before = peopled.records()
    refused = await send(peopled, change, body, too_little)
    assert refused.status_code == 403, refused.text
    assert refused.json()["errorCode"] == "insufficient_scope"
    message: str = refused.json()["message"]
    assert message.startswith("Insufficient scope, expected ")
    missing = set(message.rpartition(": ")[2].split(","))
    assert missing.isdisjoint(too_little.split())
    after = peopled.records()
    assert (after.clients, after.users) == (before.clients, before.users), "nothing was changed"
    allowed = await send(peopled, change, body, enough)
    assert allowed.status_code in {200, 201}, allowed.text


@pytest.mark.parametrize(("change", "body", "scope"), ENOUGH.values(), ids=ENOUGH)
async def test_one_scope_is_enough_for(
    peopled: Gateway, change: str, body: Mapping[str, Any], scope: str
) -> None:
    response = await send(peopled, change, body, scope)
    assert response.status_code in {200, 201}, response.text


# Which of an app's attributes a caller sees.
SEEN: dict[str, set[str]] = {
    "read:clients": {"name", "logo_uri", "grant_types"},
    "read:client_keys": {"name", "logo_uri", "grant_types", *KEYS},
    "read:client_credentials": {"name", *KEYS},
}


@pytest.mark.parametrize(("scope", "seen"), SEEN.items(), ids=SEEN)
async def test_what_proves_a_client_is_shown_to_who_may_read_keys(
    peopled: Gateway, scope: str, seen: set[str]
) -> None:
    asked = {"name", "logo_uri", "grant_types", "client_secret", *KEYS}
    async with await peopled.client(scope) as api:
        one = (await api.get("clients/app")).json()
        (listed,) = [client for client in (await api.get("clients")).json() if client["client_id"] == "app"]
    assert asked & one.keys() == seen
    assert asked & listed.keys() == seen


@pytest.mark.parametrize("scope", ["update:clients", "update:clients read:client_keys"])
async def test_an_answer_to_a_change_shows_no_more_than_may_be_read(peopled: Gateway, scope: str) -> None:
    changed = await send(peopled, "PATCH clients/app", {"name": "n"}, scope)
    assert bool(KEYS.keys() & changed.json().keys()) is ("read:client_keys" in scope)


async def test_a_client_cannot_give_itself_the_tenant(peopled: Gateway) -> None:
    scopes = ["create:client_grants", "update:client_grants", "delete:client_grants"]
    more: list[dict[str, Any]] = [{"scope": [*scopes, "update:hooks"]}, {"allow_all_scopes": True}]
    async with await peopled.client(*scopes) as api:
        (own,) = [one for one in peopled.records().client_grants if one.client_id == OPERATOR.client_id]
        for body in more:
            assert (await api.patch(f"client-grants/{own.id}", json=body)).status_code == 403
        assert (await api.delete(f"client-grants/{own.id}")).status_code == 204
        for body in more:
            again = {"client_id": OPERATOR.client_id, "audience": MANAGEMENT, **body}
            assert (await api.post("client-grants", json=again)).status_code == 403


def test_every_attribute_that_proves_a_client_has_a_row() -> None:
    """A new attribute with such a name is looked at before it is taken."""
    words = ("secret", "key", "credential", "authentication_methods")
    names = {*ClientCreate.model_fields, *ClientUpdate.model_fields, *UserUpdate.model_fields}
    proving = {name for name in names if any(word in name for word in words)}
    assert proving == {"client_secret", "encryption_key", "client_authentication_methods"}
