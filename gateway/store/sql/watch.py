"""Noticing what other processes have written, within a second.

Owns when to look at the database, and what the log says while that fails. It must not
know what is loaded, nor by what product.

The revision in the database is the truth, and is looked at every half second. A notice
only makes the next look come sooner; where none arrive, nothing is missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Final, Protocol

import structlog

from warmhook.gateway.model import Snapshot
from warmhook.gateway.store.base import Store, StoreError, StoreUnavailableError
from warmhook.gateway.store.sql.engine import Notices

# Between attempts.
_REOPEN_SECONDS: Final = 0.5
_RELISTEN_SECONDS: Final = 1.0

_log = structlog.get_logger(__name__)


async def open_within(store: Store, seconds: float) -> None:
    """Open it, and wait for its database so long. Raises `StoreError`.

    Services may start in any order, so a missing database is waited for. A mistake in the
    URL is in the log from the first attempt, and the wait ends with it at last.
    """
    deadline = time.monotonic() + seconds
    said = False
    while True:
        try:
            await store.open()
        except StoreUnavailableError as error:
            if time.monotonic() + _REOPEN_SECONDS >= deadline:
                raise
            if not said:
                _log.warning("store_waited_for", reason=str(error), seconds=seconds)
            said = True
        else:
            return
        await asyncio.sleep(_REOPEN_SECONDS)


class Watched(Protocol):
    """What is kept current."""

    @property
    def snapshot(self) -> Snapshot: ...

    def doubt(self) -> None:
        """Have the next refresh load everything, whatever the revision."""

    async def refresh(self) -> bool: ...


class Watch:
    """Keeps one store current. It never ends by itself: what fails is tried again."""

    def __init__(self, store: Watched, notices: Notices | None) -> None:
        self._store = store
        self._notices = notices
        self._due = asyncio.Event()
        # What is wrong, as far as the log has been told.
        self._failing = False
        self._deaf = False

    async def run(self, interval: float) -> None:
        async with asyncio.TaskGroup() as group:
            if self._notices is not None:
                group.create_task(self._listen(self._notices))
            while True:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(interval):
                        await self._due.wait()
                self._due.clear()
                await self._look()

    async def _look(self) -> None:
        try:
            changed = await self._store.refresh()
        except StoreError as error:
            self._say_unreadable(reason=str(error))
            return
        except Exception:  # noqa: BLE001 - records that a newer program wrote must not end this one
            self._say_unreadable(exc_info=True)
            return
        if self._failing:
            _log.info("store_readable_again", revision=self._store.snapshot.revision)
        self._failing = False
        if changed:
            _log.info("store_changed", revision=self._store.snapshot.revision)

    def _say_unreadable(self, **details: object) -> None:
        """The log has the first failure of a row. The last snapshot goes on being served."""
        if not self._failing:
            _log.error("store_unreadable", **details)
        self._failing = True

    async def _listen(self, notices: Notices) -> None:
        while True:
            try:
                async with contextlib.aclosing(notices()) as heard:
                    # The first is that of having begun to listen.
                    async for _ in heard:
                        if self._deaf:
                            # It may be another server now, with another history under the same number.
                            self._store.doubt()
                            self._deaf = False
                        self._due.set()
            except StoreError as error:
                if not self._deaf:
                    _log.warning("store_notices_lost", reason=str(error))
                self._deaf = True
            await asyncio.sleep(_RELISTEN_SECONDS)
