"""What a worker has spent, on the kernel's word.

Owns the places where the kernel tells: control groups where there are some, else /proc. There a worker is all
that lives in its namespace of processes, whoever's children they are. It must not know what is too much. A
process that is gone has spent nothing.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from warmhook.executor.sandbox.cgroup import Group

_TICK_NS: Final = 1_000_000_000 // os.sysconf("SC_CLK_TCK")
# Lines of /proc/*/status, kB each: what is in memory, what is in swap, the tables for both, and huge pages,
# which the first does not include.
_MEMORY: Final = frozenset({"VmRSS", "VmSwap", "VmPTE", "HugetlbPages"})


@dataclass(frozen=True, slots=True)
class Usage:
    """Of the worker's whole life."""

    # CPU time of all of its processes.
    cpu_ns: int = 0
    # How long the one that runs the hook was ready to run and had no processor.
    waited_ns: int = 0
    # Memory of all of its processes and of its scratch files; None where a control group limits it anyway.
    memory_bytes: int | None = None
    # Files and directories in its /tmp and /dev/shm.
    scratch_files: int = 0
    # Processes that the kernel killed because memory was used up.
    oom_kills: int = 0
    # Living processes beside the one that runs the hook, where no control group counts what they spend.
    other_processes: int = 0


def read_usage(pid: int, group: Group | None) -> Usage:
    """`pid` is the process that runs the hook, as the executor sees it."""
    try:
        waited_ns = int(_read(Path("/proc", str(pid), "schedstat")).split()[1])
        scratch_files, scratch_bytes = _scratch(pid)
        if group is not None:
            return Usage(group.cpu_ns(), waited_ns, None, scratch_files, group.oom_kills())
        counted = _count(pid)
    except (OSError, IndexError):
        return Usage(oom_kills=_oom_kills(group))
    memory_bytes = (counted.memory_bytes or 0) + scratch_bytes
    return replace(counted, waited_ns=waited_ns, memory_bytes=memory_bytes, scratch_files=scratch_files)


def read_idle_usage(pid: int, group: Group | None) -> Usage | None:
    """The same without waiting and scratch files, for a worker on which nothing runs; None if it is gone."""
    try:
        return Usage(group.cpu_ns()) if group is not None else _count(pid)
    except (OSError, IndexError):
        return None


def _oom_kills(group: Group | None) -> int:
    try:
        return group.oom_kills() if group is not None else 0
    except OSError:
        return 0


def _scratch(pid: int) -> tuple[int, int]:
    """Files and bytes, by the worker's own root directory. Without one the worker cannot write anywhere."""
    if not _has_own(pid, "mnt"):
        return 0, 0
    scratches = [os.statvfs(f"/proc/{pid}/root/{place}") for place in ("tmp", "dev/shm")]
    files = sum(scratch.f_files - scratch.f_ffree for scratch in scratches)
    return files, sum((scratch.f_blocks - scratch.f_bfree) * scratch.f_frsize for scratch in scratches)


def _has_own(pid: int, kind: str) -> bool:
    """Is it in another namespace of this kind than we?"""
    theirs, ours = (Path("/proc", whose, "ns", kind).stat() for whose in (str(pid), "self"))
    return theirs.st_ino != ours.st_ino


def _count(pid: int) -> Usage:
    """Processor time, memory and number of the worker's processes. Raises OSError if it is gone."""
    cpu_ns = memory_bytes = others = 0
    if not _has_own(pid, "pid"):
        members = _family(pid)
    else:
        # The cage's own /proc shows them, and nobody else. Its process 1 is hidden there: it runs nothing of
        # the worker's, but inherits the processor time of orphans.
        cpu_ns += _stat(Path("/proc", str(_stat(Path("/proc", str(pid))).parent))).cpu_ns
        members = [entry for entry in Path(f"/proc/{pid}/root/proc").iterdir() if entry.name.isdigit()]
    for member in members:
        # One may end meanwhile, and must not keep the others from being counted.
        with contextlib.suppress(OSError, IndexError):
            stat = _stat(member)
            cpu_ns += stat.cpu_ns
            memory_bytes += _memory_bytes(member)
            others += not stat.is_dead
    return Usage(cpu_ns, memory_bytes=memory_bytes, other_processes=max(others - 1, 0))


def _family(pid: int) -> list[Path]:
    """The process and all that descend from it, by whichever thread they were made."""
    family = [Path("/proc", str(pid))]
    for member in family:
        with contextlib.suppress(OSError):
            for thread in (member / "task").iterdir():
                family += (Path("/proc", child) for child in _read(thread / "children").split())
    return family


@dataclass(frozen=True, slots=True)
class _Stat:
    parent: int
    # It has ended, and nobody has asked how.
    is_dead: bool
    # Its own, and that of children that have ended and were waited for.
    cpu_ns: int


def _stat(process: Path) -> _Stat:
    """From its directory in /proc. The name, in parentheses, may hold anything; the state follows it."""
    fields = _read(process / "stat").rpartition(")")[2].split()
    ticks = sum(map(int, fields[11:15]))
    return _Stat(int(fields[1]), fields[0] in "ZX", ticks * _TICK_NS)


def _memory_bytes(process: Path) -> int:
    lines = (line.partition(":") for line in _read(process / "status").splitlines())
    return sum(int(value.split()[0]) * 1024 for name, _, value in lines if name in _MEMORY)


def _read(path: Path) -> str:
    return path.read_text("ascii", "replace")
