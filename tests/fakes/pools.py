"""A pool with a hand-wound clock and workers that do as they are told."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace

from warmhook.executor.model import ExecutionId, HookKey, Trigger, WorkerId
from warmhook.executor.scheduling.patience import Patience
from warmhook.executor.scheduling.plan import (
    Assign,
    Kill,
    Phase,
    Plan,
    PoolLimits,
    Reason,
    RefuseUnavailable,
    Spawn,
)
from warmhook.executor.scheduling.pool import Pool

LIMITS = PoolLimits(
    max_workers=8,
    spares=2,
    max_starting=2,
    max_running_per_tenant=4,
    memory_mb=128,
    max_runs=100,
    max_age_seconds=1000.0,
    max_idle_seconds=500.0,
    patience=Patience(
        processors=2,
        free_again_within_seconds=0.002,
        waited_in_all_seconds=0.02,
        quick_run_seconds=0.001,
        starved_after_seconds=0.25,
    ),
    backoff_first_seconds=0.1,
    backoff_last_seconds=5.0,
)


def key(name: str = "hook", tenant: str = "acme", memory_mb: int = 128) -> HookKey:
    return HookKey(tenant, name, Trigger.CREDENTIALS_EXCHANGE, memory_mb)


def changed(limits: PoolLimits, **changes: float) -> PoolLimits:
    """Other values for some of the limits, those of patience among them."""
    of_patience = {field.name for field in fields(Patience)} & changes.keys()
    patience = replace(limits.patience, **{name: changes.pop(name) for name in of_patience})  # type: ignore[arg-type] # the tests pass each its own type
    return replace(limits, patience=patience, **changes)  # type: ignore[arg-type] # likewise


class Scripted:
    """Each event is followed by a plan, as in the supervisor; what plans said is kept."""

    def __init__(self, **limits: float) -> None:
        self.pool = Pool(changed(LIMITS, **limits))
        self.now = 100.0
        self.wake_at: float | None = None
        self.spawned: list[Spawn] = []
        self.assigned: list[Assign] = []
        self.killed: list[Kill] = []
        self.refused: list[ExecutionId] = []
        self._ids = itertools.count(1)

    def plan(self) -> Plan:
        plan = self.pool.plan(self.now)
        self.wake_at = plan.wake_at
        for action in plan.actions:
            match action:
                case Spawn():
                    self.spawned.append(action)
                case Assign():
                    self.assigned.append(action)
                case Kill():
                    self.killed.append(action)
                case RefuseUnavailable(execution):
                    self.refused.append(execution)
        return plan

    def settle(self) -> None:
        """Plan until there is nothing left to do at this instant."""
        self.plan()
        while self.wake_at is not None and self.wake_at <= self.now:
            self.plan()

    def submit(self, wanted: HookKey) -> ExecutionId:
        execution = ExecutionId(next(self._ids))
        self.pool.submit(execution, wanted, self.now)
        self.settle()
        return execution

    def ready(self) -> None:
        """Every worker that is starting becomes ready, and those that are started then."""
        while starting := self.in_phase(Phase.STARTING):
            for worker in starting:
                self.pool.worker_ready(worker)
                self.settle()

    def fail_starting(self) -> None:
        for worker in self.in_phase(Phase.STARTING):
            self.gone(worker)

    def gone(self, worker: WorkerId) -> None:
        self.pool.worker_gone(worker, self.now)
        self.settle()

    def bury(self) -> None:
        """Every worker that has been told to end has ended."""
        for worker in self.in_phase(Phase.DYING):
            self.gone(worker)

    def end(self, execution: ExecutionId, *, clean: bool = True) -> None:
        worker = self.worker_of(execution)
        assert worker is not None
        self.pool.execution_ended(worker, self.now, clean=clean)
        self.settle()

    def later(self, seconds: float) -> None:
        self.now += seconds
        self.settle()

    def worker_of(self, execution: ExecutionId) -> WorkerId | None:
        running = (worker.id for worker in self.pool.workers.values() if worker.execution == execution)
        return next(running, None)

    def in_phase(self, phase: Phase) -> list[WorkerId]:
        return [worker.id for worker in self.pool.workers.values() if worker.phase is phase]

    def reasons(self) -> list[Reason]:
        return [kill.reason for kill in self.killed]
