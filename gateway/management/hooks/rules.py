"""What a change does to a tenant's hooks. No I/O: records in, records out, or `ApiError`.

Owns the rules: names are unique, one hook of a trigger is enabled, secrets are added,
changed and removed all or not at all. It must not know who asks, nor how records are
stored. Each function makes one change; the store applies it in a transaction, so that a
token request sees the hooks before it or after it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Final

from warmhook.gateway.auth0.hook_names import kebab_case
from warmhook.gateway.management.api.errors import ApiError, Code, invalid_body
from warmhook.gateway.management.hooks.payload import SECRETS_MAX, HookCreate, HookUpdate
from warmhook.gateway.management.hooks.shape import etag
from warmhook.gateway.model import Hook, HookVersion, TenantRecords

_NO_HOOK_OR_SECRET: Final = "Hook or secret not found."


def find(records: TenantRecords, hook_id: str) -> Hook:
    """Raises `ApiError` with 404."""
    for hook in records.hooks:
        if hook.id == hook_id:
            return hook
    raise ApiError(Code.HOOK_MISSING, "Error: Hook does not exist")


def create(records: TenantRecords, hook_id: str, payload: HookCreate) -> TenantRecords:
    hook = Hook(
        id=hook_id,
        name=kebab_case(payload.name),
        trigger_id=payload.triggerId,
        script=payload.script,
        enabled=payload.enabled,
        dependencies=payload.dependencies,
    )
    _require_free_name(records, hook)
    return _with(records, hook)


def update(records: TenantRecords, hook_id: str, payload: HookUpdate, if_match: str | None) -> TenantRecords:
    hook = find(records, hook_id)
    require_match(hook, if_match)
    sent = payload.model_fields_set
    changed = replace(
        hook,
        name=kebab_case(payload.name) if "name" in sent else hook.name,
        script=payload.script if "script" in sent else hook.script,
        enabled=payload.enabled if "enabled" in sent else hook.enabled,
        dependencies=payload.dependencies if "dependencies" in sent else hook.dependencies,
    )
    _require_free_name(records, changed)
    return _with(records, changed)


def delete(records: TenantRecords, hook_id: str, if_match: str | None) -> TenantRecords:
    hook = find(records, hook_id)
    require_match(hook, if_match)
    return replace(records, hooks=tuple(other for other in records.hooks if other.id != hook_id))


def roll_back(
    records: TenantRecords, hook_id: str, version: HookVersion, if_match: str | None
) -> TenantRecords:
    """Script, dependencies and secrets become the version's; name and `enabled` stay."""
    hook = find(records, hook_id)
    require_match(hook, if_match)
    return _with(
        records,
        replace(hook, script=version.script, dependencies=version.dependencies, secrets=version.secrets),
    )


def add_secrets(records: TenantRecords, hook_id: str, added: Mapping[str, str]) -> TenantRecords:
    """None of them may be there."""

    def secrets(stored: Mapping[str, str]) -> Mapping[str, str]:
        if stored.keys() & added.keys():
            raise ApiError(Code.HOOK_SECRET_EXISTS, "Secret with the same name already exists.")
        if len(stored) + len(added) > SECRETS_MAX:
            raise invalid_body(
                f"'Too many secrets ({len(stored) + len(added)}), maximum {SECRETS_MAX} of a hook'"
            )
        return {**stored, **added}

    return _change_secrets(records, hook_id, secrets)


def update_secrets(records: TenantRecords, hook_id: str, changed: Mapping[str, str]) -> TenantRecords:
    """All of them must be there."""

    def secrets(stored: Mapping[str, str]) -> Mapping[str, str]:
        _require_names(stored, changed.keys())
        return {**stored, **changed}

    return _change_secrets(records, hook_id, secrets)


def delete_secrets(records: TenantRecords, hook_id: str, names: Collection[str]) -> TenantRecords:
    """All of them must be there."""

    def secrets(stored: Mapping[str, str]) -> Mapping[str, str]:
        _require_names(stored, names)
        return {name: value for name, value in stored.items() if name not in names}

    return _change_secrets(records, hook_id, secrets)


def require_match(hook: Hook, if_match: str | None) -> None:
    """RFC 9110 section 13.1.1: strong comparison, any of a list, `*` for any hook that exists."""
    if if_match is None:
        return
    wanted = [tag.strip() for tag in if_match.split(",")]
    if wanted != ["*"] and etag(hook) not in wanted:
        raise ApiError(
            Code.PRECONDITION_FAILED, "The hook has changed since it was read. Read it again, then repeat."
        )


def _require_free_name(records: TenantRecords, hook: Hook) -> None:
    if any(other.name == hook.name and other.id != hook.id for other in records.hooks):
        raise ApiError(Code.HOOK_NAME_TAKEN, "Hook with the same name already exists")


def _require_names(stored: Mapping[str, str], names: Collection[str]) -> None:
    if not stored.keys() >= set(names):
        raise ApiError(Code.HOOK_SECRET_MISSING, _NO_HOOK_OR_SECRET)


def _change_secrets(
    records: TenantRecords, hook_id: str, change: Callable[[Mapping[str, str]], Mapping[str, str]]
) -> TenantRecords:
    hook = find(records, hook_id)
    return _with(records, replace(hook, secrets=change(hook.secrets)))


def _with(records: TenantRecords, hook: Hook) -> TenantRecords:
    """The hook in its place, or at the end. Enabled, it disables the other one of its trigger."""
    others = tuple(
        replace(other, enabled=False)
        if hook.enabled and other.enabled and other.trigger_id is hook.trigger_id and other.id != hook.id
        else other
        for other in records.hooks
    )
    if any(other.id == hook.id for other in others):
        return replace(records, hooks=tuple(hook if other.id == hook.id else other for other in others))
    return replace(records, hooks=(*others, hook))
