"""How much at once, and in a second."""

from __future__ import annotations

import pytest

from warmhook.executor.egress.limits import TENANT_CONNECTIONS, WORKER_CONNECTIONS, Bucket, Places


def test_a_burst_passes_and_then_the_rate_holds() -> None:
    bucket = Bucket.full(8, 3, now=100.0)
    instants = (100.0, 100.0, 100.0, 100.0, 100.0625, 100.125, 100.1875, 100.25)
    taken = [bucket.try_take(1, now) for now in instants]
    assert taken == [True, True, True, False, False, True, False, True]


def test_a_long_pause_fills_no_more_than_the_burst() -> None:
    bucket = Bucket.full(10, 3, now=0.0)
    assert [bucket.try_take(1, 1e6) for _ in range(4)] == [True, True, True, False]


def test_what_was_taken_beyond_is_waited_for() -> None:
    bucket = Bucket.full(10, 3, now=0.0)
    bucket.take(8, 0.0)
    assert bucket.wait_seconds(0.0) == pytest.approx(0.5)
    assert bucket.wait_seconds(0.5) == pytest.approx(0.0)


def test_a_worker_and_a_tenant_have_so_many_places() -> None:
    places = Places()
    for worker in range(TENANT_CONNECTIONS // WORKER_CONNECTIONS):
        for _ in range(WORKER_CONNECTIONS):
            assert places.refusal(worker, "acme") is None
            places.take(worker, "acme")
        assert "this worker" in (places.refusal(worker, "acme") or "")
    assert "the tenant's hooks" in (places.refusal(99, "acme") or "")
    assert places.refusal(99, "globex") is None
    places.leave(0, "acme")
    assert places.refusal(0, "acme") is None
