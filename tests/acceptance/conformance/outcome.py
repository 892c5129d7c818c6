"""What came of one execution, in words that fit both sides.

Both observations, Auth0's and ours, are brought into this form, and agree if
they are equal. So whatever must not count, such as where a stack's frames lie,
is taken out when an Outcome is made, on both sides alike, and in this module
alone. It knows neither HTTP nor gRPC.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    # The detail is the result as JSON text, or NO_DATA.
    ACCEPTED = "accepted"
    # The detail is the error's own properties as JSON text.
    DENIED = "denied"
    # The detail is the error's name, where it has one, and message.
    THREW = "threw"
    # An error ended the process before the hook had called back. As above.
    UNCAUGHT = "uncaught"
    # The detail is the message.
    DOES_NOT_COMPILE = "does not compile"
    UNUSABLE_RESULT = "unusable result"
    # The hook was not called; the detail is the reason.
    REFUSED = "refused"
    # The detail is empty.
    NEVER_ANSWERED = "never answered"
    # The process ended before the hook had called back; the detail says how.
    ENDED = "ended"


NO_DATA = "(no data)"


@dataclass(frozen=True)
class Outcome:
    kind: Kind
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else str(self.kind)


def denied(properties: str) -> Outcome:
    """Compare every own property of the error, in its order, but only what stacks begin with."""
    read = json.loads(properties)
    if isinstance(read, dict):
        read = {name: _without_place(name, value) for name, value in read.items()}
    return Outcome(Kind.DENIED, json.dumps(read))


def thrown(kind: Kind, name: str | None, message: str) -> Outcome:
    said = _without_require_stack(message)
    return Outcome(kind, said if name is None else f"{name}: {said}")


def does_not_compile(message: str) -> Outcome:
    return Outcome(Kind.DOES_NOT_COMPILE, _without_require_stack(message))


def _without_place(name: str, value: object) -> object:
    """Take out what depends on where the programs lie: frames, and who required what."""
    if name == "requireStack" and isinstance(value, list):
        return value[:1]
    if isinstance(value, str):
        return _without_require_stack(_FRAMES.sub("", value) if name == "stack" else value)
    return value


_FRAMES = re.compile(r"(\n {4}at [^\n]*)+")
# Node lists the modules on whose behalf a missing one was wanted: the script
# first, and behind it whatever loaded the script.
_REQUIRE_STACK = re.compile(r"(Require stack:\n- [^\n]*)(\n- [^\n]*)*")


def _without_require_stack(text: str) -> str:
    return _REQUIRE_STACK.sub(r"\1", text)
