"""Which worker takes which execution: the pool's promises, one sentence each."""

from __future__ import annotations

from itertools import pairwise

import pytest
from fakes.pools import Scripted, changed, key

from warmhook.executor.model import ExecutionId
from warmhook.executor.scheduling.plan import Phase, Reason


def started(**limits: float) -> Scripted:
    """A pool whose spares are ready."""
    pool = Scripted(**limits)
    pool.settle()
    pool.ready()
    return pool


# --- spares and assignment ----------------------------------------------------------


def test_spares_are_started_before_anybody_asks() -> None:
    pool = started(spares=3)
    assert len(pool.in_phase(Phase.SPARE)) == 3


def test_no_more_than_the_allowed_number_start_at_once() -> None:
    pool = Scripted(spares=5, max_starting=2)
    pool.settle()
    assert len(pool.in_phase(Phase.STARTING)) == 2


def test_an_execution_takes_a_spare_at_once_and_another_is_started() -> None:
    pool = started(spares=2)
    first = pool.submit(key())
    assert pool.worker_of(first) is not None
    assert pool.assigned[-1].bind
    assert len(pool.in_phase(Phase.STARTING)) == 1


def test_a_hook_gets_its_own_worker_back_and_is_not_bound_again() -> None:
    pool = started()
    first = pool.submit(key())
    warm = pool.worker_of(first)
    pool.end(first)
    second = pool.submit(key())
    assert pool.worker_of(second) == warm
    assert not pool.assigned[-1].bind


def test_the_most_recently_used_worker_of_a_hook_is_taken_first() -> None:
    pool = started(spares=3)
    first, second = pool.submit(key()), pool.submit(key())
    pool.later(0.01)
    early, late = pool.worker_of(first), pool.worker_of(second)
    assert None is not early != late is not None
    pool.end(first)
    pool.later(1)
    pool.end(second)
    assert pool.worker_of(pool.submit(key())) == late


@pytest.mark.parametrize(
    "other",
    [key(tenant="other"), key(name="other"), key(memory_mb=256)],
    ids=["another tenant", "another hook", "another memory class"],
)
def test_a_bound_worker_is_never_given_to(other: object) -> None:
    pool = started()
    first = pool.submit(key())
    bound = pool.worker_of(first)
    pool.end(first)
    second = pool.submit(other)  # type: ignore[arg-type] # ids make the parameter an object
    pool.ready()
    assert pool.worker_of(second) not in (None, bound)


def test_executions_of_another_memory_class_get_a_worker_of_their_own() -> None:
    pool = started()
    execution = pool.submit(key(memory_mb=256))
    assert pool.spawned[-1].memory_mb == 256
    assert pool.worker_of(execution) is None
    pool.ready()
    assert pool.worker_of(execution) is not None


def test_an_execution_waits_a_moment_for_its_busy_worker_before_it_takes_a_spare() -> None:
    pool = started(free_again_within_seconds=0.002)
    pool.submit(key())
    second = pool.submit(key())
    assert pool.worker_of(second) is None
    assert pool.wake_at == pytest.approx(pool.now + 0.002)
    pool.later(0.003)
    assert pool.worker_of(second) is not None


def test_while_a_busy_worker_comes_free_in_turn_the_others_wait_for_it() -> None:
    pool = started(free_again_within_seconds=0.002, waited_in_all_seconds=0.02)
    executions = [pool.submit(key()) for _ in range(10)]
    for execution in executions:
        pool.later(0.0015)
        pool.end(execution)
    assert {assign.worker for assign in pool.assigned} == {pool.assigned[0].worker}


def test_nobody_waits_for_busy_workers_for_longer_than_in_all() -> None:
    pool = started(free_again_within_seconds=0.002, waited_in_all_seconds=0.02)
    executions = [pool.submit(key()) for _ in range(30)]
    for execution in executions[:12]:
        pool.later(0.0015)
        pool.end(execution)
    assert pool.now - 100.0 < 0.02
    assert len({assign.worker for assign in pool.assigned}) == 1
    pool.later(0.0015)
    pool.end(executions[12])
    pool.later(0.0015)
    assert len({assign.worker for assign in pool.assigned}) > 1


def test_a_quick_hook_is_served_by_one_worker_however_many_wait() -> None:
    pool = started()
    executions = [pool.submit(key()) for _ in range(20)]
    for execution in executions:
        pool.later(0.00005)
        pool.end(execution)
    assert {assign.worker for assign in pool.assigned} == {pool.assigned[0].worker}


# --- how many workers a quick hook is given -----------------------------------------


def with_workers(number: int, run_seconds: float, **limits: float) -> Scripted:
    """A pool where one hook has so many idle workers, each of which has run it in `run_seconds`."""
    pool = started(spares=number, free_again_within_seconds=0, max_running_per_tenant=8, **limits)
    for execution in [pool.submit(key()) for _ in range(number)]:
        assert pool.worker_of(execution) is not None
        pool.later(run_seconds)
        pool.end(execution)
    # The first has seen the others come, so each runs once more, alone.
    for _ in range(number):
        execution = pool.submit(key())
        pool.later(run_seconds)
        pool.end(execution)
        idle = pool.pool.free.idle_by_key[key()]
        idle.insert(0, idle.pop())
    assert [worker.run_seconds for worker in pool.pool.workers.values() if worker.key] == [
        pytest.approx(run_seconds)
    ] * number
    pool.pool.limits = changed(pool.pool.limits, free_again_within_seconds=0.005)
    pool.assigned.clear()
    return pool


def running(pool: Scripted) -> int:
    return len(pool.in_phase(Phase.BUSY))


def test_a_short_queue_of_a_quick_hook_wakes_no_other_worker() -> None:
    pool = with_workers(3, run_seconds=0.0002)
    executions = [pool.submit(key()) for _ in range(5)]
    assert running(pool) == 1
    for execution in executions:
        pool.later(0.0002)
        pool.end(execution)
    assert len({assign.worker for assign in pool.assigned}) == 1


def test_a_longer_one_wakes_as_many_as_there_are_processors_for() -> None:
    pool = with_workers(4, run_seconds=0.0002, processors=2)
    for _ in range(40):
        pool.submit(key())
    assert running(pool) == 2


def test_every_worker_is_woken_for_a_hook_that_takes_longer() -> None:
    pool = with_workers(4, run_seconds=0.05, processors=2)
    for _ in range(4):
        pool.submit(key())
    assert running(pool) == 4


def test_a_worker_that_is_past_its_time_is_waited_for_no_longer() -> None:
    pool = with_workers(3, run_seconds=0.0002, processors=1)
    hanging, next_one = pool.submit(key()), pool.submit(key())
    assert pool.worker_of(next_one) is None
    assert pool.wake_at == pytest.approx(pool.now + 0.005)
    pool.later(0.006)
    assert pool.worker_of(next_one) is not None
    pool.end(next_one)
    # One that nobody waits for stands in nobody's way.
    assert pool.worker_of(pool.submit(key())) is not None
    assert pool.worker_of(hanging) is not None


def test_another_worker_is_woken_at_the_very_instant_that_was_named() -> None:
    pool = with_workers(2, run_seconds=0.0002, processors=1)
    pool.submit(key())
    next_one = pool.submit(key())
    assert pool.wake_at is not None
    pool.now = pool.wake_at
    pool.settle()
    assert pool.worker_of(next_one) is not None


def test_a_hook_that_is_quick_at_times_is_served_by_every_worker_while_one_is_past_its_time() -> None:
    pool = with_workers(8, run_seconds=0.0002, processors=1)
    hanging = pool.submit(key())
    pool.later(0.006)
    for _ in range(4):
        # Neither waits for the other, nor for the one that hangs.
        slow, quick = pool.submit(key()), pool.submit(key())
        assert pool.worker_of(slow) is not None
        assert pool.worker_of(quick) is not None
        pool.later(0.0002)
        pool.end(quick)
    assert running(pool) == 5
    assert pool.worker_of(hanging) is not None


def test_one_run_that_took_long_does_not_make_a_hook_a_slow_one() -> None:
    pool = with_workers(1, run_seconds=0.0002)
    worker = next(iter(pool.pool.workers.values()))
    slow = pool.submit(key())
    pool.later(0.03)
    pool.end(slow)
    assert worker.run_seconds < 0.001
    for _ in range(20):
        slow = pool.submit(key())
        pool.later(0.03)
        pool.end(slow)
    assert worker.run_seconds > 0.001
    quick = pool.submit(key())
    pool.later(0.0002)
    pool.end(quick)
    assert worker.run_seconds == pytest.approx(0.0002)


def test_a_quick_hook_with_all_processors_takes_no_fresh_worker_when_one_stands_still() -> None:
    pool = with_workers(1, run_seconds=0.0002, processors=1, waited_in_all_seconds=0.02)
    pool.ready()
    held_up, *others = [pool.submit(key()) for _ in range(60)]
    pool.later(0.019)
    assert pool.in_phase(Phase.SPARE)
    assert running(pool) == 1
    pool.end(held_up)
    for execution in others:
        pool.later(0.0005)
        pool.end(execution)
    assert not any(assign.bind for assign in pool.assigned)


def test_it_takes_one_after_the_other_when_it_stands_still_for_longer() -> None:
    pool = with_workers(1, run_seconds=0.0002, processors=1, waited_in_all_seconds=0.02)
    pool.pool.limits = changed(pool.pool.limits, spares=3)
    pool.ready()
    for _ in range(4):
        pool.submit(key())
    busy = []
    for _ in range(3):
        busy.append(running(pool))
        pool.later(0.0201)
    assert busy == [1, 2, 3]


def test_a_fresh_worker_is_taken_for_as_quick_as_those_before_it() -> None:
    pool = with_workers(1, run_seconds=0.0002, processors=1, waited_in_all_seconds=0.02)
    pool.pool.limits = changed(pool.pool.limits, spares=4)
    pool.ready()
    executions = [pool.submit(key()) for _ in range(40)]
    pool.later(0.0201)
    assert running(pool) == 2
    pool.end(executions[0])
    # The fresh one still loads the script, and is now the one that has been busy longest.
    assert running(pool) == 1
    pool.later(0.0001)
    assert running(pool) == 1


def test_a_hook_that_is_quick_no_more_is_given_workers_as_soon_as_that_is_seen() -> None:
    pool = with_workers(1, run_seconds=0.0002, processors=1, waited_in_all_seconds=0.02)
    pool.ready()
    executions = [pool.submit(key()) for _ in range(40)]
    for execution in executions[:17]:
        assert running(pool) == 1
        pool.later(0.015)
        pool.end(execution)
    assert running(pool) == 2


def test_a_free_worker_admits_although_a_busy_one_may_be_quicker() -> None:
    pool = with_workers(2, run_seconds=0.0002)
    pool.submit(key())
    assert pool.pool.can_start(key())
    pool.submit(key())
    assert not pool.pool.can_start(key())


def test_a_tenant_at_its_most_is_not_admitted_for_what_already_waits() -> None:
    pool = with_workers(3, run_seconds=0.0002)
    pool.pool.limits = changed(pool.pool.limits, max_running_per_tenant=2)
    pool.submit(key())
    assert pool.pool.can_start(key())
    pool.submit(key())
    assert not pool.pool.can_start(key())


def test_there_are_never_more_workers_than_allowed_the_dying_included() -> None:
    pool = started(max_workers=3, spares=1, free_again_within_seconds=0, max_running_per_tenant=9)
    for number in range(9):
        pool.submit(key(str(number)))
        pool.later(1)
        pool.ready()
    assert len(pool.pool.workers) == 3
    pool.end(pool.assigned[0].execution, clean=False)
    assert len(pool.pool.workers) == 3


# --- caps -----------------------------------------------------------------------------


def test_a_tenant_runs_no_more_at_once_than_it_may_and_another_is_served() -> None:
    pool = started(max_running_per_tenant=2, free_again_within_seconds=0)
    mine = [pool.submit(key(str(number))) for number in range(4)]
    theirs = pool.submit(key(tenant="other"))
    for _ in range(4):
        pool.later(1)
        pool.ready()
    assert [pool.worker_of(execution) is not None for execution in mine] == [True, True, False, False]
    assert pool.worker_of(theirs) is not None
    pool.end(mine[0])
    pool.ready()
    assert pool.worker_of(mine[2]) is not None


def test_a_newcomer_starts_at_once_only_where_nobody_of_its_kind_waits() -> None:
    pool = started(max_running_per_tenant=1)
    assert pool.pool.can_start(key())
    pool.submit(key())
    assert not pool.pool.can_start(key())
    assert pool.pool.can_start(key(tenant="other"))
    assert not pool.pool.can_start(key(tenant="other", memory_mb=256))


# --- turns ----------------------------------------------------------------------------


def test_fresh_workers_are_shared_out_one_to_each_hook_in_turn() -> None:
    pool = Scripted(
        spares=1, max_workers=8, max_starting=8, free_again_within_seconds=0, max_running_per_tenant=8
    )
    greedy = [pool.submit(key("greedy")) for _ in range(6)]
    modest = pool.submit(key("modest"))
    pool.ready()
    order = [assign.execution for assign in pool.assigned]
    assert order.index(modest) <= 1
    assert order.index(greedy[0]) <= 1


def test_a_hook_without_a_worker_gets_the_place_of_one_that_never_idles() -> None:
    pool = started(max_workers=2, spares=1, max_running_per_tenant=99, starved_after_seconds=0.25)
    busy = pool.submit(key("busy"))
    pool.later(1)
    pool.ready()
    busy_too = pool.submit(key("busy"))
    pool.later(1)
    queue = [busy, busy_too, *(pool.submit(key("busy")) for _ in range(200))]
    starved = pool.submit(key("starved", tenant="other"))
    for execution in queue:
        pool.later(0.01)
        if pool.worker_of(execution) is not None:
            pool.end(execution)
        pool.bury()
        pool.ready()
        if pool.worker_of(starved) is not None:
            break
    assert pool.worker_of(starved) is not None
    assert pool.now - 102 < 1.0


def test_two_hooks_that_have_a_worker_each_do_not_take_them_from_one_another() -> None:
    pool = started(max_workers=2, spares=1, max_running_per_tenant=99)
    pools = {name: [pool.submit(key(name))] for name in "ab"}
    pool.ready()
    for name in "ab":
        pools[name] += [pool.submit(key(name)) for _ in range(50)]
    assert len(pool.in_phase(Phase.BUSY)) == 2
    for a, b in zip(*pools.values(), strict=True):
        pool.later(0.3)
        pool.end(a)
        pool.end(b)
    assert Reason.EVICTED not in pool.reasons()[:-1]


# --- ends -----------------------------------------------------------------------------


def test_a_worker_is_not_used_again_after_an_unclean_end() -> None:
    pool = started()
    first = pool.submit(key())
    spoiled = pool.worker_of(first)
    pool.end(first, clean=False)
    second = pool.submit(key())
    assert pool.worker_of(second) not in (None, spoiled)


def test_the_least_recently_used_workers_make_room_first() -> None:
    pool = started(max_workers=4, spares=1, max_running_per_tenant=9)
    for name in ("old", "middle", "young"):
        execution = pool.submit(key(name))
        pool.later(1)
        pool.end(execution)
        pool.ready()
    workers = {assign.execution: assign.worker for assign in pool.assigned}
    assert pool.killed == []
    for name in ("new", "newer"):
        pool.submit(key(name))
        pool.bury()
        pool.ready()
    assert [kill.worker for kill in pool.killed] == [workers[ExecutionId(1)], workers[ExecutionId(2)]]
    assert set(pool.reasons()) == {Reason.EVICTED}


def test_a_spare_of_another_class_makes_room_where_nothing_idles() -> None:
    pool = started(max_workers=2, spares=1)
    pool.submit(key())
    pool.ready()
    large = pool.submit(key("large", memory_mb=256))
    pool.bury()
    pool.ready()
    assert pool.worker_of(large) is not None


def test_a_worker_is_replaced_after_its_runs_also_when_its_hook_never_rests() -> None:
    pool = started(max_runs=3)
    executions = [pool.submit(key()) for _ in range(4)]
    for execution in executions[:3]:
        pool.later(0.0001)
        pool.end(execution)
    assert pool.reasons() == [Reason.WORN]
    pool.later(0.01)
    assert pool.worker_of(executions[3]) not in (None, pool.killed[0].worker)


def test_a_worker_is_replaced_at_its_age_also_behind_one_that_idles_longer() -> None:
    pool = started(max_age_seconds=50, free_again_within_seconds=0)
    resting, hot = pool.submit(key("resting")), pool.submit(key("hot"))
    pool.later(40)
    pool.end(resting)
    pool.end(hot)
    pool.later(1)
    again = pool.submit(key("hot"))
    pool.later(20)
    pool.end(again)
    assert Reason.AGED in pool.reasons()
    assert len(pool.in_phase(Phase.IDLE)) == 0


def test_a_worker_that_idles_too_long_is_ended_and_the_pool_wakes_up_for_it() -> None:
    pool = started(max_idle_seconds=60)
    pool.end(pool.submit(key()))
    assert pool.wake_at == pool.now + 60
    pool.later(60)
    assert pool.reasons() == [Reason.IDLE_TOO_LONG]


def test_an_idle_worker_that_is_ending_is_not_given_to_anybody() -> None:
    pool = started()
    first = pool.submit(key())
    ending = pool.worker_of(first)
    assert ending is not None
    pool.end(first)
    pool.pool.worker_unfit(ending, pool.now)
    second = pool.submit(key())
    assert pool.worker_of(second) not in (None, ending)


def test_an_execution_that_is_withdrawn_is_never_assigned() -> None:
    pool = Scripted()
    gone, stays = pool.submit(key()), pool.submit(key())
    assert pool.pool.withdraw(gone)
    assert not pool.pool.withdraw(gone)
    pool.ready()
    assert [assign.execution for assign in pool.assigned] == [stays]


def test_an_execution_that_runs_cannot_be_withdrawn() -> None:
    pool = started()
    assert not pool.pool.withdraw(pool.submit(key()))


# --- failing starts -------------------------------------------------------------------


def attempts_over(pool: Scripted, seconds: float, *, ready_first: bool = False) -> list[float]:
    """Let every start fail at once, follow the pool's wake-ups, and return when each attempt was made."""
    times: list[float] = []
    until = pool.now + seconds
    pool.settle()
    while pool.now <= until:
        times += [pool.now] * len(pool.in_phase(Phase.STARTING))
        for worker in pool.in_phase(Phase.STARTING):
            if ready_first:
                pool.pool.worker_ready(worker)
                pool.plan()
            pool.gone(worker)
        if not pool.in_phase(Phase.STARTING):
            assert pool.wake_at is not None
            assert pool.wake_at > pool.now
            pool.now = pool.wake_at
            pool.settle()
    return times


@pytest.mark.parametrize("ready_first", [False, True], ids=["before it is ready", "right after it was ready"])
def test_a_start_that_fails_is_retried_ever_more_rarely(ready_first: bool) -> None:
    pool = Scripted(backoff_first_seconds=0.1, backoff_last_seconds=5.0, max_starting=2)
    times = attempts_over(pool, 60, ready_first=ready_first)
    assert len(times) <= 30
    pauses = [late - early for early, late in pairwise(sorted(set(times)))]
    assert max(pauses) == pytest.approx(5.0)
    for pause, next_pause in pairwise(pauses):
        assert min(pause * 2, 5.0) <= next_pause * 1.001


def test_after_a_failure_one_worker_at_a_time_is_tried() -> None:
    pool = Scripted(max_starting=2)
    pool.settle()
    pool.fail_starting()
    pool.later(1)
    assert len(pool.in_phase(Phase.STARTING)) == 1


def test_after_a_success_the_pauses_begin_anew() -> None:
    pool = Scripted(max_starting=1, spares=1)
    attempts_over(pool, 10)
    pool.ready()
    assert pool.pool.starting.consecutive_failures == 0
    pool.submit(key())
    pool.fail_starting()
    assert pool.pool.starting.next_spawn_at == pytest.approx(pool.now + 0.1)


def test_executions_are_refused_while_no_worker_lives_and_none_may_be_started() -> None:
    pool = Scripted()
    early = pool.submit(key())
    pool.fail_starting()
    late = pool.submit(key())
    assert pool.refused == [early, late]
    assert pool.pool.waiting_total == 0


def test_executions_wait_where_a_start_is_under_way() -> None:
    pool = Scripted()
    execution = pool.submit(key())
    pool.gone(pool.in_phase(Phase.STARTING)[0])
    assert pool.refused == []
    pool.ready()
    assert pool.worker_of(execution) is not None


def test_executions_wait_where_other_workers_live() -> None:
    pool = started(spares=1)
    running = pool.submit(key())
    pool.fail_starting()
    waiting = pool.submit(key())
    assert pool.refused == []
    pool.end(running)
    assert pool.worker_of(waiting) is not None


# --- draining -------------------------------------------------------------------------


def test_a_draining_pool_starts_no_spares() -> None:
    pool = started()
    pool.pool.draining = True
    pool.submit(key())
    assert pool.in_phase(Phase.STARTING) == []


def test_a_draining_pool_still_serves_what_it_has_admitted() -> None:
    pool = Scripted()
    executions = [pool.submit(key(str(number))) for number in range(4)]
    pool.pool.draining = True
    pool.settle()
    pool.ready()
    assert all(pool.worker_of(execution) is not None for execution in executions)
