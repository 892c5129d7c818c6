"""Versions of hooks: when there is a new one, and how versions are stored.

Owns what a version is of, how many are kept, and their rows. A change of name or of
being enabled makes none. The newest version is what the hook is now, so the one that
runs is always among those kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa

from warmhook.gateway.model import Hook, HookVersion
from warmhook.gateway.store.audit import Signature
from warmhook.gateway.store.base import Sealer
from warmhook.gateway.store.difference import Difference
from warmhook.gateway.store.sql.rows.schema import hook_versions
from warmhook.gateway.store.sql.rows.sealed import opened_row, sealed_row

# As many as Auth0 keeps of an Action.
KEPT: Final = 50


def hooks_with_new_versions(change: Difference) -> Iterator[Hook]:
    """Those whose script, dependencies or secrets are others now."""
    for each in change.hooks:
        if each.after is not None and (each.before is None or _content(each.before) != _content(each.after)):
            yield each.after


def write_versions(
    connection: sa.Connection, sealer: Sealer, tenant: str, change: Difference, by: Signature
) -> None:
    """Add what a change makes, and remove what there are too many of."""
    for hook in hooks_with_new_versions(change):
        this = (hook_versions.c.tenant == tenant, hook_versions.c.hook_id == hook.id)
        last = connection.execute(sa.select(sa.func.max(hook_versions.c.number)).where(*this)).scalar()
        number = (last or 0) + 1
        row = _row(
            tenant,
            HookVersion(hook.id, number, hook.script, hook.dependencies, hook.secrets, by.author, by.now),
        )
        connection.execute(hook_versions.insert(), sealed_row(hook_versions, row, sealer))
        connection.execute(hook_versions.delete().where(*this, hook_versions.c.number <= number - KEPT))


def read_versions(connection: sa.Connection, sealer: Sealer, tenant: str, hook_id: str) -> list[HookVersion]:
    """The hook's versions, the newest first."""
    query = (
        sa.select(hook_versions)
        .where(hook_versions.c.tenant == tenant, hook_versions.c.hook_id == hook_id)
        .order_by(hook_versions.c.number.desc())
    )
    rows = connection.execute(query).mappings().all()
    return [_version(opened_row(hook_versions, dict(row), sealer)) for row in rows]


def _content(hook: Hook) -> tuple[object, ...]:
    return hook.script, hook.dependencies, hook.secrets


# Any: a row is as the database has it.
def _row(tenant: str, version: HookVersion) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "hook_id": version.hook_id,
        "number": version.number,
        "script": version.script,
        "dependencies": dict(version.dependencies),
        "secrets": json.dumps(dict(version.secrets)).encode(),
        "author": version.author,
        "created_at": version.created_at,
    }


def _version(row: Mapping[str, Any]) -> HookVersion:
    return HookVersion(
        hook_id=row["hook_id"],
        number=row["number"],
        script=row["script"],
        dependencies=row["dependencies"],
        secrets=json.loads(row["secrets"]),
        author=row["author"],
        created_at=row["created_at"],
    )
