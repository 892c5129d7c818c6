"""Hashing of client secrets and passwords, and the key file.

Owns how a presented secret is compared with what is stored. It must not know clients,
users, the store or HTTP.

Two kinds of secret, two costs. A client secret is long and random, so a keyed SHA-256
cannot be searched and costs microseconds. A password is chosen by a person, so it is
Argon2id, deliberately slow, and never computed on the event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import os
import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import argon2
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

_KEY_BYTES = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFileError(Exception):
    """The key file cannot be used; the message is a sentence for the operator."""


def hash_client_secret(secret: str, key: bytes) -> str:
    """`hmac-sha256$<key id>$<hex>`, the key id being the start of the key's SHA-256."""
    # A lone surrogate is no UTF-8, and must be a wrong secret rather than an error.
    digest = hmac.digest(key, secret.encode("utf-8", "surrogatepass"), "sha256")
    return f"hmac-sha256${_key_id(key)}${digest.hex()}"


def verify_client_secret(presented: str, hashed: str, key: bytes) -> bool:
    """Whether it is the secret. Takes as long for a wrong one, or one under another key."""
    return hmac.compare_digest(hash_client_secret(presented, key).encode(), hashed.encode())


def _key_id(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:8]


def load_or_create_key(path: Path) -> bytes:
    """The key in the file, made at its first use. Raises `KeyFileError`.

    The file appears with its whole content or not at all, and of several processes that
    make it at once one wins and all get its key.
    """
    try:
        with contextlib.suppress(FileExistsError):
            if not path.exists():
                _create_key(path)
        return _read_key(path)
    except OSError as error:
        raise KeyFileError(f"the key file {path} cannot be used: {error.strerror}") from error


def _create_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(descriptor)
        # A link, unlike a rename, never takes the place of another process's key.
        path.hardlink_to(unfinished)
    finally:
        unfinished.unlink(missing_ok=True)


def _read_key(path: Path) -> bytes:
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        key = file.read(_KEY_BYTES + 1)
    if mode & _OTHERS:
        raise KeyFileError(
            f"the key file {path} is open to other users (mode {stat.S_IMODE(mode):04o}); "
            f"run: chmod 600 {path}"
        )
    if len(key) != _KEY_BYTES:
        raise KeyFileError(f"the key file {path} does not hold {_KEY_BYTES} bytes; restore it from a backup")
    return key


@dataclass(frozen=True, slots=True)
class Profile:
    """What one Argon2id hash costs (RFC 9106 section 3.1)."""

    memory_kib: int
    iterations: int
    lanes: int


# The OWASP minimum with 19 MiB: some 20 ms of one core.
DEFAULT: Final = Profile(memory_kib=19_456, iterations=2, lanes=1)
# The least that the algorithm allows. For tests, which hash by the hundred.
TEST_ONLY: Final = Profile(memory_kib=8, iterations=1, lanes=1)


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

    async def verify(self, password: str, phc: str | None) -> bool:
        """Whether it is the password. None, for a user that there is not, costs the same."""
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
            # No hash at all: nobody logs in with it, and nobody learns so from the time.
            return self._verify(password, None)
        return matches and phc is not None
