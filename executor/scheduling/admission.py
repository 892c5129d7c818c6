"""May this execution run, or wait, or is it refused at once?

Owns the caps that keep one tenant, or a crowd, from piling up work that nobody
will wait for. Pure: numbers in, a verdict with its reason out.
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
    """The pool as the newcomer finds it."""

    # A worker is free for it right now: if it waits, then for a busy one that is quicker.
    can_start: bool
    waiting: int
    waiting_of_tenant: int
    busy: int
    # Mean time that an execution holds a worker, of late; seconds.
    mean_run: float
    draining: bool = False


def admit(load: Load, caps: Caps) -> Refusal | None:
    """Return why the execution is refused; None admits it."""
    if load.draining:
        return Refusal(Code.DRAINING, "the executor is shutting down; try another one")
    if load.can_start:
        return None
    if load.waiting >= caps.max_queue:
        return Refusal(
            Code.QUEUE_FULL,
            f"{load.waiting} executions are waiting for a worker, which is all that may",
            retry_after_ms(load),
        )
    if load.waiting_of_tenant >= caps.max_queue_per_tenant:
        return Refusal(
            Code.TENANT_QUEUE_FULL,
            f"{load.waiting_of_tenant} executions of this tenant are waiting for a worker, "
            "which is all that may of one tenant",
            retry_after_ms(load),
        )
    return None


def retry_after_ms(load: Load) -> int:
    """Return when about half of what waits now will have run, between 50 ms and 10 s."""
    rounds = (load.waiting / 2) / max(load.busy, 1)
    return int(min(max(rounds * load.mean_run * 1000, 50), 10_000))
