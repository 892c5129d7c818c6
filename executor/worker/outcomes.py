"""What a worker's `outcome` frame means.

Owns the reading of hostile answers: a frame in, an `Outcome` out. The worker may
be owned by its hook, so a field of the wrong type is a `ProtocolError` and never
an exception of another kind, and claims that are no JSON never leave here. No I/O.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import orjson

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import Accepted, Denied, DoesNotCompile, Outcome, Threw, Thrown, UnusableResult
from warmhook.executor.worker.frames import Frame, ProtocolError

# Nesting that every JSON reader copes with; orjson's own bound.
MAX_DEPTH: Final = 1024
_TOO_DEEP: Final = f"is nested more than {MAX_DEPTH} levels deep"
# Longest message of a refusal, characters.
MAX_LITERAL: Final = 256


def read_outcome(frame: Frame) -> Outcome | Refusal:
    """What came of the execution that the frame answers.

    A `Refusal` means that the hook was not called: its arguments or its
    authorization were wrong, which is the caller's doing and not the hook's.
    Raises ProtocolError.
    """
    kind = frame.header.get("kind")
    read = _KINDS.get(kind) if isinstance(kind, str) else None
    if read is None:
        # The kind comes from the hook and may be a secret, so it is not repeated.
        raise ProtocolError("unknown_kind", "an outcome of an unknown kind")
    return read(frame)


def _accepted(frame: Frame) -> Outcome:
    if not _flag(frame, "hasClaims"):
        return Accepted(None)
    problem = _json_problem(frame.body)
    if problem is not None:
        return UnusableResult(f"The result of the hook {problem}")
    return Accepted(frame.body.decode())


def _denied(frame: Frame) -> Outcome:
    problem = _json_problem(frame.body)
    thrown = _thrown(frame)
    if problem == _TOO_DEEP:
        # It denies all the same. What no JSON reader copes with is left out.
        kept = {"message": thrown.message, "name": thrown.name, "stack": thrown.stack}
        properties = {name: text for name, text in kept.items() if text is not None}
        return Denied(thrown, orjson.dumps(properties).decode())
    if problem is not None or not frame.body.startswith(b"{"):
        raise ProtocolError("properties_not_json", "a denial's properties are not a JSON object")
    return Denied(thrown, frame.body.decode())


def _threw(frame: Frame) -> Outcome:
    return Threw(_thrown(frame), _flag(frame, "uncaught"))


def _does_not_compile(frame: Frame) -> Outcome:
    return DoesNotCompile(_thrown(frame))


def _unusable_result(frame: Frame) -> Outcome:
    return UnusableResult(_text(frame, "message"))


def _invalid_arguments(frame: Frame) -> Refusal:
    return Refusal(Code.INVALID_ARGUMENT, _literal(frame))


def _unauthorized(frame: Frame) -> Refusal:
    return Refusal(Code.UNAUTHORIZED_EXTENSION, _literal(frame))


_KINDS: Final[Mapping[str, Callable[[Frame], Outcome | Refusal]]] = {
    "accepted": _accepted,
    "denied": _denied,
    "threw": _threw,
    "does_not_compile": _does_not_compile,
    "unusable_result": _unusable_result,
    "invalid_arguments": _invalid_arguments,
    "unauthorized": _unauthorized,
}


def _thrown(frame: Frame) -> Thrown:
    return Thrown(_text(frame, "message"), _optional_text(frame, "name"), _optional_text(frame, "stack"))


def _flag(frame: Frame, field: str) -> bool:
    value = frame.header.get(field)
    if not isinstance(value, bool):
        raise ProtocolError("wrong_field", f"an outcome whose {field} is not a boolean")
    return value


def _text(frame: Frame, field: str) -> str:
    value = frame.header.get(field)
    if not isinstance(value, str):
        raise ProtocolError("wrong_field", f"an outcome whose {field} is not a string")
    return value


def _literal(frame: Frame) -> str:
    """The message of a refusal. It becomes a gRPC status, whose text must be short."""
    message = _text(frame, "message")
    if len(message) > MAX_LITERAL:
        raise ProtocolError("wrong_field", "a refusal whose message is longer than any of Auth0's")
    return message


def _optional_text(frame: Frame, field: str) -> str | None:
    return None if frame.header.get(field) is None else _text(frame, field)


def _json_problem(encoded: bytes) -> str | None:
    """What keeps it from being JSON text in UTF-8; None where nothing does.

    orjson decides. It refuses one thing that JavaScript writes: escapes of lone
    surrogates. Such an escape does no harm inside the text. So if orjson refuses, it
    is asked again with each such escape replaced by that of a NUL.
    """
    try:
        orjson.loads(encoded)
    except orjson.JSONDecodeError:
        pass
    else:
        return None
    try:
        orjson.loads(_ESCAPE.sub(_without_surrogate, encoded))
    except orjson.JSONDecodeError as error:
        deep = error.msg.startswith("depth limit exceeded")
        return _TOO_DEEP if deep else "is not JSON"
    return None


# Whole escapes from the left, so that the "ud800" behind an escaped backslash is not taken for one.
_ESCAPE: Final = re.compile(rb"\\(?:u[dD][89a-fA-F][0-9a-fA-F]{2}|.)", re.DOTALL)


def _without_surrogate(escape: re.Match[bytes]) -> bytes:
    return escape[0] if len(escape[0]) == 2 else rb"\u0000"
