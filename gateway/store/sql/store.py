"""The store on a relational database, by SQLAlchemy Core.

Owns transactions, the revision and the snapshot's replacement. It must not know the
columns (`rows`), the product (`engine`), what a token request needs (`index`), nor what
is written with a change (`writing`).

Nothing here is on the token path: requests read `snapshot`, an attribute. The database
is used in threads, since its driver blocks, and so are snapshots made in threads.

While the revision in memory equals the stored one, the records in memory are those stored,
and a change reads nothing.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterator

import sqlalchemy as sa

from warmhook.gateway.model import Snapshot, TenantRecords, TenantSnapshot
from warmhook.gateway.store.audit import Signature
from warmhook.gateway.store.base import Change, Sealer
from warmhook.gateway.store.collecting import gc_freeze_if_large, gc_paused
from warmhook.gateway.store.difference import changed_records, difference, refuse_orphans
from warmhook.gateway.store.index import changed_snapshot, changed_tenant, snapshot
from warmhook.gateway.store.sql.engine import WRITING, announce, engine_for, notices_of
from warmhook.gateway.store.sql.failures import own_errors
from warmhook.gateway.store.sql.history import SqlHistory
from warmhook.gateway.store.sql.migrate import check_database, check_schema
from warmhook.gateway.store.sql.rows import schema
from warmhook.gateway.store.sql.rows.journal import Stale, read_journal, write_journal
from warmhook.gateway.store.sql.rows.reading import read_all, read_changes
from warmhook.gateway.store.sql.tenant_log import SqlTenantLog
from warmhook.gateway.store.sql.threads import in_thread
from warmhook.gateway.store.sql.watch import Watch
from warmhook.gateway.store.sql.writing import write_change


class SqlStore:
    """A `Store`. Not connected until `open`."""

    def __init__(self, url: str, sealer: Sealer) -> None:
        self._engine = engine_for(url)
        self._sealer = sealer
        self.history = SqlHistory(self._engine, self._sealer)
        self.tenant_log = SqlTenantLog(self._engine)
        self._snapshot: Snapshot | None = None
        self._confirmed_at = -math.inf
        self._doubted = False
        self._notices = notices_of(url)
        # One load at a time, so that a slow one cannot overwrite what a later one found.
        self._loading = asyncio.Lock()
        # One change at a time, so that the next one finds in memory what this one has written.
        self._changing = asyncio.Lock()

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
            known = None if self._doubted else self._snapshot
            self._doubted = False
            try:
                loaded, changed = await in_thread(self._load, known, self._snapshot)
            except BaseException:
                # What is found after a failure may be another history under the same number.
                self._doubted = True
                raise
            if changed:
                self._snapshot = loaded
            self._confirmed_at = asked_at
            return changed

    def doubt(self) -> None:
        """Have the next refresh load everything, whatever the revision."""
        self._doubted = True

    async def watch(self, interval: float = 0.5) -> None:
        await Watch(self, self._notices).run(interval)

    async def update_tenant(self, name: str, change: Change, *, author: str) -> TenantRecords:
        async with self._changing:
            known = None if self._doubted else self._snapshot
            written = await in_thread(self._update, known, name, change, author)
            async with self._loading:
                # A refresh may have come first.
                if self._snapshot is None or written.revision > self._snapshot.revision:
                    self._snapshot = written
        return written.by_name[name].records

    def _load(self, known: Snapshot | None, shown: Snapshot | None) -> tuple[Snapshot, bool]:
        """What is stored, and whether it is other than what is shown."""
        with own_errors(), self._engine.connect() as connection:
            number = connection.execute(sa.select(schema.revision.c.number)).scalar_one()
            loaded = self._caught_up(connection, known, number)
        return loaded, loaded is not known and loaded != shown

    def _update(self, known: Snapshot | None, name: str, change: Change, author: str) -> Snapshot:
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
            before = self._caught_up(connection, known, number)
            former = before.by_name.get(name)
            stored = former.records if former else None
            wanted = change(stored)
            assert wanted.tenant.name == name, "a change is to the tenant it was asked for"
            changes = difference(stored, wanted)
            if not changes:
                return before
            refuse_orphans(changes, wanted)
            tenant = changed_tenant(former, changes, changed_records(stored, changes))
            after = changed_snapshot(before, number + 1, [tenant])
            write_change(connection, self._sealer, name, changes, Signature(author, time.time()))
            write_journal(connection, after.revision, name, changes)
            connection.execute(schema.revision.update().values(number=after.revision))
            announce(connection)
            return after

    def _caught_up(self, connection: sa.Connection, known: Snapshot | None, number: int) -> Snapshot:
        """The snapshot of the stored revision, from the one that is known if there is one."""
        if known is not None and known.revision == number:
            return known
        stale = None if known is None else read_journal(connection, known.revision, number)
        if known is None or stale is None:
            return self._read_all(connection, number)
        return changed_snapshot(known, number, self._reread(connection, known, stale))

    def _read_all(self, connection: sa.Connection, number: int) -> Snapshot:
        with gc_paused():
            loaded = snapshot(number, read_all(connection, self._sealer))
            gc_freeze_if_large(
                sum(len(tenant.clients) + len(tenant.users) for tenant in loaded.by_name.values())
            )
            return loaded

    def _reread(self, connection: sa.Connection, known: Snapshot, stale: Stale) -> Iterator[TenantSnapshot]:
        for name, fields in stale.items():
            former = known.by_name.get(name)
            stored = former.records if former else None
            changes = read_changes(connection, self._sealer, name, stored, fields)
            yield changed_tenant(former, changes, changed_records(stored, changes))
