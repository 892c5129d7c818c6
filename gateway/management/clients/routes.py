"""Routes of clients.

Owns statuses, scopes and the OpenAPI description. It must not know what a change does
(`rules`), how a client is written down (`shape`), or how secrets are hashed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Response

from warmhook.gateway.auth0.identifiers import new_client_id, new_client_secret, new_client_secret_id
from warmhook.gateway.management.api.access import require_all
from warmhook.gateway.management.api.answers import answer, errors, nothing
from warmhook.gateway.management.api.paging import Envelope, Fields, listed
from warmhook.gateway.management.api.route import router
from warmhook.gateway.management.api.scopes import needs
from warmhook.gateway.management.api.session import Session, SessionOf
from warmhook.gateway.management.clients import attributes, rules
from warmhook.gateway.management.clients.payload import ClientCreate, ClientPage, ClientUpdate
from warmhook.gateway.management.clients.shape import ClientList, ClientMade, ClientShown, property_of, shown
from warmhook.gateway.model import Client, ClientSecret

_ENVELOPE: Final = Envelope("clients")

ClientId = Annotated[str, Path(alias="id", min_length=1, max_length=600, description="A `client_id`.")]
# What is stored of a secret.
HashSecret = Callable[[str], str]


def client_routes(hash_secret: HashSecret) -> APIRouter:
    """The routes under /clients, but those of secrets."""
    routes = router("clients")

    @routes.get(
        "/clients",
        openapi_extra=needs("read:clients", "read:client_keys", "read:client_credentials"),
        responses=errors(),
        response_model=list[ClientShown] | ClientList,
    )
    async def list_clients(session: SessionOf, page: Annotated[ClientPage, Query()]) -> Response:
        """List clients, without their secrets."""
        found = [client for client in session.records.clients if _is_wanted(client, page)]
        return answer(listed(found, page, _ENVELOPE, lambda client: _shown(session, client)))

    @routes.post(
        "/clients",
        openapi_extra=needs("create:clients"),
        status_code=201,
        responses=errors(),
        response_model=ClientMade,
    )
    async def create_client(session: SessionOf, payload: ClientCreate) -> Response:
        """Create a client. The answer has its secret, which cannot be read again."""
        require_all(session.caller, attributes.needed_to_create(payload.model_fields_set))
        client_id, made = new_client_id(), payload.client_secret or new_client_secret()
        secret = stored_secret(made, hash_secret)
        stored = await session.change(lambda records: rules.create(records, client_id, payload, secret))
        client = rules.find(stored, client_id)
        return answer({**shown_to_author(session, client), "client_secret": made}, 201)

    @routes.get(
        "/clients/{id}",
        openapi_extra=needs("read:clients", "read:client_keys", "read:client_credentials"),
        responses=errors(),
        response_model=ClientShown,
    )
    async def get_client(
        session: SessionOf, client_id: ClientId, fields: Annotated[Fields, Query()]
    ) -> Response:
        """Read a client, without its secrets."""
        client = session.tenant.clients.get(client_id)
        if client is None:
            raise rules.missing()
        return answer(fields.of(_shown(session, client)))

    @routes.patch(
        "/clients/{id}",
        openapi_extra=needs("update:clients", "update:client_keys", "update:client_credentials"),
        responses=errors(),
        response_model=ClientShown,
    )
    async def update_client(session: SessionOf, client_id: ClientId, payload: ClientUpdate) -> Response:
        """Change a client. What is not sent stays, and null sets a property back.

        `client_secret` and `encryption_key` need `update:client_keys`, `client_authentication_methods` needs
        `update:client_credentials`, and everything else `update:clients`.
        """
        require_all(session.caller, attributes.needed_to_update(payload.model_fields_set))
        sent = payload.client_secret
        secret = stored_secret(sent, hash_secret) if "client_secret" in payload.model_fields_set else None
        stored = await session.change(lambda records: rules.update(records, client_id, payload, secret))
        return answer(shown_to_author(session, rules.find(stored, client_id)))

    @routes.delete(
        "/clients/{id}", openapi_extra=needs("delete:clients"), status_code=204, responses=errors()
    )
    async def delete_client(session: SessionOf, client_id: ClientId) -> Response:
        """Delete a client with its secrets and grants."""
        await session.change(lambda records: rules.delete(records, client_id))
        return nothing()

    return routes


def stored_secret(secret: str, hash_secret: HashSecret, expires_at: float | None = None) -> ClientSecret:
    """The secret as it is kept."""
    return ClientSecret(
        hashed=hash_secret(secret),
        expires_at=expires_at,
        id=new_client_secret_id(),
        created_at=time.time(),
    )


# Any: the client as JSON.
def shown_to_author(session: Session, client: Client) -> dict[str, Any]:
    """The client, for whoever has just changed it."""
    return attributes.readable_to_author(shown(client, session.tenant.tenant), session.caller.scopes)


# Any: the client as JSON.
def _shown(session: Session, client: Client) -> dict[str, Any]:
    return attributes.readable(shown(client, session.tenant.tenant), session.caller.scopes)


def _is_wanted(client: Client, page: ClientPage) -> bool:
    types = None if page.app_type is None else page.app_type.split(",")
    return (
        page.is_global is not True
        and page.is_first_party in (None, property_of(client, "is_first_party"))
        and (types is None or property_of(client, "app_type") in types)
    )
