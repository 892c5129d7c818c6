"""The executor's log: JSON lines on stderr.

Owns their form and where they go. It must not know what is logged.
"""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING, Any

import orjson
import structlog

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Stderr(io.FileIO):
    """stderr. Its reader may have gone, and an execution must not fail because a log line is lost."""

    def write(self, line: ReadableBuffer) -> int:
        try:
            return super().write(line)
        except OSError:
            return memoryview(line).nbytes


def configure(level: str) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.BytesLoggerFactory(_Stderr(2, "w", closefd=False)),
        cache_logger_on_first_use=True,
    )


def _dumps(event: Any, default: Any = None, **_: Any) -> bytes:  # Any: structlog's own signature.
    line = orjson.dumps(event, default=default)
    # A terminal obeys some characters beyond ASCII. Their escapes mean the same to a parser.
    return line if line.isascii() else json.dumps(orjson.loads(line)).encode()
