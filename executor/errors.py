"""What the executor can refuse or fail at, each with its stable code. No I/O.

Owns the codes callers may rely on, and the one table from them to the numbers of
gRPC's statuses, which the contract uses with and without gRPC. What a hook does wrong
is an outcome (`model`) and not an error.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final

from warmhook.protos.statuses import StatusCode


class Code(enum.StrEnum):
    """Travels as the trailing metadata `warmhook-error`, and in `Refused.code` on a stream."""

    INVALID_ARGUMENT = "invalid_argument"
    UNAUTHORIZED_EXTENSION = "unauthorized_extension"
    HOOK_UNKNOWN = "hook_unknown"
    QUEUE_FULL = "queue_full"
    TENANT_QUEUE_FULL = "tenant_queue_full"
    QUEUE_TIMEOUT = "queue_timeout"
    STARVED = "starved"
    DEADLINE_EXCEEDED = "deadline_exceeded"
    DRAINING = "draining"
    WORKERS_UNAVAILABLE = "workers_unavailable"
    INTERNAL = "internal"


STATUS_CODES: Final[Mapping[Code, StatusCode]] = {
    Code.INVALID_ARGUMENT: StatusCode.INVALID_ARGUMENT,
    Code.UNAUTHORIZED_EXTENSION: StatusCode.UNAUTHENTICATED,
    Code.HOOK_UNKNOWN: StatusCode.FAILED_PRECONDITION,
    Code.QUEUE_FULL: StatusCode.RESOURCE_EXHAUSTED,
    Code.TENANT_QUEUE_FULL: StatusCode.RESOURCE_EXHAUSTED,
    Code.QUEUE_TIMEOUT: StatusCode.RESOURCE_EXHAUSTED,
    Code.STARVED: StatusCode.RESOURCE_EXHAUSTED,
    Code.DEADLINE_EXCEEDED: StatusCode.DEADLINE_EXCEEDED,
    Code.DRAINING: StatusCode.UNAVAILABLE,
    Code.WORKERS_UNAVAILABLE: StatusCode.UNAVAILABLE,
    Code.INTERNAL: StatusCode.INTERNAL,
}


class Refusal(Exception):
    """The execution was not run, or nobody waits for its result any more.

    `message` is written for the caller and holds no secret; `retry_after_ms`
    says when trying again makes sense.
    """

    def __init__(self, code: Code, message: str, retry_after_ms: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after_ms = retry_after_ms


def invalid(field: str, problem: str) -> Refusal:
    """A request whose `field` (dotted path, as in the .proto) has `problem`."""
    return Refusal(Code.INVALID_ARGUMENT, f"{field} {problem}")


INTERNAL: Final = Refusal(Code.INTERNAL, "the executor made a mistake; its log has the details")
