"""Executions of hooks as they happen: the last few of each tenant, and readers that follow.

Owns what is kept, for whom, and what becomes of a reader that cannot keep up. It must
not know HTTP. Nothing is stored: what a hook writes is gone when nobody reads it, as on
Auth0. A gateway knows the executions that it asked for, not those of another gateway.

Publishing is on the token's way, so it is one append; secrets are masked when an
execution is read.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from warmhook.gateway.hooks.values import Denied, Failed, HookRun
from warmhook.gateway.model import Hook
from warmhook.gateway.oauth.claims import Dropped
from warmhook.gateway.tenant_log.masking import masked

# Of each tenant. What one execution says is bounded by the executor; this bounds the sum, in characters.
_KEPT_EXECUTIONS: Final = 100
_KEPT_CHARACTERS: Final = 1_000_000
# What a line or a name takes of memory beside its text. A hook may write a character at a time.
_PIECE_CHARACTERS: Final = 100
# What a reader may be behind before it is given up.
_BEHIND_MAX: Final = 1_000


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution and the request that it was for."""

    # Seconds since the epoch.
    date: float
    request_id: str
    client_id: str | None
    hook: Hook = field(repr=False)
    run: HookRun = field(repr=False)
    dropped: tuple[Dropped, ...] = ()

    def document(self) -> dict[str, Any]:
        """As JSON has it, with the values of the hook's secrets masked."""
        run = self.run
        secrets = tuple(self.hook.secrets.values())
        shown: dict[str, Any] = {
            "date": self.date,
            "request_id": self.request_id,
            "client_id": self.client_id,
            "hook_id": self.hook.id,
            "hook_name": self.hook.name,
            "trigger_id": self.hook.trigger_id.value,
            "outcome": run.outcome,
            "cold": run.cold,
            "queued_us": run.queued_us,
            "startup_us": run.startup_us,
            "run_us": run.run_us,
            "console": [{"stream": line.stream, "text": masked(line.text, secrets)} for line in run.console],
            "console_truncated": run.console_truncated,
            "dropped": [
                {"name": masked(item.name, secrets), "reason": item.reason.value} for item in self.dropped
            ],
        }
        if isinstance(run.result, Denied):
            shown["error"] = {"name": run.result.name, "message": masked(run.result.message, secrets)}
        elif isinstance(run.result, Failed) and run.result.detail is not None:
            shown["error"] = {"name": None, "message": masked(run.result.detail, secrets)}
        return shown


class SlowReaderError(Exception):
    """The reader was too far behind, and has missed executions."""


class Reader:
    """One who follows a tenant's executions."""

    def __init__(self, hook_id: str | None, backlog: list[Execution]) -> None:
        self._hook_id = hook_id
        self._waiting = deque(execution for execution in backlog if self._wants(execution))
        self._arrived = asyncio.Event()
        self._too_slow = False
        self._ended = False

    def offer(self, execution: Execution) -> None:
        """Called by the publisher; never waits."""
        if not self._wants(execution) or self._too_slow:
            return
        if len(self._waiting) >= _BEHIND_MAX:
            self._waiting.clear()
            self._too_slow = True
        else:
            self._waiting.append(execution)
        self._arrived.set()

    def end(self) -> None:
        """What waits is still read; nothing more comes."""
        self._ended = True
        self._arrived.set()

    async def next(self) -> Execution | None:
        """The next execution, None after the last one. Raises `SlowReaderError`."""
        while not self._waiting:
            if self._too_slow:
                raise SlowReaderError
            if self._ended:
                return None
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.popleft()

    def _wants(self, execution: Execution) -> bool:
        return self._hook_id is None or execution.hook.id == self._hook_id


class Executions:
    """All tenants' executions, the recent and the coming ones."""

    def __init__(self) -> None:
        self._kept: dict[str, deque[Execution]] = {}
        self._characters: dict[str, int] = {}
        self._readers: dict[str, set[Reader]] = {}
        self._ended = False

    def publish(self, tenant: str, execution: Execution) -> None:
        kept = self._kept.setdefault(tenant, deque())
        kept.append(execution)
        total = self._characters.get(tenant, 0) + _characters(execution)
        while len(kept) > _KEPT_EXECUTIONS or (total > _KEPT_CHARACTERS and len(kept) > 1):
            total -= _characters(kept.popleft())
        self._characters[tenant] = total
        for reader in self._readers.get(tenant, ()):
            reader.offer(execution)

    @contextmanager
    def reader(self, tenant: str, *, hook_id: str | None, follow: bool) -> Iterator[Reader]:
        """A reader of the recent executions and, with `follow`, of those that come."""
        reader = Reader(hook_id, list(self._kept.get(tenant, ())))
        if not follow or self._ended:
            reader.end()
        readers = self._readers.setdefault(tenant, set())
        readers.add(reader)
        try:
            yield reader
        finally:
            readers.discard(reader)

    def followed(self, tenant: str) -> bool:
        """Whether somebody reads the tenant's executions right now."""
        return bool(self._readers.get(tenant))

    def end(self) -> None:
        """The gateway stops: let every reader go."""
        self._ended = True
        for readers in self._readers.values():
            for reader in readers:
                reader.end()


def _characters(execution: Execution) -> int:
    console, dropped = execution.run.console, execution.dropped
    text = sum(len(line.text) for line in console) + sum(len(item.name) for item in dropped)
    return text + _PIECE_CHARACTERS * (len(console) + len(dropped))
