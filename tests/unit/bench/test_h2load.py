"""h2load's log: rate and latencies of its answers, or that some are missing."""

from __future__ import annotations

import pytest

from bench.h2load import read
from bench.processes import BenchError

_URL = "http://127.0.0.1/oauth/token"
_GOOD = "1000000\t200\t2000\n1001000\t200\t4000\n1003000\t200\t7000\n"


def test_the_time_is_from_the_first_request_to_the_last_answer() -> None:
    assert read(_GOOD, _URL, 3) == {"per_second": 3 / 0.01, "p50_ms": 4.0, "p99_ms": 7.0}


FAILED = {
    "an error": (f"{_GOOD}1000000\t500\t10\n", 4, 1),
    "a success of another kind": (f"{_GOOD}1000000\t204\t10\n", 4, 1),
    "no answer": (f"{_GOOD}1000000\t-1\t10\n", 4, 1),
    "fewer lines than requests": (_GOOD, 5, 2),
    "no lines": ("", 2, 2),
}


@pytest.mark.parametrize(("log", "requests", "failed"), FAILED.values(), ids=FAILED)
def test_whatever_is_no_200_is_an_error(log: str, requests: int, failed: int) -> None:
    with pytest.raises(BenchError, match=f"{_URL}: {failed} of {requests} requests were not"):
        read(log, _URL, requests)
