"""The policy as command line and limits.

Owns the way from a `Policy` to what the kernel and bubblewrap are told. No I/O.
"""

from __future__ import annotations

import resource
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from warmhook.executor.sandbox.policy import NODE_INSIDE, RUNTIME_INSIDE, Isolation, Policy

_MB: Final = 1024 * 1024

# The command finds these behind stdin, stdout and stderr.
FILTER_DESCRIPTOR: Final = 3
ARGUMENTS_DESCRIPTOR: Final = 4


def command(policy: Policy, bwrap: Path | None, node_arguments: Iterable[str]) -> list[str]:
    """The argv.

    In namespaces bwrap reads the rest of its arguments from a descriptor, since its own
    command line can be read inside the cage.
    """
    inside = policy.isolation is Isolation.NAMESPACES
    node = [str(NODE_INSIDE if inside else policy.node), f"--max-old-space-size={policy.memory_mb}"]
    if not inside:
        # Node ignores a configuration that does not exist, but fails on one that it may not read.
        return [*node, "--openssl-config=/dev/null", *node_arguments]
    return [str(bwrap), "--args", str(ARGUMENTS_DESCRIPTOR), "--", *node, *node_arguments]


def main_program(policy: Policy) -> list[str]:
    """Our program and its arguments."""
    runtime = RUNTIME_INSIDE if policy.isolation is Isolation.NAMESPACES else policy.runtime
    # It tells hooks why connections fail. It is not part of the cage.
    network = [] if policy.isolation is Isolation.NONE else ["no-network"]
    return [str(runtime / "main.js"), *network]


def bwrap_arguments(policy: Policy, masked_files: Iterable[Path], masked_trees: Iterable[Path]) -> list[str]:
    """What makes the cage. `masked_*`: what of /proc this kernel has to be hidden."""
    return [*_namespaces(), *_files(policy, masked_files, masked_trees)]


def resource_limits(policy: Policy, *, grouped: bool) -> list[tuple[int, int, int]]:
    """(resource, soft, hard), as setrlimit takes them. `grouped`: a control group limits memory."""
    # Number of tasks: the kernel counts it by user, so this limit is of use only if the worker has a
    # user of its own. A control group limits tasks in any case.
    tasks = [(resource.RLIMIT_NPROC, policy.max_tasks)] if policy.own_user else []
    limits = [
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, policy.max_descriptors),
        (resource.RLIMIT_FSIZE, policy.max_file_mb * _MB),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_SIGPENDING, 256),
        *tasks,
    ]
    if not grouped:
        # RLIMIT_AS would be of no use: V8 reserves far more address space than it touches.
        limits.append((resource.RLIMIT_DATA, policy.data_limit_mb * _MB))
    return [(limited, most, most) for limited, most in limits]


def _namespaces() -> Iterator[str]:
    yield from ("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--disable-userns", "--hostname", "worker", "--cap-drop", "ALL")
    yield from ("--die-with-parent", "--seccomp", str(FILTER_DESCRIPTOR))


def _files(policy: Policy, masked_files: Iterable[Path], masked_trees: Iterable[Path]) -> Iterator[str]:
    yield from ("--proc", "/proc")
    for path in masked_files:
        yield from ("--ro-bind", "/dev/null", str(path))
    for path in masked_trees:
        yield from ("--tmpfs", str(path), "--remount-ro", str(path))
    yield from ("--dev", "/dev")
    yield from ("--size", str(policy.shared_memory_mb * _MB), "--tmpfs", "/dev/shm")  # noqa: S108 - the cage's own
    # Behind it, so that what lies on top stays writable.
    yield from ("--remount-ro", "/dev")
    yield from ("--size", str(policy.scratch_mb * _MB), "--tmpfs", "/tmp")  # noqa: S108 - the cage's own
    for library in policy.libraries:
        yield from ("--ro-bind", str(library), str(library))
    yield from ("--ro-bind", str(policy.node), str(NODE_INSIDE))
    yield from ("--ro-bind", str(policy.runtime), str(RUNTIME_INSIDE))
    # The root itself is a tmpfs; without this it could be filled.
    yield from ("--remount-ro", "/", "--chdir", "/tmp")  # noqa: S108
