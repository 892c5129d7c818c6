"""Users of an import are laid over the stored ones: who is the same, and what stays."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.merge_users import merge_users
from warmhook.gateway.importing.objects import ParsedUser
from warmhook.gateway.model import User

EARLIER, NOW = 1_600_000_000.0, 1_700_000_000.0
STORED = User(
    "auth0|1",
    "People",
    email="jane@acme.test",
    username="jane",
    name="Jane",
    password_hash="stored hash",
    created_at=EARLIER,
    updated_at=EARLIER,
)


def parsed(**fields: Any) -> ParsedUser:
    given = {
        "where": "users.json[0]",
        "connection": "People",
        "user_id": None,
        "email": None,
        "username": None,
        "name": None,
        "blocked": False,
        "password_hash": None,
        "user_metadata": {},
        "app_metadata": {},
        "other": {},
    }
    return ParsedUser(**{**given, **fields})


def merged(
    stored: tuple[User, ...], *users: ParsedUser, hashes: dict[str, str] | None = None
) -> tuple[tuple[User, ...], list[str]]:
    findings = Findings()
    records = merge_users(stored, users, hashes or {}, findings, NOW)
    assert findings.problems == []
    return records, [str(problem) for problem in findings.unusable]


SAME: dict[str, ParsedUser] = {
    "the same id": parsed(user_id="auth0|1", email="new@acme.test"),
    "the same address": parsed(email="jane@acme.test"),
    "the same user name": parsed(username="jane"),
    "an address that is now another's user name": parsed(username="jane@acme.test"),
}


@pytest.mark.parametrize("case", SAME)
def test_who_is_the_same_user(case: str) -> None:
    (user,), unusable = merged((STORED,), SAME[case])
    assert user.user_id == "auth0|1"
    assert (user.password_hash, user.created_at, user.updated_at) == ("stored hash", EARLIER, NOW)
    assert unusable == []


OTHERS: dict[str, ParsedUser] = {
    "another address": parsed(email="joe@acme.test"),
    "the same address in another database": parsed(email="jane@acme.test", connection="Staff"),
    "another id without a login of its": parsed(user_id="auth0|2", email="joe@acme.test"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_who_is_another_user(case: str) -> None:
    (stored, made), unusable = merged((STORED,), OTHERS[case])
    assert stored == STORED
    assert made.user_id != STORED.user_id
    assert made.user_id.startswith("auth0|")
    assert (made.password_hash, made.created_at, made.updated_at) == (None, NOW, NOW)
    assert unusable == []


def test_what_the_import_says_takes_the_place_of_what_is_stored() -> None:
    fields = {
        "email": "jane@acme.test",
        "name": "Jane Doe",
        "blocked": True,
        "user_metadata": {"a": 1},
        "app_metadata": {"b": 2},
        "other": {"nickname": "j"},
    }
    (user,), _ = merged((STORED,), parsed(**fields))
    assert {name: getattr(user, name) for name in fields} == fields
    assert user.username is None


def test_the_same_again_changes_nothing() -> None:
    again = parsed(user_id="auth0|1", email="jane@acme.test", username="jane", name="Jane")
    assert merged((STORED,), again) == ((STORED,), [])


PASSWORDS: dict[str, tuple[str | None, dict[str, str], str]] = {
    "the stored one stays": (None, {}, "stored hash"),
    "that of the file goes before it": ("of the file", {}, "of the file"),
    "a supplied one goes before both": ("of the file", {"jane@acme.test": "supplied"}, "supplied"),
    "it may be supplied for the user name": (None, {"jane": "supplied"}, "supplied"),
    "that for the address goes first": (None, {"jane": "no", "jane@acme.test": "supplied"}, "supplied"),
}


@pytest.mark.parametrize("case", PASSWORDS)
def test_whose_password_counts(case: str) -> None:
    in_file, hashes, expected = PASSWORDS[case]
    user = parsed(email="jane@acme.test", username="jane", password_hash=in_file)
    (made,), unusable = merged((STORED,), user, hashes=hashes)
    assert made.password_hash == expected
    assert unusable == []


def test_a_password_for_nobody_of_the_import_is_said() -> None:
    users, unusable = merged((STORED,), parsed(email="joe@acme.test"), hashes={"jane@acme.test": "h"})
    assert users[0] == STORED
    assert unusable == ["supplied secrets: users: the import has no user 'jane@acme.test'"]


def test_a_user_with_an_id_may_take_the_login_that_another_gives_up() -> None:
    first = parsed(user_id="auth0|1", email="jane@new.test")
    second = parsed(user_id="auth0|2", email="jane@acme.test", where="users.json[1]")
    for order in ((first, second), (second, first)):
        users, unusable = merged((STORED,), *order)
        assert {user.user_id: user.email for user in users} == {
            "auth0|1": "jane@new.test",
            "auth0|2": "jane@acme.test",
        }
        assert unusable == []


LATER: dict[str, tuple[ParsedUser, str]] = {
    "the same id": (
        parsed(user_id="auth0|7", email="b@acme.test", where="users.json[1]"),
        "users.json[1]: is the user auth0|7, and so is users.json[0]",
    ),
    "the same address": (
        parsed(email="a@acme.test", where="users.json[1]"),
        "users.json[1]: logs in as 'a@acme.test', and so does users.json[0]",
    ),
    "an address that is the other's user name": (
        parsed(user_id="auth0|8", email="b@acme.test", username="a@acme.test", where="users.json[1]"),
        "users.json[1]: logs in as 'a@acme.test', and so does users.json[0]",
    ),
    "the address of a stored user": (
        parsed(user_id="auth0|8", email="jane@acme.test", where="users.json[1]"),
        "users.json[1]: logs in as 'jane@acme.test', and so does the stored user auth0|1",
    ),
    "the logins of two stored users": (
        parsed(email="jane@acme.test", username="joe", where="users.json[1]"),
        "users.json[1]: logs in as 'joe', and so does the stored user auth0|2",
    ),
}


@pytest.mark.parametrize("case", LATER)
def test_of_two_who_cannot_both_be_the_later_is_left_out(case: str) -> None:
    later, said = LATER[case]
    stored = (STORED, User("auth0|2", "People", username="joe"))
    users, unusable = merged(stored, parsed(user_id="auth0|7", email="a@acme.test"), later)
    assert users[:2] == stored
    assert [(user.user_id, user.email) for user in users[2:]] == [("auth0|7", "a@acme.test")]
    assert unusable == [said]


def test_one_who_is_left_out_takes_nobody_s_login() -> None:
    wrong = parsed(user_id="auth0|7", email="jane@acme.test", username="free", where="users.json[0]")
    right = parsed(user_id="auth0|8", username="free", where="users.json[1]")
    users, unusable = merged((STORED,), wrong, right)
    assert [user.user_id for user in users] == ["auth0|1", "auth0|8"]
    assert len(unusable) == 1


def test_users_stay_whom_the_import_does_not_have() -> None:
    other = dataclasses.replace(STORED, user_id="auth0|9", email="other@acme.test", username=None)
    users, _ = merged((STORED, other), parsed(email="new@acme.test"))
    assert users[:2] == (STORED, other)
