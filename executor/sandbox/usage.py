"""What a worker has spent, on the kernel's word.

Owns the places where the kernel tells: control groups where there are some, else /proc. There a worker is all
that lives in its namespace of processes, whoever's children they are. It must not know what is too much. A
process that is gone has spent nothing.
"""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass, replace
from typing import Final

from warmhook.executor.sandbox.cgroup import Group

_TICK_NS: Final = 1_000_000_000 // os.sysconf("SC_CLK_TCK")
# Of /proc/*/status, kB each: what is in memory, what is in swap, the tables for both, and huge pages, which
# the first does not include.
_MEMORY: Final = re.compile(rb"^(?:VmRSS|VmSwap|VmPTE|HugetlbPages):\s*(\d+)", re.MULTILINE)

# ruff: noqa: PTH110, PTH116, PTH123, PTH208 - every worker is read once a second on the event loop, and Path costs more
# than the kernel


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
        waited_ns = int(_read(f"/proc/{pid}/schedstat").split()[1])
        scratch_files, scratch_bytes = _scratch(_living(pid))
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


def _living(pid: int) -> str:
    """The directory in /proc of its first thread; where that has ended and others go on, of one of them.

    Namespaces and files are shown only of threads that live. Raises OSError if there is none.
    """
    if os.path.exists(f"/proc/{pid}/ns/mnt"):
        return f"/proc/{pid}"
    threads = (f"/proc/{pid}/task/{name}" for name in os.listdir(f"/proc/{pid}/task"))
    living = next((thread for thread in threads if os.path.exists(f"{thread}/ns/mnt")), None)
    if living is None:
        raise ProcessLookupError(pid)
    return living


def _scratch(process: str) -> tuple[int, int]:
    """Files and bytes, by the worker's own root directory. Without one the worker cannot write anywhere."""
    if not _has_own(process, "mnt"):
        return 0, 0
    scratches = [os.statvfs(f"{process}/root/{place}") for place in ("tmp", "dev/shm")]
    files = sum(scratch.f_files - scratch.f_ffree for scratch in scratches)
    return files, sum((scratch.f_blocks - scratch.f_bfree) * scratch.f_frsize for scratch in scratches)


def _has_own(process: str, kind: str) -> bool:
    """Is it in another namespace of this kind than we?"""
    return os.stat(f"{process}/ns/{kind}").st_ino != os.stat(f"/proc/self/ns/{kind}").st_ino


def _count(pid: int) -> Usage:
    """Processor time, memory and number of the worker's processes. Raises OSError if it is gone."""
    cpu_ns = memory_bytes = others = 0
    living = _living(pid)
    if _has_own(living, "pid"):
        # The cage's own /proc shows them, and nobody else. Its process 1 is hidden there: it runs nothing of
        # the worker's, but inherits the processor time of orphans.
        cpu_ns += _stat(f"/proc/{_stat(f'/proc/{pid}').parent}").cpu_ns
        inside = f"{living}/root/proc"
        members = [f"{inside}/{name}" for name in os.listdir(inside) if name.isdigit()]
    else:
        members = [f"/proc/{member}" for member in _family(pid)]
    for member in members:
        # One may end meanwhile, and must not keep the others from being counted.
        with contextlib.suppress(OSError, IndexError):
            stat = _stat(member)
            cpu_ns += stat.cpu_ns
            memory_bytes += 0 if stat.is_dead else _memory_bytes(member)
            others += not stat.is_dead
    return Usage(cpu_ns, memory_bytes=memory_bytes, other_processes=max(others - 1, 0))


def _family(pid: int) -> list[int]:
    """The process and all that descend from it. At landlock it is alone; at none, nothing is promised."""
    family = [pid]
    for member in family:
        with contextlib.suppress(OSError):
            family += map(int, _read(f"/proc/{member}/task/{member}/children").split())
    return family


@dataclass(frozen=True, slots=True)
class _Stat:
    parent: int
    # It has ended with all its threads, and nobody has asked how.
    is_dead: bool
    # Its own, and that of children that have ended and were waited for.
    cpu_ns: int


def _stat(process: str) -> _Stat:
    """From its directory in /proc. The name, in parentheses, may hold anything; the state follows it."""
    fields = _read(f"{process}/stat").rpartition(b")")[2].split(maxsplit=18)
    ticks = sum(map(int, fields[11:15]))
    return _Stat(int(fields[1]), fields[0] in (b"Z", b"X") and int(fields[17]) <= 1, ticks * _TICK_NS)


def _memory_bytes(process: str) -> int:
    found = _MEMORY.findall(_read(f"{process}/status"))
    if not found:
        # Its first thread has ended, and nothing is said there any more. The others have the same memory.
        statuses = (f"{process}/task/{thread}/status" for thread in os.listdir(f"{process}/task"))
        threads = (_MEMORY.findall(_read(status)) for status in statuses)
        found = next(filter(None, threads), [])
    return sum(map(int, found)) * 1024


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read()
