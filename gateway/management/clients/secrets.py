"""Routes of the secrets of clients. Rotation is Auth0's; lists of secrets are ours.

Owns statuses, scopes and the OpenAPI description. It must not know what a change does
(`secret_rules`). What is made is in the answer, and nowhere else.
"""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from warmhook.gateway.auth0.identifiers import new_client_secret
from warmhook.gateway.management.api.answers import answer, errors, nothing
from warmhook.gateway.management.api.errors import invalid_body
from warmhook.gateway.management.api.route import router
from warmhook.gateway.management.api.scopes import needs
from warmhook.gateway.management.api.session import SessionOf
from warmhook.gateway.management.clients import rules as client_rules
from warmhook.gateway.management.clients import secret_rules as rules
from warmhook.gateway.management.clients.payload import Rotation, SecretCreate
from warmhook.gateway.management.clients.routes import ClientId, HashSecret, shown_to_author, stored_secret
from warmhook.gateway.management.clients.shape import ClientMade, SecretMade, SecretShown, secret_shown

_SecretId = Annotated[str, Path(min_length=1, max_length=64)]


def client_secret_routes(hash_secret: HashSecret) -> APIRouter:
    """The routes under /clients/{id} that are about secrets."""
    routes = router("clients")

    @routes.post(
        "/clients/{id}/rotate-secret",
        openapi_extra=needs("update:client_keys"),
        responses=errors(),
        response_model=ClientMade,
    )
    async def rotate_client_secret(
        session: SessionOf, client_id: ClientId, rotation: Annotated[Rotation, Query()]
    ) -> Response:
        """Give a client a new secret. The others end at once, or after the grace period."""
        made = new_client_secret()
        secret = stored_secret(made, hash_secret)
        stored = await session.change(
            lambda records: rules.rotate(
                records, client_id, secret, now=secret.created_at, grace=rotation.grace_period
            )
        )
        client = client_rules.find(stored, client_id)
        return answer({**shown_to_author(session, client), "client_secret": made})

    @routes.get(
        "/clients/{id}/secrets",
        openapi_extra=needs("read:client_keys"),
        responses=errors(),
        response_model=list[SecretShown],
    )
    async def list_client_secrets(session: SessionOf, client_id: ClientId) -> Response:
        """List the secrets of a client by id and times; never their values."""
        client = client_rules.find(session.records, client_id)
        return answer([secret_shown(secret) for secret in client.secrets])

    @routes.post(
        "/clients/{id}/secrets",
        openapi_extra=needs("create:client_keys"),
        status_code=201,
        responses=errors(409),
        response_model=SecretMade,
    )
    async def create_client_secret(
        session: SessionOf, client_id: ClientId, payload: SecretCreate
    ) -> Response:
        """Give a client one more secret; the others stay. The answer has it, once."""
        now = time.time()
        expires_at = None if payload.expires_at is None else payload.expires_at.timestamp()
        if expires_at is not None and expires_at <= now:
            raise invalid_body("'Must be in the future' on property expires_at")
        made = new_client_secret()
        secret = stored_secret(made, hash_secret, expires_at)
        await session.change(lambda records: rules.add(records, client_id, secret, now=now))
        return answer({**secret_shown(secret), "client_secret": made}, 201)

    @routes.delete(
        "/clients/{id}/secrets/{secret_id}",
        openapi_extra=needs("delete:client_keys"),
        status_code=204,
        responses=errors(),
    )
    async def delete_client_secret(session: SessionOf, client_id: ClientId, secret_id: _SecretId) -> Response:
        """Revoke a secret of a client at once."""
        await session.change(lambda records: rules.remove(records, client_id, secret_id))
        return nothing()

    return routes
