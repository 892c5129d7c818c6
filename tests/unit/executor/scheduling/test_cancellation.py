"""A caller goes away: what happens to its execution, the worker, its place, the counts and the other callers.

In each state in which an execution can be. What holds in all of them is checked when the script is closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fakes.scripted_supervisor import PATIENCE_SECONDS, QUEUE_SECONDS, Caller, ScriptedSupervisor

Supervise = Callable[..., ScriptedSupervisor]
CANCELLED = "its execution was cancelled"


def cancel(scripted: ScriptedSupervisor, caller: Caller, call: asyncio.Task[None]) -> None:
    caller.away = True
    call.cancel()
    scripted.loop.settle()
    assert call.cancelled()


# --- it waits -----------------------------------------------------------------------------


def test_while_it_waits_it_leaves_the_queue_and_nothing_else_changes(supervise: Supervise) -> None:
    scripted = supervise(max_running_per_tenant=1)
    scripted.start()
    runs, waits, behind = scripted.begin(), scripted.begin(), scripted.begin()
    scripted.go_away(waits)
    assert scripted.waiting == 1
    assert scripted.worker_of(runs).end == ""
    scripted.answer(runs)
    scripted.answer(behind)
    assert scripted.counts == {"Accepted": 2, "Cancelled": 1}


def test_its_place_in_a_full_queue_is_the_next_callers(supervise: Supervise) -> None:
    scripted = supervise(max_queue=1)
    waits = scripted.begin()
    scripted.go_away(waits)
    next_one = scripted.begin()
    assert next_one.told == []
    scripted.start()
    scripted.answer(next_one)


def test_nothing_is_left_of_the_wait_of_a_caller_that_went_away(scripted: ScriptedSupervisor) -> None:
    before = scripted.loop.timers
    waits = scripted.begin()
    assert scripted.loop.timers == before + 1
    scripted.go_away(waits)
    assert scripted.loop.timers == before
    scripted.wind(QUEUE_SECONDS)
    assert scripted.counts == {"Cancelled": 1}


def test_while_its_worker_starts_the_worker_becomes_a_spare(scripted: ScriptedSupervisor) -> None:
    waits = scripted.begin()
    worker = scripted.started()
    scripted.go_away(waits)
    scripted.ready(worker)
    assert (worker.runs, scripted.phases()) == ([], {"spare": 1})


def test_while_it_waits_for_its_hooks_busy_worker_no_spare_is_taken_for_it(supervise: Supervise) -> None:
    scripted = supervise(spares=2)
    scripted.start(2)
    runs, waits = scripted.begin(), scripted.begin()
    scripted.go_away(waits)
    scripted.wind(PATIENCE_SECONDS * 2)
    assert scripted.phases() == {"spare": 1, "busy": 1, "starting": 1}
    scripted.answer(runs)


# --- it is being given a worker -----------------------------------------------------------


def test_in_the_turn_in_which_its_worker_is_ready_the_worker_becomes_a_spare(
    scripted: ScriptedSupervisor,
) -> None:
    caller, call = scripted.call()
    worker = scripted.started()
    caller.away = True
    call.cancel()
    # It is given the execution before its caller's task learns of the end.
    worker.is_ready()
    assert worker.running is caller.execution
    scripted.loop.settle()
    assert worker.end == CANCELLED
    assert scripted.counts == {"Cancelled": 1}


def test_before_its_first_turn_the_call_has_begun_nothing(scripted: ScriptedSupervisor) -> None:
    scripted.start()
    call = scripted.loop.create_task(scripted.supervisor.execute(scripted.execution()))
    call.cancel()
    scripted.loop.settle()
    assert (scripted.counts, scripted.phases()) == ({}, {"spare": 1})


# --- it runs ------------------------------------------------------------------------------


def test_while_it_runs_its_worker_is_ended_and_no_others(supervise: Supervise) -> None:
    scripted = supervise(spares=2)
    scripted.start(2)
    goes, stays = scripted.begin("goes"), scripted.begin("stays")
    worker = scripted.worker_of(goes)
    scripted.go_away(goes)
    assert worker.end == CANCELLED
    assert goes.told == []
    scripted.answer(stays)
    assert scripted.counts == {"Accepted": 1, "Cancelled": 1}


def test_on_a_warm_worker_it_takes_that_worker_with_it(scripted: ScriptedSupervisor) -> None:
    (worker,) = scripted.start()
    scripted.answer(scripted.begin())
    scripted.go_away(scripted.begin())
    assert worker.end == CANCELLED
    scripted.start()
    again = scripted.begin()
    assert scripted.worker_of(again) is not worker
    scripted.answer(again)


def test_its_tenants_place_is_free_at_once_and_its_workers_when_the_process_is_gone(
    supervise: Supervise,
) -> None:
    scripted = supervise(max_workers=2, max_running_per_tenant=1)
    scripted.start()
    goes = scripted.begin("goes")
    scripted.start()
    waits = scripted.begin("waits")
    scripted.launcher.clinging = True
    worker = scripted.worker_of(goes)
    scripted.go_away(goes)
    assert scripted.worker_of(waits).end == ""
    assert scripted.phases() == {"dying": 1, "busy": 1}
    assert scripted.launcher.starts == []
    worker.is_gone()
    scripted.loop.settle()
    assert len(scripted.launcher.starts) == 1
    scripted.answer(waits)


def test_the_counts_know_a_cancelled_call_by_no_other_name(scripted: ScriptedSupervisor) -> None:
    scripted.start()
    caller, call = scripted.call()
    cancel(scripted, caller, call)
    assert scripted.counts == {"Cancelled": 1}


# --- it is answered, and the answer is unread ---------------------------------------------


def test_after_its_answer_and_before_that_is_read_it_counts_as_answered_and_its_worker_lives(
    scripted: ScriptedSupervisor,
) -> None:
    (worker,) = scripted.start()
    caller, call = scripted.call()
    worker.answers()
    cancel(scripted, caller, call)
    assert (worker.end, scripted.counts) == ("", {"Accepted": 1})
    next_one = scripted.begin()
    assert worker.running is next_one.execution
    scripted.answer(next_one)


def test_just_before_its_answer_in_the_same_turn_too(scripted: ScriptedSupervisor) -> None:
    (worker,) = scripted.start()
    caller, call = scripted.call()
    call.cancel()
    worker.answers()
    caller.away = True
    scripted.loop.settle()
    assert call.cancelled()
    assert (worker.end, scripted.counts) == ("", {"Accepted": 1})


def test_after_its_answer_its_worker_is_somebody_elses_and_runs_on(scripted: ScriptedSupervisor) -> None:
    (worker,) = scripted.start()
    first = scripted.begin()
    second = scripted.begin()
    scripted.answer(first)
    assert worker.running is second.execution
    scripted.go_away(first)
    assert worker.running is second.execution
    first.away = False
    scripted.answer(second)
    assert scripted.counts == {"Accepted": 2}


def test_going_away_twice_is_going_away_once(scripted: ScriptedSupervisor) -> None:
    scripted.start()
    caller = scripted.begin()
    scripted.go_away(caller, caller)
    scripted.go_away(caller)
    assert scripted.counts == {"Cancelled": 1}


# --- it is on its second worker -----------------------------------------------------------


def test_while_it_waits_for_a_second_worker_the_first_is_none_of_its_business(
    scripted: ScriptedSupervisor,
) -> None:
    (first,) = scripted.start()
    caller = scripted.begin()
    scripted.launcher.clinging = True
    first.ends_unseen()
    assert scripted.waiting == 1
    scripted.go_away(caller)
    assert first.end == "it was ending when its execution came"
    assert (scripted.waiting, scripted.counts) == (0, {"Cancelled": 1})


def test_on_its_second_worker_it_takes_that_one_with_it(scripted: ScriptedSupervisor) -> None:
    (first,) = scripted.start()
    caller = scripted.begin()
    (second,) = scripted.start()
    first.ends_unseen()
    assert second.running is caller.execution
    scripted.go_away(caller)
    assert second.end == CANCELLED
    assert scripted.counts == {"Cancelled": 1}


# --- many at once -------------------------------------------------------------------------


def test_of_many_that_go_away_at_once_none_is_given_what_another_has_left(supervise: Supervise) -> None:
    scripted = supervise(spares=2, max_running_per_tenant=1)
    scripted.start(2)
    runs = scripted.begin("a")
    (spare,) = scripted.start()
    wait = [scripted.begin(name) for name in ("a", "b", "c")]
    scripted.go_away(runs, *wait)
    assert spare.runs == []
    assert len(scripted.runs) == 1
    assert scripted.counts == {"Cancelled": 4}


def test_what_many_have_left_is_given_to_whoever_stays(supervise: Supervise) -> None:
    scripted = supervise(spares=2, max_running_per_tenant=1)
    scripted.start(2)
    runs = scripted.begin("a")
    scripted.start()
    goes, stays = scripted.begin("b"), scripted.begin("c")
    scripted.go_away(runs, goes)
    assert scripted.runs == [runs.execution, stays.execution]
    scripted.answer(stays)
