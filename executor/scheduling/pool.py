"""Which worker takes which execution, and what to start, evict and retire.

Owns the pool's state and every decision about it. Pure and synchronous: events
are method calls, `plan(now)` returns what must be done, and the supervisor does
it. No process, no clock, no await; nothing here can fail half-way.

What stays true, whatever happens:
- an execution that was submitted is assigned, refused or withdrawn, once;
- a worker has at most one execution;
- a worker that has been bound to a key only ever takes executions of that key;
- at most `max_workers` processes exist, the dying included.
"""

from __future__ import annotations

import math
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, field
from typing import Final, TypeVar

from warmhook.executor.model import ExecutionId, HookKey, WorkerId
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

_T = TypeVar("_T")

# Weight of a run that took longer than those before it; and what it makes of their time at most, because
# one that took very much longer tells of a busy machine more often than of its hook.
_LONGER: Final = 0.02
_LONGER_AT_MOST: Final = 1.1
# A start may fail now and then; what waits is refused when this many in a row have.
_FAILURES_OF_NOTE: Final = 2


@dataclass(slots=True)
class Pool:
    limits: PoolLimits
    workers: dict[WorkerId, PooledWorker] = field(default_factory=dict)
    consecutive_failures: int = 0
    next_spawn_at: float = 0.0
    draining: bool = False
    waiting_total: int = 0
    waiting_by_tenant: Counter[str] = field(default_factory=Counter)
    running_by_tenant: Counter[str] = field(default_factory=Counter)
    busy: int = 0
    # Keys take turns: the first is served next and then goes to the end.
    _queues: OrderedDict[HookKey, deque[Waiting]] = field(default_factory=OrderedDict)
    _queued: dict[ExecutionId, Waiting] = field(default_factory=dict)
    # Idle workers of each key, the most recently used last: it is the warmest, and the rest can age.
    _idle_by_key: dict[HookKey, list[WorkerId]] = field(default_factory=dict)
    # All idle workers, the least recently used first.
    _idle: OrderedDict[WorkerId, None] = field(default_factory=OrderedDict)
    _spares: dict[int, list[WorkerId]] = field(default_factory=dict)
    # Busy workers of each key, the one that is busy longest first.
    _busy_by_key: dict[HookKey, dict[WorkerId, None]] = field(default_factory=dict)
    # When a worker of a busy key has last gone from one execution to the next.
    _turned_at: dict[HookKey, float] = field(default_factory=dict)
    _starting: Counter[int] = field(default_factory=Counter)
    # Told to end since the last plan.
    _retired: list[Action] = field(default_factory=list)
    _last_id: int = 0

    # --- events -----------------------------------------------------------------

    def submit(self, execution: ExecutionId, key: HookKey, now: float) -> None:
        waiting = Waiting(execution, key, now)
        self._queues.setdefault(key, deque()).append(waiting)
        self._queued[execution] = waiting
        self.waiting_total += 1
        self.waiting_by_tenant[key.tenant] += 1

    def withdraw(self, execution: ExecutionId) -> bool:
        """Forget an execution that waits; False if it does not."""
        waiting = self._queued.get(execution)
        if waiting is None:
            return False
        self._queues[waiting.key].remove(waiting)
        self._unqueue(waiting)
        return True

    def worker_ready(self, worker_id: WorkerId) -> None:
        worker = self.workers[worker_id]
        if worker.phase is not Phase.STARTING:
            return
        self._starting[worker.memory_mb] -= 1
        worker.failures_before, self.consecutive_failures = self.consecutive_failures, 0
        worker.phase = Phase.SPARE
        self._spares.setdefault(worker.memory_mb, []).append(worker_id)

    def execution_ended(self, worker_id: WorkerId, now: float, *, clean: bool) -> None:
        """The worker's execution is over. A worker that is not clean is never used again."""
        worker = self.workers[worker_id]
        assert worker.key is not None
        self._release(worker)
        worker.runs += 1
        worker.run_time = _run_time(worker.run_time, now - worker.assigned_at)
        worn = self._worn(worker, now)
        if not clean or worker.phase is not Phase.BUSY:
            worker.phase = Phase.DYING
        elif worn is not None:
            self._retired.append(self._kill(worker_id, worn))
        else:
            worker.phase, worker.idle_since = Phase.IDLE, now
            self._idle_by_key.setdefault(worker.key, []).append(worker_id)
            self._idle[worker_id] = None

    def worker_unfit(self, worker_id: WorkerId, now: float) -> None:
        """A worker that nothing runs on is ending, or has to be ended, for a reason of its own."""
        worker = self.workers[worker_id]
        if worker.phase is Phase.SPARE:
            self._died_unused(worker, now)
        if worker.phase in (Phase.SPARE, Phase.IDLE):
            self._take_out(worker)
            worker.phase = Phase.DYING

    def worker_gone(self, worker_id: WorkerId, now: float) -> None:
        """The process has ended and is reaped, whatever it was doing."""
        worker = self.workers.pop(worker_id)
        if worker.phase is Phase.STARTING:
            self._starting[worker.memory_mb] -= 1
            self._spawn_failed(now)
        elif worker.phase is Phase.SPARE:
            self._died_unused(worker, now)
        self._take_out(worker)
        self._release(worker)

    # --- questions --------------------------------------------------------------

    def can_start(self, key: HookKey) -> bool:
        """Is there a worker that could take an execution of `key`, although a busy one may be quicker?"""
        queued, idle = len(self._queues.get(key, ())), len(self._idle_by_key.get(key, ()))
        if self.running_by_tenant[key.tenant] + queued >= self.limits.max_running_per_tenant:
            return False
        return queued < idle or (not queued and bool(self._spares.get(key.memory_mb)))

    def count(self, phase: Phase) -> int:
        return sum(worker.phase is phase for worker in self.workers.values())

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.count(phase)} {phase.value}" for phase in Phase if self.count(phase))
        return f"<Pool: {counts or 'no workers'}; {self.waiting_total} waiting>"

    # --- the plan ---------------------------------------------------------------

    def plan(self, now: float) -> Plan:
        """Decide everything that can be decided now, and change the state accordingly."""
        actions, self._retired = self._retired, []
        wakes: list[float] = []
        shortage = self._assign_waiting(now, actions, wakes)
        self._retire_idle(now, actions, wakes)
        self._spawn(now, shortage, actions, wakes)
        return Plan(tuple(actions), min(wakes, default=None))

    def _assign_waiting(self, now: float, actions: list[Action], wakes: list[float]) -> dict[int, int]:
        """Assign what can be assigned; return how many workers are short, by memory class."""
        shortage: dict[int, int] = {}
        for key in list(self._queues):
            queue = self._queues[key]
            while queue and self.running_by_tenant[key.tenant] < self.limits.max_running_per_tenant:
                soon_until = self._soon_until(key, len(queue))
                if now < soon_until:
                    wakes.append(soon_until)
                    break
                assigned = self._worker_for(key)
                if assigned is None:
                    patient_until = self._patient_until(queue[0])
                    if now < patient_until:
                        wakes.append(patient_until)
                        break
                    assigned = self._bind_spare(key)
                if assigned is None:
                    shortage[key.memory_mb] = shortage.get(key.memory_mb, 0) + len(queue)
                    self._claim_room(queue[0], now, actions)
                    break
                if not assigned[1]:
                    self._turned_at[key] = now
                actions.append(self._assign(queue.popleft(), *assigned, now=now))
                if assigned[1] and queue:
                    # One fresh worker a turn; the others may want one too.
                    wakes.append(now)
                    break
            if not queue:
                del self._queues[key]
        return shortage

    def _soon_until(self, key: HookKey, waiting: int) -> float:
        """Until when the busy workers of a quick hook are left to come through its queue by themselves.

        A worker that sleeps must be scheduled, with cold caches, which costs a busy machine more than
        the run. But where one of them is past its time the hook is not as quick as it was, or not
        always, and nobody is left to wait.
        """
        busy = self._busy_by_key.get(key)
        if busy is None:
            return -math.inf
        oldest = self._oldest(busy)
        quick = self.limits.quick
        room = len(busy) < self.limits.processors
        if oldest.run_time > quick or (room and waiting * oldest.run_time > len(busy) * quick):
            return -math.inf
        return oldest.assigned_at + self.limits.patience

    def _patient_until(self, waiting: Waiting) -> float:
        """When to stop waiting for a busy worker; while they come free in turn, that is worth waiting for.

        To start a worker is work for hundreds of a quick hook's runs. Where it has all processors, and
        its workers stand still for a moment, the machine has too much to do already.
        """
        busy = self._busy_by_key.get(waiting.key)
        if busy is None:
            return -math.inf
        if len(busy) >= self.limits.processors and self._oldest(busy).run_time <= self.limits.quick:
            newest = self.workers[next(reversed(busy))]
            return newest.assigned_at + self.limits.patience_in_all
        turned_at = max(waiting.since, self._turned_at.get(waiting.key, 0.0))
        return min(turned_at + self.limits.patience, waiting.since + self.limits.patience_in_all)

    def _oldest(self, busy: dict[WorkerId, None]) -> PooledWorker:
        return self.workers[next(iter(busy))]

    def _worker_for(self, key: HookKey) -> tuple[PooledWorker, bool] | None:
        idle = self._idle_by_key.get(key)
        if not idle:
            return None
        worker = self.workers[idle[-1]]
        self._take_out(worker)
        return worker, False

    def _bind_spare(self, key: HookKey) -> tuple[PooledWorker, bool] | None:
        spares = self._spares.get(key.memory_mb)
        if not spares:
            return None
        worker = self.workers[spares.pop()]
        worker.key = key
        busy = self._busy_by_key.get(key)
        if busy is not None:
            # Of its own it has none yet, and its first run, which is longer, tells nothing of the next.
            worker.run_time = self._oldest(busy).run_time
        return worker, True

    def _assign(self, waiting: Waiting, worker: PooledWorker, bind: bool, *, now: float) -> Assign:  # noqa: FBT001
        self._unqueue(waiting)
        worker.phase, worker.execution, worker.assigned_at = Phase.BUSY, waiting.id, now
        self.running_by_tenant[waiting.key.tenant] += 1
        self._busy_by_key.setdefault(waiting.key, {})[worker.id] = None
        self.busy += 1
        # The key has had its turn.
        if waiting.key in self._queues:
            self._queues.move_to_end(waiting.key)
        return Assign(waiting.id, worker.id, bind)

    def _claim_room(self, waiting: Waiting, now: float, actions: list[Action]) -> None:
        """Take the place of an idle worker, even of one whose own key has more for it to do.

        Without this, keys whose queues never run empty would keep all workers to themselves.
        """
        crowded = len(self.workers) >= self.limits.max_workers and not self._starting.total()
        if crowded and waiting.key not in self._busy_by_key and now >= waiting.since + self.limits.turn:
            self._evict(actions)

    def _worn(self, worker: PooledWorker, now: float) -> Reason | None:
        if worker.runs >= self.limits.max_runs:
            return Reason.WORN
        return Reason.AGED if now >= worker.started_at + self.limits.max_age else None

    def _retire_idle(self, now: float, actions: list[Action], wakes: list[float]) -> None:
        retired: list[tuple[WorkerId, Reason]] = []
        for worker_id in self._idle:
            worker = self.workers[worker_id]
            idle_until = worker.idle_since + self.limits.max_idle
            reason = Reason.IDLE_TOO_LONG if now >= idle_until else self._worn(worker, now)
            if reason is None:
                # The rest is younger in idleness; their age is looked at when they come first, or have run.
                wakes.append(idle_until)
                break
            retired.append((worker_id, reason))
        actions += [self._kill(worker_id, reason) for worker_id, reason in retired]

    def _spawn(self, now: float, shortage: dict[int, int], actions: list[Action], wakes: list[float]) -> None:
        wanted = self._wanted(shortage)
        if not wanted:
            return
        if now < self.next_spawn_at:
            wakes.append(self.next_spawn_at)
            if self._hopeless():
                actions += self._refuse_all()
            return
        # After a failure one start at a time is tried: it shows whether the next would fail too.
        at_once = 1 if self.consecutive_failures else self.limits.max_starting
        for memory_mb, number in wanted.items():
            for _ in range(number):
                if self._starting.total() >= at_once:
                    return
                if len(self.workers) >= self.limits.max_workers:
                    # The slot is free when the evicted worker is gone; that event plans again.
                    self._evict(actions, other_spares_than=memory_mb if memory_mb in shortage else None)
                    return
                actions.append(self._start(memory_mb, now))

    def _wanted(self, shortage: dict[int, int]) -> dict[int, int]:
        """Return how many workers of each memory class are to be started, shortages first."""
        standard = self.limits.memory_mb
        if not shortage and len(self._spares.get(standard, ())) >= self.limits.spares:
            return {}
        wanted = {memory_mb: number - self._starting[memory_mb] for memory_mb, number in shortage.items()}
        spares = 0 if self.draining else self.limits.spares - len(self._spares.get(standard, ()))
        wanted[standard] = wanted.get(standard, -self._starting[standard]) + spares
        return {memory_mb: number for memory_mb, number in wanted.items() if number > 0}

    def _start(self, memory_mb: int, now: float) -> Spawn:
        self._last_id += 1
        worker_id = WorkerId(self._last_id)
        self.workers[worker_id] = PooledWorker(worker_id, memory_mb, Phase.STARTING, started_at=now)
        self._starting[memory_mb] += 1
        return Spawn(worker_id, memory_mb)

    def _evict(self, actions: list[Action], other_spares_than: int | None = None) -> None:
        """Make room for one worker, unless room is being made already."""
        if any(worker.phase is Phase.DYING for worker in self.workers.values()):
            return
        oldest = next(iter(self._idle), None)
        if oldest is None and other_spares_than is not None:
            # Nothing idles; a spare of another class is the only one that serves nobody.
            spares = [s for size, ids in self._spares.items() if size != other_spares_than for s in ids]
            oldest = next(iter(spares), None)
        if oldest is not None:
            actions.append(self._kill(oldest, Reason.EVICTED))

    def _kill(self, worker_id: WorkerId, reason: Reason) -> Kill:
        worker = self.workers[worker_id]
        self._take_out(worker)
        worker.phase = Phase.DYING
        return Kill(worker_id, reason)

    def _hopeless(self) -> bool:
        """Nobody is left to wait for, and trying again has not helped."""
        if self.consecutive_failures < _FAILURES_OF_NOTE:
            return False
        return not any(worker.phase is not Phase.DYING for worker in self.workers.values())

    def _refuse_all(self) -> list[Action]:
        refused: list[Action] = []
        for waiting in list(self._queued.values()):
            self._unqueue(waiting)
            refused.append(RefuseUnavailable(waiting.id))
        self._queues.clear()
        return refused

    # --- bookkeeping ------------------------------------------------------------

    def _spawn_failed(self, now: float) -> None:
        wait = self.limits.backoff_first * 2.0 ** min(self.consecutive_failures, 16)
        self.consecutive_failures += 1
        self.next_spawn_at = now + min(wait, self.limits.backoff_last)

    def _died_unused(self, worker: PooledWorker, now: float) -> None:
        """It said it was ready, but that was no success: the next may be as short-lived."""
        self.consecutive_failures = max(self.consecutive_failures, worker.failures_before)
        self._spawn_failed(now)

    def _unqueue(self, waiting: Waiting) -> None:
        del self._queued[waiting.id]
        self.waiting_total -= 1
        _decrement(self.waiting_by_tenant, waiting.key.tenant)

    def _release(self, worker: PooledWorker) -> None:
        if worker.execution is None:
            return
        assert worker.key is not None
        worker.execution = None
        self.busy -= 1
        _decrement(self.running_by_tenant, worker.key.tenant)
        busy = self._busy_by_key[worker.key]
        del busy[worker.id]
        if not busy:
            del self._busy_by_key[worker.key]
            self._turned_at.pop(worker.key, None)

    def _take_out(self, worker: PooledWorker) -> None:
        """Take a worker out of what it can be picked from."""
        if worker.phase is Phase.IDLE:
            assert worker.key is not None
            del self._idle[worker.id]
            siblings = self._idle_by_key[worker.key]
            siblings.remove(worker.id)
            if not siblings:
                del self._idle_by_key[worker.key]
        elif worker.phase is Phase.SPARE and worker.id in self._spares[worker.memory_mb]:
            self._spares[worker.memory_mb].remove(worker.id)


def _run_time(before: float, took: float) -> float:
    """Return a worker's `run_time` after a run that took so long."""
    return took if took < before else min(before + _LONGER * (took - before), before * _LONGER_AT_MOST)


def _decrement(counter: Counter[_T], item: _T) -> None:
    rest = counter.pop(item) - 1
    if rest:
        counter[item] = rest
