"""What a change does to a tenant's users. No I/O: records in, records out, or `ApiError`.

Owns that a login is one user's in a connection, and Auth0's merge of metadata. It must not
know who asks, nor how passwords are hashed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from warmhook.gateway.auth0.merging import merged, merged_metadata, unused
from warmhook.gateway.management.api.errors import ApiError, Code, invalid_body
from warmhook.gateway.management.users.payload import UserCreate, UserUpdate
from warmhook.gateway.model import TenantRecords, User

# The properties that have a field of their own, and those that are not kept.
_USED: Final = frozenset(
    {
        "user_id",
        "connection",
        "client_id",
        "email",
        "username",
        "name",
        "password",
        "blocked",
        "user_metadata",
        "app_metadata",
        "verify_email",
        "verify_phone_number",
    }
)


def find(records: TenantRecords, user_id: str) -> User:
    """Raises `ApiError` with 404."""
    for user in records.users:
        if user.user_id == user_id:
            return user
    raise ApiError(Code.USER_MISSING, "The user does not exist.")


def create(
    records: TenantRecords, user_id: str, payload: UserCreate, password_hash: str, *, now: float
) -> TenantRecords:
    if payload.connection not in records.connections:
        raise ApiError(Code.CONNECTION_MISSING, "The connection does not exist.")
    user = _changed(
        User(
            user_id=user_id,
            connection=payload.connection,
            password_hash=password_hash,
            created_at=now,
            updated_at=now,
        ),
        payload.model_dump(exclude_unset=True),
    )
    if any(other.user_id == user_id for other in records.users):
        raise _taken("The user already exists.")
    _require_free_logins(records, user, "The user already exists.")
    return replace(records, users=(*records.users, user))


def update(
    records: TenantRecords, user_id: str, payload: UserUpdate, password_hash: str | None, *, now: float
) -> TenantRecords:
    """`password_hash` is of the password that was sent, where one was."""
    user = find(records, user_id)
    if payload.connection not in (None, user.connection):
        raise invalid_body("'Is not the connection of the user' on property connection")
    changed = _changed(
        replace(user, password_hash=password_hash or user.password_hash, updated_at=now),
        payload.model_dump(exclude_unset=True),
    )
    _require_free_logins(records, changed, "The specified new email or username already exists.")
    return replace(records, users=tuple(changed if one.user_id == user_id else one for one in records.users))


def delete(records: TenantRecords, user_id: str) -> TenantRecords:
    """As on Auth0, deleting a user that does not exist succeeds."""
    return replace(records, users=tuple(user for user in records.users if user.user_id != user_id))


# Any: what was sent, validated.
def _changed(user: User, sent: dict[str, Any]) -> User:
    other = merged(user.other, unused(sent, _USED))
    if sent.get("email", user.email) != user.email and "email_verified" not in sent:
        # The new address has not been verified yet.
        other = {**other, "email_verified": False}
    changed = replace(
        user,
        **{name: sent[name] for name in ("email", "username", "name") if name in sent},
        blocked=bool(sent["blocked"]) if "blocked" in sent else user.blocked,
        user_metadata=_metadata("user_metadata", user.user_metadata, sent),
        app_metadata=_metadata("app_metadata", user.app_metadata, sent),
        other=other,
    )
    if changed.email is None and changed.username is None:
        raise invalid_body("'Missing required property: email'")
    return changed


def _metadata(name: str, stored: Any, sent: dict[str, Any]) -> Any:
    return merged_metadata(stored, sent[name]) if name in sent else stored


def _require_free_logins(records: TenantRecords, user: User, message: str) -> None:
    wanted = set(_logins(user))
    for other in records.users:
        if (
            other.connection == user.connection
            and other.user_id != user.user_id
            and not wanted.isdisjoint(_logins(other))
        ):
            raise _taken(message)


def _taken(message: str) -> ApiError:
    return ApiError(Code.USER_EXISTS, message)


def _logins(user: User) -> Iterator[str]:
    for login in (user.email, user.username):
        if login is not None:
            yield login.lower()
