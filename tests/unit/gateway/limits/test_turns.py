"""Whose turn it is."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmhook.gateway.limits.turns import FullError, Turns


def waiting(*keys: str, of_one_max: int = 100, of_all_max: int = 100) -> Turns[str]:
    turns: Turns[str] = Turns(of_one_max, of_all_max)
    for number, key in enumerate(keys):
        turns.add(key, f"{key}{number}")
    return turns


def order(turns: Turns[str]) -> list[str]:
    return list(iter(turns.next, None))


ORDERS = {
    "nobody": ((), []),
    "one after another, as they came": (("a", "a", "a"), ["a0", "a1", "a2"]),
    "each key in its turn": (("a", "a", "a", "b", "c"), ["a0", "b3", "c4", "a1", "a2"]),
    "a key that comes late is not behind all of another": (("a", "a", "a", "b"), ["a0", "b3", "a1", "a2"]),
}


@pytest.mark.parametrize(("keys", "expected"), ORDERS.values(), ids=ORDERS)
def test_turns_go_round_between_the_keys(keys: tuple[str, ...], expected: list[str]) -> None:
    turns = waiting(*keys)
    assert order(turns) == expected
    assert len(turns) == 0


def test_who_gives_up_is_not_called() -> None:
    turns = waiting("a", "a", "b")
    turns.remove("a", "a0")
    turns.remove("a", "a0")
    turns.remove("nobody", "a1")
    assert order(turns) == ["a1", "b2"]


def test_one_key_has_only_so_many_waiting() -> None:
    turns = waiting("a", "a", of_one_max=2)
    with pytest.raises(FullError):
        turns.add("a", "one more")
    assert turns.add("b", "b") is None
    assert order(turns) == ["a0", "b", "a1"]


def test_where_all_are_too_many_the_last_of_whoever_has_most_gives_way() -> None:
    turns = waiting("a", "a", "a", "b", of_all_max=4)
    assert turns.add("c", "c") == "a2"
    assert len(turns) == 4
    with pytest.raises(FullError):
        turns.add("a", "one more")
    assert order(turns) == ["a0", "b3", "c", "a1"]


def test_where_nobody_has_more_than_who_asks_it_does_not_wait() -> None:
    turns = waiting("a", "b", of_all_max=2)
    with pytest.raises(FullError):
        turns.add("a", "one more")
    assert turns.add("c", "c") in ("a0", "b1")


@given(st.lists(st.sampled_from("abcd"), max_size=60))
def test_nobody_waits_for_more_turns_than_there_are_keys_a_time(keys: list[str]) -> None:
    called = [name[0] for name in order(waiting(*keys))]
    assert Counter(called) == Counter(keys)
    for place, key in enumerate(called):
        # Between two turns of a key, each other key has at most one.
        following = called[place + 1 :]
        between = following[: following.index(key)] if key in following else []
        assert max(Counter(between).values(), default=0) <= 1
