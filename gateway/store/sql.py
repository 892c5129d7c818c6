"""The store on a relational database, by SQLAlchemy Core.

Owns transactions, the revision and the snapshot's replacement. It must not know the
columns (`rows`), the product (`engine`) or what a token request needs (`index`).

Nothing here is on the token path: requests read `snapshot`, an attribute. The database
is used in threads, since its driver blocks.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from gateway.store import schema
from gateway.store.base import Change, ConflictError
from gateway.store.engine import WRITING, announce, engine_for, notices_of
from gateway.store.failures import own_errors
from gateway.store.index import snapshot
from gateway.store.migrate import check_database, check_schema
from gateway.store.model import Snapshot, TenantRecords
from gateway.store.rows import READING_ORDER, Row, records_of, rows_of
from gateway.store.threads import in_thread
from gateway.store.watch import Watch


class SqlStore:
    """A `Store`. Not connected until `open`."""

    def __init__(self, url: str) -> None:
        self._engine = engine_for(url)
        self._snapshot: Snapshot | None = None
        self._confirmed_at = -math.inf
        self._doubted = False
        self._notices = notices_of(url)
        # One load at a time, so that a slow one cannot overwrite what a later one found.
        self._loading = asyncio.Lock()

    @property
    def snapshot(self) -> Snapshot:
        assert self._snapshot is not None, "open() comes first"
        return self._snapshot

    @property
    def confirmed_at(self) -> float:
        return self._confirmed_at

    async def open(self) -> None:
        await in_thread(check_database, self._engine)
        await self.refresh()

    async def close(self) -> None:
        await in_thread(self._engine.dispose)

    async def refresh(self) -> bool:
        async with self._loading:
            asked_at = time.monotonic()
            known = None if self._snapshot is None or self._doubted else self._snapshot.revision
            self._doubted = False
            try:
                loaded = await in_thread(self._load, known)
            except BaseException:
                # What is found after a failure may be another history under the same number.
                self._doubted = True
                raise
            changed = loaded is not None and loaded != self._snapshot
            if loaded is not None and changed:
                self._snapshot = loaded
            self._confirmed_at = asked_at
            return changed

    def doubt(self) -> None:
        """Have the next refresh load everything, whatever the revision."""
        self._doubted = True

    async def watch(self, interval: float = 0.5) -> None:
        await Watch(self, self._notices).run(interval)

    async def update_tenant(self, name: str, change: Change, *, author: str) -> TenantRecords:
        del author  # Until versions and the audit are tables.
        stored = await in_thread(self._update, name, change)
        await self.refresh()
        return stored

    def _load(self, known: int | None) -> Snapshot | None:
        with own_errors(), self._engine.connect() as connection:
            found = connection.execute(sa.select(schema.revision.c.number)).scalar_one()
            return None if found == known else snapshot(found, _read(connection))

    def _update(self, name: str, change: Change) -> TenantRecords:
        with (
            own_errors(),
            self._engine.connect().execution_options(**WRITING) as connection,
            connection.begin(),
        ):
            # Whoever holds the revision's row is the one writer.
            locked = sa.select(schema.revision.c.number).with_for_update()
            number = connection.execute(locked).scalar_one()
            # A program that does not know a column would write the row without it.
            check_schema(connection)
            stored = next(iter(_read(connection, name)), None)
            wanted = change(stored)
            assert wanted.tenant.name == name, "a change is to the tenant it was asked for"
            _refuse_foreign_hosts(connection, wanted)
            connection.execute(schema.tenants.delete().where(schema.tenants.c.name == name))
            for table, rows in rows_of(wanted):
                if rows:
                    connection.execute(table.insert(), rows)
            connection.execute(schema.revision.update().values(number=number + 1))
            announce(connection)
            return wanted


def _read(connection: sa.Connection, name: str | None = None) -> list[TenantRecords]:
    """The tenant of that name, or all tenants."""
    one = [] if name is None else [schema.tenants.c.name == name]
    tenants = connection.execute(sa.select(schema.tenants).where(*one)).mappings().all()
    by_tenant: dict[str, dict[sa.Table, list[Row]]] = {
        tenant["name"]: defaultdict(list) for tenant in tenants
    }
    for table, order in READING_ORDER.items():
        query = sa.select(table).where(*([] if name is None else [table.c.tenant == name]))
        # Any: the result's type spells out every column.
        rows: Any = connection.execute(query.order_by(*order)).mappings()
        for row in rows:
            by_tenant[row["tenant"]][table].append(row)
    return [records_of(tenant, by_tenant[tenant["name"]]) for tenant in tenants]


def _refuse_foreign_hosts(connection: sa.Connection, records: TenantRecords) -> None:
    hosts = schema.tenant_hosts
    taken = connection.execute(
        sa.select(hosts).where(hosts.c.host.in_(records.tenant.hosts), hosts.c.tenant != records.tenant.name)
    ).first()
    if taken is not None:
        raise ConflictError(f"the host {taken.host} belongs to the tenant {taken.tenant}")
