"""The digest of a hook: SHA-256 over everything that makes it.

Owns the encoding that protos/executor.proto defines at `Hook.digest`, from which
every caller computes the same digest; tests/vectors/hook_digest.json holds both
to it. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from struct import pack


def hook_digest(
    source: str,
    secrets: Mapping[str, str],
    dependencies: Mapping[str, str],
    limits: Iterable[int],
) -> str:
    """Return 64 lower-case hex digits.

    `limits` are time_limit_ms, memory_mb, console_bytes and result_bytes as the
    caller set them, 0 where it did not: the digest is the caller's statement, so
    an executor's defaults have no part in it.
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
