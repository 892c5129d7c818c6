"""One timer for many deadlines, most of which are never reached.

Owns one timer of the event loop. Nearly every execution ends long before its first check is due, so
a timer of its own for each one would cost more than the checks themselves. It must not know what it
rings for.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable


class Alarm:
    """Calls `ring` at the earliest instant it was set to. `ring` sets it again if it came too early."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        # When it rings; infinity while it is not set.
        self._at = math.inf

    def set(self, when: float) -> None:
        """Ring at `when` at the latest. An earlier setting stays."""
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
