"""What an operator does with the key ring: add a key, seal everything under it, drop an old one.

Owns the order that keeps every secret readable: a key is added before anything needs it,
and dropped when nothing does. It must not know the command line.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from warmhook.gateway.store.sql.resealing import KeyUse, use_of_keys
from warmhook.gateway.vault import ring_file
from warmhook.gateway.vault.ring import (
    KeyRing,
    KeyRingError,
    RingKey,
    new_key,
    parse_ring,
    with_key,
    without_key,
)

# Gateways look at the file every second; one may be busy.
_NOTICED_SECONDS: Final = 10.0


def add_key(file: Path) -> RingKey:
    """Put a new key before the others. Gateways that follow the file use it within seconds.

    Where several machines have the ring each needs the key before any of them seals with
    it: there it is written into the rings by hand, second at first. Raises `KeyRingError`.
    """
    return ring_file.change(file, lambda text: with_key(text, new_key())).keys[0]


def drop_key(file: Path, name: str, database_url: str, *, now: Callable[[], float] = time.time) -> KeyRing:
    """Take a key out that nothing needs.

    Raises `KeyRingError` and `StoreError`; the ring is then as it was.
    """

    def dropped(text: str) -> str:
        if parse_ring(text).keys[0].name == name:
            raise KeyRingError(f"{name} is the key that seals; add another one first, and seal under it")
        remaining = without_key(text, name)
        age = now() - file.stat().st_mtime
        if age < _NOTICED_SECONDS:
            raise KeyRingError(
                f"the ring changed {age:.0f} s ago, and a gateway may still seal with {name}; "
                f"wait {_NOTICED_SECONDS:.0f} s, seal everything again, and drop it then"
            )
        _refuse_needed(name, use_of_keys(database_url, now()).get(name, KeyUse()))
        return remaining

    return ring_file.change(file, dropped)


def _refuse_needed(name: str, use: KeyUse) -> None:
    if use.sealed:
        raise KeyRingError(f"{use.sealed} values are still sealed under {name}; seal everything again first")
    if use.client_secrets:
        raise KeyRingError(
            f"{use.client_secrets} client secrets are still hashed under {name}; "
            "they stay good until they are rotated or have expired"
        )
