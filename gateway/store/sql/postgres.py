"""PostgreSQL: how it is reached, how long it is waited for, how transactions begin on it.

Owns connection parameters, time limits, locks and notifications. It must not know tables.

The URL is libpq's own, with all that libpq reads from it (several hosts, TLS, a service
or password file). Everything a session is told is told inside its transaction, and no
statement is prepared: a pooler may stand between.
"""

from __future__ import annotations

import functools
from collections.abc import AsyncGenerator
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from psycopg.conninfo import conninfo_to_dict

from warmhook.gateway.store.base import StoreError, StoreUnavailableError

# What goes to the client library where the URL does not say otherwise. A server that is
# gone without a word is given up after these seconds, connecting and connected.
_DEFAULTS: Final[dict[str, str | int]] = {
    "application_name": "warmhook",
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# Requests for tokens use none. There is one writer at a time, and a few that read history.
_CONNECTIONS: Final = 4
_MORE_CONNECTIONS: Final = 4
_WAIT_FOR_CONNECTION_SECONDS: Final = 5

# Channels are the database's own.
_CHANNEL: Final = "warmhook_changed"

_READING: Final = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '30s'"
)
# Each statement sees what was committed before it: whoever has waited for the revision's
# row then reads what the one before has written. A writer that stops in the middle is
# ended by the server, or no other could write.
_WRITING: Final = (
    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = '30s'; "
    "SET LOCAL lock_timeout = '10s'; SET LOCAL idle_in_transaction_session_timeout = '30s'"
)
# The number is "warmhook" in ASCII: any, and nobody else's. A migration takes as long as it takes.
_MIGRATING: Final = (
    "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; "
    f"SELECT pg_advisory_xact_lock({int.from_bytes(b'warmhook')})"
)


def engine_for(url: str) -> sa.Engine:
    """An engine for the URL; connects to nothing yet. Raises `StoreError`."""
    engine = sa.create_engine(
        "postgresql+psycopg://",
        creator=functools.partial(_connect, connection_parameters(url)),
        # Asks for types that no table has, on each new connection.
        use_native_hstore=False,
        pool_size=_CONNECTIONS,
        max_overflow=_MORE_CONNECTIONS,
        pool_timeout=_WAIT_FOR_CONNECTION_SECONDS,
        pool_use_lifo=True,
        # A connection that was lost while nobody used it costs nobody an error.
        pool_pre_ping=True,
    )
    sa.event.listen(engine, "begin", _begin)
    return engine


def connection_parameters(url: str) -> dict[str, Any]:  # Any: the client library's parameters.
    """The URL as the client library's parameters. Raises `StoreError` without repeating it."""
    try:
        return {**_DEFAULTS, **conninfo_to_dict(url)}
    except psycopg.ProgrammingError:
        # The library's reason quotes the part that it cannot read: it may be of the password.
        raise StoreError(
            "the database URL cannot be read; expected postgresql://user:password@host:port/database, "
            "with special characters in the password percent-encoded"
        ) from None


def announce(connection: sa.Connection) -> None:
    """Notify at the end of this transaction.

    The server commits notifying transactions one at a time: it is for what people change,
    never for what requests write.
    """
    connection.exec_driver_sql(f"NOTIFY {_CHANNEL}")


async def notices(url: str) -> AsyncGenerator[None, None]:
    """Listen on a connection of its own, as `engine.Notices` says."""
    parameters = connection_parameters(url)
    try:
        async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as connection:
            await connection.execute(f"LISTEN {_CHANNEL}".encode())
            yield
            async for _ in connection.notifies():
                yield
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise StoreUnavailableError(f"the database cannot be listened to: {reason}") from None


def _connect(parameters: dict[str, Any]) -> psycopg.Connection[Any]:  # Any: as the library has it.
    return psycopg.connect(**parameters, prepare_threshold=None)


def _begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    if options.get("warmhook_migrating", False):
        connection.exec_driver_sql(_MIGRATING)
    else:
        connection.exec_driver_sql(_WRITING if options.get("warmhook_writing", False) else _READING)
