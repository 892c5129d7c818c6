"""How a user is written down. No I/O.

Owns the properties of an answer and what Auth0 makes up where nothing was set. A password
or its hash is never among them. It must not know how users are changed.
"""

from __future__ import annotations

import hashlib
from typing import Any

from pydantic import BaseModel, ConfigDict

from warmhook.gateway.auth0.timestamps import written
from warmhook.gateway.model import User


class Identity(BaseModel):
    """Where a user comes from."""

    connection: str
    user_id: str
    provider: str
    isSocial: bool


class UserShown(BaseModel):
    """A user, with whatever else an import has brought."""

    model_config = ConfigDict(extra="allow")

    user_id: str = ""
    email: str = ""
    email_verified: bool = False
    username: str = ""
    name: str = ""
    nickname: str = ""
    picture: str = ""
    blocked: bool = False
    identities: list[Identity] = []
    created_at: str = ""
    updated_at: str = ""
    user_metadata: dict[str, Any] = {}
    app_metadata: dict[str, Any] = {}


class UserList(BaseModel):
    """`include_totals=true`"""

    total: int
    start: int
    limit: int
    length: int
    users: list[UserShown]


def shown(user: User) -> dict[str, Any]:
    """The user as JSON. What is not set is absent."""
    login = user.email or user.username or ""
    provider, _, own_id = user.user_id.rpartition("|")
    set_ = {
        "created_at": written(user.created_at) if user.created_at else None,
        "email": user.email,
        "email_verified": False if user.email else None,
        "identities": [
            {
                "connection": user.connection,
                "user_id": own_id,
                "provider": provider or "auth0",
                "isSocial": False,
            }
        ],
        "name": user.name or login,
        "nickname": login.partition("@")[0],
        "picture": _picture(login),
        "updated_at": written(user.updated_at) if user.updated_at else None,
        "user_id": user.user_id,
        "username": user.username,
        "blocked": user.blocked or None,
        "user_metadata": dict(user.user_metadata) or None,
        "app_metadata": dict(user.app_metadata) or None,
        **user.other,
    }
    return {name: value for name, value in set_.items() if value is not None}


def _picture(login: str) -> str:
    digest = hashlib.md5(login.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    return f"https://s.gravatar.com/avatar/{digest}?s=480&r=pg"
