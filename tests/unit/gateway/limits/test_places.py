"""Who holds a place."""

from __future__ import annotations

import pytest

from warmhook.gateway.limits.places import Places
from warmhook.gateway.limits.turns import FullError


def held(*keys: str, places: int = 4, of_one_max: int = 3) -> Places[str]:
    taken: Places[str] = Places(places, of_one_max)
    for number, key in enumerate(keys):
        assert taken.take(key, f"{key}{number}") is None
    return taken


def test_there_is_a_place_until_all_are_taken() -> None:
    assert len(held("a", "a", "b", "c")) == 4


def test_one_key_has_no_more_than_its_share() -> None:
    places = held("a", "a", "a")
    with pytest.raises(FullError):
        places.take("a", "one more")
    assert places.take("b", "b") is None


def test_a_key_that_is_not_limited_has_what_there_is() -> None:
    places = held("a", "a", "a")
    assert places.take("a", "one more", limited=False) is None


def test_where_all_are_taken_the_oldest_of_whoever_has_most_gives_way() -> None:
    places = held("a", "b", "a", "b", "a", places=5)
    assert places.take("c", "c") == "a0"
    assert len(places) == 5


def test_nobody_gives_way_to_whoever_has_most() -> None:
    places = held("a", "a", "b", "b")
    with pytest.raises(FullError):
        places.take("a", "one more")
    assert len(places) == 4


def test_a_place_that_was_left_is_free_and_can_be_left_twice() -> None:
    places = held("a", "a", "a")
    places.leave("a", "a1")
    places.leave("a", "a1")
    places.leave("nobody", "a1")
    assert len(places) == 2
    assert places.take("a", "again") is None


def test_whoever_gave_way_leaves_nothing_behind() -> None:
    places = held("a", "a", "b", "c")
    gave_way = places.take("d", "d")
    assert gave_way == "a0"
    places.leave("a", gave_way)
    assert len(places) == 4
