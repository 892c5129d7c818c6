"""What `/health/ready` says: a table of states."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from warmhook.gateway.web.health import readiness

NOW = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)

# executor, seconds since the database was read -> status, what the body has beside the revision
CASES: dict[str, tuple[str, float, int, dict[str, str]]] = {
    "all there": ("SERVING", 0.4, 200, {"status": "ready", "executor": "SERVING", "database": "reachable"}),
    "no executor": (
        "UNREACHABLE",
        0.4,
        503,
        {
            "status": "degraded",
            "executor": "UNREACHABLE",
            "database": "reachable",
            "detail": "Tokens that need a hook cannot be issued; others can.",
        },
    ),
    "no database: tokens are issued all the same": (
        "SERVING",
        65.0,
        200,
        {
            "status": "ready",
            "executor": "SERVING",
            "database": "unreachable",
            "snapshot_confirmed_at": "2030-01-02T03:03:00.000+00:00",
            "detail": "Tokens are issued from what the database held when it was last read; "
            "nothing can be changed.",
        },
    ),
    "neither": (
        "NOT_SERVING",
        65.0,
        503,
        {
            "status": "degraded",
            "executor": "NOT_SERVING",
            "database": "unreachable",
            "snapshot_confirmed_at": "2030-01-02T03:03:00.000+00:00",
            "detail": "Tokens that need a hook cannot be issued; others can. Tokens are issued "
            "from what the database held when it was last read; nothing can be changed.",
        },
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_ready_says_which_part_is_missing_and_what_that_means(case: str) -> None:
    executor, ago, status, body = CASES[case]
    said = readiness(draining=False, revision=7, executor=executor, confirmed_seconds_ago=ago, now=NOW)
    assert said == (status, {"revision": 7, **body})


@pytest.mark.parametrize("case", CASES)
def test_a_gateway_that_drains_is_not_ready_whatever_else_is_there(case: str) -> None:
    executor, ago, _, expected = CASES[case]
    status, body = readiness(draining=True, revision=7, executor=executor, confirmed_seconds_ago=ago, now=NOW)
    assert (status, body.pop("status")) == (503, "draining")
    about_to_stop, _, others = str(body.pop("detail")).partition("; until then it answers.")
    assert about_to_stop == "This gateway is about to stop"
    assert {**body, **({"detail": others.strip()} if others else {})} == {
        "revision": 7,
        **{name: value for name, value in expected.items() if name != "status"},
    }
