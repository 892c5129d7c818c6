"""Control groups: one for each worker, where this machine lets us make them.

Owns the two hierarchies' file names (cgroup v2; v1's memory, pids, cpuacct and cpu), and
making, limiting, weighing, reading, killing and removing a group. It must not know which limits a
worker gets, nor what is done where there are no groups.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PREFIX: Final = "warmhook-"
_CONTROLLERS: Final = ("memory", "pids", "cpuacct")
# Sets shares of the processor, if this controller is there.
_CPU_CONTROLLER: Final = "cpu"
# As cgroup v2 counts weights; v1 has 1024 where it has 100.
NORMAL_WEIGHT: Final = 100
LOW_WEIGHT: Final = 10
# The executor's own weight in v2, where its group is beside its workers': without processor time for it,
# no worker's answer is delivered. In v1 it is beside the one group of all workers.
_EXECUTOR_WEIGHT: Final = 1000
_V1_SHARES: Final = 1024


class NoCgroupsError(Exception):
    """Groups cannot be made here; the message says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    memory_bytes: int
    # Processes and threads.
    tasks: int


class Groups:
    """The directories under which workers' groups are made: one in v2, one for each controller in v1."""

    def __init__(self, parents: dict[str, Path], locks: list[int], *, unified: bool) -> None:
        self._parents = parents
        # Held as long as the executor lives, however it ends.
        self._locks = locks
        self._unified = unified

    @property
    def detail(self) -> str:
        return f"cgroup {'v2' if self._unified else 'v1'} at {next(iter(self._parents.values()))}"

    @classmethod
    def find(cls, mounts: Path = Path("/sys/fs/cgroup")) -> Groups:
        """Make a group for this executor's workers beneath its own. Raises NoCgroupsError."""
        own = _own_groups()
        name = f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
        try:
            if (mounts / "cgroup.controllers").exists():
                parent, lock = _unified_parent(mounts / own.get("", "/").lstrip("/"), name)
                return cls({"": parent}, [lock], unified=True)
            return cls(*_parents(mounts, own, name), unified=False)
        except OSError as error:
            raise NoCgroupsError(f"{error.filename or mounts}: {error.strerror}") from error

    def make(self, name: str, limits: Limits) -> Group:
        """Make a worker's group. Raises OSError."""
        group = Group(
            {controller: parent / name for controller, parent in self._parents.items()}, self._unified
        )
        for path in set(group.paths.values()):
            path.mkdir()
        if self._unified:
            path = group.paths[""]
            (path / "memory.max").write_text(str(limits.memory_bytes))
            (path / "pids.max").write_text(str(limits.tasks))
            with contextlib.suppress(OSError):
                # The file is missing if swap accounting is off. There is then no limit on swap to set.
                (path / "memory.swap.max").write_text("0")
        else:
            (group.paths["memory"] / "memory.limit_in_bytes").write_text(str(limits.memory_bytes))
            (group.paths["pids"] / "pids.max").write_text(str(limits.tasks))
        return group

    def close(self) -> None:
        """Remove the parents; the workers' groups must be gone."""
        for parent in self._parents.values():
            with contextlib.suppress(OSError):
                parent.rmdir()
        for lock in self._locks:
            os.close(lock)


@dataclass(frozen=True, slots=True)
class Group:
    # By controller; in v2 the one group has the name "".
    paths: dict[str, Path]
    unified: bool

    def open_procs(self) -> list[int]:
        """Descriptors that a process writes "0" to in order to join; the caller closes them."""
        flags = os.O_WRONLY | os.O_CLOEXEC
        return [os.open(path / "cgroup.procs", flags) for path in self.paths.values()]

    def oom_kills(self) -> int:
        """How many processes the kernel killed for memory."""
        path = (
            self.paths[""] / "memory.events" if self.unified else self.paths["memory"] / "memory.oom_control"
        )
        return _field(path, "oom_kill")

    def cpu_ns(self) -> int:
        """The CPU time that all of its processes have used."""
        if self.unified:
            return _field(self.paths[""] / "cpu.stat", "usage_usec") * 1000
        return int((self.paths["cpuacct"] / "cpuacct.usage").read_text())

    def weigh(self, weight: int) -> None:
        """Set its share of the processor beside other workers, where the kernel lets us."""
        with contextlib.suppress(OSError):
            if self.unified:
                (self.paths[""] / "cpu.weight").write_text(str(weight))
            elif _CPU_CONTROLLER in self.paths:
                (self.paths[_CPU_CONTROLLER] / "cpu.shares").write_text(
                    str(weight * _V1_SHARES // NORMAL_WEIGHT)
                )

    def kill(self) -> None:
        """Kill every process in it."""
        if self.unified:
            with contextlib.suppress(OSError):
                (self.paths[""] / "cgroup.kill").write_text("1")
                return
        procs = next(iter(self.paths.values())) / "cgroup.procs"
        with contextlib.suppress(OSError):
            for pid in procs.read_text().split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)

    def remove(self) -> bool:
        """Remove the group; False while processes are still dying in it."""
        for path in self.paths.values():
            try:
                path.rmdir()
            except FileNotFoundError:
                continue
            except OSError:
                return False
        return True


def _own_groups() -> dict[str, str]:
    """Our group's path by controller; v2's under the name ""."""
    own = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        own.update(dict.fromkeys(controllers.split(","), path))
    return own


def _parents(mounts: Path, own: dict[str, str], name: str) -> tuple[dict[str, Path], list[int]]:
    """Make v1's parents, one for each controller. Two controllers may be one directory."""
    parents: dict[str, Path] = {}
    locks: list[int] = []
    for controller in (*_CONTROLLERS, _CPU_CONTROLLER):
        beneath = (mounts / controller / own.get(controller, "/").lstrip("/")).resolve()
        try:
            if beneath / name not in parents.values():
                _sweep(beneath)
                locks.append(_make_locked(beneath / name))
        except OSError:
            if controller != _CPU_CONTROLLER:
                raise
        else:
            parents[controller] = beneath / name
    return parents, locks


def _unified_parent(own: Path, name: str) -> tuple[Path, int]:
    """In v2 a group has either processes or controlled children, so we move out of the way first."""
    parent = own / name
    leaf = parent / "executor"
    _sweep(own)
    lock = _make_locked(parent)
    try:
        leaf.mkdir()
        (leaf / "cgroup.procs").write_text(str(os.getpid()))
        (own / "cgroup.subtree_control").write_text("+memory +pids")
        (parent / "cgroup.subtree_control").write_text("+memory +pids")
        with contextlib.suppress(OSError):
            (own / "cgroup.subtree_control").write_text("+cpu")
            (parent / "cgroup.subtree_control").write_text("+cpu")
            (leaf / "cpu.weight").write_text(str(_EXECUTOR_WEIGHT))
    except OSError:
        with contextlib.suppress(OSError):
            (own / "cgroup.procs").write_text(str(os.getpid()))
            leaf.rmdir()
            parent.rmdir()
        os.close(lock)
        raise
    return parent, lock


def _sweep(own: Path) -> None:
    """Remove the groups of executors that were killed. A living executor holds a lock on its own."""
    for left in own.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            lock = _lock(left)
            for group in (*left.glob("*/"), left):
                with contextlib.suppress(OSError):
                    group.rmdir()
            os.close(lock)


def _make_locked(group: Path) -> int:
    """Make the group and lock it as one step: another executor's sweep may come between."""
    while True:
        group.mkdir(exist_ok=True)
        with contextlib.suppress(FileNotFoundError, BlockingIOError):
            lock = _lock(group)
            if group.exists() and os.fstat(lock).st_ino == group.stat().st_ino:
                return lock
            os.close(lock)


def _lock(group: Path) -> int:
    """Raises BlockingIOError where somebody has it."""
    descriptor = os.open(group, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _field(path: Path, name: str) -> int:
    for line in path.read_text().splitlines():
        key, _, value = line.partition(" ")
        if key == name:
            return int(value)
    return 0
