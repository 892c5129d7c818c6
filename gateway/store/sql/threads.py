"""The database's work beside the event loop, since its driver blocks.

Owns that no work is left behind. It must not know what the work is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


async def in_thread(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What `work` returns or raises. Cancelled, it ends when the work has ended.

    A connection that is in use when its engine is closed would not be closed with it.
    """
    running = asyncio.create_task(asyncio.to_thread(work, *args, **kwargs))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        # The caller was cancelled, so nobody takes the result.
        if not running.cancelled():
            running.exception()
        raise
