"""Runs the cases on both sides, each executor and each Auth0 on one Node.js."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
import pytest

from conformance import reference, warmhook
from conformance.cases import Case
from conformance.nodes import NODES, NPM, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

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
def executor_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Return the address of the executor that runs hooks on the named Node.js, started at its first use."""
    started: dict[str, tuple[subprocess.Popen[bytes], str]] = {}

    def address(node: str) -> str:
        if node not in started:
            started[node] = _start_executor(NODES[node], tmp_path_factory.mktemp("executor") / "log")
        return started[node][1]

    yield address
    for process, _ in started.values():
        process.terminate()
    for process, _ in started.values():
        process.wait(timeout=30)


def _start_executor(node: Path, log: Path) -> tuple[subprocess.Popen[bytes], str]:
    with log.open("wb") as writing:
        process = subprocess.Popen(
            [sys.executable, "-m", "executor"],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "WARMHOOK_NODE": str(node),
                "WARMHOOK_EXECUTOR_LISTEN": "127.0.0.1:0",
            },
            stderr=writing,
        )
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        *lines, _unfinished = log.read_text().split("\n")
        for line in lines:
            if line.startswith("{") and json.loads(line)["event"] == "listening":
                return process, json.loads(line)["address"]
        time.sleep(0.05)
    process.kill()
    pytest.fail(f"the executor did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def compared(
    request: pytest.FixtureRequest, executor_on: Callable[[str], str]
) -> Iterator[Callable[[Case, str], Comparison]]:
    """Return what both sides make of a case.

    All cases that the session is going to ask for are started at once, a few at
    a time, because each costs the start of a process and waits for much of it.
    """
    channels = {node: grpc.insecure_channel(executor_on(node)) for node in NODES}

    def compare(case: Case, node: str) -> Comparison:
        return Comparison(
            auth0=list(reference.observe(case, NODES[node])),
            ours=list(warmhook.observe(case, channels[node])),
        )

    with ThreadPoolExecutor(max_workers=(os.cpu_count() or 1) + 1) as threads:
        comparisons: dict[tuple[str, str], Future[Comparison]] = {}
        for case, node in _asked_for(request.session):
            comparisons[case.name, node] = threads.submit(compare, case, node)
        yield lambda case, node: comparisons[case.name, node].result()
        threads.shutdown(cancel_futures=True)
    for channel in channels.values():
        channel.close()


def _asked_for(session: pytest.Session) -> Iterator[tuple[Case, str]]:
    for item in session.items:
        match getattr(item, "callspec", None):
            case object(params={"case": Case() as case, "node": str() as node}):
                yield case, node
