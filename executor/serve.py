"""The executor's process: settings, parts, serve, drain.

Owns the composition and the order of life and death. It logs JSON lines on stderr;
{"event": "listening", "address": ...} says where it can be reached.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Final

import structlog
import uvloop

from warmhook.executor import __version__
from warmhook.executor.api.grpc_edge import Health, HookExecutor, make_server
from warmhook.executor.api.hook_cache import Catalogue
from warmhook.executor.api.intake import Intake
from warmhook.executor.api.local_edge import LocalService, new_name
from warmhook.executor.api.requests import Ceilings
from warmhook.executor.api.status import Status
from warmhook.executor.config import BadSettings, Settings, read_settings, variable
from warmhook.executor.log import configure
from warmhook.executor.model import Limits
from warmhook.executor.node import Node, NodeNotFound, find_node, inspect_node
from warmhook.executor.sandbox.launcher import Launcher
from warmhook.executor.sandbox.policy import Isolation, Policy
from warmhook.executor.sandbox.probe import Found, Memory, find_cage
from warmhook.executor.scheduling.admission import Caps
from warmhook.executor.scheduling.patience import Patience
from warmhook.executor.scheduling.plan import PoolLimits
from warmhook.executor.scheduling.supervisor import Supervisor, Waits

log = structlog.get_logger()

_RUNTIME: Final = Path(__file__).resolve().parent.parent / "node_runtime"
# A request is at most a script, its secrets and its arguments: as much as a worker takes, with room to spare.
_REQUEST_MAX: Final = 8 * 1024 * 1024
# How long after its last execution has ended a draining server waits for its replies to be sent, seconds.
_LAST_WORDS: Final = 1.0


def main() -> int:
    try:
        settings = read_settings(os.environ)
        configure(settings.log_level)
        node = inspect_node(find_node(settings.node))
    except (BadSettings, NodeNotFound) as error:
        sys.stderr.write(f"executor: {error}\n")
        return 2
    _raise_descriptor_limit()
    return uvloop.run(_serve(settings, node))


async def _serve(settings: Settings, node: Node) -> int:
    policy = Policy(
        Isolation.NAMESPACES,
        node.executable,
        node.libraries,
        _RUNTIME,
        settings.memory_mb,
        node.idle_data_mb,
    )
    memory = Memory.find()
    try:
        return await _serve_in_cage(settings, node, policy, memory)
    finally:
        memory.close()


async def _serve_in_cage(settings: Settings, node: Node, policy: Policy, memory: Memory) -> int:
    cage, found = await find_cage(policy, memory)
    if found.isolation.rank < Isolation(settings.min_isolation.removeprefix("unsafe-")).rank:
        cage.close()
        sys.stderr.write(
            f"executor: the isolation of this machine is {found.isolation.value!r}, below "
            f"{variable('min_isolation')}, {settings.min_isolation!r}: {found.detail}\n"
        )
        return 3
    log.log(_level_of(found), "isolation", isolation=found.isolation.value, detail=found.detail)
    launcher = Launcher(cage)
    try:
        async with asyncio.TaskGroup() as tasks:
            supervisor = Supervisor(
                launcher,
                _pool_limits(settings),
                Caps(settings.max_queue, settings.max_queue_per_tenant),
                Waits(settings.worker_start_ms / 1000, settings.max_queue_wait_ms / 1000),
                tasks,
            )
            try:
                status = Status(supervisor, node.version, found, settings.max_queue, new_name())
                return await _serve_until_told(settings, supervisor, status, tasks)
            finally:
                await supervisor.stop()
    finally:
        launcher.close()
        cage.close()


def _level_of(found: Found) -> int:
    return logging.INFO if found.isolation is Isolation.NAMESPACES else logging.WARNING


async def _serve_until_told(
    settings: Settings, supervisor: Supervisor, status: Status, tasks: asyncio.TaskGroup
) -> int:
    health = Health()
    await health.set(serving=False)
    supervisor.on_serving = lambda serving: _spawn_health(tasks, health, serving=serving)
    catalogue = Catalogue(settings.catalogue_mb * 1024 * 1024)
    intake = Intake(catalogue, _ceilings(settings))
    service = HookExecutor(supervisor, intake, status)
    local = LocalService(status.local_socket, intake, supervisor, _REQUEST_MAX)
    server = make_server(service, health, _REQUEST_MAX)
    try:
        port = server.add_insecure_port(settings.listen)
    except RuntimeError as error:
        sys.stderr.write(f"executor: cannot listen on {settings.listen}: {error}\n")
        return 1
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    # What there is now stays, and the collector need not look at it again while calls wait.
    gc.collect()
    gc.freeze()
    supervisor.start()
    await local.start()
    await server.start()
    log.info(
        "listening",
        address=_address(settings.listen, port),
        version=__version__,
        node=status.node_version,
        isolation=status.found.isolation.value,
    )
    await stopping.wait()
    log.info("draining", executions=supervisor.pool.busy + supervisor.pool.waiting_total)
    service.end_streams()
    local.end()
    await supervisor.drain(settings.drain_ms / 1000)
    await local.closed(_LAST_WORDS)
    await server.stop(_LAST_WORDS)
    log.info("stopped")
    return 0


def _spawn_health(tasks: asyncio.TaskGroup, health: Health, *, serving: bool) -> None:
    log.info("serving" if serving else "not_serving")
    tasks.create_task(health.set(serving=serving))


def _pool_limits(settings: Settings) -> PoolLimits:
    return PoolLimits(
        max_workers=settings.max_workers,
        spares=settings.spare_workers,
        max_starting=settings.max_starting,
        max_running_per_tenant=settings.max_running_per_tenant,
        memory_mb=settings.memory_mb,
        max_runs=settings.worker_max_runs,
        max_age_seconds=settings.worker_max_age_s,
        max_idle_seconds=settings.worker_max_idle_s,
        # One processor is the executor's own, which has as much to do for a quick hook as a worker.
        patience=Patience(processors=max(len(os.sched_getaffinity(0)) - 1, 1)),
    )


def _ceilings(settings: Settings) -> Ceilings:
    def limits(memory_mb: int) -> Limits:
        return Limits(settings.time_limit_ms, memory_mb, settings.console_bytes, settings.result_bytes)

    return Ceilings(standard=limits(settings.memory_mb), most=limits(settings.max_memory_mb))


def _address(listen: str, port: int) -> str:
    """Return what a client connects to; port 0 has become a real one."""
    return listen if listen.startswith("unix:") else f"{listen.rpartition(':')[0]}:{port}"


def _raise_descriptor_limit() -> None:
    """Allow as many descriptors as we may: each worker takes four."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
