"""The store, for commands that work on the database itself.

Owns how it is opened and closed around one piece of work, and who is said to have done it.
"""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from typing import TypeVar

from warmhook.gateway.cli.ring import key_ring
from warmhook.gateway.config import Settings
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.vault.ring import KeyRing

T = TypeVar("T")


def with_store(chosen: Settings, work: Callable[[SqlStore, KeyRing], Awaitable[T]]) -> T:
    """What the work answers. Raises `StoreError` and `KeyRingError`."""
    ring = key_ring(chosen)

    async def run() -> T:
        store = SqlStore(chosen.database_url, ring)
        try:
            await store.open()
            return await work(store, ring)
        finally:
            await store.close()

    return asyncio.run(run())


def operator(command: str) -> str:
    """For the audit: the command, and who gave it."""
    return f"warmhook {command} ({getpass.getuser()})"
