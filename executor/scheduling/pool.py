"""Which worker takes which execution, and which workers live.

Owns the state of every worker and execution, and each change of it. No I/O, and synchronous: events are
method calls, `plan(now)` decides and says what must be done, and the supervisor does it. No process, no
clock, no await; nothing here can fail half-way. It must not know how long a wait is worth while, which is
for `patience` to say, or when a start may be tried, which is for `starting`.

What stays true, whatever happens:
- an execution that was submitted is assigned, refused or withdrawn, once;
- a worker has at most one execution;
- a worker that has been bound to a key only ever takes executions of that key;
- at most `max_workers` processes exist, the dying included.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

from warmhook.executor.model import ExecutionId, HookKey, WorkerId
from warmhook.executor.scheduling.indexes import FreeWorkers, Queues, Running
from warmhook.executor.scheduling.patience import AT_ONCE, expected_run_seconds
from warmhook.executor.scheduling.plan import (
    Action,
    Assign,
    Kill,
    Phase,
    Plan,
    PooledWorker,
    PoolLimits,
    Reason,
    RefuseUnavailable,
    Spawn,
    Waiting,
)
from warmhook.executor.scheduling.starting import Starting, whom_to_evict


@dataclass(slots=True)
class Pool:
    limits: PoolLimits
    # Every worker, the dying included.
    workers: dict[WorkerId, PooledWorker] = field(default_factory=dict)
    starting: Starting = field(default_factory=Starting)
    draining: bool = False
    queues: Queues = field(default_factory=Queues)
    free: FreeWorkers = field(default_factory=FreeWorkers)
    running: Running = field(default_factory=Running)
    # What the next plan will say: actions, and the instants at which to ask again.
    _actions: list[Action] = field(default_factory=list)
    _wakes: list[float] = field(default_factory=list)
    _last_id: int = 0

    # --- events -----------------------------------------------------------------

    def submit(self, execution: ExecutionId, key: HookKey, now: float) -> None:
        self.queues.add(Waiting(execution, key, now))

    def withdraw(self, execution: ExecutionId) -> bool:
        """Forget an execution that waits; False if it does not."""
        return self.queues.withdraw(execution)

    def worker_ready(self, worker_id: WorkerId) -> None:
        worker = self.workers[worker_id]
        if worker.phase is Phase.STARTING:
            worker.failures_before = self.starting.succeeded(worker.memory_mb)
            worker.phase = Phase.SPARE
            self.free.add(worker)

    def execution_ended(self, worker_id: WorkerId, now: float, *, clean: bool) -> None:
        """The worker's execution is over. A worker that is not clean is never used again."""
        worker = self.workers[worker_id]
        assert worker.key is not None
        self.running.remove(worker)
        worker.execution = None
        worker.runs += 1
        worker.run_seconds = expected_run_seconds(worker.run_seconds, now - worker.assigned_at)
        worn = _worn(worker, now, self.limits)
        if not clean or worker.phase is not Phase.BUSY:
            worker.phase = Phase.DYING
        elif worn is not None:
            self._kill(worker, worn)
        else:
            worker.phase, worker.idle_since = Phase.IDLE, now
            self.free.add(worker)

    def worker_unfit(self, worker_id: WorkerId, now: float) -> None:
        """A worker without an execution is ending by itself, or has to be ended."""
        worker = self.workers[worker_id]
        if worker.phase is Phase.SPARE:
            self.starting.died_unused(worker, now, self.limits)
        if worker.phase in (Phase.SPARE, Phase.IDLE):
            self.free.remove(worker)
            worker.phase = Phase.DYING

    def worker_gone(self, worker_id: WorkerId, now: float) -> None:
        """The process has ended and is reaped, whatever it was doing."""
        worker = self.workers.pop(worker_id)
        if worker.phase is Phase.STARTING:
            self.starting.failed(worker.memory_mb, now, self.limits)
        elif worker.phase is Phase.SPARE:
            self.starting.died_unused(worker, now, self.limits)
        self.free.remove(worker)
        self.running.remove(worker)

    # --- questions --------------------------------------------------------------

    @property
    def busy(self) -> int:
        return self.running.total

    @property
    def waiting_total(self) -> int:
        return len(self.queues.by_id)

    @property
    def waiting_by_tenant(self) -> Counter[str]:
        return self.queues.by_tenant

    def can_start(self, key: HookKey) -> bool:
        """Is there a worker that could take an execution of `key` now? A busy one may still be quicker."""
        queued, idle = len(self.queues.by_key.get(key, ())), len(self.free.idle_by_key.get(key, ()))
        if self.running.by_tenant[key.tenant] + queued >= self.limits.max_running_per_tenant:
            return False
        return queued < idle or (not queued and bool(self.free.spares.get(key.memory_mb)))

    def count(self, phase: Phase) -> int:
        return sum(worker.phase is phase for worker in self.workers.values())

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.count(phase)} {phase.value}" for phase in Phase if self.count(phase))
        return f"<Pool: {counts or 'no workers'}; {self.waiting_total} waiting>"

    # --- the plan ---------------------------------------------------------------

    def plan(self, now: float) -> Plan:
        """Decide everything that can be decided now, and change the state accordingly."""
        short = self._serve_queues(now)
        self._retire_idle(now)
        self._start_workers(now, short)
        plan = Plan(tuple(self._actions), min(self._wakes, default=None))
        self._actions.clear()
        self._wakes.clear()
        return plan

    def _serve_queues(self, now: float) -> dict[int, int]:
        """Assign what can be assigned, and say how many workers are short, by memory class."""
        short: dict[int, int] = {}
        for key, queue in list(self.queues.by_key.items()):
            self._serve(key, queue, now, short)
            if not queue:
                del self.queues.by_key[key]
        return short

    def _serve(self, key: HookKey, queue: deque[Waiting], now: float, short: dict[int, int]) -> None:
        """Give workers to the executions of one key, in their order, until one of them has to wait."""
        while queue and self.running.by_tenant[key.tenant] < self.limits.max_running_per_tenant:
            wait_until = self._wait_for_busy_until(key, queue, now)
            if now < wait_until:
                self._wakes.append(wait_until)
                return
            worker = self.free.pick(key)
            if worker is None:
                short[key.memory_mb] = short.get(key.memory_mb, 0) + len(queue)
                self._claim_room(queue[0], now)
                return
            fresh = worker.key is None
            self._assign(key, worker, now)
            if fresh and queue:
                # One fresh worker a turn; the other keys may want one too.
                self._wakes.append(now)
                return

    def _wait_for_busy_until(self, key: HookKey, queue: deque[Waiting], now: float) -> float:
        """Until when the first of the queue waits for a busy worker of its key."""
        busy = self.running.by_key.get(key)
        if busy is None:
            return AT_ONCE
        patience, number, longest = self.limits.patience, len(busy.by_id), busy.longest
        until = patience.wake_idle_at(number, longest.assigned_at, longest.run_seconds, len(queue))
        if now < until or key in self.free.idle_by_key:
            return until
        newest_since, since = busy.newest.assigned_at, queue[0].since
        return patience.bind_fresh_at(number, longest.run_seconds, newest_since, busy.turned_at, since)

    def _claim_room(self, waiting: Waiting, now: float) -> None:
        """If the execution's key is starved, end an idle worker for it, even one whose key has more to do.

        Without this, keys whose queues never run empty would keep all workers to themselves.
        """
        crowded = len(self.workers) >= self.limits.max_workers and not self.starting.under_way
        starved_at = waiting.since + self.limits.patience.starved_after_seconds
        if crowded and waiting.key not in self.running.by_key and now >= starved_at:
            self._evict()

    def _retire_idle(self, now: float) -> None:
        while self.free.idle:
            worker = next(iter(self.free.idle.values()))
            idle_until = worker.idle_since + self.limits.max_idle_seconds
            reason = Reason.IDLE_TOO_LONG if now >= idle_until else _worn(worker, now, self.limits)
            if reason is None:
                # The others are idle for less time. Their age is checked when they come first, or have run.
                self._wakes.append(idle_until)
                return
            self._kill(worker, reason)

    def _start_workers(self, now: float, short: dict[int, int]) -> None:
        """Start workers that are short, and spares, as far as starts and room allow."""
        standard_mb = self.limits.memory_mb
        missing = self.limits.spares - len(self.free.spares.get(standard_mb, ()))
        if missing <= 0 and not short:
            return
        wanted = self.starting.wanted(short, standard_mb, 0 if self.draining else missing)
        if not wanted:
            return
        if now < self.starting.next_spawn_at:
            self._wakes.append(self.starting.next_spawn_at)
            if self.starting.is_hopeless(self.workers.values()):
                self._actions += [RefuseUnavailable(execution) for execution in self.queues.take_all()]
            return
        for memory_mb in wanted.elements():
            if not self.starting.may_start(self.limits):
                return
            if len(self.workers) >= self.limits.max_workers:
                # The slot is free when the evicted worker is gone; that event plans again.
                self._evict(short_of_mb=memory_mb if memory_mb in short else None)
                return
            self._start(memory_mb, now)

    # --- changes of a worker ----------------------------------------------------

    def _start(self, memory_mb: int, now: float) -> None:
        self._last_id += 1
        worker_id = WorkerId(self._last_id)
        self.workers[worker_id] = PooledWorker(worker_id, memory_mb, Phase.STARTING, started_at=now)
        self.starting.begun(memory_mb)
        self._actions.append(Spawn(worker_id, memory_mb))

    def _assign(self, key: HookKey, worker: PooledWorker, now: float) -> None:
        """Give the worker the first execution of the key."""
        execution, bind = self.queues.take_first(key), worker.key is None
        self.free.remove(worker)
        worker.key, worker.phase, worker.execution, worker.assigned_at = key, Phase.BUSY, execution, now
        busy = self.running.add(worker)
        if bind:
            # It has no run of its own to go by, and its first, which is longer, tells nothing of the next.
            worker.run_seconds = busy.longest.run_seconds
        else:
            busy.turned_at = now
        self._actions.append(Assign(execution, worker.id, bind))

    def _evict(self, short_of_mb: int | None = None) -> None:
        worker = whom_to_evict(self.workers.values(), self.free, short_of_mb)
        if worker is not None:
            self._kill(worker, Reason.EVICTED)

    def _kill(self, worker: PooledWorker, reason: Reason) -> None:
        self.free.remove(worker)
        worker.phase = Phase.DYING
        self._actions.append(Kill(worker.id, reason))


def _worn(worker: PooledWorker, now: float, limits: PoolLimits) -> Reason | None:
    if worker.runs >= limits.max_runs:
        return Reason.WORN
    return Reason.AGED if now >= worker.started_at + limits.max_age_seconds else None
