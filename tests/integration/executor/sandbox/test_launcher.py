"""Processes as the executor starts, ends and outlives them: any program, without a cage around it."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from live.executor import is_alive

from warmhook.executor.sandbox.cage import Cage, Order
from warmhook.executor.sandbox.cgroup import Group, Groups, Limits
from warmhook.executor.sandbox.launcher import Launcher, Process, SpawnFailedError
from warmhook.executor.sandbox.policy import Isolation, Policy


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    sleeper = tmp_path / "node"
    sleeper.write_text("#!/bin/sh\nexec sleep 100\n")
    sleeper.chmod(0o755)
    return Policy(Isolation.NONE, sleeper, (), tmp_path, memory_mb=128, idle_data_mb=100)


async def launched(launcher: Launcher, number: int) -> tuple[Process, asyncio.Future[int]]:
    """Start a process; the future is its end."""
    process = await launcher.launch(f"worker-{number}", 128)
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    process.on_end = ended.set_result
    return process, ended


def forker_of(process: Process) -> int:
    return int(Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[1])


async def test_a_process_can_be_killed_though_the_forker_has_just_died(policy: Policy) -> None:
    launcher = Launcher(Cage(policy, None))
    process, ended = await launched(launcher, 1)
    forker = forker_of(process)
    os.kill(forker, signal.SIGKILL)
    while is_alive(forker):
        pass
    launcher.kill(process)
    assert await ended == -signal.SIGKILL
    process.close()
    launcher.close()


async def test_a_forker_that_is_behind_holds_nobody_up(policy: Policy) -> None:
    launcher = Launcher(Cage(policy, None))
    process, ended = await launched(launcher, 1)
    forker = forker_of(process)
    os.kill(forker, signal.SIGSTOP)
    was_waited_for = threading.Timer(10, os.kill, [forker, signal.SIGCONT])
    was_waited_for.start()
    for _ in range(2000):
        launcher.kill(process)
    assert was_waited_for.is_alive()
    was_waited_for.cancel()
    was_waited_for.join()
    os.kill(forker, signal.SIGCONT)
    assert await ended == -signal.SIGKILL
    process.close()
    launcher.close()


# --- groups -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _SlowGroup(Group):
    """Its last process takes long to die."""

    asked: list[float] = field(default_factory=list)
    dead: list[bool] = field(default_factory=list)

    def kill(self) -> None:
        pass

    def remove(self) -> bool:
        self.asked.append(asyncio.get_running_loop().time())
        return bool(self.dead)


class _Grouped(Cage):
    """Each of its processes has a group that takes long to go."""

    def __init__(self, policy: Policy) -> None:
        super().__init__(policy, None)
        self.groups: list[_SlowGroup] = []

    @contextmanager
    def order(
        self, name: str, memory_mb: int, node_arguments: Sequence[str] | None = None
    ) -> Iterator[Order]:
        group = _SlowGroup({}, unified=True)
        self.groups.append(group)
        with super().order(name, memory_mb, node_arguments) as order:
            yield replace(order, group=group)


async def test_groups_that_take_long_to_die_are_asked_for_one_after_the_other(policy: Policy) -> None:
    cage = _Grouped(policy)
    launcher = Launcher(cage)
    started = [await launched(launcher, number) for number in range(4)]
    for process, _ in started:
        launcher.kill(process)
    for process, ended in started:
        await ended
        process.close()
    await asyncio.sleep(0.3)
    asked = [len(group.asked) for group in cage.groups]
    for group in cage.groups:
        group.dead.append(True)
    launcher.close()
    # Six times, with one every 50 ms, and once when it ended.
    assert max(asked) <= 8


class _Full(Group):
    """Whoever wants to join it has no descriptor left."""

    def open_procs(self) -> list[int]:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))


async def test_a_start_that_cannot_be_ordered_leaves_no_group_behind(policy: Policy, tmp_path: Path) -> None:
    made = tmp_path / "group"

    class Full(Groups):
        def make(self, name: str, limits: Limits) -> Group:
            del name, limits
            made.mkdir()
            return _Full({"": made}, unified=True)

    launcher = Launcher(Cage(policy, Full({}, [], unified=True)))
    with pytest.raises(SpawnFailedError):
        await launcher.launch("worker-1", 128)
    assert not made.exists()
    launcher.close()


def test_a_group_is_killed_though_one_of_its_processes_has_gone(tmp_path: Path) -> None:
    gone = subprocess.Popen(["/bin/true"])
    gone.wait()
    with subprocess.Popen(["/bin/sleep", "100"]) as process:
        (tmp_path / "cgroup.procs").write_text(f"{gone.pid}\n{process.pid}\n")
        Group({"memory": tmp_path}, unified=False).kill()
        try:
            assert process.wait(5) == -signal.SIGKILL
        finally:
            process.kill()
