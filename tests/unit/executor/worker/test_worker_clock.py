"""One worker by a hand-wound clock: when its execution is stopped, what it is charged, how long it took."""

from __future__ import annotations

import pytest
from fakes.scripted_process import ScriptedGroup
from fakes.scripted_worker import NewWorker, ScriptedWorker, execution

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import LimitExceeded, OutOfMemory, TimedOut
from warmhook.executor.sandbox.usage import Usage
from warmhook.executor.worker.frames import State

MS = 1_000_000

TIMED_OUT = TimedOut(1000, 0, 0)


# --- the clock --------------------------------------------------------------------------------


def test_the_deadline_of_whoever_waits_ends_it_where_that_comes_first(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.SPARE)
    scripted.begin(execution(deadline=scripted.loop.now + 0.6))
    scripted.wind(0.5)
    assert scripted.events.ended == []
    scripted.wind(0.1)
    refusal = scripted.ended.outcome
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.DEADLINE_EXCEEDED
    assert scripted.killed


def test_the_limit_on_time_ends_it_where_the_deadline_comes_later(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.SPARE)
    scripted.begin(execution(deadline=scripted.loop.now + 1.5))
    scripted.wind(0.99)
    assert scripted.events.ended == []
    scripted.wind(0.01)
    assert scripted.ended.outcome == TIMED_OUT


def test_a_deadline_that_has_passed_ends_it_at_once(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.SPARE)
    scripted.run(execution(deadline=scripted.loop.now - 1))
    scripted.wind(0)
    assert isinstance(scripted.ended.outcome, Refusal)


def test_a_limit_below_the_time_between_two_looks_is_kept_to(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.SPARE)
    scripted.begin(execution(time_limit_ms=100))
    scripted.wind(0.09)
    assert scripted.events.ended == []
    scripted.wind(0.01)
    assert scripted.ended.outcome == TimedOut(100, 0, 0)


def test_loading_the_script_counts(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BINDING)
    scripted.wind(0.999)
    scripted.bound()
    scripted.wind(0.001)
    assert scripted.ended.outcome == TIMED_OUT


def test_a_timer_that_comes_a_little_early_is_taken_for_the_end_of_time(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.SPARE)
    scripted.begin()
    scripted.timers_are_early = 0.0019
    scripted.wind(1.0)
    assert scripted.ended.outcome == TIMED_OUT


def test_a_timer_that_comes_too_early_is_set_again(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.SPARE)
    scripted.begin(execution(time_limit_ms=200))
    scripted.timers_are_early = 0.01
    # By the worker's clock it is still 10 ms too early when the timer rings, and is asked again at once.
    scripted.loop.now += 0.2
    scripted.loop.do(lambda: None)
    assert scripted.events.ended == []
    scripted.timers_are_early = 0.0
    scripted.loop.do(lambda: None)
    assert scripted.ended.outcome == TimedOut(200, 0, 0)


def test_each_execution_has_a_clock_of_its_own(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.SPARE)
    scripted.begin(execution(1))
    scripted.wind(0.7)
    scripted.answer(1)
    scripted.events.ended.clear()
    scripted.begin(execution(2))
    scripted.wind(0.7)
    assert scripted.events.ended == []
    scripted.wind(0.3)
    assert scripted.ended.outcome == TIMED_OUT
    assert scripted.ended.run == pytest.approx(1.0)


def test_a_later_and_longer_execution_is_not_ended_by_the_clock_of_the_first(
    scripted: ScriptedWorker,
) -> None:
    scripted.bring_to(State.SPARE)
    scripted.begin(execution(1, time_limit_ms=100))
    scripted.answer(1)
    scripted.begin(execution(2, time_limit_ms=1000))
    scripted.wind(0.99)
    scripted.answer(2)
    assert [(number, ended.clean) for number, ended in scripted.events.ended] == [(1, True), (2, True)]


# --- what it spends ---------------------------------------------------------------------------


SPENT: dict[str, tuple[Usage, object]] = {
    "more CPU time than its clock has": (
        Usage(cpu_ns=5000 * MS + 1001 * MS),
        LimitExceeded("cpu_time_ms", 1000),
    ),
    "more memory than is watched": (Usage(cpu_ns=5000 * MS, memory_bytes=1001), OutOfMemory(128)),
    "more files than it may have": (
        Usage(cpu_ns=5000 * MS, scratch_files=11),
        LimitExceeded("scratch_files", 10),
    ),
}


@pytest.mark.parametrize("case", SPENT)
def test_a_first_execution_is_ended_a_quarter_of_a_second_later_at_most_where_it_has(
    case: str, scripted: ScriptedWorker
) -> None:
    usage, outcome = SPENT[case]
    scripted.process.spent = Usage(cpu_ns=5000 * MS)
    scripted.bring_to(State.SPARE)
    scripted.begin()
    scripted.process.spent = usage
    scripted.wind(0.249)
    assert scripted.events.ended == []
    scripted.wind(0.001)
    assert (scripted.ended.outcome, scripted.ended.clean, scripted.killed) == (outcome, False, True)


def test_a_later_execution_is_charged_from_the_first_look_on(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.process.spent = Usage(cpu_ns=5000 * MS)
    scripted.begin(execution(2))
    scripted.process.spent = Usage(cpu_ns=7000 * MS)
    scripted.wind(0.25)
    scripted.process.spent = Usage(cpu_ns=8000 * MS)
    scripted.wind(0.25)
    assert scripted.events.ended == []
    scripted.process.spent = Usage(cpu_ns=8001 * MS)
    scripted.wind(0.25)
    assert scripted.ended.outcome == LimitExceeded("cpu_time_ms", 1000)


def test_nobody_looks_at_a_later_execution_that_is_soon_over(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    looks = len(scripted.process.usage_of)
    scripted.begin(execution(2))
    scripted.wind(0.2)
    scripted.answer(2)
    assert len(scripted.process.usage_of) == looks


def test_the_timer_of_an_execution_that_is_over_does_not_look_at_the_next(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.wind(0.2)
    scripted.begin(execution(2))
    looks = len(scripted.process.usage_of)
    scripted.wind(0.249)
    assert len(scripted.process.usage_of) == looks
    scripted.wind(0.001)
    assert len(scripted.process.usage_of) == looks + 1


def test_nobody_looks_at_what_is_over(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    looks = len(scripted.process.usage_of)
    scripted.wind(10)
    assert len(scripted.process.usage_of) == looks


def test_time_is_up_says_what_it_was_spent_on(scripted: ScriptedWorker) -> None:
    scripted.process.spent = Usage(cpu_ns=5000 * MS, waited_ns=3000 * MS)
    scripted.bring_to(State.SPARE)
    scripted.begin()
    scripted.process.spent = Usage(cpu_ns=5400 * MS, waited_ns=3100 * MS)
    scripted.wind(1.0)
    assert scripted.ended.outcome == TimedOut(1000, cpu_ms=400, waited_ms=100)


def test_an_execution_that_had_no_processor_is_the_executors_fault(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.SPARE)
    scripted.begin()
    scripted.process.spent = Usage(waited_ns=900 * MS)
    scripted.wind(1.0)
    refusal = scripted.ended.outcome
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.STARVED


def test_a_deadline_is_a_deadline_whatever_was_spent(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.SPARE)
    scripted.begin(execution(deadline=scripted.loop.now + 0.2))
    scripted.process.spent = Usage(cpu_ns=9000 * MS, memory_bytes=9000)
    scripted.wind(0.2)
    refusal = scripted.ended.outcome
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.DEADLINE_EXCEEDED


def test_who_computes_much_comes_after_others_until_it_has_answered(new_worker: NewWorker) -> None:
    group = ScriptedGroup({}, unified=True)
    scripted = new_worker(group)
    scripted.bring_to(State.SPARE)
    scripted.begin()
    scripted.process.spent = Usage(cpu_ns=100 * MS)
    scripted.wind(0.25)
    assert group.weights == []
    scripted.process.spent = Usage(cpu_ns=101 * MS)
    scripted.wind(0.5)
    assert group.weights == [10]
    scripted.answer()
    assert group.weights == [10, 100]


def test_who_computes_little_comes_as_others_do(new_worker: NewWorker) -> None:
    group = ScriptedGroup({}, unified=True)
    scripted = new_worker(group)
    scripted.bring_to(State.IDLE)
    assert group.weights == []


# --- how long it took -------------------------------------------------------------------------


def test_a_first_execution_says_how_long_it_took_to_load(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BINDING)
    scripted.wind(0.2)
    scripted.bound()
    scripted.wind(0.1)
    scripted.answer()
    assert scripted.ended.cold
    assert scripted.ended.startup == pytest.approx(0.2)
    assert scripted.ended.run == pytest.approx(0.1)


def test_a_later_execution_runs_from_the_beginning(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.begin(execution(2))
    scripted.wind(0.1)
    scripted.answer(2)
    assert not scripted.ended.cold
    assert scripted.ended.startup == 0
    assert scripted.ended.run == pytest.approx(0.1)


def test_a_process_that_ends_while_it_loads_has_run_for_no_time(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BINDING)
    scripted.wind(0.2)
    scripted.end(1)
    assert scripted.ended.startup == pytest.approx(0.2)
    assert scripted.ended.run == 0


def test_the_seconds_of_executions_add_up(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BINDING)
    scripted.wind(0.2)
    scripted.bound()
    scripted.answer()
    scripted.wind(5)
    scripted.begin(execution(2))
    scripted.wind(0.1)
    assert scripted.worker.busy_seconds(scripted.clock()) == pytest.approx(0.3)
    scripted.answer(2)
    scripted.wind(5)
    assert scripted.worker.busy_seconds(scripted.clock()) == pytest.approx(0.3)
