"""What an executor holds of the machine: processes, descriptors, cgroups, scratch files, memory.

Owns the looking and the comparing. What is compared is how many there are of each kind, since a worker
that was replaced has other numbers than its predecessor. It must not know what happened in between.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from live.executor import descendants

_PAGE = os.sysconf("SC_PAGE_SIZE")
# What the executor's memory may grow by and still count as the same: arenas, caches of the first use.
_TOLERATED_MB = 48
# What every attack calls the files it makes, so that one that got out would be found among others' files.
ATTACKERS_FILES = "attack-*"
_PUBLIC_PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/run")
_CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Footprint:
    # Names of the executor's descendants.
    processes: Counter[str]
    # Kinds of the executor's own descriptors.
    descriptors: Counter[str]
    cgroups: int
    scratch: frozenset[str]
    memory_mb: float

    def differences(self, before: Footprint) -> list[str]:
        """Say what is not as it was."""
        found = [
            f"{what}: {_change(earlier, now)}"
            for what, earlier, now in (
                ("processes", before.processes, self.processes),
                ("descriptors", before.descriptors, self.descriptors),
            )
            if earlier != now
        ]
        if self.cgroups != before.cgroups:
            found.append(f"cgroups: {before.cgroups} before, {self.cgroups} now")
        if self.scratch != before.scratch:
            found.append(f"scratch files: {sorted(self.scratch ^ before.scratch)[:5]}")
        if self.memory_mb > before.memory_mb + _TOLERATED_MB:
            found.append(
                f"the executor's memory: {before.memory_mb:.0f} MiB before, {self.memory_mb:.0f} now"
            )
        return found


def look(executor: int, scratch: Path) -> Footprint:
    """`scratch` is the directory that the executor was told to use for temporary files."""
    family = descendants(executor)
    return Footprint(
        processes=Counter(filter(None, map(_name, family))),
        descriptors=Counter(_descriptors(executor)),
        cgroups=_count_cgroups(executor, family),
        scratch=frozenset(_files(scratch)),
        memory_mb=_resident_mb(executor),
    )


def _name(pid: int) -> str | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # "4711 (node) S …"; a name may have parentheses and spaces of its own.
    name = stat[stat.index("(") + 1 : stat.rindex(")")]
    return f"{name}, a zombie" if stat[stat.rindex(")") + 2] == "Z" else name


def _descriptors(pid: int) -> Iterator[str]:
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            # As in socket:[4711].
            yield re.sub(r":\[\d+\]", "", str(descriptor.readlink()))


def _count_cgroups(executor: int, family: list[int]) -> int:
    """Count the groups beside those of the executor's descendants that are not the executor's own."""
    own = _memberships(executor)
    parents = {
        group.parent for pid in family for group in _memberships(pid) - own if group.parent != _CGROUPS
    }
    return sum(entry.is_dir() for parent in parents if parent.is_dir() for entry in parent.iterdir())


def _memberships(pid: int) -> set[Path]:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        lines = Path(f"/proc/{pid}/cgroup").read_text().splitlines()
        return {_place(line) for line in lines}
    return set()


def _place(line: str) -> Path:
    """`4:memory:/a/b` (version 1) or `0::/a/b` (version 2)"""
    _, controllers, path = line.split(":", 2)
    if controllers:
        return _CGROUPS / controllers.removeprefix("name=") / path.lstrip("/")
    unified = _CGROUPS / "unified"
    return (unified if unified.is_dir() else _CGROUPS) / path.lstrip("/")


def _files(scratch: Path) -> Iterator[str]:
    yield from (str(path) for path in scratch.rglob("*"))
    for place in map(Path, _PUBLIC_PLACES):
        yield from (str(path) for path in place.glob(ATTACKERS_FILES))


def _resident_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / (1 << 20)


def _change(before: Counter[str], now: Counter[str]) -> str:
    more, fewer = now - before, before - now
    parts = [f"{count} more {kind}" for kind, count in more.items()]
    parts += [f"{count} fewer {kind}" for kind, count in fewer.items()]
    return ", ".join(parts)
