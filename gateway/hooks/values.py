"""What a hook did, and what the executor could not do. No I/O.

Owns the results of a run as values. It must not know what a result means for a token, nor how it
travelled. What the hook did is a `HookResult`; what the executor could not do is an exception.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from warmhook.gateway.errors import HookFailure


@dataclass(frozen=True, slots=True)
class Accepted:
    """The hook called `cb(null, claims)`. Any JSON value; None where it gave none."""

    claims: Any


@dataclass(frozen=True, slots=True)
class Denied:
    """The hook called `cb(error)`."""

    # The error's own name, where it has one.
    name: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The hook gave no answer of its own."""

    failure: HookFailure
    # What the hook's author needs to find out why: an error's stack, a limit. Not for the client.
    detail: str | None = field(default=None, repr=False)


HookResult = Accepted | Denied | Failed


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """What the hook wrote in one go, line ends included."""

    # "stdout" or "stderr".
    stream: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HookRun:
    """One execution: what came of it, what it wrote, and what it took. Microseconds."""

    result: HookResult
    queued_us: int
    startup_us: int
    run_us: int
    cold: bool
    console: tuple[ConsoleLine, ...] = ()
    # More was written than is kept.
    console_truncated: bool = False

    @property
    def outcome(self) -> str:
        """One word for the log."""
        match self.result:
            case Accepted():
                return "accepted"
            case Denied():
                return "denied"
            case Failed(failure):
                return failure.value


class ExecutorUnavailableError(Exception):
    """The executor is not there, has no room, or did not answer."""

    def __init__(self, detail: str, retry_after: int = 1) -> None:
        super().__init__(detail)
        # Seconds.
        self.retry_after = retry_after


class ExecutorRefusedError(Exception):
    """The executor refuses this now and later: the gateway or the executor has a fault."""
