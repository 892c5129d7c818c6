"""The trial of the cage: with any layer knocked out on purpose, the level is no longer in force."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from live.executor import ROOT, StartExecutor, hook

from warmhook.executor.node import inspect_node
from warmhook.executor.sandbox import cage as cage_module
from warmhook.executor.sandbox import landlock
from warmhook.executor.sandbox.cage import Cage, CageUnavailableError
from warmhook.executor.sandbox.policy import Isolation, Policy
from warmhook.executor.sandbox.probe import Found, Memory, find_cage
from warmhook.protos import executor_pb2 as pb

Patch = Callable[[pytest.MonkeyPatch], None]


async def found_with(node: Path) -> Found:
    inspected = inspect_node(node)
    policy = Policy(
        Isolation.NAMESPACES,
        inspected.executable,
        inspected.libraries,
        ROOT / "node_runtime",
        128,
        inspected.idle_data_mb,
    )
    memory = Memory.find()
    try:
        cage, found = await find_cage(policy, memory)
        cage.close()
    finally:
        memory.close()
    return found


def without(*words: str) -> Patch:
    """Leave these words, which follow each other, out of what bubblewrap is told."""
    real = cage_module.bwrap_arguments

    def knocked_out(*arguments: Any) -> list[str]:
        told = real(*arguments)
        place = next(i for i in range(len(told)) if told[i : i + len(words)] == list(words))
        return told[:place] + told[place + len(words) :]

    return lambda patch: patch.setattr(cage_module, "bwrap_arguments", knocked_out)


def no_limits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cage_module, "resource_limits", lambda *_, **__: [])


def no_masks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cage_module, "MASKED_TREES", ())


def no_landlock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Cage, "_make_ruleset", lambda _: None)


def no_filter(patch: pytest.MonkeyPatch) -> None:
    """A filter of one instruction, which allows everything."""
    allow = bytes.fromhex("060000000000ff7f")
    patch.setattr(cage_module, "filter_program", lambda *_, **__: allow)


KNOCKED_OUT: dict[str, tuple[Patch, str]] = {
    "the network namespace": (without("--unshare-net"), "no interface but loopback"),
    "the namespace of interprocess communication": (without("--unshare-ipc"), "its own for ipc"),
    "the namespace of control groups": (without("--unshare-cgroup-try"), "its own for cgroup"),
    "the process namespace": (without("--unshare-pid"), "processes are numbered anew"),
    "the host name": (without("--hostname", "worker"), "the host has another name"),
    "the mount of /proc": (without("--proc", "/proc"), "there are no capabilities"),
    "the filter": (no_filter, "system calls are filtered"),
    "resource limits": (no_limits, "descriptors are bounded"),
    "masks over /proc": (no_masks, "the machine's settings are hidden"),
    "the read-only root": (without("--remount-ro", "/"), "nothing but /tmp can be written"),
    "the read-only /dev": (without("--remount-ro", "/dev"), "nothing but /tmp can be written"),
    "the size of /tmp": (without("--size", str(16 * 1024 * 1024)), "/tmp is bounded"),
}


@pytest.mark.parametrize("case", KNOCKED_OUT)
async def test_a_layer_that_is_missing_is_noticed_and_the_level_is_not_in_force(
    case: str, node: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patch, said = KNOCKED_OUT[case]
    patch(monkeypatch)
    found = await found_with(node)
    assert found.isolation is not Isolation.NAMESPACES
    assert said.lower() in found.detail.lower()


@pytest.mark.skipif(landlock.abi() < 4, reason="this kernel's Landlock knows nothing of TCP")
async def test_landlock_that_is_not_on_is_noticed(node: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_landlock(monkeypatch)
    found = await found_with(node)
    assert found.isolation is Isolation.NONE
    assert "Landlock is on" in found.detail


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can have workers that are root")
def test_no_worker_is_root_where_there_is_no_namespace(node: Path) -> None:
    policy = Policy(Isolation.LANDLOCK, node, (), ROOT / "node_runtime", 128, 500)
    with pytest.raises(CageUnavailableError, match="workers would be root"):
        Cage(policy, None)


async def test_a_whole_cage_is_in_force(node: Path) -> None:
    found = await found_with(node)
    assert found.isolation is Isolation.NAMESPACES
    assert "memory by cgroup" in found.detail or "memory is watched" in found.detail


# --- what the service does about it -----------------------------------------------------


@pytest.fixture
def path_without_namespaces(tmp_path: Path) -> str:
    """A PATH on which bwrap fails, as it does where namespaces are forbidden."""
    bwrap = tmp_path / "bwrap"
    bwrap.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    bwrap.chmod(0o755)
    return f"{tmp_path}:{os.environ['PATH']}"


def run_executor(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Start it where it is expected to end by itself."""
    command = [sys.executable, "-m", "executor"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_service_refuses_to_start_below_its_minimum_and_says_why(
    path_without_namespaces: str, node: Path
) -> None:
    environment = {
        "PATH": path_without_namespaces,
        "WARMHOOK_NODE": str(node),
        "WARMHOOK_EXECUTOR_LISTEN": "127.0.0.1:0",
    }
    ended = run_executor(environment)
    assert ended.returncode == 3
    assert "below WARMHOOK_EXECUTOR_MIN_ISOLATION, 'namespaces'" in ended.stderr
    assert "No permissions to create new namespace" in ended.stderr
    assert "listening" not in ended.stderr


def test_allowed_to_it_serves_at_the_lower_level_and_says_so(
    path_without_namespaces: str, start_executor: StartExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", path_without_namespaces)
    executor = start_executor(min_isolation="landlock")
    status = executor.status()
    assert status.isolation == pb.GetStatusResponse.Isolation.LANDLOCK
    assert "No permissions to create new namespace" in status.isolation_detail
    (said,) = executor.events("isolation")
    assert (said["level"], said["isolation"]) == ("warning", "landlock")
    assert executor.claims(hook("cb(null, 1)")) == 1


def test_no_isolation_at_all_is_for_loopback_only() -> None:
    environment = {
        "WARMHOOK_EXECUTOR_LISTEN": "0.0.0.0:0",
        "WARMHOOK_EXECUTOR_MIN_ISOLATION": "unsafe-none",
    }
    ended = run_executor(environment)
    assert ended.returncode == 2
    assert "for loopback only" in ended.stderr
