"""The executor's vocabulary: what is to be run, and what came of it. No I/O.

Owns plain values only. It must not know how they travel (protobuf, frames),
where they run (processes), or what time it is.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

ExecutionId = NewType("ExecutionId", int)
WorkerId = NewType("WorkerId", int)


class Trigger(enum.StrEnum):
    """Auth0's extensibility points; each has its arguments in node_runtime/triggers.js."""

    CREDENTIALS_EXCHANGE = "credentials-exchange"
    PASSWORD_EXCHANGE = "password-exchange"
    PRE_USER_REGISTRATION = "pre-user-registration"
    POST_USER_REGISTRATION = "post-user-registration"
    POST_CHANGE_PASSWORD = "post-change-password"
    SEND_PHONE_MESSAGE = "send-phone-message"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one execution may spend; every value resolved and within the executor's ceilings."""

    time_limit_ms: int
    memory_mb: int
    console_bytes: int
    result_bytes: int


@dataclass(frozen=True, slots=True)
class HookKey:
    """What a worker is bound to, once and for all.

    The trigger belongs to it because the same script compiles differently
    behind another trigger's prelude.
    """

    tenant: str
    digest: str
    trigger: Trigger
    memory_mb: int

    def __hash__(self) -> int:
        # The pool looks keys up constantly. Keys that share a digest and differ elsewhere are rare.
        return hash(self.digest)


@dataclass(frozen=True, slots=True)
class Hook:
    tenant: str
    id: str
    digest: str
    source: str = field(repr=False)
    secrets: Mapping[str, str] = field(repr=False)
    limits: Limits
    # Made once, so that a look-up finds the identical object and compares no fields.
    keys: Mapping[Trigger, HookKey] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = {
            trigger: HookKey(self.tenant, self.digest, trigger, self.limits.memory_mb) for trigger in Trigger
        }
        object.__setattr__(self, "keys", keys)


@dataclass(frozen=True, slots=True)
class Execution:
    id: ExecutionId
    hook: Hook
    key: HookKey
    # JSON text of what Auth0 would have posted to the hook.
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    query: Mapping[str, str] = field(repr=False)
    # Milliseconds, from the moment a worker is given to the execution.
    time_limit_ms: int
    # Monotonic instant after which nobody waits for the answer; None: no such instant.
    deadline: float | None = None


@dataclass(frozen=True, slots=True)
class Thrown:
    """An error as plain data; `name` only where the error had one of its own."""

    message: str
    name: str | None = None
    stack: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    # JSON text; None: the hook's result has no JSON form.
    claims_json: str | None


@dataclass(frozen=True, slots=True)
class Denied:
    error: Thrown
    # JSON object text: every own property of the error.
    properties_json: str


@dataclass(frozen=True, slots=True)
class Threw:
    error: Thrown
    # Thrown outside the hook's own call; the worker ended with it.
    uncaught: bool


@dataclass(frozen=True, slots=True)
class DoesNotCompile:
    error: Thrown


@dataclass(frozen=True, slots=True)
class TimedOut:
    limit_ms: int
    # Parts of its time: spent on a processor, and spent ready to run but waiting for one.
    cpu_ms: int = 0
    waited_ms: int = 0


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    limit_mb: int


@dataclass(frozen=True, slots=True)
class LimitExceeded:
    """One of the worker's other limits. Limits that a hook meets as an errno are not among them."""

    # As the executor's settings name it.
    limit: str
    allowed: int


@dataclass(frozen=True, slots=True)
class Died:
    message: str
    exit_code: int | None = None
    signal: int | None = None


@dataclass(frozen=True, slots=True)
class UnusableResult:
    message: str


Outcome = (
    Accepted
    | Denied
    | Threw
    | DoesNotCompile
    | TimedOut
    | OutOfMemory
    | LimitExceeded
    | Died
    | UnusableResult
)


class Stream(enum.Enum):
    STDOUT = "o"
    STDERR = "e"


@dataclass(frozen=True, slots=True)
class ConsoleText:
    stream: Stream
    text: str


@dataclass(frozen=True, slots=True)
class Timing:
    """Microseconds on the executor's clock, which a hook cannot change."""

    queued_us: int
    startup_us: int
    run_us: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything there is to say about one execution that ran."""

    outcome: Outcome
    console: tuple[ConsoleText, ...]
    console_truncated: bool
    timing: Timing
    cold: bool
