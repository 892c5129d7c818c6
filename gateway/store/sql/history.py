"""What was, and who changed it: versions of hooks and the audit, out of the database.

Owns the audit's table. It must not know what makes a version (`versions`) or what an
entry says (`audit`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from warmhook.gateway.model import AuditEntry, HookVersion
from warmhook.gateway.store.base import Sealer
from warmhook.gateway.store.sql.failures import own_errors
from warmhook.gateway.store.sql.rows import versions
from warmhook.gateway.store.sql.rows.schema import audit
from warmhook.gateway.store.sql.threads import in_thread


class SqlHistory:
    """A `History`."""

    def __init__(self, engine: sa.Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer

    async def hook_versions(self, tenant: str, hook_id: str) -> list[HookVersion]:
        return await in_thread(self._hook_versions, tenant, hook_id)

    async def audit(self, tenant: str, *, before: int | None = None, limit: int = 100) -> list[AuditEntry]:
        return await in_thread(self._audit, tenant, before, limit)

    def _hook_versions(self, tenant: str, hook_id: str) -> list[HookVersion]:
        with own_errors(), self._engine.connect() as connection:
            return versions.read_versions(connection, self._sealer, tenant, hook_id)

    def _audit(self, tenant: str, before: int | None, limit: int) -> list[AuditEntry]:
        query = sa.select(audit).where(audit.c.tenant == tenant).order_by(audit.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.id < before)
        with own_errors(), self._engine.connect() as connection:
            return [
                AuditEntry(
                    id=row.id,
                    created_at=row.created_at,
                    author=row.author,
                    action=row.action,
                    kind=row.kind,
                    object_id=row.object_id,
                    fields=tuple(row.fields),
                )
                for row in connection.execute(query)
            ]


def write_audit(
    connection: sa.Connection, tenant: str, entries_from: Callable[[int], Sequence[AuditEntry]]
) -> None:
    """Add what `entries_from` answers, given the first free id of the tenant."""
    last = connection.execute(sa.select(sa.func.max(audit.c.id)).where(audit.c.tenant == tenant)).scalar()
    entries = entries_from((last or 0) + 1)
    if not entries:
        return
    connection.execute(
        audit.insert(),
        [
            {
                "tenant": tenant,
                "id": entry.id,
                "created_at": entry.created_at,
                "author": entry.author,
                "action": entry.action,
                "kind": entry.kind,
                "object_id": entry.object_id,
                "fields": list(entry.fields),
            }
            for entry in entries
        ],
    )
