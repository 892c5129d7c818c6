"""The store on a relational database, by SQLAlchemy Core.

Owns transactions, the revision and the snapshot's replacement. It must not know the
columns (`rows`), the product (`engine`) or what a token request needs (`index`).

Nothing here is on the token path: requests read `snapshot`, an attribute. The database
is used in threads, since its driver blocks.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
import structlog

from gateway.store import schema
from gateway.store.base import Change, ConflictError, StoreError
from gateway.store.engine import WRITING, engine_for
from gateway.store.failures import own_errors
from gateway.store.index import snapshot
from gateway.store.migrate import check_database
from gateway.store.model import Snapshot, TenantRecords
from gateway.store.rows import READING_ORDER, Row, records_of, rows_of

_log = structlog.get_logger(__name__)


class SqlStore:
    """A `Store`. Not connected until `open`."""

    def __init__(self, url: str) -> None:
        self._engine = engine_for(url)
        self._snapshot: Snapshot | None = None
        # One load at a time, so that a slow one cannot overwrite what a later one found.
        self._loading = asyncio.Lock()

    @property
    def snapshot(self) -> Snapshot:
        assert self._snapshot is not None, "open() comes first"
        return self._snapshot

    async def open(self) -> None:
        await asyncio.to_thread(check_database, self._engine)
        await self.refresh()

    async def close(self) -> None:
        await asyncio.to_thread(self._engine.dispose)

    async def refresh(self) -> bool:
        async with self._loading:
            known = None if self._snapshot is None else self._snapshot.revision
            loaded = await asyncio.to_thread(self._load, known)
            if loaded is not None:
                self._snapshot = loaded
            return loaded is not None

    async def watch(self, interval: float = 0.5) -> None:
        failing = False
        while True:
            await asyncio.sleep(interval)
            try:
                changed = await self.refresh()
            except StoreError as error:
                # The last state goes on being served; the log has the first failure of a row.
                if not failing:
                    _log.error("store_unreadable", reason=str(error))
                failing = True
                continue
            if failing:
                _log.info("store_readable_again")
            failing = False
            if changed:
                _log.info("store_changed", revision=self.snapshot.revision)

    async def update_tenant(self, name: str, change: Change, *, author: str) -> TenantRecords:
        del author  # Until versions and the audit are tables.
        stored = await asyncio.to_thread(self._update, name, change)
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
            stored = next(iter(_read(connection, name)), None)
            wanted = change(stored)
            assert wanted.tenant.name == name, "a change is to the tenant it was asked for"
            _refuse_foreign_hosts(connection, wanted)
            connection.execute(schema.tenants.delete().where(schema.tenants.c.name == name))
            for table, rows in rows_of(wanted):
                if rows:
                    connection.execute(table.insert(), rows)
            connection.execute(schema.revision.update().values(number=number + 1))
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
