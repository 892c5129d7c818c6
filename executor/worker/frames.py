"""Frames between the executor and a worker: the codec, and what may be said when.

Owns docs/worker-protocol.md on the executor's side. No I/O: bytes in, frames
out; no socket, no clock, no process. Every byte that comes from a worker is
taken to be hostile: anything that the protocol does not allow exactly is a
`ProtocolError`, and no other exception leaves this module.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from struct import Struct
from typing import Any, Final

import orjson

from warmhook.executor.model import Execution

PROTOCOL_VERSION: Final = 1
# Room for the header and its error texts beside the largest body a hook may answer with.
HEADER_ALLOWANCE_BYTES: Final = 256 * 1024

_LENGTHS: Final = Struct(">II")
_PREFIX_BYTES: Final = 4


class ProtocolError(Exception):
    """The worker said something that the protocol does not allow. `code` is stable, for logs and tests."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Frame:
    # Any: the header is the worker's JSON; `outcomes` reads it field by field.
    header: Mapping[str, Any]
    body: bytes = b""

    @property
    def type(self) -> str:
        kind: str = self.header["type"]
        return kind


def encode(header: Mapping[str, object], body: bytes = b"") -> bytes:
    """The frame's bytes. `header` must be JSON and have a string `type`."""
    head = orjson.dumps(header)
    return _LENGTHS.pack(_PREFIX_BYTES + len(head) + len(body), len(head)) + head + body


def bind_frame(execution: Execution) -> bytes:
    """What makes a spare worker that of the execution's hook."""
    hook = execution.hook
    header = {
        "type": "bind",
        "trigger": execution.key.trigger.value,
        "secrets": dict(hook.secrets),
        "resultBytes": hook.limits.result_bytes,
        "consoleBytes": hook.limits.console_bytes,
    }
    return encode(header, hook.source.encode())


def execute_frame(execution: Execution) -> bytes:
    """What makes a bound worker run the execution."""
    header = {
        "type": "execute",
        "execution": execution.id,
        "headers": execution.headers,
        "query": execution.query,
    }
    return encode(header, execution.body)


class Decoder:
    """Feed it bytes as they come, in any cut; take whole frames.

    `max_frame` bounds the length a frame may claim. A claim above it is refused
    when it is read, so a worker cannot make the executor wait for, or hold, more.
    """

    def __init__(self, max_frame: int) -> None:
        self.max_frame = max_frame
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes, in order.

        Raises ProtocolError; the decoder cannot be used afterwards.
        """
        # Appended in place, so that bytes which come one by one are not copied again each time.
        buffer = self._buffer
        buffer += data
        frames = []
        start = 0
        while len(buffer) - start >= _LENGTHS.size:
            length, header_length = _LENGTHS.unpack_from(buffer, start)
            self._check_lengths(length, header_length)
            end = start + _PREFIX_BYTES + length
            if end > len(buffer):
                break
            body_start = start + _LENGTHS.size + header_length
            header = _header(buffer[start + _LENGTHS.size : body_start])
            frames.append(Frame(header, bytes(buffer[body_start:end])))
            start = end
        else:
            # The frame's length is checked before the header's length has arrived.
            if len(buffer) - start >= _PREFIX_BYTES:
                self._check_lengths(int.from_bytes(buffer[start : start + _PREFIX_BYTES]), 0)
        del buffer[:start]
        return frames

    @property
    def empty(self) -> bool:
        """Every byte that was fed has been returned in a frame."""
        return not self._buffer

    def _check_lengths(self, length: int, header_length: int) -> None:
        if length > self.max_frame:
            raise ProtocolError("too_long", f"a frame of {length} bytes is over the {self.max_frame} allowed")
        if length < _PREFIX_BYTES or header_length > length - _PREFIX_BYTES:
            raise ProtocolError("header_longer_than_frame", "a frame's header does not fit into the frame")


def _header(encoded: bytearray) -> Mapping[str, Any]:
    try:
        header = orjson.loads(encoded)
    except orjson.JSONDecodeError:
        raise ProtocolError("header_not_json", "a frame's header is not JSON") from None
    if not isinstance(header, dict):
        raise ProtocolError("header_not_object", "a frame's header is not a JSON object")
    if not isinstance(header.get("type"), str):
        raise ProtocolError("type_missing", "a frame's header has no type")
    return header


class State(enum.Enum):
    """A worker's life, as docs/worker-protocol.md draws it."""

    STARTING = "starting"
    SPARE = "spare"
    BINDING = "binding"
    IDLE = "idle"
    BUSY = "busy"


# (state, what is said) -> next state. What is absent is a protocol error. The
# executor says `bind` and `execute`; the rest is the worker's. `execute` may
# follow `bind` at once, so a worker that is BINDING may already have work.
TRANSITIONS: Final[Mapping[tuple[State, str], State]] = {
    (State.STARTING, "ready"): State.SPARE,
    (State.SPARE, "bind"): State.BINDING,
    (State.BINDING, "bound"): State.IDLE,
    (State.IDLE, "execute"): State.BUSY,
    (State.BUSY, "outcome"): State.IDLE,
}

_WORDS: Final = frozenset(said for _, said in TRANSITIONS)


def advance(state: State, said: str) -> State:
    """The state after `said`. Raises ProtocolError where the table has no row."""
    try:
        return TRANSITIONS[state, said]
    except KeyError:
        # An unknown word comes from the hook and may be a secret, so it is not repeated.
        word = repr(said) if said in _WORDS else "an unknown word"
        raise ProtocolError(
            "unexpected_frame", f"{word} was said by or to a worker that is {state.value}"
        ) from None
