"""What a change does to a tenant's hooks: records in, records out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from samples.managed_tenants import ACME

from warmhook.gateway.management.api.errors import ApiError, Code
from warmhook.gateway.management.hooks import rules
from warmhook.gateway.management.hooks.payload import HookCreate, HookUpdate
from warmhook.gateway.management.hooks.shape import etag
from warmhook.gateway.model import Hook, HookVersion, TenantRecords, TriggerId

FIRST = Hook("1", "first", TriggerId.CREDENTIALS_EXCHANGE, "1", enabled=True, secrets={"KEY": "value"})
SECOND = Hook("2", "second", TriggerId.CREDENTIALS_EXCHANGE, "2")
OTHER = Hook("3", "other", TriggerId.POST_CHANGE_PASSWORD, "3", enabled=True)
RECORDS = replace(ACME, hooks=(FIRST, SECOND, OTHER))
VERSION = HookVersion("2", 1, "old", {"lodash": "4.17.21"}, {"OLD": "secret"}, "somebody", 0.0)

Change = Callable[[TenantRecords], TenantRecords]


def created(**fields: object) -> Change:
    sent = {"name": "new", "script": "x", "triggerId": "credentials-exchange", **fields}
    return lambda records: rules.create(records, "4", HookCreate.model_validate(sent))


def updated(hook: str, if_match: str | None = None, **fields: object) -> Change:
    return lambda records: rules.update(records, hook, HookUpdate.model_validate(fields), if_match)


NEW = Hook("4", "new", TriggerId.CREDENTIALS_EXCHANGE, "x")

DONE: dict[str, tuple[Change, tuple[Hook, ...]]] = {
    "a hook that is created comes last": (created(), (FIRST, SECOND, OTHER, NEW)),
    "a hook that is created enabled takes its trigger over": (
        created(enabled=True),
        (replace(FIRST, enabled=False), SECOND, OTHER, replace(NEW, enabled=True)),
    ),
    "a hook that is enabled takes its trigger over": (
        updated("2", enabled=True),
        (replace(FIRST, enabled=False), replace(SECOND, enabled=True), OTHER),
    ),
    "a hook that is enabled already changes no other": (updated("1", enabled=True), (FIRST, SECOND, OTHER)),
    "a hook that is disabled leaves its trigger without one": (
        updated("1", enabled=False),
        (replace(FIRST, enabled=False), SECOND, OTHER),
    ),
    "an enabled hook stays enabled under another name": (
        updated("1", name="renamedHook"),
        (replace(FIRST, name="renamed-hook"), SECOND, OTHER),
    ),
    "dependencies are replaced as a whole": (
        updated("1", dependencies={}),
        (FIRST, SECOND, OTHER),
    ),
    "a deleted hook is gone": (lambda records: rules.delete(records, "1", None), (SECOND, OTHER)),
    "a rollback brings back script, dependencies and secrets": (
        lambda records: rules.roll_back(records, "2", VERSION, None),
        (
            FIRST,
            replace(SECOND, script="old", dependencies={"lodash": "4.17.21"}, secrets={"OLD": "secret"}),
            OTHER,
        ),
    ),
    "what was read is what is there": (
        updated("2", etag(SECOND), script="y"),
        (FIRST, replace(SECOND, script="y"), OTHER),
    ),
    "one of several that were read is there": (
        updated("2", f'"other", {etag(SECOND)}', script="y"),
        (FIRST, replace(SECOND, script="y"), OTHER),
    ),
    "anything that is there will do": (
        updated("2", "*", script="y"),
        (FIRST, replace(SECOND, script="y"), OTHER),
    ),
}


@pytest.mark.parametrize(("change", "hooks"), DONE.values(), ids=DONE.keys())
def test_a_change_is_made(change: Change, hooks: tuple[Hook, ...]) -> None:
    assert change(RECORDS) == replace(RECORDS, hooks=hooks)


REFUSED: dict[str, tuple[Change, Code]] = {
    "a name that is taken": (created(name="First"), Code.HOOK_NAME_TAKEN),
    "a name that is taken, of another trigger": (
        created(name="first", triggerId="send-phone-message"),
        Code.HOOK_NAME_TAKEN,
    ),
    "another hook's name": (updated("2", name="first"), Code.HOOK_NAME_TAKEN),
    "no such hook": (updated("9", script="x"), Code.HOOK_MISSING),
    "no such hook, whatever it was": (updated("9", "*", script="x"), Code.HOOK_MISSING),
    "a hook that has changed": (updated("1", etag(SECOND), script="x"), Code.PRECONDITION_FAILED),
    "a weak tag": (updated("1", f"W/{etag(FIRST)}", script="x"), Code.PRECONDITION_FAILED),
    "a hook that has changed, to delete": (
        lambda records: rules.delete(records, "1", '"x"'),
        Code.PRECONDITION_FAILED,
    ),
    "a hook that has changed, to roll back": (
        lambda records: rules.roll_back(records, "2", VERSION, '"x"'),
        Code.PRECONDITION_FAILED,
    ),
    "a secret that is there": (
        lambda records: rules.add_secrets(records, "1", {"KEY": "x"}),
        Code.HOOK_SECRET_EXISTS,
    ),
    "a secret that is not there": (
        lambda records: rules.update_secrets(records, "1", {"KEY": "x", "NO": "x"}),
        Code.HOOK_SECRET_MISSING,
    ),
    "a secret that is not there, to remove": (
        lambda records: rules.delete_secrets(records, "1", ["NO"]),
        Code.HOOK_SECRET_MISSING,
    ),
    "more secrets than a hook may have": (
        lambda records: rules.add_secrets(records, "1", {f"K{number}": "x" for number in range(20)}),
        Code.INVALID_BODY,
    ),
}


@pytest.mark.parametrize(("change", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_change_is_refused(change: Change, code: Code) -> None:
    with pytest.raises(ApiError) as refused:
        change(RECORDS)
    assert refused.value.code is code


@pytest.mark.parametrize(
    "other",
    [
        replace(FIRST, script="other"),
        replace(FIRST, name="other"),
        replace(FIRST, enabled=False),
        replace(FIRST, dependencies={"lodash": "4.17.21"}),
        replace(FIRST, trigger_id=TriggerId.PASSWORD_EXCHANGE),
    ],
)
def test_an_etag_changes_with_what_is_shown(other: Hook) -> None:
    assert etag(other) != etag(FIRST)


def test_an_etag_says_nothing_of_secrets() -> None:
    """A digest of a short secret is as good as the secret."""
    assert etag(replace(FIRST, secrets={"KEY": "other"})) == etag(FIRST)
