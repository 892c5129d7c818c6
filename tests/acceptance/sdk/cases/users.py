"""Users, whose ids have a bar in them that every client encodes."""

from __future__ import annotations

import contextlib
from typing import Any

from sdk.session import Session

_CONNECTION = "Username-Password-Authentication"
_NOBODY = "auth0|5f7c8ec7c33c6c004bbafe00"


def _user(email: str) -> dict[str, Any]:
    return {"email": email, "connection": _CONNECTION, "password": "correct horse 7 battery"}


def created(sdk: Session) -> None:
    body = {**_user("new@sdk.example"), "user_metadata": {"plan": "full"}, "app_metadata": {"team": ["a"]}}
    with sdk.made("users", body) as user:
        assert user["user_id"].startswith("auth0|")
        assert user["email"] == "new@sdk.example"
        assert user["user_metadata"] == {"plan": "full"}
        assert user["app_metadata"] == {"team": ["a"]}
        assert user["identities"][0]["connection"] == _CONNECTION
        assert "password" not in user


def taken(sdk: Session) -> None:
    with sdk.made("users", _user("taken@sdk.example")):
        refused = sdk.refusal("users.create", _user("Taken@SDK.example"))
    assert (refused.status, refused.message) == (409, "The user already exists.")


def read(sdk: Session) -> None:
    with sdk.made("users", _user("read@sdk.example")) as user:
        assert sdk.call("users.get", user["user_id"]) == user


def by_email(sdk: Session) -> None:
    with sdk.made("users", _user("mail@sdk.example")) as user:
        assert sdk.call("users.by_email", "mail@sdk.example") == [user]


def listed(sdk: Session) -> None:
    with contextlib.ExitStack() as users:
        made = [users.enter_context(sdk.made("users", _user(f"u{n}@sdk.example"))) for n in range(3)]
        found = sdk.call("users.list", {"per_page": 2})
    assert sorted(found, key=_id) == sorted(made, key=_id)


def searched(sdk: Session) -> None:
    with sdk.made("users", _user("one@sdk.example")) as one, sdk.made("users", _user("two@sdk.example")):
        assert sdk.call("users.list", {"q": 'email:"one@sdk.example"', "search_engine": "v3"}) == [one]


def changed(sdk: Session) -> None:
    """Metadata are merged."""
    body = {**_user("changed@sdk.example"), "user_metadata": {"plan": "full", "colour": "red"}}
    with sdk.made("users", body) as user:
        changes = {"name": "Jane", "user_metadata": {"plan": "half"}}
        shown = sdk.call("users.update", user["user_id"], changes)
        assert shown["name"] == "Jane"
        assert shown["user_metadata"] == {"plan": "half", "colour": "red"}


def deleted(sdk: Session) -> None:
    user = sdk.call("users.create", _user("deleted@sdk.example"))
    sdk.call("users.delete", user["user_id"])
    refused = sdk.refusal("users.get", user["user_id"])
    assert (refused.status, refused.message) == (404, "The user does not exist.")


def missing(sdk: Session) -> None:
    refused = sdk.refusal("users.update", _NOBODY, {"name": "Jane"})
    assert (refused.status, refused.message) == (404, "The user does not exist.")


def _id(user: dict[str, Any]) -> str:
    found: str = user["user_id"]
    return found


CASES = {
    "users.create": created,
    "users.create, one that is there": taken,
    "users.get": read,
    "users.by_email": by_email,
    "users.list, page after page": listed,
    "users.list, by a search": searched,
    "users.update": changed,
    "users.update, what is not there": missing,
    "users.delete": deleted,
}
