"""Instants as Auth0 writes them. No I/O.

Owns the conversion between seconds since the epoch and ISO 8601 in UTC with milliseconds.
"""

from __future__ import annotations

import contextlib
import datetime as dt


def written(seconds: float) -> str:
    """`2026-01-25T19:00:26.187Z`"""
    text = dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def read(value: object) -> object:
    """An instant of a text; anything else as it is. Raises ValueError, in Auth0's words.

    Text is a point in time with an offset, as RFC 3339 section 5.6 writes it.
    """
    if not isinstance(value, str):
        return value
    with contextlib.suppress(ValueError):
        instant = dt.datetime.fromisoformat(value)
        # The end of the year 9999 may be another year in UTC, which cannot be written.
        if instant.tzinfo is not None and written(instant.timestamp()):
            return instant
    raise ValueError("Object didn't pass validation for format date-time")
