"""The collector rests while a large tenant is loaded, and goes on afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from warmhook.gateway.store.collecting import gc_freeze_if_large, gc_paused


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_it_rests_inside_and_goes_on_afterwards() -> None:
    assert gc.isenabled()
    with gc_paused():
        assert not gc.isenabled()
        with gc_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_a_failure() -> None:
    with pytest.raises(KeyError), gc_paused():
        raise KeyError
    assert gc.isenabled()


def test_many_objects_are_left_alone_and_a_few_are_not() -> None:
    gc.unfreeze()
    gc_freeze_if_large(10)
    assert gc.get_freeze_count() == 0
    gc_freeze_if_large(100_000)
    assert gc.get_freeze_count() > 0
