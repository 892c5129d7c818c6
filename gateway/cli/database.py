"""Commands that work on the database itself, and what they have in common; `warmhook migrate` is one.

Owns how the store is opened and closed around one piece of work, with the gateway's own key ring; who is
said to have done it; and how its failures are told to the person at the keyboard.
"""

from __future__ import annotations

import asyncio
import contextlib
import getpass
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

from warmhook.gateway.cli.exits import ExitCode, fail, settings
from warmhook.gateway.cli.printing import say
from warmhook.gateway.config import Settings
from warmhook.gateway.importing.findings import ImportRefusedError
from warmhook.gateway.store.base import StoreError
from warmhook.gateway.store.sql.migrate import migrate as migrate_database
from warmhook.gateway.store.sql.migrate import schema_version
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.vault import ring_file
from warmhook.gateway.vault.ring import KeyRing, KeyRingError

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


def key_ring(chosen: Settings) -> KeyRing:
    """Raises `KeyRingError`."""
    opened = ring_file.open_ring(chosen.keys, chosen.key_file)
    if opened.made:
        say(f"Made the key ring {opened.file}. {ring_file.ADVICE}", err=True)
    return opened.ring


@contextlib.contextmanager
def reported_failures() -> Iterator[None]:
    """End with a message for failures that the operator can fix."""
    try:
        yield
    except ImportRefusedError as error:
        fail(ExitCode.INVALID, *map(str, error.problems), "Nothing was imported.")
    except (StoreError, KeyRingError) as error:
        fail(ExitCode.FAILED, *str(error).split("\n"))


def migrate() -> None:
    """Bring the database to the schema of this version, creating it if there is none."""
    chosen = settings()
    with reported_failures():
        before = migrate_database(chosen.database_url, lambda: key_ring(chosen))
    if before == schema_version():
        say(f"The database is at schema {before} already.")
    else:
        say(f"The database is at schema {schema_version()} now.")
