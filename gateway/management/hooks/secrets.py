"""Routes of a hook's secrets.

Owns statuses and the OpenAPI description. It must not know what a change does
(`rules`). Values go in and never come out.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Response

from warmhook.gateway.management.api.answers import answer, errors, nothing
from warmhook.gateway.management.api.route import router
from warmhook.gateway.management.api.scopes import needs
from warmhook.gateway.management.api.session import SessionOf
from warmhook.gateway.management.hooks import rules
from warmhook.gateway.management.hooks.payload import SecretNames, Secrets
from warmhook.gateway.management.hooks.routes import HookId
from warmhook.gateway.management.hooks.shape import secrets_shown


def hook_secret_routes() -> APIRouter:
    """The routes under /hooks/{id}/secrets."""
    routes = router("hooks")

    @routes.get(
        "/hooks/{id}/secrets",
        openapi_extra=needs("read:hooks"),
        responses=errors(),
        response_model=dict[str, str],
    )
    async def get_hook_secrets(session: SessionOf, hook_id: HookId) -> Response:
        """List the names of a hook's secrets, each with a placeholder for its value."""
        return answer(secrets_shown(rules.find(session.records, hook_id).secrets))

    @routes.post(
        "/hooks/{id}/secrets",
        openapi_extra=needs("update:hooks"),
        status_code=201,
        responses=errors(409),
        response_model=dict[str, str],
    )
    async def add_hook_secrets(
        session: SessionOf, hook_id: HookId, secrets: Annotated[Secrets, Body()]
    ) -> Response:
        """Add secrets to a hook: all of them, or none."""
        await session.change(lambda records: rules.add_secrets(records, hook_id, secrets))
        return answer({}, 201)

    @routes.patch(
        "/hooks/{id}/secrets",
        openapi_extra=needs("update:hooks"),
        status_code=201,
        responses=errors(),
        response_model=dict[str, str],
    )
    async def update_hook_secrets(
        session: SessionOf, hook_id: HookId, secrets: Annotated[Secrets, Body()]
    ) -> Response:
        """Give new values to secrets of a hook: to all of them, or to none."""
        await session.change(lambda records: rules.update_secrets(records, hook_id, secrets))
        return answer({}, 201)

    @routes.delete(
        "/hooks/{id}/secrets", openapi_extra=needs("delete:hooks"), status_code=204, responses=errors()
    )
    async def delete_hook_secrets(
        session: SessionOf, hook_id: HookId, names: Annotated[SecretNames, Body()]
    ) -> Response:
        """Remove secrets from a hook, by their names: all of them, or none."""
        await session.change(lambda records: rules.delete_secrets(records, hook_id, names))
        return nothing()

    return routes
