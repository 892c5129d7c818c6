"""A supervisor whose clock is wound by hand and whose workers do as they are told; and its callers.

What must hold whatever happens is checked when it is closed: every caller has been answered once, or went
away and was not answered; the counts say so; no worker is left.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest

from fakes.scripted_workers import ScriptedLauncher, ScriptedWorker, Start
from fakes.settling_loop import SettlingLoop
from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import Execution, ExecutionId, Hook, Limits, Report, Trigger
from warmhook.executor.scheduling import supervisor as supervisor_module
from warmhook.executor.scheduling.admission import Caps
from warmhook.executor.scheduling.patience import Patience
from warmhook.executor.scheduling.plan import Phase, PoolLimits
from warmhook.executor.scheduling.supervisor import Answer, Supervisor, Waits

START_SECONDS = 10.0
QUEUE_SECONDS = 5.0
TIME_LIMIT_MS = 20_000
# For so long an execution waits for the busy worker of its hook before it takes a spare.
PATIENCE_SECONDS = 0.005

LIMITS = PoolLimits(
    max_workers=4,
    spares=1,
    max_starting=1,
    max_running_per_tenant=3,
    memory_mb=128,
    max_runs=100,
    max_age_seconds=10_000.0,
    max_idle_seconds=5_000.0,
    patience=Patience(
        processors=2,
        free_again_within_seconds=PATIENCE_SECONDS,
        waited_in_all_seconds=PATIENCE_SECONDS,
    ),
)


@dataclass(slots=True)
class Caller:
    """Whoever waits for an execution, and all that it has been told."""

    execution: Execution
    told: list[Report | Refusal] = field(default_factory=list)
    # It has gone away.
    away: bool = False
    # Called when it is told, while nothing else goes on.
    on_told: Callable[[], None] = lambda: None

    def hear(self, answer: Report | Refusal) -> None:
        self.told.append(answer)
        self.on_told()

    @property
    def answer(self) -> Report | Refusal:
        (answer,) = self.told
        return answer

    @property
    def refused(self) -> Code:
        assert isinstance(self.answer, Refusal), self.answer
        return self.answer.code

    @property
    def outcome(self) -> str:
        assert isinstance(self.answer, Report), self.answer
        return type(self.answer.outcome).__name__


class ScriptedSupervisor:
    """`close()` it at the end; until then everything that it shows can be looked at between two settlings."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        *,
        max_queue: int = 100,
        max_queue_per_tenant: int = 100,
        **limits: Any,
    ) -> None:
        self.loop = SettlingLoop()
        self.launcher = ScriptedLauncher(self.loop)
        # Every change of whether it serves.
        self.serving: list[bool] = []
        self.callers: list[Caller] = []
        # What was answered, whether or not anybody has come to read it.
        self.given: dict[ExecutionId, list[Report | Refusal]] = {}
        self._ids = itertools.count(1)
        self._stopping: asyncio.Task[None] | None = None
        # The two doors to the world that it has beside its launcher and its loop.
        monkeypatch.setattr(supervisor_module, "time", SimpleNamespace(monotonic=self.loop.time))
        monkeypatch.setattr(supervisor_module, "Worker", ScriptedWorker)
        self._life = self.loop.create_task(
            self._live(replace(LIMITS, **limits), Caps(max_queue, max_queue_per_tenant))
        )
        self.loop.settle()

    async def _live(self, limits: PoolLimits, caps: Caps) -> None:
        self._told_to_end = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            waits = Waits(START_SECONDS, QUEUE_SECONDS)
            self.supervisor = Supervisor(self.launcher, limits, caps, waits, tasks)  # type: ignore[arg-type]
            self.supervisor.on_serving = self.serving.append
            self._note_answers()
            self.supervisor.start()
            await self._told_to_end.wait()

    def _note_answers(self) -> None:
        begin = self.supervisor.begin

        def noted(execution: Execution, answer: Answer) -> None:
            def note(result: Report | Refusal) -> None:
                self.given.setdefault(execution.id, []).append(result)
                answer(result)

            begin(execution, note)

        self.supervisor.begin = noted  # type: ignore[method-assign]

    # --- callers ------------------------------------------------------------------

    def begin(self, name: str = "hook", **how: Any) -> Caller:
        """Somebody begins an execution, and takes the answer as it comes."""
        caller = self.caller(name, **how)
        self.supervisor.begin(caller.execution, caller.hear)
        self.loop.settle()
        return caller

    def call(self, name: str = "hook", **how: Any) -> tuple[Caller, asyncio.Task[None]]:
        """Somebody calls, and waits; the task is the call, which can be cancelled."""
        caller = self.caller(name, **how)
        call = self.loop.create_task(self._call(caller))
        self.loop.settle()
        return caller, call

    async def _call(self, caller: Caller) -> None:
        try:
            caller.hear(await self.supervisor.execute(caller.execution))
        except Refusal as refusal:
            caller.hear(refusal)

    def go_away(self, *callers: Caller) -> None:
        """The callers are gone, all at once."""
        for caller in callers:
            caller.away = True
        self.supervisor.abandon([caller.execution.id for caller in callers])
        self.loop.settle()

    def caller(self, name: str, **how: Any) -> Caller:
        caller = Caller(self.execution(name, **how))
        self.callers.append(caller)
        return caller

    def execution(
        self,
        name: str = "hook",
        *,
        tenant: str = "acme",
        memory_mb: int = 128,
        deadline_in: float | None = None,
        time_limit_ms: int = TIME_LIMIT_MS,
    ) -> Execution:
        limits = Limits(TIME_LIMIT_MS, memory_mb, 1000, 1000)
        hook = Hook(tenant, name, f"{tenant}/{name}", "", {}, limits)
        deadline = None if deadline_in is None else self.loop.time() + deadline_in
        return Execution(
            ExecutionId(next(self._ids)),
            hook,
            hook.keys[Trigger.CREDENTIALS_EXCHANGE],
            b"{}",
            {},
            {},
            time_limit_ms,
            deadline,
        )

    # --- workers ------------------------------------------------------------------

    def start(self, number: int = 1) -> list[ScriptedWorker]:
        """So many workers, one after the other, are started and become ready."""
        return [self.ready(self.started()) for _ in range(number)]

    def started(self) -> ScriptedWorker:
        """The start that was asked for first succeeds, and the process has said nothing yet."""
        start = self.asked_first()
        self.launcher.succeed(start)
        self.loop.settle()
        return self.launcher.workers[start.worker_id]

    def ready(self, worker: ScriptedWorker) -> ScriptedWorker:
        worker.is_ready()
        self.loop.settle()
        return worker

    def fail_start(self, error: str = "no") -> None:
        self.launcher.fail(self.asked_first(), error)
        self.loop.settle()

    def asked_first(self) -> Start:
        assert self.launcher.starts, "no start has been asked for"
        return self.launcher.starts[0]

    def worker_of(self, caller: Caller) -> ScriptedWorker:
        """The worker that runs the caller's execution."""
        (worker,) = (w for w in self.launcher.workers.values() if w.running is caller.execution)
        return worker

    def answer(self, *callers: Caller, **how: Any) -> None:
        """The hooks of the callers answer, in one turn of the loop."""
        for caller in callers:
            self.worker_of(caller).answers(**how)
        self.loop.settle()

    # --- what it is like ----------------------------------------------------------

    def wind(self, seconds: float) -> None:
        self.loop.wind(seconds)

    def phases(self) -> dict[str, int]:
        """How many workers are in which phase, as the pool says."""
        phases = Counter(worker.phase for worker in self.supervisor.pool.workers.values())
        return {phase.value: phases[phase] for phase in Phase if phases[phase]}

    @property
    def counts(self) -> dict[str, int]:
        return dict(+self.supervisor.counts)

    @property
    def runs(self) -> list[Execution]:
        """Every execution that a worker has been given, in that order."""
        return self.launcher.runs

    @property
    def waiting(self) -> int:
        return self.supervisor.pool.waiting_total

    # --- its end ------------------------------------------------------------------

    def drain(self, seconds: float) -> asyncio.Task[None]:
        """It is told to drain; the task is done when it has."""
        drained = self.loop.create_task(self.supervisor.drain(seconds))
        self.loop.settle()
        return drained

    def stop(self) -> None:
        """It is told to stop. It has stopped when its last worker has ended."""
        if self._stopping is None:
            self._stopping = self.loop.create_task(self.supervisor.stop())
        self.loop.settle()

    @property
    def stopped(self) -> bool:
        return self._stopping is not None and self._stopping.done()

    def close(self) -> None:
        try:
            self.stop()
            for start in list(self.launcher.starts):
                self.launcher.succeed(start)
            self.loop.settle()
            for worker in list(self.launcher.workers.values()):
                worker.is_gone()
            self.loop.settle()
            assert self._stopping is not None
            self._stopping.result()
            self._told_to_end.set()
            self.loop.settle()
            self._life.result()
            self._check()
        finally:
            self.loop.close()

    def _check(self) -> None:
        ended = Counter[str]()
        for caller in self.callers:
            given = self.given.get(caller.execution.id, [])
            assert len(given) <= 1, f"{caller.execution} has been answered twice"
            assert caller.away or (given and caller.told == given), f"{caller.execution} was not answered"
            ended[_named(given[0]) if given else "Cancelled"] += 1
        assert self.supervisor.counts == ended
        pool = self.supervisor.pool
        assert (pool.workers, pool.busy, pool.waiting_total) == ({}, 0, 0)


def _named(answer: Report | Refusal) -> str:
    """As the counts call it."""
    return "Refused" if isinstance(answer, Refusal) else type(answer.outcome).__name__
