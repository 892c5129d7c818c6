"""The tenant's settings over the Management API."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from live.managed_gateway import Gateway

CONNECTION = "Username-Password-Authentication"
UNSET = {"enabled_locales": ["en"], "flags": {}}


@pytest.fixture
async def api(gateway: Gateway) -> httpx.AsyncClient:
    return await gateway.client("read:tenant_settings", "update:tenant_settings")


async def test_a_tenant_without_settings_has_auth0s_defaults(api: httpx.AsyncClient) -> None:
    response = await api.get("tenants/settings")
    assert (response.status_code, response.json()) == (200, UNSET)


async def test_settings_are_kept_merged_and_removed(api: httpx.AsyncClient) -> None:
    sent: dict[str, Any] = {
        "friendly_name": "Acme",
        "session_lifetime": 168,
        "idle_session_lifetime": 0.5,
        "sandbox_version": "22",
        "flags": {"enable_sso": True, "revoke_refresh_token_grant": False},
        "default_directory": CONNECTION,
        "session_cookie": {"mode": "persistent"},
    }
    assert (await api.patch("tenants/settings", json=sent)).json() == {**UNSET, **sent}
    changed = await api.patch(
        "tenants/settings",
        json={
            "friendly_name": None,
            "flags": {"enable_sso": None, "enable_apis_section": True},
            "session_cookie": {},
        },
    )
    left = {**UNSET, **sent, "session_cookie": {}}
    del left["friendly_name"]
    left["flags"] = {"revoke_refresh_token_grant": False, "enable_apis_section": True}
    assert (changed.status_code, changed.json()) == (200, left)
    assert (await api.patch("tenants/settings", json={"flags": {}})).json() == left
    read = await api.get("tenants/settings?fields=flags,sandbox_version")
    assert read.json() == {"flags": left["flags"], "sandbox_version": "22"}


async def test_lifetimes_sent_in_minutes_are_shown_in_hours(api: httpx.AsyncClient) -> None:
    sent = {"session_lifetime_in_minutes": 10080, "idle_session_lifetime_in_minutes": 30}
    response = await api.patch("tenants/settings", json=sent)
    assert response.json() == {**UNSET, "session_lifetime": 168, "idle_session_lifetime": 0.5}


@pytest.mark.parametrize("nothing", ["", None])
async def test_the_default_directory_is_a_connection_or_none(
    api: httpx.AsyncClient, gateway: Gateway, nothing: str | None
) -> None:
    assert (await api.patch("tenants/settings", json={"default_directory": CONNECTION})).status_code == 200
    assert gateway.records().tenant.default_directory == CONNECTION
    refused = await api.patch("tenants/settings", json={"default_directory": "sms"})
    assert (refused.status_code, refused.json()["errorCode"]) == (400, "inexistent_connection")
    assert gateway.records().tenant.default_directory == CONNECTION
    assert (await api.patch("tenants/settings", json={"default_directory": nothing})).status_code == 200
    assert gateway.records().tenant.default_directory is None


@pytest.mark.parametrize("sent", [{}, {"colour": "red"}, {"flags": []}, {"session_lifetime": -1}])
async def test_settings_that_auth0_does_not_have_are_refused(
    api: httpx.AsyncClient, sent: dict[str, Any]
) -> None:
    response = await api.patch("tenants/settings", json=sent)
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalid_body")
