"""Carries out the pool's plans, and brings each execution to its end.

Owns the worker processes as a set: starting them, feeding the pool with what
happens to them, shutting them down. All decisions are the pool's and
admission's; here they are only done. It must not know gRPC.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import structlog

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import Execution, ExecutionId, Report, Timing, WorkerId
from warmhook.executor.sandbox.launcher import Launcher, SpawnFailedError
from warmhook.executor.scheduling.admission import Caps, Load, admit
from warmhook.executor.scheduling.plan import Assign, Kill, Phase, PoolLimits, RefuseUnavailable, Spawn
from warmhook.executor.scheduling.pool import Pool
from warmhook.executor.worker.alarm import Alarm
from warmhook.executor.worker.idle_watch import IdleWatch
from warmhook.executor.worker.run import Ended
from warmhook.executor.worker.worker import Worker

log = structlog.get_logger()

# Weight of the newest execution in the mean run time.
_NEWEST: Final = 0.05


@dataclass(frozen=True, slots=True)
class Waits:
    """How long the supervisor waits, seconds."""

    # For a started process to say that it is ready.
    start: float
    # For an admitted execution to be given a worker.
    queue: float


# What becomes of an execution, for whoever asked for it. It must not call the supervisor.
Answer = Callable[[Report | Refusal], None]


@dataclass(slots=True)
class _Call:
    """An execution and whoever waits for its report."""

    execution: Execution
    answer: Answer
    submitted_at: float
    assigned_at: float = 0.0
    # While it runs: afterwards the worker may be at somebody else's execution.
    worker: Worker | None = None
    timer: asyncio.TimerHandle | None = None
    # It is on its second worker.
    again: bool = False


@dataclass(slots=True)
class Spawning:
    """How starting workers has gone; for GetStatus and the log."""

    started: int = 0
    failed: int = 0
    last_error: str = ""


class Supervisor:
    """`start()` it, `execute()`, and at the end `drain()` and `stop()`; workers are started in `tasks`."""

    def __init__(
        self,
        launcher: Launcher,
        pool_limits: PoolLimits,
        caps: Caps,
        waits: Waits,
        tasks: asyncio.TaskGroup,
    ) -> None:
        self.pool = Pool(pool_limits)
        self.spawning = Spawning()
        # Executions by how they ended: the outcome's class name, "Refused" or "Cancelled".
        self.counts: Counter[str] = Counter()
        # Called with whether executions can be served, whenever that has changed.
        self.on_serving: Callable[[bool], None] = lambda _: None
        self._launcher = launcher
        self._caps = caps
        self._waits = waits
        self._tasks = tasks
        self._loop = asyncio.get_running_loop()
        self._workers: dict[WorkerId, Worker] = {}
        self._calls: dict[ExecutionId, _Call] = {}
        self._mean_run = 0.01
        # A plan too many does nothing.
        self._wake = Alarm(self._replan)
        self._afterwards = IdleWatch(self._workers.values)
        self._serving = False
        self._stopping = False
        # Set while nothing runs, waits or lives.
        self._quiet = asyncio.Event()
        self._empty = asyncio.Event()

    def start(self) -> None:
        """Begin to make the spare workers."""
        self._afterwards.start()
        self._replan()

    async def execute(self, execution: Execution) -> Report:
        """Run the execution. Raises Refusal; a cancelled call stops its hook."""
        answered: asyncio.Future[Report | Refusal] = self._loop.create_future()

        def answer(result: Report | Refusal) -> None:
            if not answered.done():
                answered.set_result(result)

        self.begin(execution, answer)
        try:
            result = await answered
        except asyncio.CancelledError:
            self.abandon([execution.id])
            raise
        if isinstance(result, Refusal):
            raise result
        return result

    def begin(self, execution: Execution, answer: Answer) -> None:
        """Run the execution; `answer` is called once, perhaps before this returns, unless it is abandoned."""
        now = time.monotonic()
        refusal = self._refusal(execution, now)
        if refusal is not None:
            self.counts["Refused"] += 1
            answer(refusal)
            return
        call = _Call(execution, answer, now)
        self._calls[execution.id] = call
        self._quiet.clear()
        self._submit(call, now)

    def abandon(self, executions: Iterable[ExecutionId]) -> None:
        """Nobody waits for the executions any more; nothing happens to those that are over."""
        for execution in executions:
            call = self._calls.get(execution)
            if call is None:
                continue
            self._forget(call)
            self.counts["Cancelled"] += 1
            if not self.pool.withdraw(execution) and call.worker is not None:
                call.worker.abandon()
                self.pool.execution_ended(call.worker.id, time.monotonic(), clean=False)
        # Only now, so that none of them is given what another has left.
        self._replan()

    async def drain(self, patience: float) -> None:
        """Admit nothing more, and wait up to `patience` seconds for what runs or waits."""
        self.pool.draining = True
        self._tell_serving()
        if self._calls:
            self._quiet.clear()
            try:
                await asyncio.wait_for(self._quiet.wait(), patience)
            except TimeoutError:
                log.warning("drain_incomplete", executions=len(self._calls))

    async def stop(self) -> None:
        """End every worker and return when all are reaped."""
        self.pool.draining = self._stopping = True
        self._afterwards.stop()
        for call in list(self._calls.values()):
            self.pool.withdraw(call.execution.id)
            self._fail(call, Refusal(Code.DRAINING, "the executor shut down before the hook had answered"))
        while self.pool.workers:
            self._empty.clear()
            for worker in list(self._workers.values()):
                worker.kill("the executor is shutting down")
            await self._empty.wait()
        self._wake.cancel()

    # --- what workers tell --------------------------------------------------------

    def worker_ready(self, worker: Worker) -> None:
        self.pool.worker_ready(worker.id)
        self._replan()
        self._tell_serving()

    def execution_ended(self, worker: Worker, execution: Execution, ended: Ended) -> None:
        self.pool.execution_ended(worker.id, time.monotonic(), clean=ended.clean)
        self._mean_run += _NEWEST * (ended.run - self._mean_run)
        # The worker's next execution first: it runs while the answer to this one is written.
        self._replan()
        if ended.tried_network:
            hook = execution.hook
            log.info(
                "network_not_granted",
                detail="network access is not granted to this hook",
                tenant=hook.tenant,
                hook=hook.id,
                execution=execution.id,
            )
        call = self._calls.get(execution.id)
        if call is not None:
            self._answer(call, ended)

    def execution_unseen(self, worker: Worker, execution: Execution) -> None:
        """The worker ended before it had begun the execution, which loses nothing but time: once."""
        self.pool.execution_ended(worker.id, time.monotonic(), clean=False)
        call = self._calls.get(execution.id)
        if call is not None and not call.again:
            call.worker, call.again = None, True
            self._submit(call, time.monotonic())
            return
        if call is not None:
            self._fail(call, Refusal(Code.WORKERS_UNAVAILABLE, "two workers ended before they had begun"))
        self._replan()

    def worker_unfit(self, worker: Worker) -> None:
        self.pool.worker_unfit(worker.id, time.monotonic())
        self._replan()

    def worker_gone(self, worker: Worker) -> None:
        del self._workers[worker.id]
        # A worker that ends before its first execution is as good as one that never started.
        unused = self.pool.workers[worker.id].phase in (Phase.STARTING, Phase.SPARE)
        if unused and not self._stopping:
            self._spawn_failed(worker.id, worker.end)
        else:
            log.info("worker_gone", worker=worker.id, pid=worker.pid, reason=worker.end)
            self._gone(worker.id)

    # --- carrying out the plan ----------------------------------------------------

    def _submit(self, call: _Call, now: float) -> None:
        self.pool.submit(call.execution.id, call.execution.key, now)
        self._replan()
        if call.worker is None and call.execution.id in self._calls:
            self._limit_the_wait(call)

    def _replan(self) -> None:
        plan = self.pool.plan(time.monotonic())
        for action in plan.actions:
            match action:
                case Assign(execution, worker_id, bind):
                    self._assign(self._calls[execution], self._workers[worker_id], bind=bind)
                case Spawn(worker_id, memory_mb):
                    self._tasks.create_task(self._spawn(worker_id, memory_mb))
                case Kill(worker_id, reason):
                    self._workers[worker_id].kill(reason.value)
                case RefuseUnavailable(execution):
                    self._fail(self._calls[execution], self._unavailable())
        if plan.wake_at is not None:
            self._wake.set(plan.wake_at)

    def _assign(self, call: _Call, worker: Worker, *, bind: bool) -> None:
        if call.timer is not None:
            call.timer.cancel()
            call.timer = None
        call.assigned_at = time.monotonic()
        call.worker = worker
        worker.run(call.execution, bind=bind)

    async def _spawn(self, worker_id: WorkerId, memory_mb: int) -> None:
        try:
            process = await self._launcher.launch(f"worker-{worker_id}", memory_mb)
        except SpawnFailedError as error:
            self._spawn_failed(worker_id, str(error))
            return
        worker = Worker(worker_id, process, self._launcher, self)
        self._workers[worker_id] = worker
        self.spawning.started += 1
        if self._stopping:
            worker.kill("the executor is shutting down")
            return
        self._loop.call_later(self._waits.start, self._started_too_slowly, worker)

    def _started_too_slowly(self, worker: Worker) -> None:
        pooled = self.pool.workers.get(worker.id)
        if pooled is not None and pooled.phase is Phase.STARTING:
            worker.kill(f"it was not ready within {self._waits.start:g} s")

    def _spawn_failed(self, worker_id: WorkerId, error: str) -> None:
        self.spawning.failed += 1
        self.spawning.last_error = error
        self._gone(worker_id)
        retry_in = max(self.pool.starting.next_spawn_at - time.monotonic(), 0.0)
        log.error("worker_start_failed", worker=worker_id, error=error, retry_in_s=round(retry_in, 3))

    def _gone(self, worker_id: WorkerId) -> None:
        self.pool.worker_gone(worker_id, time.monotonic())
        if not self.pool.workers:
            self._empty.set()
        self._replan()
        self._tell_serving()

    # --- answering ----------------------------------------------------------------

    def _answer(self, call: _Call, ended: Ended) -> None:
        if isinstance(ended.outcome, Refusal):
            self._fail(call, ended.outcome)
            return
        self._forget(call)
        self.counts[type(ended.outcome).__name__] += 1
        timing = Timing(
            queued_us=_microseconds(call.assigned_at - call.submitted_at),
            startup_us=_microseconds(ended.startup),
            run_us=_microseconds(ended.run),
        )
        call.answer(Report(ended.outcome, ended.console, ended.console_truncated, timing, ended.cold))

    def _fail(self, call: _Call, refusal: Refusal) -> None:
        self._forget(call)
        self.counts["Refused"] += 1
        call.answer(refusal)

    def _forget(self, call: _Call) -> None:
        del self._calls[call.execution.id]
        if call.timer is not None:
            call.timer.cancel()
        if not self._calls:
            self._quiet.set()

    def _limit_the_wait(self, call: _Call) -> None:
        until = call.submitted_at + self._waits.queue
        refusal = Refusal(
            Code.QUEUE_TIMEOUT,
            f"no worker came free within {self._waits.queue:g} s",
            retry_after_ms=int(self._waits.queue * 1000),
        )
        deadline = call.execution.deadline
        if deadline is not None and deadline < until:
            until = deadline
            refusal = Refusal(
                Code.DEADLINE_EXCEEDED, "the call's deadline passed while it waited for a worker"
            )
        call.timer = self._loop.call_at(until, self._waited_too_long, call, refusal)

    def _waited_too_long(self, call: _Call, refusal: Refusal) -> None:
        if self.pool.withdraw(call.execution.id):
            self._fail(call, refusal)
            self._replan()

    # --- what it is like ----------------------------------------------------------

    def _refusal(self, execution: Execution, now: float) -> Refusal | None:
        if execution.deadline is not None and execution.deadline <= now:
            return Refusal(Code.DEADLINE_EXCEEDED, "the call's deadline had passed when it came")
        return admit(self._load(execution), self._caps)

    def _load(self, execution: Execution) -> Load:
        return Load(
            can_start=self.pool.can_start(execution.key),
            waiting=self.pool.waiting_total,
            waiting_of_tenant=self.pool.waiting_by_tenant[execution.hook.tenant],
            busy=self.pool.busy,
            mean_run=self._mean_run,
            draining=self.pool.draining,
        )

    def _unavailable(self) -> Refusal:
        wait = max(self.pool.starting.next_spawn_at - time.monotonic(), 0.0)
        return Refusal(
            Code.WORKERS_UNAVAILABLE,
            f"no worker can be started: {self.spawning.last_error}",
            retry_after_ms=int(wait * 1000),
        )

    def _tell_serving(self) -> None:
        """Workers are there; or the last one has just gone, and nothing says that the next will not start."""
        alive = any(
            worker.phase not in (Phase.STARTING, Phase.DYING) for worker in self.pool.workers.values()
        )
        between = self._serving and not self.pool.starting.consecutive_failures
        serving = (alive or between) and not self.pool.draining
        if serving != self._serving:
            self._serving = serving
            self.on_serving(serving)


def _microseconds(seconds: float) -> int:
    return max(round(seconds * 1_000_000), 0)
