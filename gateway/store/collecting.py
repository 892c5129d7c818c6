"""Garbage collection while very many objects are made that will stay.

Owns when the collector rests. It must not know what the objects are. The collector looks
at all objects in one breath, and at a hundred thousand records for half a second, in which
nothing else runs; again and again while they are made, and now and then afterwards.
Records never refer to each other in a circle, so they are freed without it.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

# Fewer are looked at in a few milliseconds.
_MANY = 10_000


@contextlib.contextmanager
def gc_paused() -> Iterator[None]:
    """Nothing is collected inside."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def gc_freeze_if_large(how_many: int) -> None:
    """Never look at what there is now, if so many of it are to stay."""
    if how_many >= _MANY:
        gc.freeze()
