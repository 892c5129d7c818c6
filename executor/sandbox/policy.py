"""What the cage allows, as one value.

Owns the list of what a worker may see and spend at each isolation level. No I/O, plain data:
`command` makes a command line of it, `cage` puts it on, `probe` finds out whether it holds.
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
    """What keeps workers apart, the strongest last.

    All of them: a process of its own, an empty environment, three descriptors, its own
    session, no new privileges, resource limits, an identity of its own where we are root.
    """

    # Nothing more. The worker sees the machine's files, processes and network.
    NONE = "none"
    # The seccomp filter without sockets and processes, and Landlock: no file but Node and the runtime.
    LANDLOCK = "landlock"
    # Namespaces (user, mount, pid, net, ipc, uts, cgroup), the seccomp filter, and, where the
    # kernel has them, Landlock's rules on listening, abstract sockets and signals.
    NAMESPACES = "namespaces"

    @property
    def rank(self) -> int:
        return list(Isolation).index(self)


# World-readable files of /proc that say more about the machine than Node needs. Only root can read
# the machine's other secrets there, and no worker is root.
MASKED_FILES: Final = ("cmdline", "kallsyms", "keys", "key-users", "modules")
# Process 1 of the cage is bubblewrap's own and has no filter: its memory must stay out of reach.
MASKED_TREES: Final = ("1", "bus", "fs", "irq", "sys")


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
    # Each worker becomes a user of its own; otherwise it runs as the executor's user.
    own_user: bool = False
    # Descriptors; files that the hook creates, MiB each; processes and threads.
    max_descriptors: int = 64
    max_file_mb: int = 16
    max_tasks: int = 64
    # /tmp and /dev/shm, MiB and files; they live in memory.
    scratch_mb: int = 16
    shared_memory_mb: int = 1
    scratch_files: int = 1024
    # Private data, MiB, beyond an idle Node and the JavaScript heap: buffers, threads' stacks.
    # RLIMIT_AS is of no use: V8 reserves far more address space than it touches.
    data_overhead_mb: int = 256

    @property
    def process_memory_mb(self) -> int:
        """Memory that all of a worker's processes may hold: an idle Node's 48 MiB, the heap, the overhead."""
        return 48 + self.memory_mb + self.data_overhead_mb

    @property
    def data_limit_mb(self) -> int:
        """RLIMIT_DATA where no control group limits memory.

        It leaves room for a second thread of JavaScript, which reserves as much as an idle Node.
        """
        return 2 * self.idle_data_mb + self.memory_mb + self.data_overhead_mb


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a worker may hold, as far as it is watched from outside."""

    # JavaScript heap, and memory of all of its processes.
    heap_mb: int
    memory_bytes: int
    scratch_files: int
