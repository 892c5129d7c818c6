"""Bringing a database to the schema of this program, and checking that it is there.

Owns the use of Alembic; the steps are in `migrations/versions`. It must not know what
is in the tables.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from warmhook.gateway.store.base import SchemaMismatchError, Sealer, StoreError
from warmhook.gateway.store.sql.engine import MIGRATING, create_database, engine_for, refuse_missing
from warmhook.gateway.store.sql.failures import own_errors


def migrate(url: str, sealer: Callable[[], Sealer] | None = None) -> str | None:
    """Bring the database to the newest schema. A file that is not there is made.

    `sealer` is asked for where the database is of a time before secrets were sealed.
    One transaction: a failure leaves the database as it was. Of two at once the second
    waits, and finds nothing to do. Returns the version that it came from. Raises `StoreError`.
    """
    engine = engine_for(url)
    create_database(engine)
    try:
        with (
            own_errors(),
            engine.connect().execution_options(**MIGRATING) as connection,
            connection.begin(),
        ):
            before = MigrationContext.configure(connection).get_current_revision()
            _refuse_unknown(before)
            config = _config()
            config.attributes["connection"] = connection
            config.attributes["sealer"] = sealer
            command.upgrade(config, "head")
    except StoreError as error:
        raise type(error)(f"the database cannot be migrated: {error}") from error
    finally:
        engine.dispose()
    return before


@functools.cache
def schema_version() -> str:
    """The version that this program needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "the package carries its migrations"
    return head


def check_database(engine: sa.Engine) -> None:
    """Raise `SchemaMismatchError` unless there is one, at the version of this program."""
    refuse_missing(engine)
    with own_errors(), engine.connect() as connection:
        check_schema(connection)


def check_schema(connection: sa.Connection) -> None:
    """Raise `SchemaMismatchError` unless the database is at the version of this program."""
    found = MigrationContext.configure(connection).get_current_revision()
    if found == schema_version():
        return
    if found is None:
        raise SchemaMismatchError("the database has no tables yet; run: warmhook migrate")
    _refuse_unknown(found)
    raise SchemaMismatchError(
        f"the database is at schema {found} and this program needs {schema_version()}; run: warmhook migrate"
    )


def _refuse_unknown(version: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if version is not None and version not in known:
        raise SchemaMismatchError(
            f"the database is at schema {version}, which this program does not know: "
            "it was migrated by a newer one; run that one"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "warmhook.gateway.store.sql:migrations")
    return config
