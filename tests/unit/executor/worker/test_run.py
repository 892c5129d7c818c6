"""One execution by the clock and by what its worker has used: when it is checked, and what stops it."""

from __future__ import annotations

import pytest
from fakes.scripted_process import ALLOWANCE
from fakes.scripted_worker import execution

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import Accepted, LimitExceeded, TimedOut
from warmhook.executor.sandbox.usage import Usage
from warmhook.executor.worker.run import Run

MS = 1_000_000
BEGINNING = 1000.0
NOTHING = Usage()


def run(*, time_limit_ms: int = 1000, deadline: float | None = None, before: Usage | None = NOTHING) -> Run:
    wanted = execution(
        time_limit_ms=time_limit_ms, deadline=None if deadline is None else BEGINNING + deadline
    )
    return Run(wanted, BEGINNING, ALLOWANCE, before, cold=before is not None)


# Limit on time, deadline, and when it is checked, all in seconds; the last check is that which stops it.
CHECKS: dict[str, tuple[float, float | None, list[float]]] = {
    "a limit of a second": (1.0, None, [0.25, 0.5, 0.75, 1.0]),
    "a limit between two checks": (0.6, None, [0.25, 0.5, 0.6]),
    "a limit before the first check": (0.1, None, [0.1]),
    "a deadline before the limit": (1.0, 0.3, [0.25, 0.3]),
    "a deadline after the limit": (0.3, 1.0, [0.25, 0.3]),
    "a deadline before the beginning": (1.0, -1.0, [-1.0]),
}


@pytest.mark.parametrize("case", CHECKS)
def test_it_is_checked_four_times_a_second_and_at_its_end(case: str) -> None:
    limit, deadline, checks = CHECKS[case]
    checked = run(time_limit_ms=round(limit * 1000), deadline=deadline)
    for at in checks:
        assert checked.check_at == pytest.approx(BEGINNING + at)
        outcome = checked.check(checked.check_at, NOTHING)
        assert (outcome is not None) is (at == checks[-1])


def test_a_late_check_is_followed_by_one_a_whole_quarter_later() -> None:
    late = run()
    assert late.check(BEGINNING + 0.4, NOTHING) is None
    assert late.check_at == pytest.approx(BEGINNING + 0.65)


# Seconds before it is due, and whether that is close enough for a timer that counts in milliseconds.
EARLY = [(0.0, True), (0.0019, True), (0.0021, False), (0.1, False), (-1.0, True)]


@pytest.mark.parametrize(("early", "due"), EARLY)
def test_a_check_may_come_two_milliseconds_early(early: float, due: bool) -> None:
    assert run().is_due(BEGINNING + 0.25 - early) is due


@pytest.mark.parametrize(("early", "stopped"), EARLY)
def test_its_end_may_come_two_milliseconds_early(early: float, stopped: bool) -> None:
    assert (run().check(BEGINNING + 1.0 - early, NOTHING) is not None) is stopped


# Limit on time and deadline, in seconds, and the code of the refusal; None: it has timed out.
WHOSE_FAULT: dict[str, tuple[float, float | None, Code | None]] = {
    "the limit": (0.1, None, None),
    "the limit, before the deadline": (0.1, 0.2, None),
    "the deadline": (0.2, 0.1, Code.DEADLINE_EXCEEDED),
    "both at once": (0.1, 0.1, Code.DEADLINE_EXCEEDED),
}


@pytest.mark.parametrize("case", WHOSE_FAULT)
def test_what_stopped_it_is_told(case: str) -> None:
    limit, deadline, code = WHOSE_FAULT[case]
    stopped = run(time_limit_ms=round(limit * 1000), deadline=deadline)
    outcome = stopped.check(stopped.check_at, NOTHING)
    if code is None:
        assert outcome == TimedOut(100, 0, 0)
    else:
        assert isinstance(outcome, Refusal)
        assert outcome.code is code


def test_time_comes_before_spending() -> None:
    outcome = run().check(BEGINNING + 1.0, Usage(cpu_ns=9000 * MS))
    assert outcome == TimedOut(1000, cpu_ms=9000)


@pytest.mark.parametrize("before", [Usage(cpu_ns=5000 * MS), None], ids=["known", "as first checked"])
def test_what_the_worker_had_used_before_is_not_its_own(before: Usage | None) -> None:
    checked = run(time_limit_ms=2000, before=before)
    outcomes = [
        checked.check(BEGINNING + number / 4, Usage(cpu_ns=cpu_ms * MS))
        for number, cpu_ms in enumerate([5000, 7000, 7001], start=1)
    ]
    assert outcomes == [None, None, LimitExceeded("cpu_time_ms", 2000)]


def test_it_is_heavy_from_a_tenth_of_a_second_of_cpu_time_on() -> None:
    checked = run(before=Usage(cpu_ns=5000 * MS))
    seen = []
    for number, cpu_ms in enumerate([5000, 5100, 5101], start=1):
        checked.check(BEGINNING + number / 4, Usage(cpu_ns=cpu_ms * MS))
        seen.append(checked.heavy)
    assert seen == [False, False, True]


# Of a cold run: seconds until the script was loaded (None: never) and until the end; how long it took to
# start, and then to run.
DURATIONS: dict[str, tuple[float | None, float, float, float]] = {
    "loaded, and then run": (0.2, 0.5, 0.2, 0.3),
    "ended while it loaded": (None, 0.5, 0.5, 0.0),
}


@pytest.mark.parametrize("case", DURATIONS)
def test_a_cold_run_tells_loading_and_running_apart(case: str) -> None:
    loaded, over, startup, ran = DURATIONS[case]
    cold = run()
    if loaded is not None:
        cold.bound(BEGINNING + loaded)
    ended = cold.end(BEGINNING + over, Accepted(None), (), console_truncated=False, clean=True)
    assert (ended.startup, ended.run) == (pytest.approx(startup), pytest.approx(ran))
    assert ended.cold
    assert cold.seconds(BEGINNING + over) == pytest.approx(over)


def test_a_warm_run_only_runs() -> None:
    ended = run(before=None).end(BEGINNING + 0.5, Accepted(None), (), console_truncated=True, clean=False)
    assert (ended.startup, ended.run, ended.cold) == (0.0, 0.5, False)
    assert (ended.clean, ended.console_truncated) == (False, True)
