"""What the database library raises, in the store's own words.

Owns which failure is whose: the records', or the database's. It must not know statements.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import sqlalchemy as sa

from warmhook.gateway.store.base import ConflictError, StoreError, StoreUnavailableError


@contextlib.contextmanager
def own_errors() -> Iterator[None]:
    """Raise `StoreError`s only.

    The statement and its parameters stay out of the message: they hold secrets.
    """
    try:
        yield
    except (sa.exc.IntegrityError, sa.exc.DataError) as error:
        raise ConflictError(f"the records cannot be stored: {_reason(error)}") from None
    except (sa.exc.OperationalError, sa.exc.InterfaceError) as error:
        raise StoreUnavailableError(f"the database cannot be used: {_reason(error)}") from None
    except sa.exc.TimeoutError:
        raise StoreUnavailableError("the database cannot be used: it answers nobody in time") from None
    except sa.exc.DBAPIError as error:
        raise StoreError(f"the database failed: {_reason(error)}") from None


def _reason(error: sa.exc.DBAPIError) -> str:
    """The database's sentence, in one line.

    PostgreSQL's details and hints are left out: they quote the values of a row.
    """
    diagnosis = getattr(error.orig, "diag", None)
    sentence = (diagnosis and diagnosis.message_primary) or str(error.orig)
    return " ".join(sentence.split())
