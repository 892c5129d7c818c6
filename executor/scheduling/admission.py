"""Whether an execution runs, waits, or is refused at once.

Owns the bounds on queued work: for one tenant, and for all tenants together.
No I/O: numbers in, a verdict with its reason out.
"""

from __future__ import annotations

from dataclasses import dataclass

from warmhook.executor.errors import Code, Refusal


@dataclass(frozen=True, slots=True)
class Caps:
    max_queue: int
    max_queue_per_tenant: int


@dataclass(frozen=True, slots=True)
class Load:
    """The pool's state at the moment an execution arrives."""

    # A worker could take it right now. It may still wait for a busy worker that will be quicker.
    can_start: bool
    waiting: int
    waiting_of_tenant: int
    busy: int
    # Recent mean time that an execution holds a worker; seconds.
    mean_run: float
    draining: bool = False


def admit(load: Load, caps: Caps) -> Refusal | None:
    """Why the execution is refused; None if it is admitted."""
    if load.draining:
        return Refusal(Code.DRAINING, "the executor is shutting down; try another one")
    if load.can_start:
        return None
    if load.waiting >= caps.max_queue:
        return Refusal(
            Code.QUEUE_FULL,
            f"{load.waiting} executions are waiting for a worker, which is the limit",
            retry_after_ms(load),
        )
    if load.waiting_of_tenant >= caps.max_queue_per_tenant:
        return Refusal(
            Code.TENANT_QUEUE_FULL,
            f"{load.waiting_of_tenant} executions of this tenant are waiting for a worker, "
            "which is the limit for one tenant",
            retry_after_ms(load),
        )
    return None


def retry_after_ms(load: Load) -> int:
    """The time in which about half of the waiting executions will have run: 50 ms to 10 s."""
    rounds = (load.waiting / 2) / max(load.busy, 1)
    return int(min(max(rounds * load.mean_run * 1000, 50), 10_000))
