"""Routes of APIs, which Auth0 calls resource servers.

Owns statuses, scopes and the OpenAPI description. It must not know what a change does
(`rules`) or how an API is written down (`shape`).
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from warmhook.gateway.auth0.identifiers import new_resource_server_id
from warmhook.gateway.management.api.answers import answer, errors, nothing
from warmhook.gateway.management.api.paging import Envelope, Fields, Page, listed
from warmhook.gateway.management.api.route import router
from warmhook.gateway.management.api.scopes import needs
from warmhook.gateway.management.api.session import SessionOf
from warmhook.gateway.management.resource_servers import rules
from warmhook.gateway.management.resource_servers.payload import ResourceServerCreate, ResourceServerUpdate
from warmhook.gateway.management.resource_servers.shape import ResourceServerList, ResourceServerShown, shown
from warmhook.gateway.signing.schedule import with_keys

_ENVELOPE: Final = Envelope("resource_servers")
_IDENTIFIERS_MAX: Final = 100

ApiName = Annotated[
    str, Path(alias="id", min_length=1, max_length=600, description="An id or a URL-encoded identifier.")
]


class _ResourceServerPage(Page):
    """Which APIs to list."""

    identifiers: Annotated[
        list[str] | None, Field(max_length=_IDENTIFIERS_MAX, description="Only these; may be repeated.")
    ] = None


def resource_server_routes() -> APIRouter:
    """The routes under /resource-servers. An identifier may have slashes, encoded or not."""
    routes = router("resource-servers")

    @routes.get(
        "/resource-servers",
        openapi_extra=needs("read:resource_servers"),
        responses=errors(),
        response_model=list[ResourceServerShown] | ResourceServerList,
    )
    async def list_resource_servers(
        session: SessionOf, page: Annotated[_ResourceServerPage, Query()]
    ) -> Response:
        """List APIs, the Management API among them."""
        found = [
            api
            for api in session.records.resource_servers
            if page.identifiers is None or api.identifier in page.identifiers
        ]
        return answer(listed(found, page, _ENVELOPE, lambda api: shown(api, session.tenant.tenant)))

    @routes.post(
        "/resource-servers",
        openapi_extra=needs("create:resource_servers"),
        status_code=201,
        responses=errors(409),
        response_model=ResourceServerShown,
    )
    async def create_resource_server(session: SessionOf, payload: ResourceServerCreate) -> Response:
        """Create an API."""
        api_id = new_resource_server_id()
        stored = await session.change(lambda records: with_keys(rules.create(records, api_id, payload)))
        return answer(shown(rules.find(stored, api_id), stored.tenant), 201)

    @routes.get(
        "/resource-servers/{id:path}",
        openapi_extra=needs("read:resource_servers"),
        responses=errors(),
        response_model=ResourceServerShown,
    )
    async def get_resource_server(
        session: SessionOf, name: ApiName, fields: Annotated[Fields, Query()]
    ) -> Response:
        """Read an API."""
        return answer(fields.of(shown(rules.find(session.records, name), session.tenant.tenant)))

    @routes.patch(
        "/resource-servers/{id:path}",
        openapi_extra=needs("update:resource_servers"),
        responses=errors(),
        response_model=ResourceServerShown,
    )
    async def update_resource_server(
        session: SessionOf, name: ApiName, payload: ResourceServerUpdate
    ) -> Response:
        """Change an API. What is not sent stays, and null sets a property back."""
        stored = await session.change(lambda records: with_keys(rules.update(records, name, payload)))
        return answer(shown(rules.find(stored, name), stored.tenant))

    @routes.delete(
        "/resource-servers/{id:path}",
        openapi_extra=needs("delete:resource_servers"),
        status_code=204,
        responses=errors(),
    )
    async def delete_resource_server(session: SessionOf, name: ApiName) -> Response:
        """Delete an API with the grants for it."""
        await session.change(lambda records: rules.delete(records, name))
        return nothing()

    return routes
