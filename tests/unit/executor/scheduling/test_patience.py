"""How long an execution waits for a busy worker of its hook, case by case."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest

from warmhook.executor.scheduling.patience import AT_ONCE, Patience, expected_run_seconds

PATIENCE = Patience(
    processors=2,
    free_again_within_seconds=0.005,
    waited_in_all_seconds=0.02,
    quick_run_seconds=0.001,
)


def test_an_instant_that_has_always_passed_is_before_every_clock() -> None:
    assert AT_ONCE < 0.0


@pytest.mark.parametrize(
    ("run_seconds", "quick"),
    [(0.0, True), (0.0009, True), (0.001, True), (0.0011, False), (math.inf, False)],
)
def test_a_hook_is_quick_up_to_a_run_of(run_seconds: float, quick: bool) -> None:
    assert PATIENCE.is_quick(run_seconds) == quick


@pytest.mark.parametrize(
    ("case", "busy", "run_seconds", "waiting", "wakes_at"),
    [
        ("one quick run waits for one worker", 1, 0.0002, 1, 100.005),
        ("the queue is as long as a quick run", 1, 0.0005, 2, 100.005),
        ("the queue is longer than that", 1, 0.0005, 3, AT_ONCE),
        ("two workers share a queue twice as long, and have all processors", 2, 0.0005, 4, 100.005),
        ("a quick hook has all processors, however many wait", 2, 0.0005, 1000, 100.005),
        ("a quick hook has more workers than there are processors", 3, 0.0005, 1000, 100.005),
        ("the hook is just quick", 1, 0.001, 1, 100.005),
        ("the hook is not quick", 1, 0.0011, 1, AT_ONCE),
        ("the hook is not quick and has all processors", 2, 0.0011, 1, AT_ONCE),
        ("nothing is known of the hook yet", 1, math.inf, 1, AT_ONCE),
    ],
)
def test_an_idle_worker_is_woken_where(
    case: str, busy: int, run_seconds: float, waiting: int, wakes_at: float
) -> None:
    assert PATIENCE.wake_idle_at(busy, 100.0, run_seconds, waiting) == pytest.approx(wakes_at), case


def test_a_share_of_the_queue_is_measured_by_the_number_of_busy_workers() -> None:
    many = Patience(processors=8)
    assert many.wake_idle_at(3, 100.0, 0.0005, 6) == pytest.approx(100.005)
    assert many.wake_idle_at(3, 100.0, 0.0005, 7) == AT_ONCE


@dataclass(frozen=True, slots=True)
class Turn:
    """When the newest busy worker was given its execution, and when one last went on to its next."""

    newest_since: float
    turned_at: float = 0.0


@pytest.mark.parametrize(
    ("case", "busy", "run_seconds", "turn", "fresh_at"),
    [
        # The execution waits since 100.
        ("no worker has come free since the execution came", 1, 0.05, Turn(99.0), 100.005),
        ("one came free before the execution came", 1, 0.05, Turn(99.5, 99.5), 100.005),
        ("one came free while the execution waited", 1, 0.05, Turn(100.004, 100.004), 100.009),
        ("one came free late in the wait", 1, 0.05, Turn(100.018, 100.018), 100.02),
        ("one came free after the whole wait", 1, 0.05, Turn(100.03, 100.03), 100.02),
        ("the hook is quick and a processor is to spare", 1, 0.0005, Turn(100.0), 100.005),
        ("the hook is quick and has all processors", 2, 0.0005, Turn(99.99), 100.01),
        ("the hook is just quick and has all processors", 2, 0.001, Turn(99.99), 100.01),
        ("a quick hook with all processors goes on", 2, 0.0005, Turn(100.5, 100.5), 100.52),
        ("the hook is not quick and has all processors", 2, 0.0011, Turn(100.5, 100.004), 100.009),
        ("nothing is known of the hook yet", 2, math.inf, Turn(100.0), 100.005),
    ],
)
def test_a_fresh_worker_is_taken_where(
    case: str, busy: int, run_seconds: float, turn: Turn, fresh_at: float
) -> None:
    instant = PATIENCE.bind_fresh_at(busy, run_seconds, turn.newest_since, turn.turned_at, 100.0)
    assert instant == pytest.approx(fresh_at), case


@pytest.mark.parametrize(
    ("case", "before", "took", "expected"),
    [
        ("the first run is all that is known", math.inf, 0.03, 0.03),
        ("a shorter run is believed at once", 0.03, 0.0002, 0.0002),
        ("a run as expected changes nothing", 0.0002, 0.0002, 0.0002),
        ("a longer run counts for one part in fifty", 0.001, 0.002, 0.00102),
        ("a run six times as long is as much as one run can say", 0.001, 0.006, 0.0011),
        ("a very much longer run says no more", 0.001, 10.0, 0.0011),
    ],
)
def test_what_is_expected_after_a_run(case: str, before: float, took: float, expected: float) -> None:
    assert expected_run_seconds(before, took) == pytest.approx(expected), case
