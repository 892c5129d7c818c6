"""One soak: an executor with its default settings, both crowds, slice after slice.

Owns the order of things. The honest call all the time. First they are alone; then slices without the hostile
alternate with slices with them, so that both are measured in the same minutes of the same machine. Nothing
is measured while workers start and the pool fills, and for a moment after the hostile have come or gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attacks.attack import load_attacks
from attacks.campaign import foreign_lines
from attacks.executor_process import Executor, python_for, start_executor
from attacks.footprint import Footprint, look
from attacks.host import Host
from grpc import aio
from live.executor import descendants, is_alive

from soak.gauges import Gauges
from soak.honest import KINDS, HonestHook
from soak.load import Load, Period
from warmhook.protos import executor_pb2_grpc as pb_grpc

_MESSAGE_BYTES = 32 * 1024 * 1024
_SAMPLE_SECONDS = 5.0
# What hooks have begun after their answers is ended in this time.
_MOMENT_SECONDS = 4.0
_CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Plan:
    """How long and how many."""

    # Of the mixed slices together.
    mixed_seconds: float = 20 * 60.0
    tenants: int = 50
    # How many of the tenants are hostile.
    hostile: int = 10
    # Hooks of each honest tenant, of kinds that follow each other.
    hooks: int = 2
    level: str = "namespaces"
    # For the workers of the honest to start, and again for those of the hostile to fill the pool.
    fill_seconds: float = 40.0
    before_slice: float = 60.0
    mixed_slice: float = 60.0
    between_slice: float = 20.0

    @property
    def slices(self) -> int:
        return max(round(self.mixed_seconds / self.mixed_slice), 1)


@dataclass(frozen=True)
class Soaked:
    """What a run has seen."""

    plan: Plan
    level: str
    node: str
    load: Load
    gauges: Gauges
    # Of the executor, the machine and the log; one line each.
    problems: tuple[str, ...]

    @property
    def wrong(self) -> list[str]:
        return [what for hooks in self.load.honest_hooks for hook in hooks for what in hook.wrong]


def soak(plan: Plan, node: Path, settings: Mapping[str, str], tell: Callable[[str], None]) -> Soaked:
    """Run it, and `tell` how it is going. Raises NoExecutor."""
    with Host(None, python_for(None)) as host:
        executor = start_executor(host, node, plan.level, user=None, settings=settings)
        try:
            load, gauges = asyncio.run(_soak(plan, host, executor, tell))
            problems = [*executor.problems(), *host.complaints()]
            family = descendants(executor.process.pid)
        finally:
            executor.stop()
        log, _ = executor.log_since(0)
        problems += [f"{what}, to the log" for what in host.found_in(log)]
        problems += [*foreign_lines(log), *_left(executor, family)]
    return Soaked(plan, executor.level, executor.node, load, gauges, tuple(problems))


async def _soak(
    plan: Plan, host: Host, executor: Executor, tell: Callable[[str], None]
) -> tuple[Load, Gauges]:
    options = [("grpc.max_receive_message_length", _MESSAGE_BYTES)]
    async with aio.insecure_channel(executor.address, options) as channel:
        load = _load(plan, host, executor, pb_grpc.HookExecutorStub(channel))
        gauges = Gauges()
        async with _alive(*(load.live_honestly(hooks) for hooks in load.honest_hooks)):
            await asyncio.sleep(plan.fill_seconds)
            await _slice(load, Period.BEFORE, plan.before_slice)
            async with _alive(*map(load.attack, load.hostile_tenants)):
                await asyncio.sleep(plan.fill_seconds)
            async with _alive(_watch(executor, host, gauges, min(_SAMPLE_SECONDS, plan.mixed_slice / 4))):
                for number in range(1, plan.slices + 1):
                    await _slice(load, Period.BETWEEN, plan.between_slice)
                    async with _alive(*map(load.attack, load.hostile_tenants)):
                        await _slice(load, Period.MIXED, plan.mixed_slice)
                    tell(f"slice {number} of {plan.slices}")
    return load, gauges


def _load(plan: Plan, host: Host, executor: Executor, stub: pb_grpc.HookExecutorAsyncStub) -> Load:
    kinds = list(KINDS)
    hooks = []
    for number in range(plan.tenants - plan.hostile):
        tenant = f"honest-{number}"
        own = [kinds[(number + more) % len(kinds)] for more in range(plan.hooks)]
        hooks.append([HonestHook(tenant, kind, host.plant(f"{tenant}/{kind}")) for kind in own])
    target = host.target() | {
        "executor_pid": executor.process.pid,
        "executor_port": int(executor.address.rpartition(":")[2]),
    }
    return Load(
        stub.ExecuteHook,
        host,
        target,
        executor.level,
        hooks,
        load_attacks(),
        [f"hostile-{number}" for number in range(plan.hostile)],
    )


async def _slice(load: Load, period: Period, seconds: float) -> None:
    await asyncio.sleep(_MOMENT_SECONDS)
    load.period, begun = period, time.monotonic()
    await asyncio.sleep(seconds)
    load.honest[period].lasted += time.monotonic() - begun
    load.period = Period.UNMEASURED


async def _watch(executor: Executor, host: Host, gauges: Gauges, every: float) -> None:
    begun = time.monotonic()
    while True:
        now: Footprint = await asyncio.to_thread(look, executor.process.pid, host.scratch)
        gauges.add(time.monotonic() - begun, now)
        await asyncio.sleep(every)


@contextlib.asynccontextmanager
async def _alive(*lives: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Live them until the context is left; a life that ends by itself has failed, and all with it."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(life) for life in lives]
        yield
        for task in tasks:
            task.cancel()


def _left(executor: Executor, family: list[int]) -> Iterator[str]:
    """Say what is there of an executor that has been told to end."""
    if executor.process.returncode:
        yield f"the executor ended with status {executor.process.returncode}"
    if alive := [pid for pid in family if is_alive(pid)]:
        yield f"{len(alive)} processes outlived the executor"
    if groups := list(_CGROUPS.rglob(f"warmhook-{executor.process.pid}-*")):
        yield f"{len(groups)} control groups outlived the executor"
