"""Runs the cases on both sides, each executor and each Auth0 on one Node.js."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from live.executor import LiveExecutor

from conformance import reference, warmhook
from conformance.cases import Case
from conformance.nodes import NODES, NPM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conformance.outcome import Outcome


@dataclass(frozen=True)
class Comparison:
    """What came of each call of a case, on both sides."""

    auth0: list[Outcome]
    ours: list[Outcome]


@pytest.fixture(scope="session", autouse=True)
def _npm_packages() -> None:
    if not (NPM / "auth0-ext-compilers").is_dir():
        pytest.fail("the npm packages are not installed: run `make test` or `make conformance`")


@pytest.fixture(scope="session")
def executor_on() -> Iterator[Callable[[str], LiveExecutor]]:
    """Return the executor that runs hooks on the named Node.js, started at its first use."""
    started: dict[str, LiveExecutor] = {}

    def executor(node: str) -> LiveExecutor:
        if node not in started:
            started[node] = LiveExecutor(NODES[node], spare_workers=4)
        return started[node]

    yield executor
    for live in started.values():
        live.close()
    # Of all that these hooks did, nothing was a mistake of the executor.
    assert [line for live in started.values() for line in live.lines if '"exception"' in line] == []


@pytest.fixture(scope="session")
def compared(
    request: pytest.FixtureRequest, executor_on: Callable[[str], LiveExecutor]
) -> Iterator[Callable[[Case, str], Comparison]]:
    """Return what both sides make of a case.

    All cases that the session is going to ask for are started at once, a few at
    a time, because each costs the start of a process and waits for much of it.
    """
    executors = {node: executor_on(node) for node in NODES}

    def compare(case: Case, node: str) -> Comparison:
        return Comparison(
            auth0=list(reference.observe(case, NODES[node])),
            ours=list(warmhook.observe(case, executors[node].channel)),
        )

    with ThreadPoolExecutor(max_workers=(os.cpu_count() or 1) + 1) as threads:
        comparisons: dict[tuple[str, str], Future[Comparison]] = {}
        for case, node in _asked_for(request.session):
            comparisons[case.name, node] = threads.submit(compare, case, node)
        yield lambda case, node: comparisons[case.name, node].result()
        threads.shutdown(cancel_futures=True)


def _asked_for(session: pytest.Session) -> Iterator[tuple[Case, str]]:
    for item in session.items:
        match getattr(item, "callspec", None):
            case object(params={"case": Case() as case, "node": str() as node}):
                yield case, node
