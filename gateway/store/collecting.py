"""Garbage collection while very many objects are made that will stay.

Owns when the collector is paused. It must not know what the objects are. The collector scans
all objects in one go. A hundred thousand records take it half a second, in which
nothing else runs; again and again while they are made, and now and then afterwards.
Records never refer to each other in a circle, so they are freed without it.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from typing import Final

# Fewer are scanned in a few milliseconds.
_MANY: Final = 10_000


@contextlib.contextmanager
def gc_paused() -> Iterator[None]:
    """Pause the collector inside the block."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def gc_freeze_if_large(how_many: int) -> None:
    """Exempt the objects that exist now from collection, if this many of them are to stay."""
    if how_many >= _MANY:
        gc.freeze()
