"""A worker whose process says what the test tells it to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from fakes.scripted_process import ScriptedGroup
from fakes.scripted_worker import NewWorker, ScriptedWorker


@pytest.fixture
def new_worker() -> Iterator[NewWorker]:
    """Make workers; their group, where they have one, is the test's."""
    with ExitStack() as stack:

        def make(group: ScriptedGroup | None = None, *, ended_before: int | None = None) -> ScriptedWorker:
            made = ScriptedWorker(group, ended_before=ended_before)
            stack.callback(made.close)
            return made

        yield make


@pytest.fixture
def scripted(new_worker: NewWorker) -> ScriptedWorker:
    """A worker whose process has only just been started."""
    return new_worker()
