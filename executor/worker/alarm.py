"""A timer that is put off far more often than it rings.

Owns one timer of the event loop. Every execution has instants at which it would be looked at, and
is over long before; to make a timer for each and cancel it costs more than all that it guards. It
must not know what it rings for.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable


class Alarm:
    """Calls `ring` at the earliest instant that it was set to. Where that is too early, `ring` sets it."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        # When it rings; never, where it is not set.
        self._at = math.inf

    def set(self, when: float) -> None:
        """A timer that comes sooner stays."""
        if when >= self._at:
            return
        self.cancel()
        self._at = when
        self._timer = self._loop.call_at(when, self._rang)

    def cancel(self) -> None:
        self._at = math.inf
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _rang(self) -> None:
        self._at, self._timer = math.inf, None
        self._ring()
