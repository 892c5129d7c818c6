"""How much of the cage holds on this machine.

Owns the trial that decides the isolation level: a worker in its cage that really tries to
look and get out, with bait laid for it outside. A level is in force only if every forbidden thing
proved impossible in its trial. It must not know what else workers do.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from warmhook.executor.sandbox import landlock
from warmhook.executor.sandbox.cage import Cage, CageUnavailableError, can_be_entered, find_bwrap
from warmhook.executor.sandbox.cgroup import Groups, NoCgroupsError
from warmhook.executor.sandbox.launcher import Launcher, Process, SpawnFailedError
from warmhook.executor.sandbox.policy import Isolation, Policy

_TRIAL: Final = Path(__file__).with_name("trial.js")
# The first Landlock that knows of TCP.
_LANDLOCK_WITH_TCP: Final = 4
_TRIAL_SECONDS: Final = 20.0
_NAMESPACES: Final = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")


@dataclass(frozen=True, slots=True)
class Found:
    """What this machine can do."""

    isolation: Isolation
    # What is in force, by which means, and why a stronger level is not.
    detail: str


@dataclass(frozen=True, slots=True)
class Memory:
    """What limits the memory of workers."""

    groups: Groups | None
    detail: str

    @classmethod
    def find(cls) -> Memory:
        try:
            groups = Groups.find()
        except NoCgroupsError as error:
            return cls(None, f"memory is watched, since no control group can be made ({error})")
        return cls(groups, f"memory by {groups.detail}")

    def close(self) -> None:
        if self.groups is not None:
            self.groups.close()


@dataclass(frozen=True, slots=True)
class _Bait:
    """What a worker must not reach."""

    file: Path
    port: int
    abstract: str

    def arguments(self) -> list[str]:
        bait = {
            "file": str(self.file),
            "port": self.port,
            "abstract": self.abstract,
            "pid": os.getpid(),
            "landlock": landlock.abi() >= _LANDLOCK_WITH_TCP,
            "namespaces": dict(_own_namespaces()),
        }
        return [json.dumps(bait)]


async def find_cage(policy: Policy, memory: Memory) -> tuple[Cage, Found]:
    """The strongest cage whose trial succeeds; the caller closes it.

    The level `none` has no trial: nothing is promised.
    """
    reasons: list[str] = []
    for candidate in _candidates(policy):
        try:
            cage = Cage(candidate, memory.groups)
        except CageUnavailableError as error:
            reasons.append(f"{candidate.isolation.value}: {error}")
            continue
        problem = None if candidate.isolation is Isolation.NONE else await _try(cage)
        if problem is None:
            detail = "; ".join([*_described(candidate), memory.detail, *reasons])
            return cage, Found(candidate.isolation, detail)
        reasons.append(f"{candidate.isolation.value}{_as_whom(candidate)}: {problem}")
        cage.close()
    raise AssertionError("the level 'none' needs no trial")


def _candidates(policy: Policy) -> Iterator[Policy]:
    """Every level, with a user of its own for each worker where we can give one, and without."""
    bwrap = find_bwrap()
    for isolation in (Isolation.NAMESPACES, Isolation.LANDLOCK):
        used = [policy.node, policy.runtime, *policy.libraries]
        if isolation is Isolation.NAMESPACES and bwrap is not None:
            used.append(bwrap)
        if os.geteuid() == 0 and all(can_be_entered(path) for path in used):
            yield replace(policy, isolation=isolation, own_user=True)
        yield replace(policy, isolation=isolation)
    yield replace(policy, isolation=Isolation.NONE)


def _own_namespaces() -> Iterator[tuple[str, str]]:
    """The kernel's name of each namespace that we are in, as far as this kernel has them."""
    for kind in _NAMESPACES:
        with contextlib.suppress(FileNotFoundError):
            yield kind, str(Path("/proc/self/ns", kind).readlink())


def _described(policy: Policy) -> Iterator[str]:
    if policy.isolation is Isolation.NAMESPACES:
        yield f"namespaces by {find_bwrap()}"
    yield f"workers run{_as_whom(policy)}"


def _as_whom(policy: Policy) -> str:
    return " as users of their own" if policy.own_user else f" as user {os.geteuid()}"


async def _try(cage: Cage) -> str | None:
    """What the worker could do although it must not; None if nothing."""
    with _bait() as bait:
        launcher = Launcher(cage)
        try:
            process = await launcher.launch(
                "trial-0", cage.policy.memory_mb, ["-e", _TRIAL.read_text(), *bait.arguments()]
            )
            said, status = await _last_words(launcher, process)
        except SpawnFailedError as error:
            return str(error)
        finally:
            launcher.close()
    try:
        claims = json.loads(said)
    except ValueError:
        last = said.strip().splitlines()
        return f"the trial ended with status {status}{f': {last[-1]}' if last else ''}"
    expected = claims[cage.policy.isolation.value]
    broken = [claim for claim, holds in expected.items() if not holds]
    return f"not true in the trial: {'; '.join(broken)}" if broken else None


async def _last_words(launcher: Launcher, process: Process) -> tuple[str, int]:
    """All that it printed, and how it ended."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()
    if process.status is not None:
        ended.set_result(process.status)
    else:
        process.on_end = ended.set_result
    timer = loop.call_later(_TRIAL_SECONDS, launcher.kill, process)
    try:
        status = await ended
        said = [_read_all(process.console), _read_all(process.stderr)]
    finally:
        timer.cancel()
        process.close()
    return (said[0] or said[1]).decode(errors="replace"), status


def _read_all(descriptor: int) -> bytes:
    parts = []
    with contextlib.suppress(BlockingIOError):
        while part := os.read(descriptor, 65536):
            parts.append(part)
    return b"".join(parts)


@contextlib.contextmanager
def _bait() -> Iterator[_Bait]:
    abstract = f"warmhook-trial-{secrets.token_hex(8)}"
    with (
        tempfile.NamedTemporaryFile("w", prefix="warmhook-trial-") as file,
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as unix,
    ):
        file.write("bait")
        file.flush()
        # Readable by all: only the cage may keep the worker from it.
        os.fchmod(file.fileno(), 0o644)
        unix.bind(f"\0{abstract}")
        unix.listen()
        yield _Bait(Path(file.name), listener.getsockname()[1], abstract)
