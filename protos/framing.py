"""Framing: where one message on a stream of bytes ends and the next begins. No I/O.

Owns that: before each message stands its length, four bytes, most significant first. It must not know
what messages say, nor where the bytes come from.
"""

from __future__ import annotations

from typing import Final

_LENGTH_BYTES: Final = 4


def with_length(message: bytes) -> bytes:
    """The message as it travels."""
    return len(message).to_bytes(_LENGTH_BYTES) + message


class MessageTooLongError(Exception):
    """A message claims a length over the bound. What follows cannot be read."""


class Messages:
    """Feed it bytes in any pieces; take whole messages."""

    def __init__(self, max_bytes: int | None = None) -> None:
        """`max_bytes` bounds each message; None where the other end is to be trusted."""
        self._max_bytes = max_bytes
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that `data` completes, in order. Raises `MessageTooLongError`."""
        buffer = self._buffer
        buffer += data
        messages = []
        start = 0
        while len(buffer) - start >= _LENGTH_BYTES:
            begin = start + _LENGTH_BYTES
            length = int.from_bytes(buffer[start:begin])
            if self._max_bytes is not None and length > self._max_bytes:
                raise MessageTooLongError(f"a message of {length} bytes, over the {self._max_bytes} allowed")
            end = begin + length
            if end > len(buffer):
                break
            messages.append(bytes(buffer[begin:end]))
            start = end
        del buffer[:start]
        return messages
