"""Where the key ring lies: in the environment, in a file that is named, or in one made here.

Owns files, their rights and how they change. It must not know what a key is for.

A lost ring takes every sealed secret with it. So a ring is never made at a path that was
named: a volume that is not mounted must stop the gateway. A key made in its place would
disappear with the container. Files appear and change as a whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

import structlog

from warmhook.gateway.vault.ring import KeyRing, KeyRingError, new_key, parse_ring

DEFAULT: Final = Path(".warmhook/secret.key")

_log = structlog.get_logger(__name__)

# Where container runtimes mount secrets, readable for all who are in the container.
_MOUNTED: Final = (PurePath("/run/secrets"), PurePath("/var/run/secrets"))
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITING: Final = stat.S_IWGRP | stat.S_IWOTH

# For whoever has just been given a new ring.
ADVICE: Final = "Keep a copy of it in a safe place: without it, every secret in the database is lost."

_NEW_FILE: Final = """\
# Warmhook's key ring: the first key seals secrets, every key opens them.
# Keep a copy in a safe place: without these keys, every secret in the database is lost.
"""


@dataclass(frozen=True, slots=True)
class OpenedRing:
    ring: KeyRing
    # None: the ring is the environment's.
    file: Path | None
    # The file was made just now.
    made: bool = False


def open_ring(keys: str, file: Path | None) -> OpenedRing:
    """The ring of `keys`, else of `file`, else of the default file, which is made if need be.

    Raises `KeyRingError`.
    """
    if keys:
        with _naming("WARMHOOK_KEYS"):
            return OpenedRing(parse_ring(keys), None)
    made = file is None and create(DEFAULT)
    path = file or DEFAULT
    return OpenedRing(read(path), path, made)


def create(path: Path) -> bool:
    """Make a ring with one key; False if there is one already. Of several that try, one does."""
    with _naming(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            return False
        with _written_beside(path, _NEW_FILE + new_key() + "\n") as unfinished:
            try:
                # A link, unlike a rename, never takes the place of another process's ring.
                path.hardlink_to(unfinished)
            except FileExistsError:
                return False
            return True


def read(path: Path) -> KeyRing:
    """The ring in the file. Raises `KeyRingError`."""
    with _naming(path):
        return parse_ring(_text(path))


def change(path: Path, changed: Callable[[str], str]) -> KeyRing:
    """Give the file another text, and the ring that it then holds. Changes wait for each other.

    Raises `KeyRingError`; the file is then as it was.
    """
    with _naming(path), _alone_in(path.parent):
        text = changed(_text(path))
        ring = parse_ring(text)
        with _written_beside(path, text) as unfinished:
            unfinished.replace(path)
        return ring


async def watch(ring: KeyRing, path: Path, interval: float = 1.0) -> None:
    """Bring the file's changes into the ring until cancelled. A file that is not a ring is logged."""
    # Equal to no file's: the file may have changed since the ring was read from it.
    known: tuple[int, ...] | None = ()
    while True:
        await asyncio.sleep(interval)
        found = _identity(path)
        if found == known:
            continue
        known = found
        try:
            changed = await asyncio.to_thread(read, path)
        except KeyRingError as error:
            _log.error("key_ring_unreadable", reason=str(error))
            continue
        if changed.keys != ring.keys:
            ring.replace(changed)
            _log.info("key_ring_changed", keys=[key.name for key in ring.keys])


def _text(path: Path) -> str:
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        mounted = any(path.absolute().is_relative_to(folder) for folder in _MOUNTED)
        if mode & (_OTHERS_WRITING if mounted else _OTHERS):
            raise KeyRingError(f"it is open to other users (mode {mode:04o}); run: chmod 600 {path}")
        try:
            return file.read().decode("ascii")
        except UnicodeDecodeError:
            raise KeyRingError("it is not text; expected a key in base64 on each line") from None


def _identity(path: Path) -> tuple[int, int, int] | None:
    """Differs once the file has changed. None: it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


@contextlib.contextmanager
def _written_beside(path: Path, text: str) -> Iterator[Path]:
    """A file with the text, on the disk and for its owner alone, beside the path; gone afterwards."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        yield unfinished
    finally:
        unfinished.unlink(missing_ok=True)


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes from changing a ring in the folder meanwhile."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _naming(place: Path | str) -> Iterator[None]:
    """Say of each failure which ring it is about."""
    try:
        yield
    except KeyRingError as error:
        raise KeyRingError(f"the key ring {place} cannot be used: {error}") from None
    except OSError as error:
        raise KeyRingError(f"the key ring {place} cannot be used: {error.strerror}") from None
