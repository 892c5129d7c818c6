"""Carries out the pool's plans, and brings each execution to its end.

Owns the worker processes as a set: starting them, feeding the pool with what
happens to them, shutting them down. All decisions are the pool's and
admission's; who waits for an execution, and what it is told, is in `calls`. It
must not know gRPC.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import Execution, ExecutionId, Report, WorkerId
from warmhook.executor.sandbox.launcher import Launcher, SpawnFailedError
from warmhook.executor.scheduling.admission import Caps, Load, admit
from warmhook.executor.scheduling.calls import Answer, Call, Calls
from warmhook.executor.scheduling.plan import Assign, Kill, Phase, PoolLimits, RefuseUnavailable, Spawn
from warmhook.executor.scheduling.pool import Pool
from warmhook.executor.worker.alarm import Alarm
from warmhook.executor.worker.idle_watch import IdleWatch
from warmhook.executor.worker.run import Ended
from warmhook.executor.worker.worker import Worker

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Waits:
    """How long the supervisor waits."""

    # For a started process to say that it is ready.
    start_seconds: float
    # For an admitted execution to be given a worker.
    queue_seconds: float


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
        # Called with whether executions can be served, whenever that has changed.
        self.on_serving: Callable[[bool], None] = lambda _: None
        self._launcher = launcher
        self._caps = caps
        self._start_seconds = waits.start_seconds
        self._tasks = tasks
        self._loop = asyncio.get_running_loop()
        self._workers: dict[WorkerId, Worker] = {}
        self._calls = Calls(waits.queue_seconds, self._waited_too_long)
        # One plan too many does no harm.
        self._wake = Alarm(self._replan)
        self._idle_watch = IdleWatch(self._workers.values)
        self._serving = False
        self._stopping = False
        # Set when the last worker has gone.
        self._empty = asyncio.Event()

    @property
    def counts(self) -> Counter[str]:
        """Executions by how they ended: the outcome's class name, "Refused" or "Cancelled"."""
        return self._calls.counts

    def start(self) -> None:
        """Begin to make the spare workers."""
        self._idle_watch.start()
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
        """Run the execution. `answer` is called once, perhaps before this returns, unless it is abandoned."""
        now = time.monotonic()
        refusal = self._refusal(execution, now)
        if refusal is not None:
            self._calls.refuse_at_once(answer, refusal)
            return
        self._submit(self._calls.begin(execution, answer, now), now)

    def abandon(self, executions: Iterable[ExecutionId]) -> None:
        """Stop executions that nobody waits for any more. Executions that have ended are ignored."""
        for execution in executions:
            call = self._calls.open.get(execution)
            if call is None:
                continue
            self._calls.cancel(call)
            if not self.pool.withdraw(execution) and call.worker is not None:
                self._workers[call.worker].abandon()
                self.pool.execution_ended(call.worker, time.monotonic(), clean=False)
        # Plan only now, so that none of these executions is given a worker that another has left.
        self._replan()

    async def drain(self, patience_seconds: float) -> None:
        """Admit nothing more, and wait so long for what runs or waits."""
        self.pool.draining = True
        self._tell_serving()
        if self._calls.open:
            try:
                await asyncio.wait_for(self._calls.none_open(), patience_seconds)
            except TimeoutError:
                _log.warning("drain_incomplete", executions=len(self._calls.open))

    async def stop(self) -> None:
        """End every worker, and wait until all are reaped."""
        self.pool.draining = self._stopping = True
        self._idle_watch.stop()
        for call in list(self._calls.open.values()):
            self.pool.withdraw(call.execution.id)
            self._calls.refuse(
                call, Refusal(Code.DRAINING, "the executor shut down before the hook had answered")
            )
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
        # The worker's next execution first: it runs while the answer to this one is written.
        self._replan()
        if ended.tried_network:
            hook = execution.hook
            _log.info(
                "network_not_granted",
                detail="network access is not granted to this hook",
                tenant=hook.tenant,
                hook=hook.id,
                execution=execution.id,
            )
        call = self._calls.open.get(execution.id)
        if call is not None:
            self._calls.report(call, ended)

    def execution_unseen(self, worker: Worker, execution: Execution) -> None:
        """The worker ended before it began the execution, which can therefore be tried again, once."""
        self.pool.execution_ended(worker.id, time.monotonic(), clean=False)
        call = self._calls.open.get(execution.id)
        if call is not None and not call.again:
            call.worker, call.again = None, True
            self._submit(call, time.monotonic())
            return
        if call is not None:
            self._calls.refuse(
                call, Refusal(Code.WORKERS_UNAVAILABLE, "two workers ended before they had begun")
            )
        self._replan()

    def worker_unfit(self, worker: Worker) -> None:
        self.pool.worker_unfit(worker.id, time.monotonic())
        self._replan()

    def worker_gone(self, worker: Worker) -> None:
        del self._workers[worker.id]
        # A worker that ends before its first execution counts as a failed start.
        unused = self.pool.workers[worker.id].phase in (Phase.STARTING, Phase.SPARE)
        if unused and not self._stopping:
            self._spawn_failed(worker.id, worker.end)
        else:
            _log.info("worker_gone", worker=worker.id, pid=worker.pid, reason=worker.end)
            self._gone(worker.id)

    # --- carrying out the plan ----------------------------------------------------

    def _submit(self, call: Call, now: float) -> None:
        self.pool.submit(call.execution.id, call.execution.key, now)
        self._replan()
        # It may have been given a worker by now, or refused.
        if call.worker is None and call.execution.id in self._calls.open:
            self._calls.limit_wait(call)

    def _waited_too_long(self, call: Call, refusal: Refusal) -> None:
        if self.pool.withdraw(call.execution.id):
            self._calls.refuse(call, refusal)
            self._replan()

    def _replan(self) -> None:
        plan = self.pool.plan(time.monotonic())
        for action in plan.actions:
            match action:
                case Assign(execution, worker_id, bind):
                    call = self._calls.open[execution]
                    self._calls.assign(call, worker_id, time.monotonic())
                    self._workers[worker_id].run(call.execution, bind=bind)
                case Spawn(worker_id, memory_mb):
                    self._tasks.create_task(self._spawn(worker_id, memory_mb))
                case Kill(worker_id, reason):
                    self._workers[worker_id].kill(reason.value)
                case RefuseUnavailable(execution):
                    self._calls.refuse(self._calls.open[execution], self._unavailable())
        if plan.wake_at is not None:
            self._wake.set(plan.wake_at)

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
        self._loop.call_later(self._start_seconds, self._started_too_slowly, worker)

    def _started_too_slowly(self, worker: Worker) -> None:
        pooled = self.pool.workers.get(worker.id)
        if pooled is not None and pooled.phase is Phase.STARTING:
            worker.kill(f"it was not ready within {self._start_seconds:g} s")

    def _spawn_failed(self, worker_id: WorkerId, error: str) -> None:
        self.spawning.failed += 1
        self.spawning.last_error = error
        self._gone(worker_id)
        retry_in = max(self.pool.starting.next_spawn_at - time.monotonic(), 0.0)
        _log.error("worker_start_failed", worker=worker_id, error=error, retry_in_s=round(retry_in, 3))

    def _gone(self, worker_id: WorkerId) -> None:
        self.pool.worker_gone(worker_id, time.monotonic())
        if not self.pool.workers:
            self._empty.set()
        self._replan()
        self._tell_serving()

    # --- what it is like ----------------------------------------------------------

    def _refusal(self, execution: Execution, now: float) -> Refusal | None:
        if execution.deadline is not None and execution.deadline <= now:
            return Refusal(Code.DEADLINE_EXCEEDED, "the call's deadline had passed when the call arrived")
        return admit(self._load(execution), self._caps)

    def _load(self, execution: Execution) -> Load:
        return Load(
            can_start=self.pool.can_start(execution.key),
            waiting=self.pool.waiting_total,
            waiting_of_tenant=self.pool.waiting_by_tenant[execution.hook.tenant],
            busy=self.pool.busy,
            mean_run=self._calls.mean_run_seconds,
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
        """Tell whether executions can be served. After the last worker went they can, until a start fails."""
        alive = any(
            worker.phase not in (Phase.STARTING, Phase.DYING) for worker in self.pool.workers.values()
        )
        between = self._serving and not self.pool.starting.consecutive_failures
        serving = (alive or between) and not self.pool.draining
        if serving != self._serving:
            self._serving = serving
            self.on_serving(serving)
