"""The collector rests while a large tenant is loaded, and goes on afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from warmhook.gateway.store.collecting import leave_alone, resting


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_it_rests_inside_and_goes_on_afterwards() -> None:
    assert gc.isenabled()
    with resting():
        assert not gc.isenabled()
        with resting():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_a_failure() -> None:
    with pytest.raises(KeyError), resting():
        raise KeyError
    assert gc.isenabled()


def test_many_objects_are_left_alone_and_a_few_are_not() -> None:
    gc.unfreeze()
    leave_alone(10)
    assert gc.get_freeze_count() == 0
    leave_alone(100_000)
    assert gc.get_freeze_count() > 0
