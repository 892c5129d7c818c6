"""A password costs the same for everybody, and never the event loop."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Iterator

import pytest
from samples.passwords import CHEAP

from warmhook.gateway.vault.passwords import DEFAULT, Passwords


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    passwords = Passwords(CHEAP)
    yield passwords
    passwords.close()


async def test_the_password_itself_is_accepted(passwords: Passwords) -> None:
    assert await passwords.verify("pässword", passwords.hash("pässword"))


@pytest.mark.parametrize("presented", ["Pässword", "", "\ud800", "pässword\0"])
async def test_any_other_is_refused(passwords: Passwords, presented: str) -> None:
    assert not await passwords.verify(presented, passwords.hash("pässword"))


@pytest.mark.parametrize("phc", [None, "", "$argon2id$v=19$m=8", "$2b$10$abcdefghijklmnopqrstuv"])
async def test_no_usable_hash_is_nobody_s_password(passwords: Passwords, phc: str | None) -> None:
    assert not await passwords.verify("password", phc)


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
            await passwords.verify("wrong", phc)
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
    await asyncio.gather(*(passwords.verify("password", None) for _ in range(20)))
    assert threading.main_thread().name not in seen
    assert 1 <= len(seen) <= (os.cpu_count() or 1)
