"""Routes of the tenant's settings, and how they are written down.

Owns statuses, scopes and the OpenAPI description. It must not know what a change does
(`rules`).
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict

from warmhook.gateway.management.api.answers import answer, errors
from warmhook.gateway.management.api.paging import Fields
from warmhook.gateway.management.api.route import router
from warmhook.gateway.management.api.scopes import needs
from warmhook.gateway.management.api.session import SessionOf
from warmhook.gateway.management.tenant import rules
from warmhook.gateway.management.tenant.payload import TenantSettings, TenantSettingsUpdate
from warmhook.gateway.model import JsonObject, Tenant

# What Auth0 shows where nothing was set.
_DEFAULTS: Final[JsonObject] = {"enabled_locales": ["en"], "flags": {}}


class TenantSettingsShown(TenantSettings):
    """The tenant's settings, with whatever else an import has brought."""

    model_config = ConfigDict(extra="allow")


def shown(tenant: Tenant) -> dict[str, Any]:
    """The settings as JSON. Name, hosts and issuer are the operator's and are not settings."""
    default = tenant.default_directory
    return {
        **_DEFAULTS,
        **({} if default is None else {"default_directory": default}),
        **tenant.other,
    }


def tenant_settings_routes() -> APIRouter:
    """The routes under /tenants/settings."""
    routes = router("tenants")

    @routes.get(
        "/tenants/settings",
        openapi_extra=needs("read:tenant_settings"),
        responses=errors(),
        response_model=TenantSettingsShown,
    )
    async def get_tenant_settings(session: SessionOf, fields: Annotated[Fields, Query()]) -> Response:
        """Read the tenant's settings."""
        return answer(fields.of(shown(session.tenant.tenant)))

    @routes.patch(
        "/tenants/settings",
        openapi_extra=needs("update:tenant_settings"),
        responses=errors(),
        response_model=TenantSettingsShown,
    )
    async def update_tenant_settings(session: SessionOf, payload: TenantSettingsUpdate) -> Response:
        """Change the tenant's settings. What is not sent stays, and null removes one."""
        stored = await session.change(lambda records: rules.update(records, payload))
        return answer(shown(stored.tenant))

    return routes
