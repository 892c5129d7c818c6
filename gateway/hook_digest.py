"""The digest that names a hook on the wire: SHA-256 over everything that makes it.

Owns the encoding that protos/executor.proto defines at `Hook.digest`. The executor
computes the same from its side; tests/vectors/hook_digest.json holds both to it.
Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

# time_limit_ms, memory_mb, console_bytes, result_bytes. Hooks leave them to the executor.
NO_LIMITS = (0, 0, 0, 0)


def hook_digest(
    source: str,
    secrets: Mapping[str, str],
    dependencies: Mapping[str, str],
    limits: tuple[int, int, int, int] = NO_LIMITS,
) -> str:
    """64 lower-case hex digits."""
    digest = hashlib.sha256()
    digest.update(_item("warmhook.hook.v1"))
    digest.update(_item(source))
    for entries in (secrets, dependencies):
        digest.update(len(entries).to_bytes(4))
        for name, value in sorted(entries.items(), key=lambda entry: entry[0].encode()):
            digest.update(_item(name) + _item(value))
    for limit in limits:
        digest.update(_item(str(limit)))
    return digest.hexdigest()


def _item(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(4) + data
