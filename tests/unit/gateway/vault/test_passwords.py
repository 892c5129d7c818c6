"""A password costs the same for everybody, and never the event loop."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Iterator

import pytest
from samples.passwords import CHEAP

from warmhook.gateway.limits.turns import OF_ONE_MAX, FullError
from warmhook.gateway.vault.passwords import DEFAULT, Passwords


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    passwords = Passwords(CHEAP)
    yield passwords
    passwords.close()


async def test_the_password_itself_is_accepted(passwords: Passwords) -> None:
    assert await passwords.verify("pässword", passwords.hash("pässword"), "somebody")


@pytest.mark.parametrize("presented", ["Pässword", "", "\ud800", "pässword\0"])
async def test_any_other_is_refused(passwords: Passwords, presented: str) -> None:
    assert not await passwords.verify(presented, passwords.hash("pässword"), "somebody")


@pytest.mark.parametrize("phc", [None, "", "$argon2id$v=19$m=8", "$2b$10$abcdefghijklmnopqrstuv"])
async def test_no_usable_hash_is_nobody_s_password(passwords: Passwords, phc: str | None) -> None:
    assert not await passwords.verify("password", phc, "somebody")


def test_two_hashes_of_one_password_differ(passwords: Passwords) -> None:
    assert passwords.hash("password") != passwords.hash("password")


def test_the_default_is_argon2id_at_the_owasp_minimum() -> None:
    passwords = Passwords(DEFAULT)
    assert passwords.hash("password").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    passwords.close()


async def test_an_unknown_user_costs_what_a_known_one_costs() -> None:
    passwords = Passwords(DEFAULT)
    phc = passwords.hash("password")

    async def cost(phc: str | None) -> float:
        times = []
        for _ in range(5):
            before = time.process_time()
            await passwords.verify("wrong", phc, "somebody")
            times.append(time.process_time() - before)
        return min(times)

    known, unknown, unusable = await cost(phc), await cost(None), await cost("$argon2id$rubbish")
    passwords.close()
    assert 0.5 < unknown / known < 2
    assert 0.5 < unusable / known < 2


async def test_verifying_leaves_the_event_loop_free(passwords: Passwords) -> None:
    seen: set[str] = set()
    hasher = passwords._hasher

    class Watching:
        def verify(self, phc: str, password: bytes) -> bool:
            seen.add(threading.current_thread().name)
            return hasher.verify(phc, password)

    passwords._hasher = Watching()  # type: ignore[assignment]
    await asyncio.gather(*(passwords.verify("password", None, "somebody") for _ in range(20)))
    assert threading.main_thread().name not in seen
    assert 1 <= len(seen) <= (os.cpu_count() or 1)


class Held:
    """A hasher that lets one password through at a time, and tells whose."""

    def __init__(self) -> None:
        self.let = threading.Semaphore(0)
        self.seen: list[bytes] = []

    def verify(self, phc: str, password: bytes) -> bool:
        self.let.acquire()
        self.seen.append(password)
        return True


@pytest.fixture
def passwords_of_one_thread() -> Iterator[Passwords]:
    passwords = Passwords(CHEAP, threads=1)
    yield passwords
    passwords.close()


async def test_who_asks_a_hundred_times_holds_nobody_up_a_hundred_times(
    passwords_of_one_thread: Passwords,
) -> None:
    passwords, hasher = passwords_of_one_thread, Held()
    passwords._hasher = hasher  # type: ignore[assignment]
    many = [asyncio.ensure_future(passwords.verify(f"many-{n}", "x", "many")) for n in range(100)]
    one = asyncio.ensure_future(passwords.verify("one", "x", "one"))
    await asyncio.sleep(0)
    hasher.let.release(101)
    await asyncio.gather(*many, one)
    assert hasher.seen.index(b"one") <= 2


async def test_who_gives_up_waiting_gives_the_turn_to_the_next(passwords_of_one_thread: Passwords) -> None:
    passwords, hasher = passwords_of_one_thread, Held()
    passwords._hasher = hasher  # type: ignore[assignment]
    tasks = [asyncio.ensure_future(passwords.verify(f"{n}", "x", "one")) for n in range(4)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    hasher.let.release(3)
    await asyncio.gather(*tasks, return_exceptions=True)
    assert tasks[1].cancelled()
    assert hasher.seen == [b"0", b"2", b"3"]
    # The thread is free again.
    hasher.let.release(1)
    assert await passwords.verify("after", "x", "another")


async def test_more_than_may_wait_on_one_behalf_are_refused_at_once(
    passwords_of_one_thread: Passwords,
) -> None:
    passwords, hasher = passwords_of_one_thread, Held()
    passwords._hasher = hasher  # type: ignore[assignment]
    tasks = [asyncio.ensure_future(passwords.verify("x", "x", "one")) for _ in range(OF_ONE_MAX + 5)]
    await asyncio.sleep(0)
    hasher.let.release(OF_ONE_MAX + 1)
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(answer) for answer in answers[-4:]] == [FullError] * 4
    assert answers[: OF_ONE_MAX + 1] == [True] * (OF_ONE_MAX + 1)
