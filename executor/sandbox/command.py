"""The policy as a command line.

Owns the way from a `Policy` to the argv that starts a worker in its cage. Pure.
The chain is: sh sets the resource limits, which children inherit, and becomes
bwrap (or setpriv), which builds the cage and becomes, or starts, node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from executor.sandbox.policy import NODE_INSIDE, RUNTIME_INSIDE, Isolation, Policy


@dataclass(frozen=True, slots=True)
class Tools:
    """The programs of this machine that the cage is built with; None where there is none."""

    bwrap: Path | None
    setpriv: Path | None


def worker_command(policy: Policy, tools: Tools) -> list[str]:
    """Return the argv. It must be started with an empty environment and descriptors 0 to 2 only."""
    return [*_limited(policy), *_caged(policy, tools), *_node(policy)]


def _limited(policy: Policy) -> list[str]:
    data_kb = (policy.idle_data_mb + policy.memory_mb + policy.data_overhead_mb) * 1024
    blocks = policy.max_file_mb * 1024 * 1024 // 512
    # Each limit is a command of its own: POSIX sh takes one option at a time.
    limits = ("-c 0", f"-n {policy.max_descriptors}", f"-f {blocks}", f"-d {data_kb}")
    script = " && ".join(f"ulimit {limit}" for limit in limits)
    return ["/bin/sh", "-c", f'{script} && exec "$@"', "worker"]


def _caged(policy: Policy, tools: Tools) -> Iterator[str]:
    if policy.isolation is Isolation.NONE:
        if tools.setpriv is not None:
            yield from (str(tools.setpriv), "--no-new-privs")
        return
    yield str(tools.bwrap)
    # The worker ends with the thread that started it, so with the executor, however that ends.
    yield from ("--die-with-parent", "--new-session", "--clearenv")
    yield from ("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--hostname", "worker", "--cap-drop", "ALL")
    yield from ("--proc", "/proc", "--dev", "/dev")
    yield from ("--size", str(policy.scratch_mb * 1024 * 1024), "--tmpfs", "/tmp")  # noqa: S108 - the cage's own
    for library in policy.libraries:
        yield from ("--ro-bind", str(library), str(library))
    yield from ("--ro-bind", str(policy.node), str(NODE_INSIDE))
    yield from ("--ro-bind", str(policy.runtime), str(RUNTIME_INSIDE))
    # The root itself is a tmpfs; without this it could be filled.
    yield from ("--remount-ro", "/", "--chdir", "/tmp", "--")  # noqa: S108


def _node(policy: Policy) -> list[str]:
    inside = policy.isolation is Isolation.NAMESPACES
    node = NODE_INSIDE if inside else policy.node
    runtime = RUNTIME_INSIDE if inside else policy.runtime
    return [str(node), f"--max-old-space-size={policy.memory_mb}", str(runtime / "main.js")]
