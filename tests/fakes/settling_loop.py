"""An event loop whose clock moves only when a test winds it.

Timers ring at exactly their instants and in their order, however long they are, and nothing else passes time.
A test that uses it is not a coroutine: it lets the loop run, looks, acts, and lets it run again. What it does
between two runs happens in one turn of the loop.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import selectors
from collections.abc import Callable
from typing import Any

# An instant like those of the monotonic clock, and not the loop's first.
_BEGINNING = 1000.0
# A loop that has so much to do without any time passing never comes to rest.
_MOST_TURNS = 100_000


class SettlingLoop(asyncio.SelectorEventLoop):
    """`settle()` it, or `wind()` it on; `close()` it at the end."""

    def __init__(self) -> None:
        self._now = _BEGINNING
        self._until = _BEGINNING
        self._turns = 0
        self._numbers = itertools.count()
        self._timers: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._failures: list[BaseException] = []
        super().__init__(_Selector(self._at_rest, self._turn))
        self.set_exception_handler(self._failed)

    def time(self) -> float:
        return self._now

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        timer = super().call_at(when, callback, *args, context=context)
        heapq.heappush(self._timers, (when, next(self._numbers), timer))
        return timer

    @property
    def timers(self) -> int:
        """How many have not rung yet, and may."""
        return sum(not timer.cancelled() and timer.when() > self._now for _, _, timer in self._timers)

    def settle(self) -> None:
        """Let everything happen that happens without time passing."""
        self.wind(0.0)

    def wind(self, seconds: float) -> None:
        """Let so much time pass, and everything happen that happens meanwhile."""
        self.wind_to(self._now + seconds)

    def wind_to(self, instant: float) -> None:
        self._until, self._turns = instant, 0
        self.run_forever()
        self._now = max(self._now, instant)
        if self._failures:
            raise self._failures.pop()

    def close(self) -> None:
        """Whatever still waits is cancelled first, as `asyncio.run` does it."""
        if not self.is_closed():
            for task in asyncio.all_tasks(self):
                task.cancel()
            self._until = self._now
            self.run_forever()
        super().close()

    def _at_rest(self) -> None:
        """Nothing is ready: go on to the next timer, where that may ring yet."""
        while self._timers and (self._timers[0][2].cancelled() or self._timers[0][0] <= self._now):
            heapq.heappop(self._timers)
        if self._timers and self._timers[0][0] <= self._until:
            self._now = self._timers[0][0]
        else:
            self.stop()

    def _failed(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What goes wrong in a callback fails the test, not only a log."""
        self._failures.append(context.get("exception") or AssertionError(context["message"]))

    def _turn(self) -> None:
        self._turns += 1
        assert self._turns < _MOST_TURNS, "the loop never comes to rest"


class _Selector(selectors.DefaultSelector):
    """Looks for events, and never waits for any."""

    def __init__(self, at_rest: Callable[[], None], turn: Callable[[], None]) -> None:
        super().__init__()
        self._at_rest = at_rest
        self._turn = turn

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self._turn()
        found = super().select(0)
        if not found and timeout != 0:
            self._at_rest()
        return found
