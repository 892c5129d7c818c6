"""`warmhook migrate`: the database to the schema of this version.

Owns the wording of the report.
"""

from __future__ import annotations

import typer

from warmhook.gateway.cli.exits import settings
from warmhook.gateway.cli.failures import reported_failures
from warmhook.gateway.cli.ring import key_ring
from warmhook.gateway.store.sql.migrate import migrate as migrate_database
from warmhook.gateway.store.sql.migrate import schema_version


def migrate() -> None:
    """Bring the database to the schema of this version, creating it if there is none."""
    chosen = settings()
    with reported_failures():
        before = migrate_database(chosen.database_url, lambda: key_ring(chosen))
    if before == schema_version():
        typer.echo(f"The database is at schema {before} already.")
    else:
        typer.echo(f"The database is at schema {schema_version()} now.")
