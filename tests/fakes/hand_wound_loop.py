"""An event loop whose time moves only by hand, over descriptors that are real.

Owns the order in which things come true: `wind` rings timers and reads nothing, `listen` serves
descriptors and moves no time. So a test says itself which of two things the loop comes to first. It never
sleeps.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

_T = TypeVar("_T")
# More turns than any test needs: a descriptor that nobody empties would be ready for ever.
_MOST_TURNS = 1000


class _Selector(selectors.DefaultSelector):
    """Never waits, and sees nothing while it is blind."""

    blind = False
    saw_something = False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = [] if self.blind else super().select(0)
        self.saw_something = bool(found)
        return found


class HandWoundLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.now = 1000.0
        self._eyes = _Selector()
        self._failures: list[BaseException] = []
        super().__init__(self._eyes)
        self.set_exception_handler(self._failed)

    def time(self) -> float:
        return self.now

    def do(self, action: Callable[[], _T]) -> _T:
        """Run it as a callback of the loop, which reads nothing meanwhile."""
        results: list[_T] = []
        self.call_soon(lambda: results.append(action()))
        self._turn(blind=True)
        return results[0]

    def turn(self) -> None:
        """Serve what is readable or writable now, once."""
        self._turn(blind=False)

    def listen(self) -> None:
        """Serve what is readable or writable, and whatever follows from that, until nothing is left."""
        for _ in range(_MOST_TURNS):
            self.turn()
            if not self._eyes.saw_something and not self._ready:
                return
        raise AssertionError("there is always something to read or to write")

    def wind(self, seconds: float) -> None:
        """Let time pass: each timer rings at its instant, and nothing is read."""
        until = self.now + seconds
        while (due := self._next_timer()) is not None and due <= until:
            self.now = max(self.now, due)
            self._turn(blind=True)
        self.now = until

    def watched(self) -> int:
        """How many descriptors it watches, its own aside."""
        return len(self._eyes.get_map()) - 1

    def timers(self) -> int:
        return sum(not timer.cancelled() for timer in self._scheduled)

    def _next_timer(self) -> float | None:
        return min((timer.when() for timer in self._scheduled if not timer.cancelled()), default=None)

    def _turn(self, *, blind: bool) -> None:
        self._eyes.blind = blind
        # The loop then goes round once, and waits for nothing.
        self.stop()
        self.run_forever()
        if self._failures:
            raise self._failures.pop()

    def _failed(self, _loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        self._failures.append(context.get("exception") or AssertionError(context["message"]))
