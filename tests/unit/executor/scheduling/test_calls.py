"""Open calls: each is ended once, and forgotten by what ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fakes.settling_loop import SettlingLoop

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import (
    Accepted,
    Execution,
    ExecutionId,
    Hook,
    Limits,
    Outcome,
    Report,
    Timing,
    Trigger,
    WorkerId,
)
from warmhook.executor.scheduling.calls import Call, Calls
from warmhook.executor.worker.worker import Ended

QUEUE_SECONDS = 5.0
HOOK = Hook("acme", "hook", "digest", "", {}, Limits(1000, 128, 1000, 1000))
WORKER = WorkerId(1)
NO = Refusal(Code.DRAINING, "no")


class OpenCalls:
    """Calls, and what has become of them."""

    def __init__(self, loop: SettlingLoop) -> None:
        self.loop = loop
        self.told: list[Report | Refusal] = []
        self.waited_too_long: list[tuple[Call, Refusal]] = []
        self.calls = loop.run_until_complete(self._make())

    async def _make(self) -> Calls:
        return Calls(QUEUE_SECONDS, lambda call, refusal: self.waited_too_long.append((call, refusal)))

    def begin(self, number: int = 1, deadline_in: float | None = None) -> Call:
        deadline = None if deadline_in is None else self.loop.time() + deadline_in
        key = HOOK.keys[Trigger.GENERIC]
        execution = Execution(ExecutionId(number), HOOK, key, b"", {}, {}, 1000, deadline)
        return self.calls.begin(execution, self.told.append, self.loop.time())


@pytest.fixture
def opened() -> Iterator[OpenCalls]:
    loop = SettlingLoop()
    yield OpenCalls(loop)
    loop.close()


def ended(outcome: Outcome | Refusal = Accepted("1"), run: float = 0.5) -> Ended:  # noqa: B008 - a frozen value
    return Ended(outcome, True, (), False, 0.125, run, True, False)


ENDS: dict[str, tuple[Callable[[Calls, Call], None], str, bool]] = {
    "a report": (lambda calls, call: calls.report(call, ended()), "Accepted", True),
    "its worker's refusal": (lambda calls, call: calls.report(call, ended(NO)), "Refused", True),
    "a refusal": (lambda calls, call: calls.refuse(call, NO), "Refused", True),
    "its caller, who goes away": (lambda calls, call: calls.cancel(call), "Cancelled", False),
}


@pytest.mark.parametrize(("end", "counted", "answered"), ENDS.values(), ids=ENDS.keys())
def test_what_ends_a_call_counts_it_forgets_it_and_stops_its_wait(
    opened: OpenCalls, end: Callable[[Calls, Call], None], counted: str, answered: bool
) -> None:
    other = opened.begin(2)
    call = opened.begin()
    opened.calls.limit_wait(call)
    end(opened.calls, call)
    assert opened.calls.counts == {counted: 1}
    assert len(opened.told) == answered
    assert opened.calls.open == {ExecutionId(2): other}
    assert opened.loop.timers == 0


@pytest.mark.parametrize(("end", "_counted", "_answered"), ENDS.values(), ids=ENDS.keys())
def test_what_ends_a_call_cannot_end_it_again(
    opened: OpenCalls, end: Callable[[Calls, Call], None], _counted: str, _answered: bool
) -> None:
    call = opened.begin()
    end(opened.calls, call)
    told = list(opened.told)
    with pytest.raises(KeyError):
        end(opened.calls, call)
    assert opened.told == told


def test_a_refusal_at_once_is_counted_and_opens_nothing(opened: OpenCalls) -> None:
    opened.calls.refuse_at_once(opened.told.append, NO)
    assert (opened.told, opened.calls.counts, opened.calls.open) == ([NO], {"Refused": 1}, {})


def test_a_report_tells_waiting_starting_and_running_apart(opened: OpenCalls) -> None:
    call = opened.begin()
    opened.loop.wind(0.25)
    opened.calls.assign(call, WORKER, opened.loop.time())
    opened.calls.report(call, ended())
    assert opened.told == [Report(Accepted("1"), (), False, Timing(250_000, 125_000, 500_000), cold=True)]


def test_a_clock_that_went_back_makes_no_negative_time(opened: OpenCalls) -> None:
    call = opened.begin()
    opened.calls.assign(call, WORKER, opened.loop.time() - 1)
    opened.calls.report(call, ended())
    (report,) = opened.told
    assert isinstance(report, Report)
    assert report.timing.queued_us == 0


WAITS: dict[str, tuple[float | None, float, Code]] = {
    "no deadline": (None, 5.0, Code.QUEUE_TIMEOUT),
    "a deadline before the queue's time is over": (2.0, 2.0, Code.DEADLINE_EXCEEDED),
    "a deadline after it": (6.0, 5.0, Code.QUEUE_TIMEOUT),
    "a deadline at that very moment": (5.0, 5.0, Code.QUEUE_TIMEOUT),
}


@pytest.mark.parametrize(("deadline_in", "seconds", "code"), WAITS.values(), ids=WAITS.keys())
def test_the_wait_ends_with_whichever_comes_first(
    opened: OpenCalls, deadline_in: float | None, seconds: float, code: Code
) -> None:
    call = opened.begin(deadline_in=deadline_in)
    opened.calls.limit_wait(call)
    opened.loop.wind(seconds - 1e-6)
    assert opened.waited_too_long == []
    opened.loop.wind(2e-6)
    ((waited, refusal),) = opened.waited_too_long
    assert (waited, refusal.code) == (call, code)


def test_a_call_that_was_given_a_worker_waits_no_longer(opened: OpenCalls) -> None:
    call = opened.begin()
    opened.calls.limit_wait(call)
    opened.calls.assign(call, WORKER, opened.loop.time())
    opened.loop.wind(QUEUE_SECONDS * 2)
    assert opened.waited_too_long == []
    assert call.worker == WORKER


def test_the_mean_run_follows_the_newest_a_little(opened: OpenCalls) -> None:
    before = opened.calls.mean_run_seconds
    opened.calls.report(opened.begin(), ended(run=before + 1))
    assert opened.calls.mean_run_seconds == pytest.approx(before + 0.05)


def test_that_no_call_is_open_can_be_waited_for(opened: OpenCalls) -> None:
    calls = opened.calls
    opened.loop.run_until_complete(calls.none_open())
    first, second = opened.begin(1), opened.begin(2)
    waiting = opened.loop.create_task(calls.none_open())
    calls.refuse(first, NO)
    opened.loop.settle()
    assert not waiting.done()
    calls.cancel(second)
    opened.loop.settle()
    assert waiting.done()
