"""What a worker has spent, on the kernel's word.

Owns the places where the kernel tells: control groups where there are some, else /proc.
It must not know what is too much. A process that is gone has spent nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from warmhook.executor.sandbox.cgroup import Group

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_TICK_NS: Final = 1_000_000_000 // os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    """Of the worker's whole life."""

    # CPU time of all of its processes.
    cpu_ns: int = 0
    # How long the one that runs the hook was ready to run and had no processor.
    waited_ns: int = 0
    # Memory of all of its processes; None where a control group limits it anyway.
    memory_bytes: int | None = None
    # Files and directories in its /tmp and /dev/shm.
    scratch_files: int = 0
    # Processes that the kernel killed because memory was used up.
    oom_kills: int = 0


def read_usage(pid: int, group: Group | None) -> Usage:
    """`pid` is the process that runs the hook, as the executor sees it."""
    try:
        waited_ns = int(_read(f"/proc/{pid}/schedstat").split()[1])
        scratch_files = _scratch_files(pid)
        if group is not None:
            return Usage(group.cpu_ns(), waited_ns, None, scratch_files, group.oom_kills())
        family = _family(pid)
        cpu_ns = sum(map(_cpu_ns, family))
        memory = sum(int(_read(f"/proc/{member}/statm").split()[1]) * _PAGE for member in family)
    except (OSError, IndexError):
        return Usage(oom_kills=_oom_kills(group))
    return Usage(cpu_ns, waited_ns, memory, scratch_files)


def read_cpu_ns(pid: int, group: Group | None) -> int | None:
    """The CPU time of all of the worker's processes; None if it is gone."""
    try:
        return group.cpu_ns() if group is not None else sum(map(_cpu_ns, _family(pid)))
    except (OSError, IndexError):
        return None


def _oom_kills(group: Group | None) -> int:
    try:
        return group.oom_kills() if group is not None else 0
    except OSError:
        return 0


def _scratch_files(pid: int) -> int:
    """Count through the worker's own root directory. Without one the worker cannot write anywhere."""
    process = Path("/proc", str(pid))
    if (process / "ns/mnt").stat().st_ino == Path("/proc/self/ns/mnt").stat().st_ino:
        return 0
    scratches = [os.statvfs(process / "root" / place) for place in ("tmp", "dev/shm")]
    return sum(scratch.f_files - scratch.f_ffree for scratch in scratches)


def _family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    family = [pid]
    for member in family:
        family += [int(child) for child in _read(f"/proc/{member}/task/{member}/children").split()]
    return family


def _cpu_ns(pid: int) -> int:
    # The name, in parentheses, may hold anything; utime and stime are the 12th and 13th field behind it.
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK_NS


def _read(path: str) -> str:
    return Path(path).read_text("ascii", "replace")
