"""The key ring that a command works with: the gateway's own.

Owns how the operator learns that one was made. It must not know what a ring is for.
"""

from __future__ import annotations

import typer

from warmhook.gateway.config import Settings
from warmhook.gateway.vault import ring_file
from warmhook.gateway.vault.ring import KeyRing


def key_ring(chosen: Settings) -> KeyRing:
    """Raises `KeyRingError`."""
    opened = ring_file.open_ring(chosen.keys, chosen.key_file)
    if opened.made:
        typer.echo(f"Made the key ring {opened.file}. {ring_file.ADVICE}", err=True)
    return opened.ring
