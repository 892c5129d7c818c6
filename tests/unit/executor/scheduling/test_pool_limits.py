"""What the pool does at its limits: the instants that it names, full houses, failures, late news."""

from __future__ import annotations

import pytest
from fakes.pools import Scripted, changed, key

from warmhook.executor.model import ExecutionId, WorkerId
from warmhook.executor.scheduling.plan import Phase, Reason


def started(**limits: float) -> Scripted:
    """A pool whose spares are ready."""
    pool = Scripted(**limits)
    pool.settle()
    pool.ready()
    return pool


def until_woken(pool: Scripted) -> float:
    """Let the time pass that the last plan asked for, to the instant, and say how much it was."""
    assert pool.wake_at is not None
    passed, pool.now = pool.wake_at - pool.now, pool.wake_at
    pool.settle()
    return passed


# --- instants -------------------------------------------------------------------------


def test_a_fresh_worker_is_taken_at_the_very_instant_that_was_named() -> None:
    pool = started(free_again_within_seconds=0.002)
    pool.submit(key())
    second = pool.submit(key())
    assert until_woken(pool) == pytest.approx(0.002)
    assert pool.worker_of(second) is not None


def test_waiting_for_busy_workers_begins_anew_each_time_that_one_comes_free() -> None:
    pool = started(free_again_within_seconds=0.002, waited_in_all_seconds=0.02)
    first, _, third = [pool.submit(key()) for _ in range(3)]
    pool.later(0.0015)
    pool.end(first)
    assert until_woken(pool) == pytest.approx(0.002)
    assert pool.worker_of(third) is not None


def test_waiting_in_all_ends_at_the_very_instant_that_was_named() -> None:
    pool = started(free_again_within_seconds=0.015, waited_in_all_seconds=0.02)
    first, _, third = [pool.submit(key()) for _ in range(3)]
    pool.later(0.0125)
    pool.end(first)
    assert until_woken(pool) == pytest.approx(0.0075)
    assert pool.worker_of(third) is not None


def test_nobody_waits_for_busy_workers_that_have_ended() -> None:
    pool = started(free_again_within_seconds=5, waited_in_all_seconds=5)
    first, second = pool.submit(key()), pool.submit(key())
    assert pool.worker_of(second) is None
    pool.end(first, clean=False)
    assert pool.worker_of(second) is not None


def test_what_a_hooks_workers_did_is_forgotten_when_the_last_of_them_has_ended() -> None:
    pool = started(spares=3, free_again_within_seconds=0.002, waited_in_all_seconds=0.02)
    first, second, third, fourth = [pool.submit(key()) for _ in range(4)]
    pool.later(0.0015)
    pool.end(first)
    pool.later(0.001)
    assert pool.worker_of(third) is None
    pool.end(second, clean=False)
    # For the fourth no worker has come free since it came, which is longer ago than that is worth.
    assert None not in (pool.worker_of(third), pool.worker_of(fourth))


def test_the_pool_asks_to_be_woken_for_whatever_is_due_first() -> None:
    pool = started(max_idle_seconds=60, free_again_within_seconds=0.002)
    pool.end(pool.submit(key("resting")))
    pool.later(10)
    assert pool.wake_at == pytest.approx(pool.now + 50)
    pool.submit(key("busy"))
    pool.submit(key("busy"))
    assert pool.wake_at == pytest.approx(pool.now + 0.002)


def test_a_pool_that_has_nothing_to_wait_for_does_not_ask_to_be_woken() -> None:
    pool = started()
    assert pool.wake_at is None
    pool.submit(key())
    pool.ready()
    assert pool.wake_at is None


def test_a_worker_is_too_old_at_the_very_instant_of_its_age() -> None:
    pool = started(max_age_seconds=50)
    execution = pool.submit(key())
    pool.later(50)
    pool.end(execution)
    assert pool.reasons() == [Reason.AGED]


def test_a_worker_that_rests_is_replaced_at_its_age_when_the_pool_looks_at_it() -> None:
    pool = started(max_age_seconds=50, max_idle_seconds=60)
    pool.end(pool.submit(key()))
    pool.later(50)
    assert pool.reasons() == [Reason.AGED]


def test_all_that_have_idled_too_long_are_ended_at_once_the_longest_idle_first() -> None:
    pool = started(max_idle_seconds=60, free_again_within_seconds=0)
    executions = [pool.submit(key(name)) for name in "abc"]
    pool.ready()
    executions.append(pool.submit(key("d")))
    workers = [pool.worker_of(execution) for execution in executions]
    for execution in reversed(executions):
        pool.end(execution)
    pool.later(60)
    assert [kill.worker for kill in pool.killed] == workers[::-1]


# --- turns ----------------------------------------------------------------------------


def test_a_hook_that_was_served_stands_behind_the_others() -> None:
    pool = started(spares=0, max_workers=1, free_again_within_seconds=0)
    a, b, a_too = pool.submit(key("a")), pool.submit(key("b")), pool.submit(key("a"))
    pool.ready()
    pool.end(a, clean=False)
    pool.bury()
    pool.ready()
    assert pool.worker_of(b) is not None
    pool.end(b, clean=False)
    pool.bury()
    pool.ready()
    assert [assign.execution for assign in pool.assigned] == [a, b, a_too]


def test_one_plan_gives_a_hook_one_fresh_worker_and_is_to_be_followed_by_another_at_once() -> None:
    pool = started(spares=3, free_again_within_seconds=0)
    for number in (1, 2):
        pool.pool.submit(ExecutionId(number), key(), pool.now)
    pool.plan()
    assert [assign.execution for assign in pool.assigned] == [1]
    assert pool.wake_at == pool.now
    pool.plan()
    assert [assign.execution for assign in pool.assigned] == [1, 2]
    assert pool.wake_at is None


def test_one_plan_gives_a_hook_all_of_its_idle_workers() -> None:
    pool = started(spares=3, free_again_within_seconds=0)
    running = [pool.submit(key()) for _ in range(3)]
    pool.later(1)
    for execution in running:
        pool.end(execution)
    for number in (4, 5, 6):
        pool.pool.submit(ExecutionId(number), key(), pool.now)
    pool.plan()
    assert [assign.execution for assign in pool.assigned] == [1, 2, 3, 4, 5, 6]


def test_executions_of_one_hook_are_served_in_the_order_in_which_they_came() -> None:
    pool = started()
    executions = [pool.submit(key()) for _ in range(5)]
    assert pool.pool.withdraw(executions[2])
    for execution in (executions[0], executions[1], executions[3]):
        pool.end(execution)
    assert [assign.execution for assign in pool.assigned] == [executions[n] for n in (0, 1, 3, 4)]


def test_a_hook_whose_only_execution_was_withdrawn_can_come_again() -> None:
    pool = Scripted()
    first = pool.submit(key())
    assert pool.pool.withdraw(first)
    second = pool.submit(key())
    pool.ready()
    assert [assign.execution for assign in pool.assigned] == [second]


# --- full houses ----------------------------------------------------------------------


def full_of_one_hook(**limits: float) -> tuple[Scripted, list[ExecutionId]]:
    """Both workers run one hook, and more of its executions wait."""
    pool = started(max_workers=2, spares=1, max_running_per_tenant=99, free_again_within_seconds=0, **limits)
    executions = [pool.submit(key("greedy"))]
    pool.ready()
    executions += [pool.submit(key("greedy")) for _ in range(20)]
    assert len(pool.in_phase(Phase.BUSY)) == 2
    return pool, executions


def test_a_starved_hook_gets_the_place_of_a_worker_that_comes_free_but_not_before_its_time() -> None:
    pool, executions = full_of_one_hook(starved_after_seconds=0.25)
    starved = pool.submit(key("starved", tenant="other"))
    for seconds, execution in ((0.1, executions[0]), (0.14, executions[1])):
        pool.later(seconds)
        pool.end(execution)
        assert pool.killed == []
    pool.now = 100.0 + 0.25
    worker = pool.worker_of(executions[2])
    pool.end(executions[2])
    assert [kill.worker for kill in pool.killed] == [worker]
    pool.bury()
    pool.ready()
    assert pool.worker_of(starved) is not None


def test_a_hook_that_has_a_worker_is_not_starved() -> None:
    pool = started(max_workers=2, spares=1, free_again_within_seconds=0, starved_after_seconds=0.25)
    pool.submit(key("slow"))
    pool.ready()
    greedy = [pool.submit(key("greedy", tenant="other")) for _ in range(9)]
    waiting = pool.submit(key("slow"))
    for execution in greedy[:8]:
        pool.later(0.1)
        pool.end(execution)
    assert pool.killed == []
    assert pool.worker_of(waiting) is None


def test_a_starved_hook_takes_no_place_while_a_worker_starts() -> None:
    pool = started(
        max_workers=3, spares=1, max_starting=1, free_again_within_seconds=0, starved_after_seconds=0.25
    )
    resting = pool.submit(key("resting"))
    pool.ready()
    pool.submit(key("busy"))
    pool.end(resting)
    assert len(pool.in_phase(Phase.STARTING)) == 1
    pool.submit(key("starved", memory_mb=256))
    pool.later(1)
    assert pool.killed == []


def test_one_worker_at_a_time_makes_room() -> None:
    pool = started(max_workers=3, spares=0, free_again_within_seconds=0, max_running_per_tenant=9)
    for name in "abc":
        pool.submit(key(name))
        pool.ready()
    for assign in list(pool.assigned):
        pool.end(assign.execution)
    pool.submit(key("d"))
    pool.submit(key("e"))
    pool.later(1)
    assert len(pool.killed) == 1
    pool.bury()
    pool.ready()
    assert len(pool.killed) == 2


def test_a_spare_takes_the_place_of_an_idle_worker_but_not_of_another_spare() -> None:
    pool = started(max_workers=2, spares=1, memory_mb=128)
    execution = pool.submit(key())
    pool.ready()
    pool.pool.limits = changed(pool.pool.limits, spares=2)
    pool.later(1)
    assert pool.killed == []
    pool.end(execution)
    assert [kill.worker for kill in pool.killed] == [pool.assigned[0].worker]


def test_a_class_that_is_short_does_not_make_room_with_its_own_spares() -> None:
    pool = started(max_workers=2, spares=2)
    pool.submit(key("large", memory_mb=256))
    assert len(pool.killed) == 1
    pool.bury()
    assert pool.spawned[-1].memory_mb == 256
    pool.submit(key("larger", memory_mb=512))
    assert len(pool.killed) == 2
    pool.bury()
    # The house is full of workers that start: none of them is a spare of another class.
    assert len(pool.killed) == 2
    pool.submit(key("large too", memory_mb=256))
    assert len(pool.killed) == 2


# --- how many start -------------------------------------------------------------------


def test_workers_that_executions_wait_for_are_started_before_spares() -> None:
    pool = Scripted(spares=2, max_starting=3)
    pool.pool.submit(ExecutionId(1), key(memory_mb=256), pool.now)
    pool.pool.submit(ExecutionId(2), key(memory_mb=512), pool.now)
    pool.settle()
    assert [spawn.memory_mb for spawn in pool.spawned] == [256, 512, 128]


def test_a_worker_that_starts_is_counted_for_its_own_class_only() -> None:
    pool = Scripted(spares=1, max_starting=8)
    pool.settle()
    pool.submit(key(memory_mb=256))
    pool.submit(key(memory_mb=256))
    pool.later(1)
    assert [spawn.memory_mb for spawn in pool.spawned] == [128, 256, 256]


def test_a_worker_is_started_for_each_execution_that_waits_and_for_each_spare() -> None:
    pool = Scripted(spares=1, max_starting=8)
    pool.settle()
    for _ in range(3):
        pool.submit(key())
    assert [spawn.memory_mb for spawn in pool.spawned] == [128] * 4


def test_a_draining_pool_starts_what_waits_and_nothing_else() -> None:
    pool = Scripted(spares=2, max_starting=8)
    pool.pool.draining = True
    pool.submit(key(memory_mb=256))
    assert [spawn.memory_mb for spawn in pool.spawned] == [256]


def test_workers_have_numbers_of_their_own_from_one_on() -> None:
    pool = started(spares=2)
    pool.submit(key())
    assert [spawn.worker for spawn in pool.spawned] == [WorkerId(1), WorkerId(2), WorkerId(3)]


# --- failures -------------------------------------------------------------------------


def test_the_first_start_is_not_delayed_and_the_next_after_a_failure_is() -> None:
    pool = Scripted(backoff_first_seconds=0.1, spares=1)
    pool.now = 0.0
    pool.settle()
    assert len(pool.spawned) == 1
    pool.fail_starting()
    assert until_woken(pool) == pytest.approx(0.1)
    assert len(pool.spawned) == 2


def test_the_pause_stays_at_its_longest_however_often_starts_fail() -> None:
    pool = Scripted(backoff_last_seconds=5.0, spares=1)
    pool.settle()
    for _ in range(1200):
        pool.fail_starting()
        until_woken(pool)
    pool.fail_starting()
    assert pool.pool.starting.consecutive_failures == 1201
    assert until_woken(pool) == pytest.approx(5.0)


def test_what_waits_is_not_refused_for_one_failure() -> None:
    pool = Scripted(spares=1, max_starting=1)
    execution = pool.submit(key())
    pool.fail_starting()
    assert pool.refused == []
    until_woken(pool)
    pool.ready()
    assert pool.worker_of(execution) is not None


def test_what_waits_is_refused_while_all_that_lives_is_dying() -> None:
    pool = started(spares=1)
    running = pool.submit(key())
    pool.fail_starting()
    until_woken(pool)
    pool.fail_starting()
    waiting = pool.submit(key("other"))
    assert pool.refused == []
    pool.end(running, clean=False)
    assert pool.refused == [waiting]
    assert pool.pool.waiting_by_tenant == {}


def test_a_hook_can_come_again_after_it_was_refused() -> None:
    pool = Scripted(spares=1)
    first = pool.submit(key())
    pool.fail_starting()
    until_woken(pool)
    pool.fail_starting()
    assert pool.refused == [first]
    until_woken(pool)
    again = pool.submit(key())
    pool.ready()
    assert pool.worker_of(again) is not None


def test_a_worker_that_dies_before_its_first_execution_brings_back_the_failures_before_it() -> None:
    pool = Scripted(spares=1, backoff_first_seconds=0.1)
    pool.settle()
    for _ in range(3):
        pool.fail_starting()
        until_woken(pool)
    pool.ready()
    assert pool.pool.starting.consecutive_failures == 0
    pool.gone(pool.in_phase(Phase.SPARE)[0])
    assert pool.pool.starting.consecutive_failures == 4
    assert until_woken(pool) == pytest.approx(0.8)


def test_a_spare_that_dies_adds_to_the_failures_since_it_was_ready() -> None:
    pool = started(spares=2, max_starting=1)
    spare = pool.in_phase(Phase.SPARE)[0]
    pool.submit(key())
    for _ in range(2):
        pool.fail_starting()
        until_woken(pool)
    assert pool.pool.starting.consecutive_failures == 2
    pool.gone(spare)
    assert pool.pool.starting.consecutive_failures == 3


def test_a_spare_that_has_to_be_ended_counts_as_a_failure_once() -> None:
    pool = started(spares=1)
    spare = pool.in_phase(Phase.SPARE)[0]
    pool.pool.worker_unfit(spare, pool.now)
    pool.settle()
    assert pool.in_phase(Phase.DYING) == [spare]
    pool.gone(spare)
    assert pool.pool.starting.consecutive_failures == 1


def test_a_bound_worker_that_dies_is_no_failed_start() -> None:
    pool = started(spares=1)
    running = pool.submit(key())
    pool.ready()
    worker = pool.worker_of(running)
    assert worker is not None
    pool.gone(worker)
    idle = pool.submit(key())
    pool.ready()
    worker = pool.worker_of(idle)
    assert worker is not None
    pool.end(idle)
    pool.gone(worker)
    assert pool.pool.starting.consecutive_failures == 0


# --- late news ------------------------------------------------------------------------


@pytest.mark.parametrize("phase", [Phase.SPARE, Phase.IDLE, Phase.BUSY, Phase.DYING])
def test_a_worker_that_says_twice_that_it_is_ready_is_ready_once(phase: Phase) -> None:
    pool = started(spares=1)
    idle, _, dying = (pool.submit(key(name)) for name in ("idle", "busy", "dying"))
    pool.ready()
    pool.end(idle)
    pool.end(dying, clean=False)
    worker = pool.in_phase(phase)[0]
    spares = pool.in_phase(Phase.SPARE)
    pool.pool.worker_ready(worker)
    pool.settle()
    assert worker in pool.in_phase(phase)
    assert pool.in_phase(Phase.SPARE) == spares
    assert pool.in_phase(Phase.STARTING) == []


def test_an_execution_that_ends_twice_has_ended_once() -> None:
    pool = started()
    abandoned, other = pool.submit(key()), pool.submit(key("other"))
    worker = pool.worker_of(abandoned)
    assert worker is not None
    pool.end(abandoned, clean=False)
    pool.pool.execution_ended(worker, pool.now, clean=True)
    pool.settle()
    assert pool.in_phase(Phase.DYING) == [worker]
    assert pool.pool.busy == 1
    assert pool.worker_of(other) is not None


def test_a_worker_that_is_gone_in_the_middle_of_an_execution_leaves_nothing_behind() -> None:
    pool = started(max_running_per_tenant=1)
    first, second = pool.submit(key()), pool.submit(key())
    worker = pool.worker_of(first)
    assert worker is not None
    pool.gone(worker)
    assert pool.pool.busy == 1
    assert pool.worker_of(second) not in (None, worker)


def test_a_busy_worker_cannot_be_declared_unfit() -> None:
    pool = started()
    execution = pool.submit(key())
    worker = pool.worker_of(execution)
    assert worker is not None
    pool.pool.worker_unfit(worker, pool.now)
    assert pool.worker_of(execution) == worker
    assert worker in pool.in_phase(Phase.BUSY)


# --- what it says of itself -----------------------------------------------------------


def test_the_pool_says_what_it_has_and_what_waits() -> None:
    pool = Scripted(spares=2)
    assert repr(pool.pool) == "<Pool: no workers; 0 waiting>"
    pool.settle()
    pool.ready()
    for tenant in ("acme", "acme", "other", "other", "other"):
        pool.submit(key(tenant=tenant))
    assert repr(pool.pool) == "<Pool: 2 starting, 2 busy; 3 waiting>"
    assert (pool.pool.busy, pool.pool.waiting_total) == (2, 3)
    assert pool.pool.waiting_by_tenant == {"acme": 1, "other": 2}
    assert pool.pool.running.by_tenant == {"acme": 1, "other": 1}
    assert pool.pool.count(Phase.STARTING) == 2
