"""What a running execution is told when it has had too much, and whose fault it was."""

from __future__ import annotations

import pytest

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import LimitExceeded, OutOfMemory, TimedOut
from warmhook.executor.sandbox.policy import Allowance
from warmhook.executor.sandbox.usage import Usage
from warmhook.executor.worker.spending import UnaccountedCpu, excess, idle_excess, timed_out

MS = 1_000_000
ALLOWANCE = Allowance(heap_mb=128, memory_bytes=400, scratch_files=10)
BEFORE = Usage(cpu_ns=5000 * MS, waited_ns=7000 * MS, scratch_files=3)

SPENT: dict[str, tuple[Usage, OutOfMemory | LimitExceeded | None]] = {
    "nothing to speak of": (BEFORE, None),
    "all that it may": (
        Usage(cpu_ns=6000 * MS, memory_bytes=400, scratch_files=10),
        None,
    ),
    "more CPU time than its clock has, with several threads": (
        Usage(cpu_ns=6001 * MS),
        LimitExceeded("cpu_time_ms", 1000),
    ),
    "CPU time that an earlier execution used": (Usage(cpu_ns=5999 * MS), None),
    "more memory than is watched": (Usage(memory_bytes=401), OutOfMemory(128)),
    "memory that a control group watches": (Usage(memory_bytes=None), None),
    "more files than it may have": (Usage(scratch_files=11), LimitExceeded("scratch_files", 10)),
}


@pytest.mark.parametrize("case", SPENT)
def test_an_execution_that_has_had(case: str) -> None:
    usage, said = SPENT[case]
    assert excess(usage, BEFORE, 1000, ALLOWANCE) == said


def late(*, cpu: int, waited: int, limit_ms: int) -> TimedOut | Refusal:
    usage = Usage(cpu_ns=BEFORE.cpu_ns + cpu * MS, waited_ns=BEFORE.waited_ns + waited * MS)
    return timed_out(usage, BEFORE, limit_ms)


def test_a_hook_that_had_a_processor_has_timed_out_and_it_says_for_how_long_it_ran() -> None:
    assert late(cpu=900, waited=100, limit_ms=1000) == TimedOut(1000, cpu_ms=900, waited_ms=100)


def test_a_hook_that_waited_for_a_timer_has_timed_out() -> None:
    assert late(cpu=1, waited=0, limit_ms=1000) == TimedOut(1000, cpu_ms=1, waited_ms=0)


def test_a_hook_that_had_no_processor_for_most_of_its_time_is_not_called_slow() -> None:
    refusal = late(cpu=100, waited=800, limit_ms=1000)
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.STARVED
    assert refusal.retry_after_ms == 1000
    assert "800 of its 1000 ms" in refusal.message


@pytest.mark.parametrize(("waited", "limit_ms"), [(750, 1000), (100, 100), (500, 500)])
def test_up_to_three_quarters_and_to_half_a_second_waiting_is_nothing_unusual(
    waited: int, limit_ms: int
) -> None:
    assert isinstance(late(cpu=0, waited=waited, limit_ms=limit_ms), TimedOut)


def test_usage_of_a_process_that_has_just_ended_is_nothing() -> None:
    assert excess(Usage(), BEFORE, 1000, ALLOWANCE) is None
    assert late(cpu=-5000, waited=-7000, limit_ms=1000) == TimedOut(1000, 0, 0)


# (seconds later, CPU seconds used meanwhile, seconds of executions meanwhile), one after another
AFTERWARDS: dict[str, tuple[list[tuple[float, float, float]], bool]] = {
    "nothing": ([(1, 0, 0)] * 60, False),
    "a little after each answer": ([(1, 0.3, 0.05)] * 60, False),
    "all that its executions' threads can": ([(1, 2.4, 0.5)] * 60, False),
    "a second's work once": ([(1, 1.0, 0)], False),
    "two seconds' work once": ([(1, 2.0, 0)], True),
    "a second's work each ten seconds": ([(1, 0.9, 0), *[(1, 0, 0)] * 9] * 6, False),
    "half of a processor, on and on": ([(1, 0.5, 0)] * 4, True),
    "a processor, between many short executions": ([(1, 1.0, 0.01)] * 3, True),
    "much, in processes that nobody waits for and that take their count away": (
        [(1, 0.6, 0), (1, -0.6, 0)] * 3,
        True,
    ),
}


@pytest.mark.parametrize("case", AFTERWARDS)
def test_a_worker_that_nobody_asked_has_computed(case: str) -> None:
    looks, too_much = AFTERWARDS[case]
    now, cpu_ns, busy_seconds = 100.0, 5000 * MS, 3.0
    spent = UnaccountedCpu(now, cpu_ns, busy_seconds)
    for later, used, executing in looks:
        now, cpu_ns, busy_seconds = now + later, cpu_ns + int(used * 1000) * MS, busy_seconds + executing
        spent.add(now, cpu_ns, busy_seconds)
    assert spent.too_much is too_much


IDLE: dict[str, tuple[Usage, str | None]] = {
    "nothing": (Usage(memory_bytes=400), None),
    "what a control group counts": (Usage(), None),
    "a process beside it": (Usage(other_processes=1), "left processes behind"),
    "more memory than it may have": (Usage(memory_bytes=401), "too much memory"),
}


@pytest.mark.parametrize("case", IDLE)
def test_a_worker_that_nobody_asked_has(case: str) -> None:
    usage, why = IDLE[case]
    said = idle_excess(usage, UnaccountedCpu(100.0, 0, 0.0), ALLOWANCE)
    assert said is None if why is None else why in (said or "")
