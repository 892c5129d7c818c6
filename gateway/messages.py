"""Where one message on a stream of bytes ends and the next begins.

Owns that: before each stands its length, four bytes, most significant first. Pure; it must
not know what messages say, nor where the bytes come from, which is somebody to be trusted.
"""

from __future__ import annotations

from typing import Final

_LENGTH: Final = 4


def with_length(message: bytes) -> bytes:
    """The message as it travels."""
    return len(message).to_bytes(_LENGTH) + message


class Messages:
    """Feed it bytes as they come, in any cut; take whole messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that `data` completes, in order."""
        buffer = self._buffer
        buffer += data
        messages = []
        start = 0
        while len(buffer) - start >= _LENGTH:
            begin = start + _LENGTH
            end = begin + int.from_bytes(buffer[start:begin])
            if end > len(buffer):
                break
            messages.append(bytes(buffer[begin:end]))
            start = end
        del buffer[:start]
        return messages
