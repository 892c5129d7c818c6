"""Who waits, who is free and who is busy, found without a search.

Owns the pool's indexes of executions and workers. No I/O, and no decisions: the pool says who goes where. It
must not know limits, or what time it is.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, field

from warmhook.executor.model import ExecutionId, HookKey, WorkerId
from warmhook.executor.scheduling.plan import Phase, PooledWorker, Waiting


@dataclass(slots=True)
class Queues:
    """Executions that wait, in a queue for each key."""

    # Keys take turns: the first is served next and then goes to the end. A queue that has run empty stays
    # until the pool has looked at it.
    by_key: OrderedDict[HookKey, deque[Waiting]] = field(default_factory=OrderedDict)
    by_id: dict[ExecutionId, Waiting] = field(default_factory=dict)
    by_tenant: Counter[str] = field(default_factory=Counter)

    def add(self, waiting: Waiting) -> None:
        self.by_key.setdefault(waiting.key, deque()).append(waiting)
        self.by_id[waiting.id] = waiting
        self.by_tenant[waiting.key.tenant] += 1

    def withdraw(self, execution: ExecutionId) -> bool:
        """Take out an execution from anywhere in its queue; False if it is in none."""
        waiting = self.by_id.get(execution)
        if waiting is None:
            return False
        self.by_key[waiting.key].remove(waiting)
        self._forget(waiting)
        return True

    def take_first(self, key: HookKey) -> ExecutionId:
        """Take out the first execution of the key, which so has had its turn."""
        waiting = self.by_key[key].popleft()
        self.by_key.move_to_end(key)
        self._forget(waiting)
        return waiting.id

    def take_all(self) -> list[ExecutionId]:
        """Take out everything, in the order in which it came."""
        executions = list(self.by_id)
        for collection in (self.by_key, self.by_id, self.by_tenant):
            collection.clear()
        return executions

    def _forget(self, waiting: Waiting) -> None:
        del self.by_id[waiting.id]
        _decrement(self.by_tenant, waiting.key.tenant)


@dataclass(slots=True)
class FreeWorkers:
    """Workers that can take an execution."""

    # Idle workers of each key, the most recently used last: it is the warmest, and the rest can age.
    idle_by_key: dict[HookKey, list[PooledWorker]] = field(default_factory=dict)
    # All idle workers, the least recently used first.
    idle: OrderedDict[WorkerId, PooledWorker] = field(default_factory=OrderedDict)
    # Workers without a key, by memory class.
    spares: dict[int, list[PooledWorker]] = field(default_factory=dict)

    def add(self, worker: PooledWorker) -> None:
        if worker.key is None:
            self.spares.setdefault(worker.memory_mb, []).append(worker)
        else:
            self.idle_by_key.setdefault(worker.key, []).append(worker)
            self.idle[worker.id] = worker

    def remove(self, worker: PooledWorker) -> None:
        """Take the worker out, if it is here."""
        if worker.phase is Phase.IDLE:
            assert worker.key is not None
            del self.idle[worker.id]
            siblings = self.idle_by_key[worker.key]
            siblings.remove(worker)
            if not siblings:
                del self.idle_by_key[worker.key]
        elif worker.phase is Phase.SPARE:
            self.spares[worker.memory_mb].remove(worker)

    def pick(self, key: HookKey) -> PooledWorker | None:
        """A worker for an execution of the key: one that is bound to it, or else a spare. It stays here."""
        idle = self.idle_by_key.get(key)
        if idle:
            return idle[-1]
        spares = self.spares.get(key.memory_mb)
        return spares[-1] if spares else None


@dataclass(slots=True)
class BusyWorkers:
    """The workers that run one key."""

    # The one that is busy longest first.
    by_id: dict[WorkerId, PooledWorker] = field(default_factory=dict)
    # When one of them last went from one execution to the next.
    turned_at: float = 0.0

    @property
    def longest(self) -> PooledWorker:
        return next(iter(self.by_id.values()))

    @property
    def newest(self) -> PooledWorker:
        return next(reversed(self.by_id.values()))


@dataclass(slots=True)
class Running:
    """All busy workers."""

    by_key: dict[HookKey, BusyWorkers] = field(default_factory=dict)
    by_tenant: Counter[str] = field(default_factory=Counter)
    total: int = 0

    def add(self, worker: PooledWorker) -> BusyWorkers:
        """Put the worker last among those that run its key; the answer is all of them."""
        assert worker.key is not None
        busy = self.by_key.get(worker.key)
        if busy is None:
            busy = self.by_key[worker.key] = BusyWorkers()
        busy.by_id[worker.id] = worker
        self.by_tenant[worker.key.tenant] += 1
        self.total += 1
        return busy

    def remove(self, worker: PooledWorker) -> None:
        """Take the worker out, if it is here."""
        if worker.execution is None:
            return
        assert worker.key is not None
        busy = self.by_key[worker.key]
        del busy.by_id[worker.id]
        if not busy.by_id:
            del self.by_key[worker.key]
        _decrement(self.by_tenant, worker.key.tenant)
        self.total -= 1


def _decrement(counter: Counter[str], item: str) -> None:
    """Count one less. What has come to nothing is no longer listed."""
    rest = counter.pop(item) - 1
    if rest:
        counter[item] = rest
