"""How often a password may be guessed, on a clock that the tests turn."""

from __future__ import annotations

import pytest

from warmhook.gateway.limits.attempts import LOGIN, Attempts

ATTEMPTS, RECOVERY_SECONDS = LOGIN.failures, LOGIN.recovery_seconds

KEY = ("acme", "db", "jane", "127.0.0.1")


def failing(times: int, now: float = 0.0) -> Attempts:
    attempts = Attempts(LOGIN)
    for _ in range(times):
        attempts.failed(KEY, now)
    return attempts


@pytest.mark.parametrize(
    ("failures", "later", "wait"),
    [
        (0, 0.0, None),
        (ATTEMPTS - 1, 0.0, None),
        (ATTEMPTS, 0.0, RECOVERY_SECONDS),
        (ATTEMPTS, RECOVERY_SECONDS - 1, 1.0),
        (ATTEMPTS, RECOVERY_SECONDS, None),
        (ATTEMPTS * 100, 0.0, RECOVERY_SECONDS),
        (ATTEMPTS * 100, RECOVERY_SECONDS, None),
    ],
)
def test_after_so_many_failures_and_so_much_time_one_waits_so_long(
    failures: int, later: float, wait: float | None
) -> None:
    assert failing(failures).wait(KEY, later) == wait


def test_one_attempt_comes_back_at_a_time() -> None:
    attempts = failing(ATTEMPTS)
    attempts.failed(KEY, RECOVERY_SECONDS)
    assert attempts.wait(KEY, RECOVERY_SECONDS) == RECOVERY_SECONDS


def test_after_long_enough_all_attempts_are_back() -> None:
    attempts = failing(ATTEMPTS)
    much_later = ATTEMPTS * RECOVERY_SECONDS
    for _ in range(ATTEMPTS - 1):
        attempts.failed(KEY, much_later)
    assert attempts.wait(KEY, much_later) is None


def test_success_forgets_the_failures() -> None:
    attempts = failing(ATTEMPTS - 1)
    attempts.succeeded(KEY)
    attempts.failed(KEY, 0.0)
    assert attempts.wait(KEY, 0.0) is None


def test_keys_do_not_share_failures() -> None:
    attempts = failing(ATTEMPTS)
    assert attempts.wait(("acme", "db", "jane", "127.0.0.2"), 0.0) is None


def test_the_key_that_failed_longest_ago_is_forgotten_first() -> None:
    attempts = Attempts(LOGIN, keys_max=2)
    for key in ("a", "b", "a", "c"):
        for _ in range(ATTEMPTS):
            attempts.failed(key, 0.0)
    assert [attempts.wait(key, 0.0) is None for key in ("a", "b", "c")] == [False, True, False]
    assert len(attempts) == 2
