"""Hooks and their versions as JSON. No I/O.

Owns members and their order, which differ from answer to answer as Auth0's do. It must
not know where records come from. Secrets are shown by name only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict

from warmhook.gateway.auth0.hook_names import NOT_SHOWN
from warmhook.gateway.auth0.timestamps import written
from warmhook.gateway.model import Hook, HookVersion, TriggerId
from warmhook.gateway.web.etags import etag_of

# Any: JSON.
Shown = dict[str, Any]


class HookShown(BaseModel):
    """A hook. With `fields`, only the properties that were asked for."""

    model_config = ConfigDict(extra="forbid")

    id: str = ""
    name: str = ""
    script: str = ""
    dependencies: dict[str, str] = {}
    enabled: bool = False
    triggerId: TriggerId = TriggerId.CREDENTIALS_EXCHANGE


class HookList(BaseModel):
    """A page of hooks, with totals."""

    model_config = ConfigDict(extra="forbid")

    total: int
    start: int
    limit: int
    hooks: list[HookShown]


class VersionShown(BaseModel):
    """What a hook was after one change of its script, its dependencies or its secrets."""

    model_config = ConfigDict(extra="forbid")

    hook_id: str = ""
    number: int = 0
    author: str = ""
    created_at: str = ""
    script: str = ""
    dependencies: dict[str, str] = {}
    secrets: list[str] = []


class VersionList(BaseModel):
    """A page of versions, with totals."""

    model_config = ConfigDict(extra="forbid")

    total: int
    start: int
    limit: int
    versions: list[VersionShown]


def shown(hook: Hook) -> Shown:
    """As lists and single reads have it."""
    return {
        "id": hook.id,
        "name": hook.name,
        "script": hook.script,
        "dependencies": dict(hook.dependencies),
        "enabled": hook.enabled,
        "triggerId": hook.trigger_id.value,
    }


def created(hook: Hook) -> Shown:
    """As the answer to its creation has it."""
    record = shown(hook)
    record["enabled"] = record.pop("enabled")
    return record


def etag(hook: Hook) -> str:
    """Changes with anything that `shown` shows; the same at every gateway."""
    return etag_of(orjson.dumps(shown(hook), option=orjson.OPT_SORT_KEYS))


def secrets_shown(names: Iterable[str]) -> Shown:
    return dict.fromkeys(names, NOT_SHOWN)


def version_shown(version: HookVersion) -> Shown:
    return {
        "hook_id": version.hook_id,
        "number": version.number,
        "author": version.author,
        "created_at": written(version.created_at),
        "script": version.script,
        "dependencies": dict(version.dependencies),
        "secrets": sorted(version.secrets),
    }
