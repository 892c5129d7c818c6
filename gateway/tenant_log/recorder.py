"""Takes down what happened, off the way of the token: events for the store, executions for readers.

Owns the buffer between requests and the database. It must not know what an event says
(`events`) or who reads executions (`executions`). Recording never waits and never fails
a request: while the database is away events wait, and when there is no room left the
newest are dropped, counted, and the count is logged.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Protocol

import structlog

from warmhook.gateway.hooks.values import Accepted, HookRun
from warmhook.gateway.model import LogEvent, TenantSnapshot
from warmhook.gateway.oauth.request import TokenRequest
from warmhook.gateway.oauth.trace import Trace
from warmhook.gateway.store.base import StoreError
from warmhook.gateway.tenant_log.events import ApiChange, api_event, token_event
from warmhook.gateway.tenant_log.executions import Execution, Executions

# Some seconds of a gateway at full load, or hours of a quiet one.
_WAITING_MAX: Final = 20_000
_BATCH_SECONDS: Final = 1.0

_log = structlog.get_logger(__name__)


class EventSink(Protocol):
    """`gateway.store.base.TenantLog`, as far as recording needs it."""

    async def append(self, events: Sequence[tuple[str, LogEvent]]) -> None:
        """Store events, each with its tenant's name. Raises `StoreError`."""


class Recorder:
    """One for a gateway. `run` stores what the other methods take down."""

    def __init__(self, store: EventSink, executions: Executions) -> None:
        self._store = store
        self.executions = executions
        self._waiting: list[tuple[str, LogEvent]] = []
        self._dropped = 0
        # Tells the events of one gateway from another's within a millisecond.
        self._source = secrets.token_hex(4)
        self._numbers = itertools.count()

    def token_request(self, request: TokenRequest, tenant: TenantSnapshot, trace: Trace) -> None:
        """A token request was answered."""
        now = time.time()
        event = token_event(request, tenant, trace, log_id=self.new_log_id(now), now=now)
        if event is not None:
            self.event(tenant.tenant.name, event)
        if trace.hook is not None and trace.hook_run is not None:
            run = _without_claims(trace.hook_run)
            execution = Execution(now, request.request_id, trace.client_id, trace.hook, run, trace.dropped)
            self.executions.publish(tenant.tenant.name, execution)

    def api_change(self, change: ApiChange, tenant: TenantSnapshot) -> None:
        """A call of the Management API has changed something."""
        now = time.time()
        event = api_event(change, tenant, log_id=self.new_log_id(now), now=now)
        self.event(tenant.tenant.name, event)

    def event(self, tenant: str, event: LogEvent) -> None:
        """Keep an event for the next batch."""
        if len(self._waiting) < _WAITING_MAX:
            self._waiting.append((tenant, event))
        else:
            self._dropped += 1

    def new_log_id(self, now: float) -> str:
        """Ordered by time, then by the order of one gateway's events."""
        return f"{int(now * 1000):013d}{next(self._numbers) % 1_000_000:06d}{self._source}"

    async def run(self) -> None:
        """Store batches until cancelled; what waits then is stored by `close`."""
        while True:
            await asyncio.sleep(_BATCH_SECONDS)
            await self._store_batch()

    async def close(self) -> None:
        await self._store_batch()

    async def _store_batch(self) -> None:
        batch, self._waiting = self._waiting, []
        if not batch:
            return
        try:
            await self._store.append(batch)
        except asyncio.CancelledError:
            # As much of it as is stored already is not stored twice.
            self._waiting = batch + self._waiting
            raise
        except StoreError as error:
            # They go before what came meanwhile; the newest find no room.
            both = batch + self._waiting
            self._waiting = both[:_WAITING_MAX]
            self._dropped += len(both) - len(self._waiting)
            _log.warning("tenant_log_unwritable", reason=str(error), waiting=len(self._waiting))
        if self._dropped:
            _log.error("tenant_log_events_dropped", count=self._dropped)
            self._dropped = 0


def _without_claims(run: HookRun) -> HookRun:
    """Nobody reads a run's claims here, and they may be a megabyte for each execution."""
    return replace(run, result=Accepted(None)) if isinstance(run.result, Accepted) else run
