"""What changed from one version of a hook to another. No I/O.

Owns the shape of a difference. It must not know where versions are kept. Of secrets it
says which ones differ, and nothing of their values.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from io import StringIO
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from warmhook.gateway.model import HookVersion


class Changes(BaseModel):
    """Names that were added, removed, or given another value."""

    model_config = ConfigDict(extra="forbid")

    added: list[str]
    removed: list[str]
    changed: list[str]


class Difference(BaseModel):
    """From version `against` to version `number`. Version 0 is an empty hook."""

    model_config = ConfigDict(extra="forbid")

    hook_id: str
    against: int
    number: int
    script: str = Field(description="A unified diff; empty where the scripts are the same.")
    dependencies: Changes
    secrets: Changes


# Any: JSON.
def difference(before: HookVersion | None, after: HookVersion) -> dict[str, Any]:
    """As JSON. Before its first version a hook was empty."""
    number = before.number if before else 0
    return {
        "hook_id": after.hook_id,
        "against": number,
        "number": after.number,
        "script": _unified(before.script if before else "", after.script, number, after.number),
        "dependencies": _changes(before.dependencies if before else {}, after.dependencies),
        "secrets": _changes(before.secrets if before else {}, after.secrets),
    }


def _unified(before: str, after: str, from_number: int, to_number: int) -> str:
    lines = difflib.unified_diff(
        # Lines end with LF only: JavaScript's other line ends are characters of a line.
        list(StringIO(before)),
        list(StringIO(after)),
        f"version {from_number}",
        f"version {to_number}",
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    return {
        "added": sorted(after.keys() - before.keys()),
        "removed": sorted(before.keys() - after.keys()),
        "changed": sorted(name for name in before.keys() & after.keys() if before[name] != after[name]),
    }
