"""The gateway's log: one JSON object a line, on stderr.

Owns the format, and the line of a token request. It must not know where the facts come
from. A line names things (clients, hooks, claims) and never has a secret, a password,
a token or a claim's value in it. Names come from outside and are cut to a length.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import Any, Final

import orjson
import structlog

from warmhook.gateway.oauth.claims import Dropped
from warmhook.gateway.oauth.trace import Trace

# For asking whether a line would be written at all, before it is made.
INFO: Final = logging.INFO

_NAME_MAX: Final = 128
_DROPPED_MAX: Final = 20


def configure(level: str) -> None:
    """Send our events, and the libraries' warnings, to stderr as JSON."""
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # Without the values of variables: credentials are among them.
        structlog.processors.ExceptionRenderer(
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        ),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(serializer=_dumps)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))
    logging.getLogger().handlers[:] = [handler]


def token_line(
    trace: Trace, *, tenant: str | None, request_id: str, outcome: str, took_us: int
) -> dict[str, Any]:
    """The fields of a token request's line. `outcome` is "issued" or a `Reason`."""
    line: dict[str, Any] = {
        "request_id": request_id,
        "tenant": tenant,
        "client_id": _cut(trace.client_id),
        "grant_type": _cut(trace.grant_type),
        "outcome": outcome,
        "took_us": took_us,
    }
    if trace.hook_id is not None:
        line["hook"] = trace.hook_id
    run = trace.hook_run
    if run is not None:
        line["hook_outcome"] = run.outcome
        line["hook_cold"] = run.cold
        line["hook_queued_us"] = run.queued_us
        line["hook_startup_us"] = run.startup_us
        line["hook_run_us"] = run.run_us
    if trace.dropped:
        line["dropped_count"] = len(trace.dropped)
        line["dropped"] = [_dropped(item) for item in trace.dropped[:_DROPPED_MAX]]
    return line


def _dropped(item: Dropped) -> dict[str, str | None]:
    return {"name": _cut(item.name), "reason": item.reason.value}


def _cut(name: str | None) -> str | None:
    return name if name is None or len(name) <= _NAME_MAX else name[:_NAME_MAX] + "…"


def _dumps(event: Any, default: Any = None, **_: Any) -> bytes:  # Any: structlog's own signature.
    line = orjson.dumps(event, default=default)
    # A terminal obeys some characters beyond ASCII. Their escapes mean the same to a parser.
    return line if line.isascii() else json.dumps(orjson.loads(line)).encode()
