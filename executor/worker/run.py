"""One execution on a worker: its clock, what it spends, and how it ended.

Owns the instants at which the execution is checked or stopped, and what it is told then. No I/O and no clock:
whoever has them says what time it is and what the worker has used. It must not know how the worker is spoken
to, nor how it is stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import ConsoleText, Execution, Outcome
from warmhook.executor.sandbox.policy import Allowance
from warmhook.executor.sandbox.usage import Usage
from warmhook.executor.worker.spending import excess, is_heavy, timed_out

# How often a running execution is checked.
_CHECK_SECONDS: Final = 0.25
# The event loop counts in whole milliseconds, so a timer may come this much early.
_EARLY_SECONDS: Final = 0.002


@dataclass(frozen=True, slots=True)
class Ended:
    """An execution is over, and what is known of it."""

    outcome: Outcome | Refusal
    # The worker can be used again.
    clean: bool
    console: tuple[ConsoleText, ...]
    console_truncated: bool
    # Seconds.
    startup: float
    run: float
    cold: bool
    tried_network: bool


class Run:
    """`check()` it at `check_at`, again and again, and `end()` it once."""

    __slots__ = (
        "_allowance",
        "_bound_at",
        "_cold",
        "_started_at",
        "_stop_at",
        "_usage_before",
        "check_at",
        "execution",
        "heavy",
        "tried_network",
    )

    def __init__(
        self,
        execution: Execution,
        now: float,
        allowance: Allowance,
        usage_before: Usage | None,
        *,
        cold: bool,
    ) -> None:
        """`usage_before`: what the worker had used by now; None: what it has used when it is first checked.

        Most executions on a warm worker are over before that. A `cold` one is the first on its worker: until
        it is `bound()`, the script is being loaded.
        """
        self.execution = execution
        # The hook has tried to reach a network that it has not.
        self.tried_network = False
        # It has had so much of the processor that others should come first.
        self.heavy = False
        self._allowance = allowance
        self._cold = cold
        self._started_at = now
        self._bound_at = None if cold else now
        self._usage_before = usage_before
        stop_at = now + execution.time_limit_ms / 1000
        if execution.deadline is not None:
            stop_at = min(stop_at, execution.deadline)
        self._stop_at = stop_at
        self.check_at = min(stop_at, now + _CHECK_SECONDS)

    def bound(self, now: float) -> None:
        """The script is loaded, and the hook can begin."""
        self._bound_at = now

    def is_due(self, now: float) -> bool:
        return now >= self.check_at - _EARLY_SECONDS

    def check(self, now: float, usage: Usage) -> Outcome | Refusal | None:
        """Why it has to be stopped, which is then its outcome. None: it may go on until `check_at`."""
        before = self._usage_before or usage
        limit_ms = self.execution.time_limit_ms
        if now >= self._stop_at - _EARLY_SECONDS:
            if self.execution.deadline == self._stop_at:
                return Refusal(
                    Code.DEADLINE_EXCEEDED,
                    "the call's deadline passed while the hook ran; the hook was stopped",
                )
            return timed_out(usage, before, limit_ms)
        self._usage_before = before
        self.heavy = is_heavy(usage, before)
        self.check_at = min(self._stop_at, now + _CHECK_SECONDS)
        return excess(usage, before, limit_ms, self._allowance)

    def seconds(self, now: float) -> float:
        """How long it has had its worker."""
        return now - self._started_at

    def end(
        self,
        now: float,
        outcome: Outcome | Refusal,
        console: tuple[ConsoleText, ...],
        *,
        console_truncated: bool,
        clean: bool,
    ) -> Ended:
        """What there is to say of it, now that it is over."""
        bound_at = now if self._bound_at is None else self._bound_at
        return Ended(
            outcome,
            clean,
            console,
            console_truncated,
            startup=bound_at - self._started_at,
            run=now - bound_at,
            cold=self._cold,
            tried_network=self.tried_network,
        )
