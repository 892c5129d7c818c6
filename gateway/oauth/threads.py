"""Threads that make signatures while the event loop goes on.

Owns the hand-over there and back. It must not know what is signed, nor with what.

The standard library's pool makes two futures and takes four locks for each call, and
wakes the event loop for each answer: half as much work again as an RSA signature leaves
to the loop. Here a call is one entry in a queue and one future, and answers that are
ready together are fetched together.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

_Work = tuple[Callable[[], bytes], asyncio.Future[bytes]]


class SigningThreads:
    """Make it on the event loop that asks. Close it when done."""

    def __init__(self, number: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._work: SimpleQueue[_Work | None] = SimpleQueue()
        # What is done and has not been fetched, and whether the loop has been told.
        self._told = False
        self._done: deque[tuple[asyncio.Future[bytes], bytes | Exception]] = deque()
        self._threads = [
            threading.Thread(target=self._run, name=f"sign-{index}", daemon=True) for index in range(number)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, sign: Callable[[], bytes]) -> asyncio.Future[bytes]:
        future: asyncio.Future[bytes] = self._loop.create_future()
        self._work.put((sign, future))
        return future

    def close(self) -> None:
        for _ in self._threads:
            self._work.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            sign, future = work
            result: bytes | Exception
            try:
                result = sign()
            except Exception as error:  # noqa: BLE001 - whoever asked for the signature hears of it.
                result = error
            # In this order, as `_fetch` has the opposite one: what comes while the loop is told of something
            # else goes with it, and nothing is left behind.
            self._done.append((future, result))
            if not self._told:
                self._told = True
                self._loop.call_soon_threadsafe(self._fetch)

    def _fetch(self) -> None:
        self._told = False
        while self._done:
            future, result = self._done.popleft()
            if future.done():
                # Nobody waits for it any more.
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)
