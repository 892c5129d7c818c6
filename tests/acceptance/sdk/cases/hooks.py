"""Hooks: every call, and every answer that a script must be able to tell from another."""

from __future__ import annotations

import contextlib
from typing import Any

from sdk.session import Refused, Session
from sdk.stand import READER

TRIGGER = "credentials-exchange"
SCRIPT = "module.exports = function (client, scope, audience, context, cb) { cb(null, {}); };"
MISSING = "01AAAAAAAAAAAAAAAAAAAAAAAA"
_MISSING = Refused(404, "HookDoesNotExist", "Error: Hook does not exist")


def body(name: str, **more: object) -> dict[str, Any]:
    return {"name": name, "script": SCRIPT, "triggerId": TRIGGER, **more}


def created(sdk: Session) -> None:
    """Disabled, and with its name in kebab case."""
    with sdk.made("hooks", body("SDK hook735", dependencies={"lodash": "4.17.21"})) as hook:
        expected = body("sdk-hook-735", dependencies={"lodash": "4.17.21"}, enabled=False)
        assert hook == {"id": hook["id"], **expected}


def created_enabled(sdk: Session) -> None:
    with sdk.made("hooks", body("one", enabled=True)) as one, sdk.made("hooks", body("two", enabled=True)):
        assert sdk.call("hooks.get", one["id"])["enabled"] is False


def read(sdk: Session) -> None:
    with sdk.made("hooks", body("read-me")) as hook:
        assert sdk.call("hooks.get", hook["id"]) == hook


def read_in_part(sdk: Session) -> None:
    with sdk.made("hooks", body("read-me")) as hook:
        assert sdk.call("hooks.get", hook["id"], ["id", "name"]) == {"id": hook["id"], "name": "read-me"}


def listed(sdk: Session) -> None:
    """Five hooks, on three pages."""
    names = [f"page-{number}" for number in range(5)]
    with contextlib.ExitStack() as hooks:
        made = [hooks.enter_context(sdk.made("hooks", body(name))) for name in names]
        assert sdk.call("hooks.list", {"per_page": 2}) == made


def listed_none(sdk: Session) -> None:
    assert sdk.call("hooks.list", {}) == []


def listed_enabled(sdk: Session) -> None:
    with sdk.made("hooks", body("off")) as off, sdk.made("hooks", body("on", enabled=True)) as on:
        assert sdk.call("hooks.list", {"enabled": True}) == [on]
        assert sdk.call("hooks.list", {"enabled": False}) == [off]


def counted(sdk: Session) -> None:
    with contextlib.ExitStack() as hooks:
        made = [hooks.enter_context(sdk.made("hooks", body(name))) for name in ("one", "two", "three")]
        page = sdk.call("hooks.page", 1, 2)
        assert page == {"total": 3, "start": 2, "limit": 2, "hooks": made[2:]}


def changed(sdk: Session) -> None:
    script = "module.exports = (client, scope, audience, context, cb) => cb(new Error('no'));"
    with sdk.made("hooks", body("before")) as hook:
        changes = {"name": "after", "script": script, "dependencies": {"uuid": "9.0.1"}}
        assert sdk.call("hooks.update", hook["id"], changes) == {**hook, **changes}
        assert sdk.call("hooks.get", hook["id"]) == {**hook, **changes}


def enabled(sdk: Session) -> None:
    """Which disables the one that was."""
    with sdk.made("hooks", body("first", enabled=True)) as first, sdk.made("hooks", body("then")) as then:
        assert sdk.call("hooks.update", then["id"], {"enabled": True})["enabled"] is True
        assert sdk.call("hooks.get", first["id"])["enabled"] is False


def deleted(sdk: Session) -> None:
    hook = sdk.call("hooks.create", body("short-lived"))
    sdk.call("hooks.delete", hook["id"])
    _is_refused(sdk.refusal("hooks.get", hook["id"]), _MISSING)


def missing(sdk: Session) -> None:
    _is_refused(sdk.refusal("hooks.get", MISSING), _MISSING)
    _is_refused(sdk.refusal("hooks.update", MISSING, {"name": "found"}), _MISSING)
    _is_refused(sdk.refusal("hooks.delete", MISSING), _MISSING)


def name_taken(sdk: Session) -> None:
    with sdk.made("hooks", body("taken")):
        refused = sdk.refusal("hooks.create", body("Taken"))
    _is_refused(refused, Refused(409, "HookAlreadyExists", "Hook with the same name already exists"))


def invalid(sdk: Session) -> None:
    refused = sdk.refusal("hooks.create", body("-no-name-"))
    assert refused.status == 400
    assert refused.message is not None
    assert refused.message.startswith("Payload validation error: ")
    assert "name" in refused.message


def not_allowed(sdk: Session) -> None:
    """A token with `read:hooks` reads, and no more."""
    assert sdk.call("hooks.list", {}, by=READER) == []
    refused = sdk.refusal("hooks.create", body("nobody-s"), by=READER)
    message = "Insufficient scope, expected any of: create:hooks"
    _is_refused(refused, Refused(403, "insufficient_scope", message))


def _is_refused(refused: Refused, expected: Refused) -> None:
    """Some SDKs keep the code to themselves."""
    assert (refused.status, refused.message) == (expected.status, expected.message)
    assert refused.code in (None, expected.code)


CASES = {
    "hooks.create": created,
    "hooks.create, enabled": created_enabled,
    "hooks.create, the name taken": name_taken,
    "hooks.create, what no hook may be called": invalid,
    "hooks.create, not allowed": not_allowed,
    "hooks.get": read,
    "hooks.get, in part": read_in_part,
    "hooks.get, hooks.update and hooks.delete, what is not there": missing,
    "hooks.list, page after page": listed,
    "hooks.list, none": listed_none,
    "hooks.list, by enabled": listed_enabled,
    "hooks.list, with totals": counted,
    "hooks.update": changed,
    "hooks.update, enabled": enabled,
    "hooks.delete": deleted,
}
