"""Routes of users.

Owns statuses, scopes and the OpenAPI description. It must not know what a change does
(`rules`), how a user is written down (`shape`), or how passwords are hashed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from warmhook.gateway.auth0.identifiers import new_user_id
from warmhook.gateway.management.api.access import require_all
from warmhook.gateway.management.api.answers import answer, errors, nothing
from warmhook.gateway.management.api.paging import Envelope, Fields, listed
from warmhook.gateway.management.api.route import router
from warmhook.gateway.management.api.scopes import needs
from warmhook.gateway.management.api.session import SessionOf
from warmhook.gateway.management.users import rules
from warmhook.gateway.management.users import search as user_search
from warmhook.gateway.management.users.payload import UserCreate, UserPage, UserUpdate
from warmhook.gateway.management.users.shape import UserList, UserShown, shown
from warmhook.gateway.model import User

_ENVELOPE: Final = Envelope("users", with_length=True)

# What may be changed of a user without `update:users`.
_OF_APPLICATIONS: Final = frozenset({"app_metadata"})

UserId = Annotated[str, Path(alias="id", min_length=1, max_length=300, description="`auth0|…`, URL-encoded.")]
# What is stored of a password; slow, and so not on the event loop. Turns go round between the callers' ids.
HashPassword = Callable[[str, Hashable], Awaitable[str]]


class _ByEmail(Fields):
    """Which users to list."""

    email: Annotated[str, Field(max_length=320)]


def user_list_routes() -> APIRouter:
    """The routes that list users."""
    routes = router("users")

    @routes.get(
        "/users",
        openapi_extra=needs("read:users"),
        responses=errors(),
        response_model=list[UserShown] | UserList,
    )
    async def list_users(session: SessionOf, page: Annotated[UserPage, Query()]) -> Response:
        """List users, or search for them by exact values."""
        found = [user for user in session.records.users if page.connection in (None, user.connection)]
        if page.q is not None:
            # Searching all users takes time.
            found = await asyncio.to_thread(_matching, found, user_search.parse(page.q))
        return answer(listed(found, page, _ENVELOPE, shown))

    @routes.get(
        "/users-by-email",
        openapi_extra=needs("read:users"),
        responses=errors(),
        response_model=list[UserShown],
    )
    async def list_users_by_email(session: SessionOf, query: Annotated[_ByEmail, Query()]) -> Response:
        """List the users with an e-mail address, in whatever connection."""
        wanted = query.email.lower()
        found = [user for user in session.records.users if (user.email or "").lower() == wanted]
        return answer([query.of(shown(user)) for user in found])

    return routes


def user_routes(hash_password: HashPassword) -> APIRouter:
    """The routes of one user."""
    routes = router("users")

    @routes.post(
        "/users",
        openapi_extra=needs("create:users"),
        status_code=201,
        responses=errors(409),
        response_model=UserShown,
    )
    async def create_user(session: SessionOf, payload: UserCreate) -> Response:
        """Create a user of a connection."""
        user_id = f"auth0|{payload.user_id}" if payload.user_id else new_user_id()
        hashed = await hash_password(payload.password, session.caller.client_id)
        now = time.time()
        stored = await session.change(
            lambda records: rules.create(records, user_id, payload, hashed, now=now)
        )
        return answer(shown(rules.find(stored, user_id)), 201)

    @routes.get(
        "/users/{id:path}", openapi_extra=needs("read:users"), responses=errors(), response_model=UserShown
    )
    async def get_user(session: SessionOf, user_id: UserId, fields: Annotated[Fields, Query()]) -> Response:
        """Read a user."""
        return answer(fields.of(shown(rules.find(session.records, user_id))))

    @routes.patch(
        "/users/{id:path}",
        openapi_extra=needs("update:users", "update:users_app_metadata"),
        responses=errors(409),
        response_model=UserShown,
    )
    async def update_user(session: SessionOf, user_id: UserId, payload: UserUpdate) -> Response:
        """Change a user. Metadata are merged at their first level; null removes.

        With `update:users_app_metadata` alone, only `app_metadata`.
        """
        if not payload.model_fields_set <= _OF_APPLICATIONS:
            require_all(session.caller, ("update:users",))
        has_password = "password" in payload.model_fields_set
        hashed = await hash_password(payload.password, session.caller.client_id) if has_password else None
        now = time.time()
        stored = await session.change(
            lambda records: rules.update(records, user_id, payload, hashed, now=now)
        )
        return answer(shown(rules.find(stored, user_id)))

    @routes.delete(
        "/users/{id:path}", openapi_extra=needs("delete:users"), status_code=204, responses=errors()
    )
    async def delete_user(session: SessionOf, user_id: UserId) -> Response:
        """Delete a user."""
        await session.change(lambda records: rules.delete(records, user_id))
        return nothing()

    return routes


def _matching(users: Sequence[User], matches: user_search.Matches) -> list[User]:
    return [user for user in users if matches(shown(user))]
