"""How often a password may be guessed.

Owns one rule: after ten attempts in a row that failed, a key (who, from where)
waits, and gains one more attempt every five minutes. No I/O: takes `now`, keeps one
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
from typing import Final

ATTEMPTS: Final = 10
RECOVERY_SECONDS: Final = 300.0

# Some 15 MB. Pushing a key out costs an attacker this many password hashes.
_KEYS_MAX: Final = 100_000


class Attempts:
    """The failed attempts that still count."""

    def __init__(self, keys_max: int = _KEYS_MAX) -> None:
        self._keys_max = keys_max
        # By hash of the key, so that no key is larger than another. The latest to fail is last.
        self._full_at: OrderedDict[int, float] = OrderedDict()

    def wait(self, key: Hashable, now: float) -> float | None:
        """None: an attempt may be made; otherwise the seconds until the next one may."""
        full_at = self._full_at.get(hash(key), now)
        wait = full_at - now - (ATTEMPTS - 1) * RECOVERY_SECONDS
        return wait if wait > 0 else None

    def failed(self, key: Hashable, now: float) -> None:
        """Count a failed attempt. Once the bucket is exhausted, further failures change nothing."""
        hashed = hash(key)
        full_at = max(self._full_at.get(hashed, now), now) + RECOVERY_SECONDS
        self._full_at[hashed] = min(full_at, now + ATTEMPTS * RECOVERY_SECONDS)
        self._full_at.move_to_end(hashed)
        if len(self._full_at) > self._keys_max:
            self._full_at.popitem(last=False)

    def succeeded(self, key: Hashable) -> None:
        """The password was right. Earlier failures were the same person's and are forgotten."""
        self._full_at.pop(hash(key), None)

    def __len__(self) -> int:
        return len(self._full_at)
