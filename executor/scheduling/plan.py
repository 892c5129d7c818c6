"""What the pool knows of workers and executions, and what it can decide, as values.

Owns their names. No I/O; the decisions are in `pool`.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass

from warmhook.executor.model import ExecutionId, HookKey, WorkerId
from warmhook.executor.scheduling.patience import Patience


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
    # A worker is replaced after this many executions, at this age, or after idling this long.
    max_runs: int
    max_age_seconds: float
    max_idle_seconds: float
    # How long executions wait for busy workers.
    patience: Patience
    # The pause after the first failed start. It doubles with each further failure, up to the second.
    backoff_first_seconds: float = 0.1
    backoff_last_seconds: float = 30.0


class Phase(enum.Enum):
    STARTING = "starting"
    SPARE = "spare"
    BUSY = "busy"
    IDLE = "idle"
    # Told to end. It keeps its slot until it has ended.
    DYING = "dying"


class Reason(enum.StrEnum):
    """Why a worker is ended."""

    EVICTED = "evicted"
    WORN = "worn"
    AGED = "aged"
    IDLE_TOO_LONG = "idle too long"


# Compared by identity: each is one process.
@dataclass(slots=True, eq=False)
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
    # What its next run is expected to take; see `patience.expected_run_seconds`.
    run_seconds: float = math.inf
    # Failed starts before it became ready. They count again if it dies unused.
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
    # The worker is still a spare, so the hook is sent with the execution.
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
