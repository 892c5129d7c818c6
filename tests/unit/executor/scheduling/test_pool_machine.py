"""The pool under any history: what its docstring promises, checked after every step."""

from __future__ import annotations

from collections import Counter

from fakes.pools import LIMITS, Scripted, key
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from warmhook.executor.model import ExecutionId, HookKey, WorkerId
from warmhook.executor.scheduling.plan import Phase, PooledWorker, Waiting

KEYS = [
    key("a"),
    key("b"),
    key("large", memory_mb=256),
    key("a", tenant="other"),
    key("b", tenant="other"),
    key("a", tenant="third"),
]
PATIENCE = LIMITS.patience
_number = st.integers(min_value=0, max_value=1000)


class PoolMachine(RuleBasedStateMachine):
    @initialize(max_workers=st.integers(2, 5), cap=st.integers(1, 4), max_runs=st.integers(1, 4))
    def begin(self, max_workers: int, cap: int, max_runs: int) -> None:
        self.scripted = Scripted(
            max_workers=max_workers,
            spares=max_workers // 2,
            max_running_per_tenant=cap,
            max_runs=max_runs,
            max_age_seconds=30.0,
            max_idle_seconds=10.0,
        )
        self.pool = self.scripted.pool
        self.keys: dict[ExecutionId, HookKey] = {}
        self.withdrawn: set[ExecutionId] = set()
        self.bound: dict[WorkerId, HookKey] = {}
        self.running: dict[WorkerId, ExecutionId] = {}
        self.seen = 0
        self.attempts: list[float] = []
        self.ready_since_failure = True
        self.look()

    def look(self) -> None:
        """Settle, and check each assignment against the model."""
        self.scripted.settle()
        for assign in self.scripted.assigned[self.seen :]:
            wanted = self.keys[assign.execution]
            assert assign.worker not in self.running, "two executions on a worker"
            assert assign.execution not in self.withdrawn, "a withdrawn execution was assigned"
            assert assign.bind == (assign.worker not in self.bound)
            assert self.bound.setdefault(assign.worker, wanted) == wanted, "a worker of another key"
            self.running[assign.worker] = assign.execution
        self.seen = len(self.scripted.assigned)

    def pick(self, phase: Phase, number: int) -> WorkerId:
        workers = self.scripted.in_phase(phase)
        return workers[number % len(workers)]

    def some(self, phase: Phase) -> bool:
        return bool(self.scripted.in_phase(phase))

    @rule(wanted=st.sampled_from(KEYS), count=st.integers(1, 3))
    def submit(self, wanted: HookKey, count: int) -> None:
        for _ in range(count):
            # Known before it is submitted: it may be assigned at once.
            self.keys[ExecutionId(len(self.keys) + 1)] = wanted
            self.scripted.submit(wanted)
        self.look()

    @precondition(lambda self: self.keys)
    @rule(number=_number)
    def withdraw(self, number: int) -> None:
        execution = ExecutionId(number % len(self.keys) + 1)
        waits = not self.is_over(execution) and execution not in self.running.values()
        assert self.pool.withdraw(execution) == waits
        if waits:
            self.withdrawn.add(execution)
        self.look()

    @precondition(lambda self: self.some(Phase.STARTING))
    @rule(number=_number)
    def ready(self, number: int) -> None:
        self.pool.worker_ready(self.pick(Phase.STARTING, number))
        self.look()

    @precondition(lambda self: self.some(Phase.BUSY))
    @rule(number=_number, clean=st.booleans())
    def ended(self, number: int, clean: bool) -> None:
        worker = self.pick(Phase.BUSY, number)
        del self.running[worker]
        self.pool.execution_ended(worker, self.scripted.now, clean=clean)
        self.look()

    @precondition(lambda self: self.some(Phase.DYING))
    @rule(number=_number)
    def buried(self, number: int) -> None:
        self.pool.worker_gone(self.pick(Phase.DYING, number), self.scripted.now)
        self.look()

    @rule(
        phase=st.sampled_from([Phase.STARTING, Phase.SPARE, Phase.IDLE]), number=_number, told=st.booleans()
    )
    def died(self, phase: Phase, number: int, told: bool) -> None:
        if not self.some(phase):
            return
        worker = self.pick(phase, number)
        if told and phase is not Phase.STARTING:
            self.pool.worker_unfit(worker, self.scripted.now)
            self.look()
        self.pool.worker_gone(worker, self.scripted.now)
        self.look()

    @rule(seconds=st.sampled_from([0.0001, 0.01, 0.3, 3.0, 12.0]))
    def wait(self, seconds: float) -> None:
        self.scripted.now += seconds
        self.look()

    def is_over(self, execution: ExecutionId) -> bool:
        ended = {assign.execution for assign in self.scripted.assigned} - set(self.running.values())
        return execution in self.withdrawn | set(self.scripted.refused) | ended

    @invariant()
    def no_execution_is_lost(self) -> None:
        waiting = set(self.pool.queues.by_id)
        ends = Counter(assign.execution for assign in self.scripted.assigned)
        ends.update(self.withdrawn)
        ends.update(self.scripted.refused)
        ends.update(waiting)
        assert ends == Counter(self.keys.keys())

    @invariant()
    def there_are_not_too_many_workers(self) -> None:
        assert len(self.pool.workers) <= self.pool.limits.max_workers
        starting = self.scripted.in_phase(Phase.STARTING)
        assert len(starting) <= self.pool.limits.max_starting

    @invariant()
    def no_tenant_runs_more_than_it_may(self) -> None:
        running = Counter(self.keys[execution].tenant for execution in self.running.values())
        assert all(count <= self.pool.limits.max_running_per_tenant for count in running.values())

    @invariant()
    def the_books_agree_with_the_workers(self) -> None:
        busy = [worker for worker in self.pool.workers.values() if worker.execution is not None]
        assert {worker.id: worker.execution for worker in busy} == self.running
        assert self.pool.busy == len(busy)
        assert self.pool.running.by_tenant == Counter(w.key.tenant for w in busy if w.key)
        assert self.pool.waiting_total == len(self.pool.queues.by_id)
        assert self.pool.waiting_by_tenant == Counter(w.key.tenant for w in self.pool.queues.by_id.values())
        assert set(self.pool.free.idle) == set(self.scripted.in_phase(Phase.IDLE))
        idle_by_key = [worker.id for idle in self.pool.free.idle_by_key.values() for worker in idle]
        assert sorted(idle_by_key) == sorted(self.pool.free.idle)
        spares = [worker.id for spares in self.pool.free.spares.values() for worker in spares]
        assert sorted(spares) == sorted(self.scripted.in_phase(Phase.SPARE))
        assert self.pool.starting.under_way == len(self.scripted.in_phase(Phase.STARTING))
        busy_by_key = {key: list(busy.by_id) for key, busy in self.pool.running.by_key.items()}
        assert sorted(w.id for w in busy) == sorted(id_ for ids in busy_by_key.values() for id_ in ids)
        for wanted, ids in busy_by_key.items():
            taken = [self.pool.workers[id_] for id_ in ids]
            assert taken, "a key that nothing is busy with"
            assert taken == list(self.pool.running.by_key[wanted].by_id.values())
            assert {worker.key for worker in taken} == {wanted}
            assert taken == sorted(taken, key=lambda worker: worker.assigned_at)

    @invariant()
    def nothing_waits_while_what_it_needs_is_there(self) -> None:
        for waiting in self.pool.queues.by_id.values():
            tenant = waiting.key.tenant
            if self.pool.running.by_tenant[tenant] >= self.pool.limits.max_running_per_tenant:
                continue
            if self.left_to_the_busy(waiting.key):
                assert self.scripted.wake_at is not None
                assert self.scripted.wake_at <= self.scripted.now + PATIENCE.free_again_within_seconds
                continue
            assert not self.pool.free.idle_by_key.get(waiting.key)
            patient = self.scripted.now < self.patient_until(waiting)
            spares = self.pool.free.spares.get(waiting.key.memory_mb)
            assert patient or not spares or self.older_waits(waiting.id)
            # And something is under way, or awaited, that can change it.
            assert self.pool.workers or self.scripted.wake_at is not None

    def busy(self, wanted: HookKey) -> list[PooledWorker]:
        """The one that is busy longest first."""
        busy = self.pool.running.by_key.get(wanted)
        return list(busy.by_id.values()) if busy else []

    def patient_until(self, waiting: Waiting) -> float:
        """At the latest; where a quick hook has all processors, that is reckoned from its last assignment."""
        busy = self.busy(waiting.key)
        if len(busy) < PATIENCE.processors or busy[0].run_seconds > PATIENCE.quick_run_seconds:
            return waiting.since + PATIENCE.waited_in_all_seconds
        return busy[-1].assigned_at + PATIENCE.waited_in_all_seconds

    def left_to_the_busy(self, wanted: HookKey) -> bool:
        """Every busy worker of the key became busy just now, the first has been quick, and they suffice."""
        busy = self.busy(wanted)
        if not busy:
            return False
        first, waiting = busy[0], len(self.pool.queues.by_key[wanted])
        quick = PATIENCE.quick_run_seconds
        suffice = len(busy) >= PATIENCE.processors or waiting * first.run_seconds <= len(busy) * quick
        just_now = self.scripted.now < first.assigned_at + PATIENCE.free_again_within_seconds
        return first.run_seconds <= quick and suffice and just_now

    def older_waits(self, execution: ExecutionId) -> bool:
        """Somebody of the same key, submitted earlier, is still patient."""
        wanted = self.keys[execution]
        return any(
            other < execution
            and self.keys[other] == wanted
            and self.scripted.now < self.patient_until(waiting)
            for other, waiting in self.pool.queues.by_id.items()
        )

    def teardown(self) -> None:
        """Whatever happened: with workers that start and time that passes, everything is served."""
        for _ in range(400):
            if not self.pool.waiting_total:
                break
            self.scripted.now += 0.5
            self.look()
            for worker in self.scripted.in_phase(Phase.DYING):
                self.pool.worker_gone(worker, self.scripted.now)
                self.look()
            for worker in self.scripted.in_phase(Phase.STARTING):
                self.pool.worker_ready(worker)
                self.look()
            for worker in self.scripted.in_phase(Phase.BUSY):
                del self.running[worker]
                self.pool.execution_ended(worker, self.scripted.now, clean=True)
                self.look()
        assert not self.pool.waiting_total


PoolMachine.TestCase.settings = settings(max_examples=300, stateful_step_count=80)
test_whatever_happens = PoolMachine.TestCase
