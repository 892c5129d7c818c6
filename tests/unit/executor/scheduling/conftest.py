"""Supervisors whose clock is wound by hand and whose workers do as they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fakes.scripted_supervisor import ScriptedSupervisor


@pytest.fixture
def supervise(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., ScriptedSupervisor]]:
    """Make supervisors with limits of the test's own; each is closed, and so checked, at the end."""
    with ExitStack() as stack:

        def make(**limits: Any) -> ScriptedSupervisor:
            made = ScriptedSupervisor(monkeypatch, **limits)
            stack.callback(made.close)
            return made

        yield make


@pytest.fixture
def scripted(supervise: Callable[..., ScriptedSupervisor]) -> ScriptedSupervisor:
    """One with the limits that serve most tests. Its first worker has been asked for and not started."""
    return supervise()
