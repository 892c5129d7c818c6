"""What `/health/ready` says of the parts that a gateway needs. No I/O.

Owns which state is ready, and the words. It must not know how the parts are asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

# The database is asked twice a second, and may be slow.
_UNCONFIRMED_SECONDS: Final = 5.0


def readiness(
    *, draining: bool, revision: int, executor: str, confirmed_seconds_ago: float, now: datetime
) -> tuple[int, dict[str, str | int]]:
    """Status and body. A gateway that drains still serves, and is to be sent nothing more.

    A gateway stays ready without the database: it can still issue tokens, and taking it
    out of service would not help anybody.
    """
    serving = executor == "SERVING"
    reachable = confirmed_seconds_ago < _UNCONFIRMED_SECONDS
    body: dict[str, str | int] = {
        "status": "draining" if draining else "ready" if serving else "degraded",
        "revision": revision,
        "executor": executor,
        "database": "reachable" if reachable else "unreachable",
    }
    details: list[str] = []
    if draining:
        details.append("This gateway is about to stop; until then it answers.")
    if not serving:
        details.append("Tokens that need a hook cannot be issued; others can.")
    if not reachable:
        confirmed_at = now - timedelta(seconds=confirmed_seconds_ago)
        body["snapshot_confirmed_at"] = confirmed_at.isoformat(timespec="milliseconds")
        details.append(
            "Tokens are issued from what the database held when it was last read; nothing can be changed."
        )
    if details:
        body["detail"] = " ".join(details)
    return (200 if serving and not draining else 503), body
