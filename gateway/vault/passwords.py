"""Hashing of people's passwords.

Owns what a hash costs and where it is computed. It must not know users, the store or HTTP.

A password is chosen by a person, so it is Argon2id, deliberately slow, and never
computed on the event loop.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import argon2
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError


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

    As many at once as there are cores; the others wait, and a caller that gives up
    waiting takes its work out of the queue.
    """

    def __init__(self, profile: Profile = DEFAULT) -> None:
        self._hasher = argon2.PasswordHasher(
            time_cost=profile.iterations,
            memory_cost=profile.memory_kib,
            parallelism=profile.lanes,
        )
        self._unknown = self._hasher.hash(secrets.token_hex(16))
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="passwords")

    def hash(self, password: str) -> str:
        """A PHC string with a salt of its own. Blocks for as long as the profile says."""
        return self._hasher.hash(password.encode("utf-8", "surrogatepass"))

    async def hashed(self, password: str) -> str:
        """As `hash`, without blocking the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.hash, password)

    async def verify(self, password: str, phc: str | None) -> bool:
        """Whether it is the password. With None, for a user that does not exist, it takes as long."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._verify, password, phc)

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
