"""Whose turn it is at something of which there is too little. No I/O.

Owns fairness between keys: each has one turn after another, however many of its own wait. So whoever waits
behind one who asks a thousand times waits for one of these, and not for a thousand. Owns also how many may
wait. It must not know what a turn is.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

Waiting = TypeVar("Waiting")

OF_ONE_MAX: Final = 128
OF_ALL_MAX: Final = 1024


class FullError(Exception):
    """As many wait as may."""


class Turns(Generic[Waiting]):
    """Who waits, by key, in the order in which they are next."""

    def __init__(self, of_one_max: int = OF_ONE_MAX, of_all_max: int = OF_ALL_MAX) -> None:
        self._of_one_max = of_one_max
        self._of_all_max = of_all_max
        # The first key is next. A key that waits for nothing is not here.
        self._waiting: OrderedDict[Hashable, deque[Waiting]] = OrderedDict()
        self._count = 0

    def add(self, key: Hashable, one: Waiting) -> Waiting | None:
        """Let it wait. Raises `FullError` where its key has too many.

        Where all together are too many, the last of the key that has most gives way, and is returned; if that
        is the key which asks, this raises.
        """
        own = self._waiting.get(key, ())
        if len(own) >= self._of_one_max:
            raise FullError
        gives_way = None
        if self._count >= self._of_all_max:
            most = max(self._waiting, key=lambda other: len(self._waiting[other]))
            if len(own) >= len(self._waiting[most]):
                raise FullError
            gives_way = self._waiting[most].pop()
            self._count -= 1
            self._drop_if_empty(most)
        self._waiting.setdefault(key, deque()).append(one)
        self._count += 1
        return gives_way

    def next(self) -> Waiting | None:
        """Take whose turn it is; its key comes behind all others."""
        if not self._waiting:
            return None
        key, own = next(iter(self._waiting.items()))
        one = own.popleft()
        self._count -= 1
        self._waiting.move_to_end(key)
        self._drop_if_empty(key)
        return one

    def remove(self, key: Hashable, one: Waiting) -> None:
        """It does not wait any more."""
        own = self._waiting.get(key)
        if own is not None and one in own:
            own.remove(one)
            self._count -= 1
            self._drop_if_empty(key)

    def __len__(self) -> int:
        return self._count

    def _drop_if_empty(self, key: Hashable) -> None:
        if not self._waiting[key]:
            del self._waiting[key]
