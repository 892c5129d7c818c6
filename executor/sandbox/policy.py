"""What the cage allows, as one value.

Owns the list of what a worker may see and spend. Pure data: `command` makes a
command line of it, `probe` finds out how much of it this machine can enforce.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# Where the cage shows Node and our runtime, wherever they are on the machine.
NODE_INSIDE: Final = Path("/node")
RUNTIME_INSIDE: Final = Path("/runtime")


class Isolation(enum.StrEnum):
    """What keeps workers apart."""

    # A process of its own, with an empty environment, its own session, no new privileges where
    # the machine has a way to say so, and resource limits; but it sees the machine's files and network.
    NONE = "none"
    # As above, and namespaces of its own: mount, pid, net, ipc, uts, cgroup and user.
    NAMESPACES = "namespaces"


@dataclass(frozen=True, slots=True)
class Policy:
    isolation: Isolation
    node: Path
    # Shown read-only at their own paths; nothing else of the machine's files is.
    libraries: tuple[Path, ...]
    runtime: Path
    # JavaScript heap, MiB.
    memory_mb: int
    # Private data of an idle Node, MiB (`Node.idle_data_mb`).
    idle_data_mb: int
    # Highest descriptor number + 1; files the hook can create, in MiB.
    max_descriptors: int = 64
    max_file_mb: int = 16
    # /tmp, MiB; it lives in memory.
    scratch_mb: int = 16
    # Private data of the process, MiB, beyond an idle Node and the JavaScript heap: buffers, threads'
    # stacks. RLIMIT_AS is of no use: V8 reserves far more address space than it touches.
    data_overhead_mb: int = 256
