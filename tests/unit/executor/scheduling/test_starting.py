"""Which workers are started, when, and what makes room for them."""

from __future__ import annotations

import pytest

from warmhook.executor.model import HookKey, Trigger, WorkerId
from warmhook.executor.scheduling.indexes import FreeWorkers
from warmhook.executor.scheduling.patience import Patience
from warmhook.executor.scheduling.plan import Phase, PooledWorker, PoolLimits
from warmhook.executor.scheduling.starting import Starting, whom_to_evict

LIMITS = PoolLimits(
    max_workers=8,
    spares=2,
    max_starting=3,
    max_running_per_tenant=4,
    memory_mb=128,
    max_runs=100,
    max_age_seconds=1000.0,
    max_idle_seconds=500.0,
    patience=Patience(processors=2),
    backoff_first_seconds=0.1,
    backoff_last_seconds=5.0,
)


def worker(number: int, phase: Phase, memory_mb: int = 128) -> PooledWorker:
    key = HookKey("acme", "hook", Trigger.GENERIC, memory_mb) if phase in (Phase.IDLE, Phase.BUSY) else None
    return PooledWorker(WorkerId(number), memory_mb, phase, started_at=0.0, key=key)


def after_failures(number: int) -> Starting:
    starting = Starting()
    for _ in range(number):
        starting.begun(128)
        starting.failed(128, 100.0, LIMITS)
    return starting


# --- pauses ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "pause"),
    [(1, 0.1), (2, 0.2), (3, 0.4), (6, 3.2), (7, 5.0), (17, 5.0), (2000, 5.0)],
)
def test_the_pause_doubles_with_each_failure_up_to_its_longest(failures: int, pause: float) -> None:
    assert after_failures(failures).next_spawn_at == pytest.approx(100.0 + pause)


def test_a_success_ends_the_failures_and_says_how_many_they_were() -> None:
    starting = after_failures(3)
    starting.begun(128)
    assert starting.succeeded(128) == 3
    assert starting.under_way == 0
    assert starting.consecutive_failures == 0


@pytest.mark.parametrize(
    ("failures_before", "failures_since", "counted"), [(3, 0, 4), (0, 2, 3), (3, 2, 4), (0, 0, 1)]
)
def test_a_worker_that_died_unused_was_no_success(
    failures_before: int, failures_since: int, counted: int
) -> None:
    starting = after_failures(failures_since)
    dead = worker(1, Phase.SPARE)
    dead.failures_before = failures_before
    starting.died_unused(dead, 100.0, LIMITS)
    assert starting.consecutive_failures == counted


# --- how many -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "short", "spares_missing", "under_way", "wanted"),
    [
        ("nothing is short", {}, 0, [], []),
        ("spares are missing", {}, 2, [], [128, 128]),
        ("spares are under way", {}, 2, [128, 128], []),
        ("an execution waits beside missing spares", {128: 1}, 2, [], [128, 128, 128]),
        ("another class comes before spares", {256: 2}, 1, [], [256, 256, 128]),
        ("what is under way counts for its class only", {256: 2}, 1, [128, 128], [256, 256]),
        ("what is under way of another class changes nothing", {256: 1}, 1, [512], [256, 128]),
        ("more is under way than is wanted", {256: 1}, 0, [256, 256, 128], []),
    ],
)
def test_what_is_wanted_where(
    case: str, short: dict[int, int], spares_missing: int, under_way: list[int], wanted: list[int]
) -> None:
    starting = Starting()
    for memory_mb in under_way:
        starting.begun(memory_mb)
    assert list(starting.wanted(short, 128, spares_missing).elements()) == wanted, case


@pytest.mark.parametrize(
    ("failures", "under_way", "may"),
    [(0, 0, True), (0, 2, True), (0, 3, False), (1, 0, True), (1, 1, False)],
)
def test_one_more_may_start(failures: int, under_way: int, may: bool) -> None:
    starting = after_failures(failures)
    for _ in range(under_way):
        starting.begun(128)
    assert starting.may_start(LIMITS) == may


@pytest.mark.parametrize(
    ("failures", "phases", "hopeless"),
    [
        (1, [], False),
        (2, [], True),
        (2, [Phase.DYING, Phase.DYING], True),
        (2, [Phase.DYING, Phase.STARTING], False),
        (2, [Phase.BUSY], False),
    ],
)
def test_nothing_is_left_to_wait_for(failures: int, phases: list[Phase], hopeless: bool) -> None:
    workers = [worker(number, phase) for number, phase in enumerate(phases)]
    assert after_failures(failures).is_hopeless(workers) == hopeless


# --- room -----------------------------------------------------------------------------

IDLE = [worker(1, Phase.IDLE), worker(2, Phase.IDLE)]
SPARE, LARGE_SPARE = worker(3, Phase.SPARE), worker(4, Phase.SPARE, 256)
BUSY, DYING = worker(5, Phase.BUSY), worker(6, Phase.DYING)


@pytest.mark.parametrize(
    ("case", "workers", "short_of_mb", "evicted"),
    [
        ("the least recently used idle worker goes", [SPARE, *IDLE, BUSY], 256, IDLE[0]),
        ("it goes for a spare too", [SPARE, *IDLE, BUSY], None, IDLE[0]),
        ("room is being made", [*IDLE, DYING], 256, None),
        ("a spare of another class goes", [SPARE, LARGE_SPARE, BUSY], 256, SPARE),
        ("a spare of the same class does not", [LARGE_SPARE, BUSY], 256, None),
        ("no spare goes for a spare", [SPARE, LARGE_SPARE, BUSY], None, None),
        ("all are busy", [BUSY], 256, None),
    ],
)
def test_room_is_made_where(
    case: str, workers: list[PooledWorker], short_of_mb: int | None, evicted: PooledWorker | None
) -> None:
    free = FreeWorkers()
    for each in workers:
        if each.phase in (Phase.IDLE, Phase.SPARE):
            free.add(each)
    assert whom_to_evict(workers, free, short_of_mb) is evicted, case
