"""The tenant log in the database.

Owns its rows, how long they are kept, and in which order they are given. It must not know
what an event says, nor who asks.

Events have two orders. `log_id` is that of time, and lists go by it. `position` is that of
storing, and readers that go on where they stopped go by it: several gateways store theirs
in batches, and an event with an earlier time can be stored later. One row, locked by
whoever appends, makes positions appear in the order that they have.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa

from warmhook.gateway.model import LogEvent
from warmhook.gateway.store.base import ConflictError
from warmhook.gateway.store.sql.engine import WRITING
from warmhook.gateway.store.sql.failures import own_errors
from warmhook.gateway.store.sql.rows.schema import tenant_log, tenant_log_end, tenants
from warmhook.gateway.store.sql.threads import in_thread

# What is kept of a tenant: as many days as Auth0's longest retention, and no more events.
KEPT_DAYS: Final = 30
KEPT_EVENTS: Final = 100_000

# Rows of one transaction, so that nobody waits long for it to end.
_AT_ONCE: Final = 1_000
_SECONDS_BETWEEN_TRIMS: Final = 60.0
_OWN_COLUMNS: Final = ("log_id", "date", "type")


class SqlTenantLog:
    """A `TenantLog`."""

    def __init__(
        self, engine: sa.Engine, *, kept_days: float = KEPT_DAYS, kept_events: int = KEPT_EVENTS
    ) -> None:
        self._engine = engine
        self._kept_seconds = kept_days * 86_400
        self._kept_events = kept_events
        self._trimmed_at: float | None = None

    async def append(self, events: Sequence[tuple[str, LogEvent]]) -> None:
        for start in range(0, len(events), _AT_ONCE):
            await in_thread(self._append, events[start : start + _AT_ONCE])
        now = time.monotonic()
        if self._trimmed_at is None or now - self._trimmed_at >= _SECONDS_BETWEEN_TRIMS:
            self._trimmed_at = now
            await self.trim(time.time())

    async def trim(self, now: float) -> None:
        """Remove what is too old or too much, a little at a time. `append` sees to it by itself."""
        for condition in await in_thread(self._too_many, now):
            while await in_thread(self._remove, condition) == _AT_ONCE:
                pass

    async def events(
        self, tenant: str, *, offset: int = 0, limit: int = 50, type_: str | None = None
    ) -> tuple[list[LogEvent], int]:
        return await in_thread(self._events, tenant, offset, limit, type_)

    async def event(self, tenant: str, log_id: str) -> LogEvent | None:
        query = _select(tenant).where(tenant_log.c.log_id == log_id)
        found = await in_thread(self._read, query)
        return found[0] if found else None

    async def events_after(self, tenant: str, log_id: str, *, limit: int = 100) -> list[LogEvent]:
        this = (tenant_log.c.tenant == tenant, tenant_log.c.log_id == log_id)
        position = sa.select(tenant_log.c.position).where(*this).scalar_subquery()
        # One that is no longer kept stands before all that are.
        start = sa.func.coalesce(position, 0)
        query = _select(tenant).where(tenant_log.c.position > start).order_by(tenant_log.c.position)
        return await in_thread(self._read, query.limit(limit))

    def _append(self, events: Sequence[tuple[str, LogEvent]]) -> None:
        try:
            self._insert(events)
        except ConflictError:
            # Sent again because it was not known whether they had been stored.
            self._insert(self._missing(events))

    def _missing(self, events: Sequence[tuple[str, LogEvent]]) -> list[tuple[str, LogEvent]]:
        key = sa.tuple_(tenant_log.c.tenant, tenant_log.c.log_id)
        query = sa.select(tenant_log.c.tenant, tenant_log.c.log_id).where(
            key.in_([(tenant, event.log_id) for tenant, event in events])
        )
        with own_errors(), self._engine.connect() as connection:
            stored = {tuple(row) for row in connection.execute(query)}
        return [(tenant, event) for tenant, event in events if (tenant, event.log_id) not in stored]

    def _insert(self, events: Sequence[tuple[str, LogEvent]]) -> None:
        with (
            own_errors(),
            self._engine.connect().execution_options(**WRITING) as connection,
            connection.begin(),
        ):
            # An event may outlive its tenant on the way here.
            named = {tenant for tenant, _ in events}
            known = set(connection.scalars(sa.select(tenants.c.name).where(tenants.c.name.in_(named))))
            rows = [_row(tenant, event) for tenant, event in events if tenant in known]
            if not rows:
                return
            end = tenant_log_end.c.position
            connection.execute(tenant_log_end.update().values(position=end + len(rows)))
            last = connection.execute(sa.select(end)).scalar_one()
            for n, row in enumerate(reversed(rows)):
                row["position"] = last - n
            connection.execute(tenant_log.insert(), rows)

    def _events(self, tenant: str, offset: int, limit: int, type_: str | None) -> tuple[list[LogEvent], int]:
        wanted = [tenant_log.c.tenant == tenant]
        if type_ is not None:
            wanted.append(tenant_log.c.type == type_)
        query = _select(tenant).where(*wanted).order_by(tenant_log.c.log_id.desc())
        count = sa.select(sa.func.count()).select_from(tenant_log).where(*wanted)
        with own_errors(), self._engine.connect() as connection:
            page = connection.execute(query.offset(offset).limit(limit)).mappings().all()
            return [_event(row) for row in page], connection.execute(count).scalar_one()

    def _read(self, query: sa.Select[Any]) -> list[LogEvent]:
        with own_errors(), self._engine.connect() as connection:
            return [_event(row) for row in connection.execute(query).mappings()]

    def _too_many(self, now: float) -> list[sa.ColumnElement[bool]]:
        """What is to go, as conditions that an index answers."""
        conditions = [tenant_log.c.date < now - self._kept_seconds]
        with own_errors(), self._engine.connect() as connection:
            for name in connection.scalars(sa.select(tenants.c.name)).all():
                first_too_many = (
                    sa.select(tenant_log.c.log_id)
                    .where(tenant_log.c.tenant == name)
                    .order_by(tenant_log.c.log_id.desc())
                    .offset(self._kept_events)
                    .limit(1)
                )
                if (log_id := connection.execute(first_too_many).scalar()) is not None:
                    conditions.append((tenant_log.c.tenant == name) & (tenant_log.c.log_id <= log_id))
        return conditions

    def _remove(self, condition: sa.ColumnElement[bool]) -> int:
        some = sa.select(tenant_log.c.tenant, tenant_log.c.log_id).where(condition).limit(_AT_ONCE)
        with (
            own_errors(),
            self._engine.connect().execution_options(**WRITING) as connection,
            connection.begin(),
        ):
            key = sa.tuple_(tenant_log.c.tenant, tenant_log.c.log_id)
            return connection.execute(tenant_log.delete().where(key.in_(some))).rowcount


def _select(tenant: str) -> sa.Select[Any]:
    return sa.select(*(tenant_log.c[name] for name in (*_OWN_COLUMNS, "event"))).where(
        tenant_log.c.tenant == tenant
    )


# Any: a row is as the database has it.
def _row(tenant: str, event: LogEvent) -> dict[str, Any]:
    return {
        "tenant": tenant,
        **{name: getattr(event, name) for name in _OWN_COLUMNS},
        "event": dict(_set_fields(event)),
    }


def _set_fields(event: LogEvent) -> Iterator[tuple[str, object]]:
    for field in dataclasses.fields(event):
        value = getattr(event, field.name)
        if field.name not in _OWN_COLUMNS and value is not None:
            yield field.name, dict(value) if field.name == "details" else value


def _event(row: sa.RowMapping) -> LogEvent:
    return LogEvent(**{name: row[name] for name in _OWN_COLUMNS}, **row["event"])
