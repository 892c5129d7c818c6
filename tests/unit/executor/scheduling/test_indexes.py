"""Who waits, who is free and who is busy: what the pool's indexes find."""

from __future__ import annotations

from warmhook.executor.model import ExecutionId, HookKey, Trigger, WorkerId
from warmhook.executor.scheduling.indexes import FreeWorkers, Queues, Running
from warmhook.executor.scheduling.plan import Phase, PooledWorker, Waiting

A, B = (HookKey("acme", name, Trigger.GENERIC, 128) for name in "ab")
OTHER = HookKey("other", "a", Trigger.GENERIC, 128)


def queues_of(*keys: HookKey) -> Queues:
    queues = Queues()
    for number, key in enumerate(keys, start=1):
        queues.add(Waiting(ExecutionId(number), key, since=0.0))
    return queues


def idle(number: int, key: HookKey) -> PooledWorker:
    return PooledWorker(WorkerId(number), key.memory_mb, Phase.IDLE, started_at=0.0, key=key)


def running_on(number: int, key: HookKey) -> PooledWorker:
    execution = ExecutionId(number)
    return PooledWorker(
        WorkerId(number), key.memory_mb, Phase.BUSY, started_at=0.0, key=key, execution=execution
    )


def spare(number: int, memory_mb: int = 128) -> PooledWorker:
    return PooledWorker(WorkerId(number), memory_mb, Phase.SPARE, started_at=0.0)


def test_a_key_that_is_served_goes_behind_the_others() -> None:
    queues = queues_of(A, A, B)
    assert queues.take_first(A) == 1
    assert list(queues.by_key) == [B, A]
    assert queues.take_first(A) == 2


def test_an_execution_is_withdrawn_once_and_from_anywhere_in_its_queue() -> None:
    queues = queues_of(A, A, A)
    assert queues.withdraw(ExecutionId(2))
    assert not queues.withdraw(ExecutionId(2))
    assert [queues.take_first(A), queues.take_first(A)] == [1, 3]


def test_executions_are_counted_for_their_tenants_and_a_tenant_without_any_is_forgotten() -> None:
    queues = queues_of(A, B, OTHER)
    assert queues.by_tenant == {"acme": 2, "other": 1}
    queues.withdraw(ExecutionId(1))
    queues.take_first(OTHER)
    assert dict(queues.by_tenant) == {"acme": 1}


def test_everything_is_taken_in_the_order_in_which_it_came() -> None:
    queues = queues_of(A, B, A)
    assert queues.take_all() == [1, 2, 3]
    assert (len(queues.by_key), len(queues.by_id), len(queues.by_tenant)) == (0, 0, 0)


def test_a_worker_of_its_own_is_picked_before_a_spare_and_the_last_used_first() -> None:
    free = FreeWorkers()
    workers = [spare(1), idle(2, A), idle(3, A), idle(4, B)]
    for worker in workers:
        free.add(worker)
    picked = []
    while (worker := free.pick(A)) is not None:
        picked.append(worker.id)
        free.remove(worker)
    assert picked == [3, 2, 1]
    assert list(free.idle) == [4]


def test_a_spare_of_another_class_is_not_picked() -> None:
    free = FreeWorkers()
    free.add(spare(1, memory_mb=256))
    assert free.pick(A) is None


def test_a_worker_that_was_never_free_can_be_removed() -> None:
    free = FreeWorkers()
    free.add(idle(1, A))
    for phase in (Phase.STARTING, Phase.BUSY, Phase.DYING):
        free.remove(PooledWorker(WorkerId(2), 128, phase, started_at=0.0))
    assert list(free.idle) == [1]


def test_busy_workers_are_known_from_the_one_that_is_busy_longest_to_the_newest() -> None:
    running = Running()
    first, second, third = (running_on(number, A) for number in (1, 2, 3))
    for worker in (first, second, third):
        busy = running.add(worker)
    assert (busy.longest, busy.newest) == (first, third)
    running.remove(first)
    running.add(first)
    assert (busy.longest, busy.newest) == (second, first)
    assert (running.total, dict(running.by_tenant)) == (3, {"acme": 3})


def test_a_worker_that_runs_nothing_can_be_removed() -> None:
    running = Running()
    running.add(running_on(1, A))
    running.remove(idle(2, A))
    running.remove(spare(3))
    assert running.total == 1


def test_what_is_known_of_a_key_is_forgotten_with_its_last_busy_worker() -> None:
    running = Running()
    worker = running_on(1, A)
    running.add(worker).turned_at = 5.0
    running.remove(worker)
    assert (len(running.by_key), len(running.by_tenant), running.total) == (0, 0, 0)
    assert running.add(worker).turned_at == 0.0
