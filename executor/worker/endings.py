"""Why a worker's process has ended, from what the kernel and the process itself have said.

Owns the reading of exit statuses and of the end of stderr. No I/O. What a worker says decides only
what its own execution is told.
"""

from __future__ import annotations

import signal
from typing import Final

from warmhook.executor.model import Died, OutOfMemory

# What V8 and the C++ library say before they give up.
_OUT_OF_MEMORY: Final = (b"out of memory", b"Allocation failed", b"std::bad_alloc")
# bwrap and sh report a signal as this much plus its number.
_SIGNAL_BASE: Final = 128


def outcome_of_ending(
    status: int, last_words: bytes, memory_mb: int, *, killed_for_memory: bool
) -> OutOfMemory | Died:
    """The outcome of the execution that ran on it.

    `memory_mb` is the hook's limit; `killed_for_memory` is what the kernel says.
    """
    abnormal = status < 0 or status > _SIGNAL_BASE
    if killed_for_memory or (abnormal and any(words in last_words for words in _OUT_OF_MEMORY)):
        return OutOfMemory(memory_mb)
    number = _signal_number(status)
    message = f"{describe_ending(status)} before the hook called back"
    return Died(message, exit_code=status) if number is None else Died(message, signal=number)


def describe_ending(status: int, last_words: bytes = b"") -> str:
    number = _signal_number(status)
    if number is not None:
        return f"the worker was ended by signal {number}"
    said = last_words.decode(errors="replace").strip().splitlines()
    return f"the worker exited with code {status}{f': {said[-1]}' if said else ''}"


def _signal_number(status: int) -> int | None:
    """The signal that ended the process; None if it exited by itself."""
    number = -status if status < 0 else status - _SIGNAL_BASE
    return number if 0 < number <= signal.SIGRTMAX else None
