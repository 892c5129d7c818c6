"""Who holds the places of which there are only so many. No I/O.

Owns that one key never holds more than its share, and that while all are taken, whoever has most gives one up
for whoever has less. It must not know what a place is.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

from warmhook.gateway.limits.turns import FullError

Holder = TypeVar("Holder", bound=Hashable)


class Places(Generic[Holder]):
    """Holders by key, the oldest of a key first."""

    def __init__(self, places: int, of_one_max: int) -> None:
        self._places = places
        self._of_one_max = of_one_max
        self._held: dict[Hashable, dict[Holder, None]] = {}
        self._count = 0

    def take(self, key: Hashable, holder: Holder, *, limited: bool = True) -> Holder | None:
        """Take a place. Returns who has to give up theirs for it. Raises `FullError`.

        A key that is not limited may have all the places there are.
        """
        own = self._held.get(key, {})
        if limited and len(own) >= self._of_one_max:
            raise FullError
        gives_up = None
        if self._count >= self._places:
            most = max(self._held, key=lambda other: len(self._held[other]))
            if len(own) >= len(self._held[most]):
                raise FullError
            gives_up = next(iter(self._held[most]))
            self.leave(most, gives_up)
        self._held.setdefault(key, {})[holder] = None
        self._count += 1
        return gives_up

    def leave(self, key: Hashable, holder: Holder) -> None:
        """Give the place up, if it is still held."""
        own = self._held.get(key, {})
        if holder in own:
            del own[holder]
            self._count -= 1
            if not own:
                del self._held[key]

    def __len__(self) -> int:
        return self._count
