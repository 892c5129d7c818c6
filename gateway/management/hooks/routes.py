"""Routes of hooks.

Owns statuses, headers and the OpenAPI description. It must not know what a change does
(`rules`) or how a hook is written down (`shape`).
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Header, Path, Query, Response

from warmhook.gateway.auth0.identifiers import new_hook_id
from warmhook.gateway.management.api.answers import answer, errors, nothing
from warmhook.gateway.management.api.paging import Envelope, Fields, listed
from warmhook.gateway.management.api.route import router
from warmhook.gateway.management.api.scopes import needs
from warmhook.gateway.management.api.session import SessionOf
from warmhook.gateway.management.hooks import rules
from warmhook.gateway.management.hooks.payload import HookCreate, HookPage, HookUpdate
from warmhook.gateway.management.hooks.shape import HookList, HookShown, created, etag, shown
from warmhook.gateway.management.hooks.syntax import SyntaxCheck, warning

_ENVELOPE: Final = Envelope("hooks")

HookId = Annotated[str, Path(alias="id", pattern="^[0-9A-Za-z_-]{1,64}$", description="A ULID.")]
IfMatch = Annotated[
    str | None,
    Header(max_length=1000, description="An ETag: change the hook only if it still is what was read."),
]


def hook_routes(syntax: SyntaxCheck) -> APIRouter:
    """The routes under /hooks."""
    routes = router("hooks")

    @routes.get(
        "/hooks",
        openapi_extra=needs("read:hooks"),
        responses=errors(),
        response_model=list[HookShown] | HookList,
    )
    async def list_hooks(session: SessionOf, page: Annotated[HookPage, Query()]) -> Response:
        """List hooks, in the order in which they were made."""
        found = [
            hook
            for hook in sorted(session.records.hooks, key=lambda hook: hook.id)
            if page.enabled in (None, hook.enabled) and page.triggerId in (None, hook.trigger_id)
        ]
        return answer(listed(found, page, _ENVELOPE, shown))

    @routes.post(
        "/hooks",
        openapi_extra=needs("create:hooks"),
        status_code=201,
        responses=errors(409),
        response_model=HookShown,
    )
    async def create_hook(session: SessionOf, payload: HookCreate) -> Response:
        """Create a hook. Created enabled, it disables the one that was enabled for its trigger."""
        hook_id = new_hook_id()
        stored = await session.change(lambda records: rules.create(records, hook_id, payload))
        hook = rules.find(stored, hook_id)
        warned = await warning(syntax, stored.tenant, hook)
        return answer(created(hook), 201, {"etag": etag(hook), **warned})

    @routes.get(
        "/hooks/{id}", openapi_extra=needs("read:hooks"), responses=errors(), response_model=HookShown
    )
    async def get_hook(session: SessionOf, hook_id: HookId, fields: Annotated[Fields, Query()]) -> Response:
        """Read a hook."""
        hook = rules.find(session.records, hook_id)
        return answer(fields.of(shown(hook)), headers={"etag": etag(hook)})

    @routes.patch(
        "/hooks/{id}",
        openapi_extra=needs("update:hooks"),
        responses=errors(409, 412),
        response_model=HookShown,
    )
    async def update_hook(
        session: SessionOf, hook_id: HookId, payload: HookUpdate, if_match: IfMatch = None
    ) -> Response:
        """Change a hook. Enabling it disables the one that was enabled for its trigger."""
        stored = await session.change(lambda records: rules.update(records, hook_id, payload, if_match))
        hook = rules.find(stored, hook_id)
        warned = await warning(syntax, stored.tenant, hook) if "script" in payload.model_fields_set else {}
        return answer(shown(hook), headers={"etag": etag(hook), **warned})

    @routes.delete("/hooks/{id}", openapi_extra=needs("delete:hooks"), status_code=204, responses=errors(412))
    async def delete_hook(session: SessionOf, hook_id: HookId, if_match: IfMatch = None) -> Response:
        """Delete a hook with its secrets."""
        await session.change(lambda records: rules.delete(records, hook_id, if_match))
        return nothing()

    return routes
