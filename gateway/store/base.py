"""What a store promises to the rest of the gateway, and how it fails.

Owns the `Store` protocol and its errors. It must not know any database.
tests/contracts/store.py is this promise as a suite; every store passes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from warmhook.gateway.model import AuditEntry, HookVersion, LogEvent, Snapshot, TenantRecords

# Given what is stored of a tenant, or None where it is unknown, answers what is to be
# stored. It runs inside the write transaction, off the event loop, exactly once.
Change = Callable[[TenantRecords | None], TenantRecords]


class StoreError(Exception):
    """The store cannot do it; the message is a sentence for the operator."""


class SchemaMismatchError(StoreError):
    """The database is not at the schema that this program was written for."""


class StoreUnavailableError(StoreError):
    """The database cannot be reached or does not answer. Trying again later may help.

    A write may have been done all the same, where the connection was lost at its end.
    """


class ConflictError(StoreError):
    """The records contradict each other or those of another tenant; nothing was written."""


class SealError(StoreError):
    """A sealed value cannot be opened: its key is missing, or it is not what was sealed there."""


class Sealer(Protocol):
    """What makes a secret fit to be stored. `context` says where it lies: tenant, table, key, column.

    A value opens with the context that it was sealed with and with no other, so none can
    be moved to another place. Both may be called from any thread.
    """

    def seal(self, value: bytes, context: bytes) -> bytes:
        """Sealed under the newest key; another text each time."""

    def unseal(self, sealed: bytes, context: bytes) -> bytes:
        """Raises the vault's `UnsealError`."""


class History(Protocol):
    """What was, and who changed it. Read from the database, never on the token path."""

    async def hook_versions(self, tenant: str, hook_id: str) -> list[HookVersion]:
        """The hook's versions, the newest first."""

    async def audit(self, tenant: str, *, before: int | None = None, limit: int = 100) -> list[AuditEntry]:
        """Changes, the newest first; `before` is an entry's id and pages on."""


class TenantLog(Protocol):
    """Events of all tenants: appended in batches, kept for as long as there is room."""

    async def append(self, events: Sequence[tuple[str, LogEvent]]) -> None:
        """Store events, each with its tenant's name."""

    async def events(
        self, tenant: str, *, offset: int = 0, limit: int = 50, type_: str | None = None
    ) -> tuple[list[LogEvent], int]:
        """Events, the newest first, and how many there are in all."""

    async def event(self, tenant: str, log_id: str) -> LogEvent | None:
        """One event."""

    async def events_after(self, tenant: str, log_id: str, *, limit: int = 100) -> list[LogEvent]:
        """Events that came after one, the oldest first (checkpoint paging)."""


class Store(Protocol):
    """Records of all tenants: read from memory, written in whole transactions."""

    @property
    def snapshot(self) -> Snapshot:
        """The state in memory. Replaced as a whole; never touches the database."""

    @property
    def history(self) -> History:
        """Versions and the audit, of the same database."""

    @property
    def tenant_log(self) -> TenantLog:
        """Events, in the same database."""

    @property
    def confirmed_at(self) -> float:
        """The instant (monotonic) at which the snapshot was last found to be what is stored."""

    async def open(self) -> None:
        """Check the schema and load the snapshot. Raises `SchemaMismatchError`."""

    async def close(self) -> None:
        """Give up the connections. The last snapshot stays readable."""

    async def refresh(self) -> bool:
        """Load the snapshot again if the stored revision is another one; True if it was."""

    async def watch(self, interval: float = 0.5) -> None:
        """Refresh every `interval` seconds until cancelled. A failing database is logged."""

    async def update_tenant(self, name: str, change: Change, *, author: str) -> TenantRecords:
        """Store what `change` answers, all of it or nothing, and show it in the snapshot.

        Updates of one store happen one after the other. Whatever `change` raises is
        raised here, and nothing is written. `author` says who, for the audit and for the
        hooks' versions, which are written in the same transaction.
        """
