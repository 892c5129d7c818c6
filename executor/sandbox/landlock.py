"""Landlock: the kernel's own list of what a process may still reach, put on by the process itself.

Owns the making of rulesets and what they hold at each isolation level. A ruleset is a
descriptor; the forker's child puts it on. Where the kernel has no Landlock, or an older
one, what it lacks is named, and nothing is left out silently.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from struct import pack
from typing import Final

# System calls with the same number on every architecture (linux/landlock.h).
_CREATE_RULESET, _ADD_RULE = 444, 445
_VERSION: Final = 1
_PATH_BENEATH: Final = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
# By the ABI that brought it: every file system access there is; TCP bind and connect; scopes.
_FILE_ACCESS: Final = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
_TCP_BIND: Final = {4: 1 << 0}
_TCP: Final = {4: 1 << 0 | 1 << 1}
# Abstract unix sockets and signals of processes outside.
_SCOPES: Final = {6: 0b11}
NEWEST: Final = 6

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a process may reach in the file system; None: whatever it could before."""

    # Files that may be read and run.
    readable: tuple[Path, ...] = ()
    # Directories with everything beneath them.
    readable_trees: tuple[Path, ...] = ()
    writable_trees: tuple[Path, ...] = ()


def abi() -> int:
    """The kernel's version of Landlock, 0 where it has none."""
    version: int = _libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    return max(version, 0)


def make_ruleset(rules: Rules | None) -> int:
    """A ruleset's descriptor, which the caller closes. Raises OSError.

    Always: no listening, no abstract socket and no signal to a process outside, as far
    as the kernel knows them. With `rules`, no TCP and no file but those. Without, files are
    left to the mount namespace, since a process under file rules may not mount, and
    connections to the network namespace, which fails them with an error that hooks know.
    """
    version = abi()
    files = 0 if rules is None else _known(_FILE_ACCESS, version)
    tcp = _known(_TCP_BIND if rules is None else _TCP, version)
    attributes = pack("=QQQ", files, tcp, _known(_SCOPES, version))
    # Older kernels take a shorter structure, and refuse one they do not know unless the rest is 0.
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _call(_CREATE_RULESET, attributes[:size], ctypes.c_size_t(size), 0)
    try:
        if rules is not None:
            _add_paths(ruleset, rules.readable, _EXECUTE | _READ_FILE)
            _add_paths(ruleset, rules.readable_trees, _EXECUTE | _READ_FILE | _READ_DIR)
            _add_paths(ruleset, rules.writable_trees, files & ~_EXECUTE)
    except OSError:
        os.close(ruleset)
        raise
    return ruleset


def _known(by_version: dict[int, int], version: int) -> int:
    return sum(bits for since, bits in by_version.items() if since <= version)


def _add_paths(ruleset: int, paths: Iterable[Path], access: int) -> None:
    for path in paths:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            _call(_ADD_RULE, ruleset, _PATH_BENEATH, pack("=Qi", access, beneath), 0)
        finally:
            os.close(beneath)


def _call(number: int, *arguments: object) -> int:
    result: int = _libc.syscall(number, *arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"landlock: {os.strerror(error)}")
    return result
