"""How much of the network a worker and a tenant may use at once and in a second. No I/O.

Owns the counts and the rates. It must not know what passes. `now` is an instant of the monotonic clock.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final, TypeVar

WORKER_CONNECTIONS: Final = 32
TENANT_CONNECTIONS: Final = 256
CONNECT_SECONDS: Final = 10.0
# Without a byte either way: while an execution runs on the worker, and between two.
IDLE_BUSY_SECONDS: Final = 60.0
IDLE_BETWEEN_SECONDS: Final = 30.0
# Both ways together.
CONNECTION_BYTES: Final = 64 * 1024 * 1024
WORKER_BYTES_PER_SECOND: Final = 10_000_000
WORKER_BURST_BYTES: Final = 64_000_000
# Attempts, allowed or not: a client that is refused at once may try for ever.
WORKER_ATTEMPTS_PER_SECOND: Final = 50
WORKER_BURST_ATTEMPTS: Final = 100
WORKER_QUESTIONS_PER_SECOND: Final = 50
WORKER_BURST_QUESTIONS: Final = 100

_Key = TypeVar("_Key")


@dataclass(slots=True)
class Bucket:
    """A rate with a burst. It may go into debt once, by what is taken at a time."""

    per_second: float
    burst: float
    _filled: float
    _at: float

    @classmethod
    def full(cls, per_second: float, burst: float, now: float) -> Bucket:
        return cls(per_second, burst, burst, now)

    def take(self, amount: float, now: float) -> None:
        """Take it, whether it is there or not."""
        self._refill(now)
        self._filled -= amount

    def try_take(self, amount: float, now: float) -> bool:
        """Take it if it is there."""
        self._refill(now)
        if self._filled < amount:
            return False
        self._filled -= amount
        return True

    def wait_seconds(self, now: float) -> float:
        """How long until there is no debt any more."""
        self._refill(now)
        return max(-self._filled / self.per_second, 0.0)

    def _refill(self, now: float) -> None:
        self._filled = min(self.burst, self._filled + (now - self._at) * self.per_second)
        self._at = now


class Places:
    """Open connections of workers and of their tenants."""

    def __init__(self) -> None:
        self._workers: Counter[int] = Counter()
        self._tenants: Counter[str] = Counter()

    def refusal(self, worker: int, tenant: str) -> str | None:
        """Why there is no place for another connection; None: there is."""
        if self._workers[worker] >= WORKER_CONNECTIONS:
            return f"this worker of the hook has {WORKER_CONNECTIONS} connections open already"
        if self._tenants[tenant] >= TENANT_CONNECTIONS:
            return f"the tenant's hooks have {TENANT_CONNECTIONS} connections open already"
        return None

    def take(self, worker: int, tenant: str) -> None:
        self._workers[worker] += 1
        self._tenants[tenant] += 1

    def leave(self, worker: int, tenant: str) -> None:
        _drop(self._workers, worker)
        _drop(self._tenants, tenant)


def _drop(counter: Counter[_Key], key: _Key) -> None:
    counter[key] -= 1
    if not counter[key]:
        del counter[key]
