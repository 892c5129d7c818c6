"""gRPC's status codes, as numbers that travel with or without gRPC. No I/O.

Owns which of them the contract uses, and which of those pass with time
(https://grpc.io/docs/guides/status-codes/). It must not import gRPC.
"""

from __future__ import annotations

import enum
from typing import Final


class StatusCode(enum.IntEnum):
    CANCELLED = 1
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    INTERNAL = 13
    UNAVAILABLE = 14
    UNAUTHENTICATED = 16


# The executor has no room, has gone, or is about to go: the same request may fare better later.
PASSING: Final = frozenset(
    {
        StatusCode.CANCELLED,
        StatusCode.DEADLINE_EXCEEDED,
        StatusCode.RESOURCE_EXHAUSTED,
        StatusCode.UNAVAILABLE,
    }
)
