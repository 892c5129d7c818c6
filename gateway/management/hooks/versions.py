"""Routes of a hook's versions: list, read, compare, roll back.

Owns statuses and the OpenAPI description. It must not know when a version comes to be:
the store makes one with every change, rolling back included, so that nothing is lost.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from warmhook.gateway.management.api.answers import answer, errors
from warmhook.gateway.management.api.errors import ApiError, Code
from warmhook.gateway.management.api.paging import Envelope, Fields, Page, listed
from warmhook.gateway.management.api.payload import Query as Parameters
from warmhook.gateway.management.api.route import router
from warmhook.gateway.management.api.scopes import needs
from warmhook.gateway.management.api.session import Session, SessionOf
from warmhook.gateway.management.hooks import rules
from warmhook.gateway.management.hooks.diff import Difference, difference
from warmhook.gateway.management.hooks.routes import HookId, IfMatch
from warmhook.gateway.management.hooks.shape import (
    HookShown,
    VersionList,
    VersionShown,
    etag,
    shown,
    version_shown,
)
from warmhook.gateway.model import HookVersion
from warmhook.gateway.store.base import History

_ENVELOPE: Final = Envelope("versions")
_LATEST: Final = 2**31 - 1

Number = Annotated[int, Path(ge=1, le=_LATEST, description="Versions of a hook are numbered from 1.")]


class Against(Parameters):
    """What to compare a version with."""

    against: Annotated[
        int | None, Field(ge=1, le=_LATEST, description="Another version; by default the one before.")
    ] = None


def hook_version_routes(history: History) -> APIRouter:
    """The routes under /hooks/{id}/versions."""
    routes = router("hooks")

    async def versions_of(session: Session, hook_id: str) -> list[HookVersion]:
        rules.find(session.records, hook_id)
        return await history.hook_versions(session.tenant.tenant.name, hook_id)

    @routes.get(
        "/hooks/{id}/versions",
        openapi_extra=needs("read:hooks"),
        responses=errors(),
        response_model=list[VersionShown] | VersionList,
    )
    async def list_hook_versions(
        session: SessionOf, hook_id: HookId, page: Annotated[Page, Query()]
    ) -> Response:
        """List a hook's versions, the newest first."""
        found = await versions_of(session, hook_id)
        return answer(listed(found, page, _ENVELOPE, version_shown))

    @routes.get(
        "/hooks/{id}/versions/{number}",
        openapi_extra=needs("read:hooks"),
        responses=errors(),
        response_model=VersionShown,
    )
    async def get_hook_version(
        session: SessionOf, hook_id: HookId, number: Number, fields: Annotated[Fields, Query()]
    ) -> Response:
        """Read one version of a hook."""
        version = _numbered(await versions_of(session, hook_id), number)
        return answer(fields.of(version_shown(version)))

    @routes.get(
        "/hooks/{id}/versions/{number}/diff",
        openapi_extra=needs("read:hooks"),
        responses=errors(),
        response_model=Difference,
    )
    async def diff_hook_version(
        session: SessionOf, hook_id: HookId, number: Number, query: Annotated[Against, Query()]
    ) -> Response:
        """Say what a version changed: against the one before it, or against another."""
        found = await versions_of(session, hook_id)
        after = _numbered(found, number)
        if query.against is None:
            before = next((version for version in found if version.number < number), None)
        else:
            before = _numbered(found, query.against)
        # Comparing two long scripts takes its time.
        return answer(await asyncio.to_thread(difference, before, after))

    @routes.post(
        "/hooks/{id}/versions/{number}/rollback",
        openapi_extra=needs("update:hooks"),
        responses=errors(412),
        response_model=HookShown,
    )
    async def roll_back_hook(
        session: SessionOf, hook_id: HookId, number: Number, if_match: IfMatch = None
    ) -> Response:
        """Give a hook the script, the dependencies and the secrets of a version; that makes a new version."""
        version = _numbered(await versions_of(session, hook_id), number)
        stored = await session.change(lambda records: rules.roll_back(records, hook_id, version, if_match))
        hook = rules.find(stored, hook_id)
        return answer(shown(hook), headers={"etag": etag(hook)})

    return routes


def _numbered(versions: list[HookVersion], number: int) -> HookVersion:
    for version in versions:
        if version.number == number:
            return version
    raise ApiError(Code.HOOK_VERSION_MISSING, "The hook has no such version.")
