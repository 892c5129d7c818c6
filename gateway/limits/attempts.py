"""How often somebody may be wrong.

Owns one rule: after so many attempts in a row that failed, a key (who, from where)
waits, and gains one more attempt every so many seconds. No I/O: takes `now`, keeps one
number a key. It must not know what a key is made of.

The number is the generic cell rate algorithm's: the instant at which the key's
bucket is full again. Only failures are counted, so many successful log-ins at once
are not limited. Ask before the password is checked, and again before its outcome is
told: guesses that were under way at the same time then learn nothing
beyond the tenth failure.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

# Some 15 MB. Pushing a key out costs an attacker this many failures.
_KEYS_MAX: Final = 100_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many failures in a row are free, and how long it takes until one is forgotten."""

    failures: int
    recovery_seconds: float


# A password is guessed by people who mistype it, and by programs. Auth0's brute-force protection has ten.
LOGIN: Final = Allowance(failures=10, recovery_seconds=300.0)
# A client's secret is sent by programs, which are right always or, once somebody changes it, never.
CLIENT_SECRET: Final = Allowance(failures=100, recovery_seconds=1.0)


class Attempts:
    """The failed attempts that still count."""

    def __init__(self, allowance: Allowance, keys_max: int = _KEYS_MAX) -> None:
        self._allowance = allowance
        self._keys_max = keys_max
        # By hash of the key, so that no key is larger than another. The latest to fail is last.
        self._full_at: OrderedDict[int, float] = OrderedDict()

    def wait(self, key: Hashable, now: float) -> float | None:
        """None: an attempt may be made; otherwise the seconds until the next one may."""
        full_at = self._full_at.get(hash(key), now)
        wait = full_at - now - (self._allowance.failures - 1) * self._allowance.recovery_seconds
        return wait if wait > 0 else None

    def failed(self, key: Hashable, now: float) -> None:
        """Count a failed attempt. Once the bucket is exhausted, further failures change nothing."""
        hashed, recovery = hash(key), self._allowance.recovery_seconds
        full_at = max(self._full_at.get(hashed, now), now) + recovery
        self._full_at[hashed] = min(full_at, now + self._allowance.failures * recovery)
        self._full_at.move_to_end(hashed)
        if len(self._full_at) > self._keys_max:
            self._full_at.popitem(last=False)

    def succeeded(self, key: Hashable) -> None:
        """The password was right. Earlier failures were the same person's and are forgotten."""
        self._full_at.pop(hash(key), None)

    def __len__(self) -> int:
        return len(self._full_at)
