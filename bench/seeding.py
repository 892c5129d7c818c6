"""Fills a database with many tenants: `python -m bench.seeding`, what to import as JSON on standard input.

It does what `warmhook migrate` and `warmhook import` do, with one store for all tenants: a
thousand of them would else be read a thousand times. Settings are the gateway's. Clients
beyond the exported ones are copies in the database, for a hundred thousand files would
take longer than all measuring.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import TypedDict

from warmhook.gateway import config
from warmhook.gateway.importing.deploy_settings import DeploySettings
from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.merge import Hashing
from warmhook.gateway.importing.run import Source, import_export
from warmhook.gateway.importing.supplied import Supplied
from warmhook.gateway.model import Tenant
from warmhook.gateway.store.sql.migrate import migrate
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.vault import ring_file
from warmhook.gateway.vault.client_secrets import hash_client_secret


class Task(TypedDict):
    directory: str
    tenant: str
    host: str
    # Names the copies; `{}` stands for their number.
    client_id: str
    # Numbers of clients that the export has, and that there shall be.
    exported: int
    clients: int


async def _import(tasks: list[Task], settings: config.Settings) -> None:
    ring = ring_file.open_ring(settings.keys, settings.key_file).ring
    # There are no users, and so no passwords.
    hashing = Hashing(client_secret=functools.partial(hash_client_secret, ring=ring), password=str)
    store = SqlStore(settings.database_url, ring)
    await store.open()
    try:
        for task in tasks:
            tenant = Tenant(name=task["tenant"], hosts=(task["host"],), issuer=f"https://{task['host']}/")
            source = Source(Path(task["directory"]), tenant, DeploySettings(), Supplied())
            await import_export(store, source, hashing, Findings())
    finally:
        await store.close()


def _copy_clients(database: Path, task: Task) -> None:
    """The first client, its secret and its grant, under other ids."""
    first = task["client_id"].format(0)
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.row_factory = sqlite3.Row
        for table in ("clients", "client_secrets", "client_grants"):
            found = connection.execute(
                f"SELECT * FROM {table} WHERE tenant = ? AND client_id = ?",  # noqa: S608  # From above.
                (task["tenant"], first),
            )
            row = dict(found.fetchone())
            names = ", ".join(f":{name}" for name in row)
            connection.executemany(
                f"INSERT INTO {table} VALUES ({names})",  # noqa: S608  # From above.
                (
                    {**row, "client_id": task["client_id"].format(number)}
                    | ({"id": f"{row['id']}-{number}"} if row.get("id") else {})
                    for number in range(task["exported"], task["clients"])
                ),
            )


def main() -> None:
    tasks: list[Task] = json.load(sys.stdin)
    settings = config.read_settings(os.environ)
    migrate(settings.database_url)
    asyncio.run(_import(tasks, settings))
    for task in tasks:
        if task["clients"] > task["exported"]:
            _copy_clients(Path(settings.database_url.removeprefix("sqlite:///")), task)


if __name__ == "__main__":
    main()
