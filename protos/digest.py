"""The digest that names a hook: SHA-256 over everything that makes it. No I/O.

Owns the encoding that executor.proto defines at `Hook.digest`, from which every caller computes the
same digest; tests/vectors/hook_digest.json holds it, for callers in other languages too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from struct import pack
from typing import Final

# time_limit_ms, memory_mb, console_bytes and result_bytes of a hook that leaves them to the executor.
NO_LIMITS: Final = (0, 0, 0, 0)


def hook_digest(
    source: str,
    secrets: Mapping[str, str],
    dependencies: Mapping[str, str],
    limits: Iterable[int] = NO_LIMITS,
) -> str:
    """64 lower-case hex digits.

    `limits` are time_limit_ms, memory_mb, console_bytes and result_bytes as the caller set them, and 0
    where it did not: the digest is the caller's statement, so an executor's defaults have no part in it.
    """
    parts = [_item("warmhook.hook.v1"), _item(source), _entries(secrets), _entries(dependencies)]
    parts += [_item(str(limit)) for limit in limits]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _item(text: str) -> bytes:
    encoded = text.encode()
    return pack(">I", len(encoded)) + encoded


def _entries(mapping: Mapping[str, str]) -> bytes:
    ordered = sorted(mapping.items(), key=lambda entry: entry[0].encode())
    return pack(">I", len(ordered)) + b"".join(_item(name) + _item(value) for name, value in ordered)
