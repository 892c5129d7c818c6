"""Hashing of people's passwords.

Owns what a hash costs, where it is computed, and whose is computed next. It must not know users, the store
or HTTP.

A password is chosen by a person, so it is Argon2id, deliberately slow, and never
computed on the event loop.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import argon2
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from warmhook.gateway.limits.turns import FullError, Turns


@dataclass(frozen=True, slots=True)
class Profile:
    """What one Argon2id hash costs (RFC 9106 section 3.1)."""

    memory_kib: int
    iterations: int
    lanes: int


# The OWASP minimum with 19 MiB: some 20 ms of one core.
DEFAULT: Final = Profile(memory_kib=19_456, iterations=2, lanes=1)


class Passwords:
    """Argon2id in a few threads of its own, so that log-ins never hold up other requests.

    As many at once as there are cores. The others wait for their turns, which go round between those on whose
    behalf it is done, and a caller that gives up waiting takes its work out of the queue.
    """

    def __init__(self, profile: Profile = DEFAULT, threads: int | None = None) -> None:
        self._hasher = argon2.PasswordHasher(
            time_cost=profile.iterations,
            memory_cost=profile.memory_kib,
            parallelism=profile.lanes,
        )
        self._unknown = self._hasher.hash(secrets.token_hex(16))
        self._free = threads or os.cpu_count() or 1
        self._threads = ThreadPoolExecutor(self._free, thread_name_prefix="passwords")
        self._turns: Turns[asyncio.Future[None]] = Turns()

    def hash(self, password: str) -> str:
        """A PHC string with a salt of its own. Blocks for as long as the profile says."""
        return self._hasher.hash(password.encode("utf-8", "surrogatepass"))

    async def hashed(self, password: str, behalf: Hashable) -> str:
        """As `hash`, without blocking the event loop. Raises `FullError`."""
        async with self._turn(behalf):
            return await asyncio.get_running_loop().run_in_executor(self._threads, self.hash, password)

    async def verify(self, password: str, phc: str | None, behalf: Hashable) -> bool:
        """Whether it is the password. With None, for a user that does not exist, it takes as long.

        Raises `FullError`: too many wait, on this behalf or in all.
        """
        async with self._turn(behalf):
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._verify, password, phc)

    @asynccontextmanager
    async def _turn(self, behalf: Hashable) -> AsyncIterator[None]:
        if self._free > 0:
            self._free -= 1
        else:
            await self._wait(behalf)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, behalf: Hashable) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        gives_way = self._turns.add(behalf, mine)
        if gives_way is not None:
            gives_way.set_exception(FullError())
        try:
            await mine
        except asyncio.CancelledError:
            self._turns.remove(behalf, mine)
            if mine.done() and not mine.cancelled() and mine.exception() is None:
                # The turn came as its caller gave up.
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        following = self._turns.next()
        if following is None:
            self._free += 1
        else:
            following.set_result(None)

    def close(self) -> None:
        """Drop what waits and end the threads."""
        self._threads.shutdown(cancel_futures=True)

    def _verify(self, password: str, phc: str | None) -> bool:
        presented = password.encode("utf-8", "surrogatepass")
        try:
            matches = self._hasher.verify(self._unknown if phc is None else phc, presented)
        except VerifyMismatchError:
            return False
        except (InvalidHashError, VerificationError):
            # Not a hash. Nobody can log in with it, and the time taken must not tell.
            return self._verify(password, None)
        return matches and phc is not None
