"""Who may run, who may wait, and who is refused at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from warmhook.executor.errors import Code
from warmhook.executor.scheduling.admission import Caps, Load, admit, retry_after_ms

CAPS = Caps(max_queue=10, max_queue_per_tenant=4)
CROWDED = Load(can_start=False, waiting=0, waiting_of_tenant=0, busy=8, mean_run=0.1)

CASES: dict[str, tuple[Load, Code | None]] = {
    "a worker is free": (replace(CROWDED, can_start=True), None),
    "a worker is free, though the queue is full": (replace(CROWDED, can_start=True, waiting=10), None),
    "nothing is free, but there is room in the queue": (CROWDED, None),
    "the last place in the queue": (replace(CROWDED, waiting=9), None),
    "the queue is full": (replace(CROWDED, waiting=10), Code.QUEUE_FULL),
    "the tenant's last place": (replace(CROWDED, waiting=5, waiting_of_tenant=3), None),
    "the tenant's places are taken": (
        replace(CROWDED, waiting=5, waiting_of_tenant=4),
        Code.TENANT_QUEUE_FULL,
    ),
    "both are full": (replace(CROWDED, waiting=10, waiting_of_tenant=4), Code.QUEUE_FULL),
    "draining": (replace(CROWDED, can_start=True, draining=True), Code.DRAINING),
}


@pytest.mark.parametrize("case", CASES)
def test_admission(case: str) -> None:
    load, code = CASES[case]
    refusal = admit(load, CAPS)
    assert (refusal.code if refusal else None) == code
    if refusal is not None and code is not Code.DRAINING:
        assert refusal.retry_after_ms is not None


@pytest.mark.parametrize(
    ("load", "milliseconds"),
    [
        (replace(CROWDED, waiting=160, busy=8, mean_run=0.1), 1000),
        (replace(CROWDED, waiting=10, busy=0, mean_run=0.1), 500),
        (replace(CROWDED, waiting=1, mean_run=0.0001), 50),
        (replace(CROWDED, waiting=1_000_000, mean_run=20), 10_000),
    ],
    ids=["half of the queue's time", "nobody is busy yet", "never under 50 ms", "never over 10 s"],
)
def test_the_retry_hint_is_when_half_of_the_queue_has_run(load: Load, milliseconds: int) -> None:
    assert retry_after_ms(load) == milliseconds
