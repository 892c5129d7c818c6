"""What the pool knows of workers and executions, and what it can decide, as values.

Owns their names. Pure; the decisions are in `pool`.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass

from warmhook.executor.model import ExecutionId, HookKey, WorkerId


@dataclass(frozen=True, slots=True)
class PoolLimits:
    max_workers: int
    # Workers without a hook, kept ready.
    spares: int
    # Starts under way at once; more only slow each other down.
    max_starting: int
    max_running_per_tenant: int
    # Memory class of the spares, MiB. Executions of another class wait for a worker of their own.
    memory_mb: int
    # A worker is replaced after this many executions, this age, or this long idle; seconds.
    max_runs: int
    max_age: float
    max_idle: float
    # How long an execution waits for its hook's busy workers before it takes a fresh one: since one of
    # them has last come free, and in all; seconds. Where no processor is to spare, more workers only make
    # all of them slower. A quick hook that has as many busy workers as there are processors takes a fresh one
    # when none of its executions has been given a worker for as long as the second.
    patience: float
    patience_in_all: float
    # What runs in this time, in seconds, computes more than it waits: its hook has no use for more busy
    # workers than there are processors for them, nor for another one where its queue is as short as that.
    quick: float
    processors: int
    # How long a hook without any worker waits, where there is no room for another, before it gets the
    # place of one that is busy with another hook's queue; seconds.
    turn: float
    # Wait after the first failed start; doubles with each further one, up to the second; seconds.
    backoff_first: float
    backoff_last: float


class Phase(enum.Enum):
    STARTING = "starting"
    SPARE = "spare"
    BUSY = "busy"
    IDLE = "idle"
    # Told to end; its slot is taken until it has.
    DYING = "dying"


class Reason(enum.StrEnum):
    """Why a worker is ended."""

    EVICTED = "evicted"
    WORN = "worn"
    AGED = "aged"
    IDLE_TOO_LONG = "idle too long"


@dataclass(slots=True)
class PooledWorker:
    id: WorkerId
    memory_mb: int
    phase: Phase
    started_at: float
    key: HookKey | None = None
    execution: ExecutionId | None = None
    runs: int = 0
    idle_since: float = 0.0
    assigned_at: float = 0.0
    # What its hook takes to run when nothing is in its way: short as soon as one run was short, and longer
    # only if many are; seconds.
    run_time: float = math.inf
    # Failed starts before it became ready: if it dies unused, it was no success after all.
    failures_before: int = 0


@dataclass(slots=True)
class Waiting:
    id: ExecutionId
    key: HookKey
    since: float


@dataclass(frozen=True, slots=True)
class Assign:
    execution: ExecutionId
    worker: WorkerId
    # The worker is generic still: the hook goes with the execution.
    bind: bool


@dataclass(frozen=True, slots=True)
class Spawn:
    worker: WorkerId
    memory_mb: int


@dataclass(frozen=True, slots=True)
class Kill:
    worker: WorkerId
    reason: Reason


@dataclass(frozen=True, slots=True)
class RefuseUnavailable:
    """No worker lives and none can be started."""

    execution: ExecutionId


Action = Assign | Spawn | Kill | RefuseUnavailable


@dataclass(frozen=True, slots=True)
class Plan:
    actions: tuple[Action, ...]
    # When to ask again although nothing has happened; None: not needed.
    wake_at: float | None
