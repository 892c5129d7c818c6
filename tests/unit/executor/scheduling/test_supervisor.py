"""The supervisor carries plans out: its races, with workers that do as they are told.

What holds whatever happens (each caller is answered once, the counts say so, no worker is left) is checked at
the end of every test, by `ScriptedSupervisor.close`.
"""

from __future__ import annotations

from collections.abc import Callable

from fakes.scripted_supervisor import (
    PATIENCE_SECONDS,
    QUEUE_SECONDS,
    START_SECONDS,
    Caller,
    ScriptedSupervisor,
)
from structlog.testing import capture_logs

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import Denied, Report, Thrown, TimedOut, Timing

Supervise = Callable[..., ScriptedSupervisor]
MOMENT = 1e-6


def refusal(caller: Caller) -> Refusal:
    assert isinstance(caller.answer, Refusal)
    return caller.answer


def report(caller: Caller) -> Report:
    assert isinstance(caller.answer, Report)
    return caller.answer


# --- an execution and its worker ----------------------------------------------------------


def test_an_execution_runs_on_a_spare_and_the_next_one_finds_it_warm(scripted: ScriptedSupervisor) -> None:
    (worker,) = scripted.start()
    first = scripted.begin()
    assert worker.running is first.execution
    scripted.answer(first)
    second = scripted.begin()
    assert worker.running is second.execution
    scripted.answer(second)
    assert [report(caller).cold for caller in (first, second)] == [True, False]
    assert scripted.counts == {"Accepted": 2}


def test_an_execution_that_comes_before_any_worker_is_ready_waits_for_one(
    scripted: ScriptedSupervisor,
) -> None:
    caller = scripted.begin()
    assert (caller.told, scripted.waiting) == ([], 1)
    scripted.start()
    assert scripted.waiting == 0
    scripted.answer(caller)
    assert caller.outcome == "Accepted"


def test_an_outcome_is_reported_and_counted_under_its_name(scripted: ScriptedSupervisor) -> None:
    scripted.start()
    denied = scripted.begin()
    scripted.answer(denied, outcome=Denied(Thrown("no"), "{}"))
    assert denied.outcome == "Denied"
    assert scripted.counts == {"Denied": 1}


def test_waiting_and_running_are_timed_apart(scripted: ScriptedSupervisor) -> None:
    caller = scripted.begin()
    scripted.wind(0.25)
    scripted.start()
    scripted.wind(0.5)
    scripted.answer(caller)
    assert report(caller).timing == Timing(queued_us=250_000, startup_us=0, run_us=500_000)


def test_a_workers_next_execution_runs_before_its_last_one_is_answered(supervise: Supervise) -> None:
    scripted = supervise(max_running_per_tenant=1)
    (worker,) = scripted.start()
    first = scripted.begin()
    second = scripted.begin()
    running: list[object] = []
    first.on_told = lambda: running.append(worker.running)
    scripted.answer(first)
    assert running == [second.execution]
    scripted.answer(second)


def test_an_execution_waits_a_moment_for_its_hooks_busy_worker_and_then_takes_a_spare(
    supervise: Supervise,
) -> None:
    scripted = supervise(spares=2)
    busy, spare = reversed(scripted.start(2))
    scripted.begin()
    assert busy.running is not None
    second = scripted.begin()
    scripted.wind(PATIENCE_SECONDS - MOMENT)
    assert (scripted.waiting, spare.running) == (1, None)
    scripted.wind(2 * MOMENT)
    assert spare.running is second.execution


def test_a_worker_that_cannot_be_used_again_is_not(scripted: ScriptedSupervisor) -> None:
    (first_worker,) = scripted.start()
    first = scripted.begin()
    scripted.wind(20)
    assert report(first).outcome == TimedOut(20_000)
    scripted.start()
    second = scripted.begin()
    assert scripted.worker_of(second) is not first_worker
    scripted.answer(second)


def test_a_worker_that_dies_at_work_leaves_its_caller_a_report_and_nobody_else_a_trace(
    supervise: Supervise,
) -> None:
    scripted = supervise(spares=2)
    scripted.start(2)
    died, lives = scripted.begin("died"), scripted.begin("lives")
    with capture_logs() as logs:
        scripted.worker_of(died).dies()
    assert died.outcome == "Died"
    assert lives.told == []
    assert [(log["event"], log["reason"]) for log in logs] == [("worker_gone", "exited")]
    assert scripted.supervisor.spawning.failed == 0
    scripted.answer(lives)


def test_a_try_to_reach_the_network_is_logged_with_whose_it_was(scripted: ScriptedSupervisor) -> None:
    scripted.start()
    caller = scripted.begin("curious", tenant="t1")
    with capture_logs() as logs:
        scripted.answer(caller, tried_network=True)
    assert logs == [
        {
            "event": "network_not_granted",
            "log_level": "info",
            "detail": "network access is not granted to this hook",
            "tenant": "t1",
            "hook": "curious",
            "execution": caller.execution.id,
        }
    ]


def test_workers_are_ended_for_the_reasons_of_the_pool(supervise: Supervise) -> None:
    scripted = supervise(max_runs=2, max_idle_seconds=50.0, max_workers=3)
    (idle,) = scripted.start()
    scripted.answer(scripted.begin("idle"))
    (worn,) = scripted.start()
    for _ in range(2):
        scripted.answer(scripted.begin("worn"))
    assert worn.end == "worn"
    scripted.wind(50)
    assert idle.end == "idle too long"
    (evicted,) = scripted.start()
    scripted.answer(scripted.begin("evicted"))
    scripted.start()
    busy = scripted.begin("busy")
    scripted.start()
    also_busy = scripted.begin("also busy")
    assert evicted.end == "evicted"
    scripted.answer(busy, also_busy)


# --- admission ----------------------------------------------------------------------------


def test_a_full_queue_refuses_at_once_and_the_refusal_is_counted(supervise: Supervise) -> None:
    scripted = supervise(max_queue=1)
    waits = scripted.begin()
    assert scripted.begin().refused is Code.QUEUE_FULL
    assert scripted.counts == {"Refused": 1}
    scripted.start()
    scripted.answer(waits)


def test_a_tenants_full_queue_leaves_others_their_places(supervise: Supervise) -> None:
    scripted = supervise(max_queue_per_tenant=1)
    scripted.begin(tenant="full")
    assert scripted.begin(tenant="full").refused is Code.TENANT_QUEUE_FULL
    assert scripted.begin(tenant="other").told == []


def test_when_to_come_back_follows_from_how_long_executions_take(supervise: Supervise) -> None:
    scripted = supervise(max_queue=1, max_running_per_tenant=1)
    scripted.start()
    long = scripted.begin(time_limit_ms=1_000_000)
    scripted.wind(100)
    scripted.answer(long)
    running, waiting = scripted.begin(), scripted.begin()
    # The mean was 10 ms and takes a twentieth of the newest. Half of what waits is half a round.
    assert refusal(scripted.begin()).retry_after_ms == int((0.01 + 0.05 * (100 - 0.01)) / 2 * 1000)
    scripted.answer(running)
    scripted.answer(waiting)


def test_a_call_whose_deadline_has_passed_is_refused_when_it_comes_and_counted(
    scripted: ScriptedSupervisor,
) -> None:
    caller = scripted.begin(deadline_in=0.0)
    assert refusal(caller).message == "the call's deadline had passed when the call arrived"
    assert (scripted.waiting, scripted.counts) == (0, {"Refused": 1})


# --- waiting too long ---------------------------------------------------------------------


def test_an_execution_waits_no_longer_than_it_may_and_is_told_when_to_come_back(
    scripted: ScriptedSupervisor,
) -> None:
    caller = scripted.begin()
    scripted.wind(QUEUE_SECONDS - MOMENT)
    assert caller.told == []
    scripted.wind(MOMENT)
    assert refusal(caller).code is Code.QUEUE_TIMEOUT
    assert refusal(caller).message == "no worker came free within 5 s"
    assert refusal(caller).retry_after_ms == 5000
    assert scripted.waiting == 0


def test_an_execution_waits_no_longer_than_its_deadline(scripted: ScriptedSupervisor) -> None:
    hasty, patient = scripted.begin(deadline_in=1.0), scripted.begin(deadline_in=QUEUE_SECONDS + 1)
    scripted.wind(1 - MOMENT)
    assert hasty.told == []
    scripted.wind(MOMENT)
    assert refusal(hasty).code is Code.DEADLINE_EXCEEDED
    assert refusal(hasty).message == "the call's deadline passed while it waited for a worker"
    scripted.wind(QUEUE_SECONDS)
    assert patient.refused is Code.QUEUE_TIMEOUT


def test_a_worker_that_comes_just_before_the_deadline_is_given_and_the_caller_is_answered_once(
    scripted: ScriptedSupervisor,
) -> None:
    worker = scripted.started()
    caller = scripted.begin(deadline_in=1.0)
    deadline = caller.execution.deadline
    assert deadline is not None
    # So close that the loop takes both in one turn.
    scripted.loop.call_at(deadline - 1e-10, worker.is_ready)
    scripted.wind(1)
    assert worker.runs == [caller.execution]
    assert caller.refused is Code.DEADLINE_EXCEEDED
    assert worker.end == "its execution ended in Refusal"


def test_a_worker_that_comes_just_after_the_deadline_stays_a_spare(scripted: ScriptedSupervisor) -> None:
    worker = scripted.started()
    caller = scripted.begin(deadline_in=1.0)
    deadline = caller.execution.deadline
    assert deadline is not None
    scripted.loop.call_at(deadline + 1e-10, worker.is_ready)
    scripted.wind(1 + MOMENT)
    assert (caller.refused, worker.runs) == (Code.DEADLINE_EXCEEDED, [])
    assert scripted.phases() == {"spare": 1}


def test_an_execution_that_was_given_a_worker_waits_no_longer(scripted: ScriptedSupervisor) -> None:
    caller = scripted.begin()
    scripted.start()
    before = scripted.loop.timers
    scripted.wind(QUEUE_SECONDS * 2)
    assert caller.told == []
    scripted.answer(caller)
    assert caller.outcome == "Accepted"
    # Its own clock, which its worker has stopped; the limit of its wait had gone before.
    assert scripted.loop.timers == before - 1


def test_an_execution_that_is_given_a_worker_at_once_has_no_limit_to_its_wait(
    scripted: ScriptedSupervisor,
) -> None:
    scripted.start()
    scripted.answer(scripted.begin())
    before = scripted.loop.timers
    caller = scripted.begin()
    assert scripted.loop.timers == before + 1, "its own clock, which its worker keeps"
    scripted.answer(caller)


def test_an_answered_execution_leaves_no_timer(supervise: Supervise) -> None:
    scripted = supervise(spares=2)
    scripted.start(2)
    before = scripted.loop.timers
    scripted.answer(scripted.begin("a"))
    scripted.answer(scripted.begin("a"))
    assert scripted.loop.timers <= before + 1, "the pool's wake, and no timer for each execution"


# --- workers that do not start ------------------------------------------------------------


def test_one_failed_start_is_tried_again_after_a_while_and_nobody_notices(
    scripted: ScriptedSupervisor,
) -> None:
    caller = scripted.begin()
    with capture_logs() as logs:
        scripted.fail_start("out of pids")
    assert logs == [
        {
            "event": "worker_start_failed",
            "log_level": "error",
            "worker": 1,
            "error": "out of pids",
            "retry_in_s": 0.1,
        }
    ]
    assert (caller.told, scripted.launcher.starts) == ([], [])
    scripted.wind(0.1 - MOMENT)
    assert scripted.launcher.starts == []
    scripted.wind(2 * MOMENT)
    scripted.start()
    scripted.answer(caller)
    spawning = scripted.supervisor.spawning
    assert (spawning.started, spawning.failed, spawning.last_error) == (1, 1, "out of pids")


def test_after_two_failed_starts_whoever_waits_is_refused_and_told_when_to_come_back(
    scripted: ScriptedSupervisor,
) -> None:
    waiting = [scripted.begin(), scripted.begin("other")]
    scripted.fail_start("first")
    scripted.wind(0.1)
    scripted.fail_start("second")
    for caller in waiting:
        assert refusal(caller).code is Code.WORKERS_UNAVAILABLE
        assert refusal(caller).message == "no worker can be started: second"
        assert refusal(caller).retry_after_ms == 200
    assert scripted.counts == {"Refused": 2}


def test_while_no_worker_can_be_started_a_call_is_refused_before_begin_returns(
    scripted: ScriptedSupervisor,
) -> None:
    scripted.fail_start()
    scripted.wind(0.1)
    scripted.fail_start()
    before = scripted.loop.timers
    told_at_once = scripted.begin()
    assert told_at_once.refused is Code.WORKERS_UNAVAILABLE
    assert scripted.loop.timers == before, "it waits for nothing"
    scripted.wind(0.2)
    scripted.start()
    served = scripted.begin()
    scripted.answer(served)
    assert served.outcome == "Accepted"


def test_a_start_that_takes_long_keeps_nobody_from_being_refused_in_time(
    scripted: ScriptedSupervisor,
) -> None:
    caller = scripted.begin()
    scripted.wind(QUEUE_SECONDS)
    assert caller.refused is Code.QUEUE_TIMEOUT
    scripted.start()
    assert scripted.phases()["spare"] == 1


def test_a_process_that_is_not_ready_in_time_is_a_failed_start(scripted: ScriptedSupervisor) -> None:
    worker = scripted.started()
    scripted.wind(START_SECONDS - MOMENT)
    assert worker.end == ""
    scripted.wind(2 * MOMENT)
    assert worker.end == "it was not ready within 10 s"
    worker.is_ready()
    spawning = scripted.supervisor.spawning
    assert (spawning.started, spawning.failed, spawning.last_error) == (1, 1, worker.end)


def test_a_process_that_was_ready_in_time_is_left_alone(scripted: ScriptedSupervisor) -> None:
    worker = scripted.started()
    scripted.wind(START_SECONDS - MOMENT)
    scripted.ready(worker)
    scripted.wind(START_SECONDS)
    assert worker.end == ""
    caller = scripted.begin()
    assert worker.running is caller.execution
    scripted.answer(caller)


def test_a_worker_that_dies_before_its_first_execution_is_a_failed_start(
    scripted: ScriptedSupervisor,
) -> None:
    (spare,) = scripted.start()
    spare.dies()
    assert scripted.supervisor.spawning.failed == 1
    assert scripted.supervisor.spawning.last_error == "exited"


def test_a_spare_that_says_that_it_ends_is_replaced_before_it_has_ended(
    scripted: ScriptedSupervisor,
) -> None:
    (spare,) = scripted.start()
    scripted.launcher.clinging = True
    spare.is_unfit()
    assert scripted.phases() == {"dying": 1}
    scripted.wind(0.1)
    assert len(scripted.launcher.starts) == 1


# --- workers that end before they have begun ----------------------------------------------


def test_an_execution_that_its_worker_has_not_seen_runs_on_another(scripted: ScriptedSupervisor) -> None:
    ending, other = scripted.start(1)[0], None
    caller = scripted.begin()
    assert ending.running is caller.execution
    (other,) = scripted.start()
    scripted.wind(0.25)
    ending.ends_unseen()
    assert other.runs == [caller.execution]
    scripted.answer(caller)
    assert report(caller).timing.queued_us == 250_000
    assert scripted.counts == {"Accepted": 1}


def test_an_execution_that_two_workers_have_not_seen_is_refused_and_its_place_is_the_next_ones(
    supervise: Supervise,
) -> None:
    scripted = supervise(max_running_per_tenant=1, spares=2)
    scripted.start(2)
    unlucky = scripted.begin("unlucky")
    scripted.worker_of(unlucky).ends_unseen()
    scripted.start()
    next_one = scripted.begin("next")
    assert next_one.execution not in scripted.runs
    scripted.worker_of(unlucky).ends_unseen()
    assert refusal(unlucky).code is Code.WORKERS_UNAVAILABLE
    assert refusal(unlucky).message == "two workers ended before they had begun"
    scripted.answer(next_one)
    assert scripted.counts == {"Accepted": 1, "Refused": 1}


def test_an_execution_that_waits_once_more_waits_no_longer_than_before(scripted: ScriptedSupervisor) -> None:
    (ending,) = scripted.start()
    caller = scripted.begin()
    scripted.wind(1)
    ending.ends_unseen()
    scripted.wind(QUEUE_SECONDS - 1 - MOMENT)
    assert (caller.told, scripted.waiting) == ([], 1)
    scripted.wind(2 * MOMENT)
    assert caller.refused is Code.QUEUE_TIMEOUT


def test_an_execution_whose_time_to_wait_was_over_before_its_worker_ended_unseen_is_refused(
    scripted: ScriptedSupervisor,
) -> None:
    (ending,) = scripted.start()
    caller = scripted.begin()
    scripted.wind(QUEUE_SECONDS + 1)
    ending.ends_unseen()
    scripted.loop.settle()
    assert caller.refused is Code.QUEUE_TIMEOUT


# --- what idle workers spend --------------------------------------------------------------


def test_it_goes_on_looking_at_what_idle_workers_spend(scripted: ScriptedSupervisor) -> None:
    # Nothing else has anything to wait for, as no worker has been started yet.
    assert scripted.loop.timers == 1
    scripted.wind(60)
    assert scripted.loop.timers == 1


# --- draining and stopping ----------------------------------------------------------------


def test_draining_answers_what_runs_and_waits_and_refuses_what_comes(supervise: Supervise) -> None:
    scripted = supervise(max_running_per_tenant=1)
    scripted.start()
    runs, waits = scripted.begin(), scripted.begin()
    drained = scripted.drain(10.0)
    assert scripted.begin().refused is Code.DRAINING
    scripted.wind(1)
    scripted.answer(runs)
    assert not drained.done()
    scripted.answer(waits)
    assert drained.done()
    assert scripted.counts == {"Accepted": 2, "Refused": 1}


def test_draining_starts_workers_for_what_waits_and_no_spares(scripted: ScriptedSupervisor) -> None:
    waits = scripted.begin()
    drained = scripted.drain(10.0)
    scripted.start()
    assert scripted.launcher.starts == []
    scripted.answer(waits)
    assert drained.done()


def test_draining_lasts_no_longer_than_it_may_and_stopping_refuses_the_rest(supervise: Supervise) -> None:
    scripted = supervise(max_running_per_tenant=1)
    scripted.start()
    left = [scripted.begin(), scripted.begin()]
    drained = scripted.drain(3.0)
    scripted.wind(3 - MOMENT)
    assert not drained.done()
    with capture_logs() as logs:
        scripted.wind(2 * MOMENT)
    assert drained.done()
    assert logs == [{"event": "drain_incomplete", "log_level": "warning", "executions": 2}]
    scripted.stop()
    for caller in left:
        assert caller.refused is Code.DRAINING
        assert refusal(caller).message == "the executor shut down before the hook had answered"
    assert scripted.counts == {"Refused": 2}


def test_draining_ends_when_its_last_caller_goes_away(scripted: ScriptedSupervisor) -> None:
    scripted.start()
    caller = scripted.begin()
    drained = scripted.drain(10.0)
    scripted.go_away(caller)
    assert drained.done()


def test_there_is_nothing_to_drain_where_nothing_runs_any_more(scripted: ScriptedSupervisor) -> None:
    scripted.start()
    scripted.answer(scripted.begin())
    with capture_logs() as logs:
        assert scripted.drain(0.0).done()
    assert logs == []


def test_stopping_waits_for_workers_that_are_being_started(supervise: Supervise) -> None:
    scripted = supervise(spares=3, max_starting=3)
    started = scripted.started()
    assert scripted.phases() == {"starting": 3}
    scripted.stop()
    assert started.end == "the executor is shutting down"
    assert not scripted.stopped
    scripted.fail_start()
    assert not scripted.stopped
    late = scripted.asked_first()
    scripted.launcher.clinging = True
    scripted.launcher.succeed(late)
    scripted.loop.settle()
    assert scripted.launcher.workers[late.worker_id].end == "the executor is shutting down"
    assert not scripted.stopped
    scripted.launcher.workers[late.worker_id].is_gone()
    scripted.loop.settle()
    assert scripted.stopped


def test_what_stopping_ends_is_not_a_failed_start(supervise: Supervise) -> None:
    scripted = supervise(spares=2, max_starting=2)
    scripted.start()
    scripted.started()
    with capture_logs() as logs:
        scripted.stop()
    assert scripted.stopped
    assert [log["event"] for log in logs] == ["worker_gone", "worker_gone"]
    assert scripted.supervisor.spawning.failed == 0


def test_stopping_waits_until_every_worker_is_gone(scripted: ScriptedSupervisor) -> None:
    scripted.start(1)
    caller = scripted.begin()
    (spare,) = scripted.start()
    busy = scripted.worker_of(caller)
    scripted.launcher.clinging = True
    scripted.stop()
    assert caller.refused is Code.DRAINING
    spare.is_gone()
    scripted.loop.settle()
    assert not scripted.stopped
    busy.is_gone()
    scripted.loop.settle()
    assert scripted.stopped
    # What its last worker said of the execution changes nothing.
    assert scripted.counts == {"Refused": 1}


def test_after_it_has_stopped_nothing_is_started_and_nothing_admitted(scripted: ScriptedSupervisor) -> None:
    scripted.start()
    scripted.answer(scripted.begin())
    scripted.start()
    scripted.stop()
    assert scripted.stopped
    # Until then it looks at workers that may have started too slowly.
    scripted.wind(START_SECONDS)
    assert scripted.loop.timers == 0
    assert scripted.launcher.starts == []
    assert scripted.begin().refused is Code.DRAINING


# --- whether it serves --------------------------------------------------------------------


def test_it_serves_once_a_worker_is_ready_until_it_drains_and_says_each_once(
    scripted: ScriptedSupervisor,
) -> None:
    worker = scripted.started()
    assert scripted.serving == []
    scripted.ready(worker)
    scripted.answer(scripted.begin())
    scripted.start()
    assert scripted.serving == [True]
    scripted.drain(1.0)
    assert scripted.serving == [True, False]


def test_it_serves_on_while_its_only_worker_is_replaced(supervise: Supervise) -> None:
    scripted = supervise(max_workers=2, max_runs=1)
    scripted.start()
    scripted.answer(scripted.begin())
    assert scripted.phases() == {"starting": 1}
    assert scripted.serving == [True]


def test_it_does_not_serve_while_workers_cannot_be_started_and_does_again_when_one_can(
    scripted: ScriptedSupervisor,
) -> None:
    (spare,) = scripted.start()
    spare.dies()
    assert scripted.serving == [True, False]
    scripted.wind(0.1)
    scripted.fail_start()
    assert scripted.serving == [True, False]
    scripted.wind(0.2)
    scripted.start()
    assert scripted.serving == [True, False, True]


def test_it_serves_while_any_worker_lives_whatever_becomes_of_starts(scripted: ScriptedSupervisor) -> None:
    scripted.start()
    caller = scripted.begin()
    scripted.fail_start()
    assert scripted.serving == [True]
    scripted.answer(caller)
