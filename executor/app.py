"""The executor's parts: who gets what, started and stopped in order.

Owns the composition, the one task group, and the release of what would outlive the process: workers, their
cage, its memory. It must not know the process: signals, exit statuses and stderr are `serve`'s.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Final

import structlog

from warmhook.executor import __version__
from warmhook.executor.api.grpc_edge import Health, HookExecutor, make_server
from warmhook.executor.api.hook_cache import HookCache
from warmhook.executor.api.intake import Intake
from warmhook.executor.api.local_address import new_name
from warmhook.executor.api.local_edge import LocalService
from warmhook.executor.api.requests import Ceilings
from warmhook.executor.api.status import Status
from warmhook.executor.config import Settings, variable
from warmhook.executor.model import Limits
from warmhook.executor.node import Node
from warmhook.executor.sandbox.launcher import Launcher
from warmhook.executor.sandbox.policy import Isolation, Policy
from warmhook.executor.sandbox.probe import Found, Memory, find_cage
from warmhook.executor.scheduling.admission import Caps
from warmhook.executor.scheduling.patience import Patience
from warmhook.executor.scheduling.plan import PoolLimits
from warmhook.executor.scheduling.supervisor import Supervisor, Waits
from warmhook.protos.limits import MESSAGE_MAX_BYTES

_log = structlog.get_logger()

_RUNTIME: Final = Path(__file__).resolve().parent.parent / "node_runtime"
# How long after its last execution has ended a draining server waits for its replies to be sent.
_LAST_REPLIES_SECONDS: Final = 1.0


class IsolationError(Exception):
    """Workers cannot be isolated here as well as the settings ask for."""


class ListenError(Exception):
    """The executor cannot listen on the address of the settings."""


@asynccontextmanager
async def assemble(settings: Settings, node: Node) -> AsyncIterator[App]:
    """An executor that does not serve yet. At the end of the block all workers end. Raises IsolationError."""
    with closing(Memory.find()) as memory:
        cage, found = await find_cage(_policy(settings, node), memory)
        with closing(cage):
            _require_isolation(found, settings.min_isolation)
            with closing(Launcher(cage)) as launcher:
                async with asyncio.TaskGroup() as tasks:
                    supervisor = _make_supervisor(settings, launcher, tasks)
                    try:
                        yield App(settings, node, found, supervisor, tasks)
                    finally:
                        await supervisor.stop()


class App:
    """`bind()` it, `start()` it, and at the end `drain()` it."""

    def __init__(
        self, settings: Settings, node: Node, found: Found, supervisor: Supervisor, tasks: asyncio.TaskGroup
    ) -> None:
        self._settings = settings
        self._supervisor = supervisor
        self._tasks = tasks
        self._status = Status(supervisor, node.version, found, settings.max_queue, new_name(os.environ))
        intake = Intake(HookCache(settings.catalogue_mb * 1024 * 1024), _ceilings(settings))
        self._local = LocalService(self._status.local_socket, intake, supervisor, MESSAGE_MAX_BYTES)
        self._service = HookExecutor(supervisor, intake, self._status, settings.key_file)
        self._health = Health()
        self._server = make_server(self._service, self._health, MESSAGE_MAX_BYTES)
        self._port = 0

    @property
    def in_flight(self) -> int:
        """How many executions run or wait."""
        return self._supervisor.pool.busy + self._supervisor.pool.waiting_total

    def bind(self) -> None:
        """Take the address, before anything is started. Raises ListenError."""
        try:
            self._port = self._server.add_insecure_port(self._settings.listen)
        except RuntimeError as error:
            raise ListenError(f"cannot listen on {self._settings.listen}: {error}") from error

    async def start(self) -> None:
        """Begin to make workers, and take calls."""
        await self._health.set(serving=False)
        self._supervisor.on_serving = self._tell_health
        self._supervisor.start()
        await self._local.start()
        await self._server.start()
        _log.info(
            "listening",
            address=_address(self._settings.listen, self._port),
            version=__version__,
            node=self._status.node_version,
            isolation=self._status.found.isolation.value,
        )

    async def drain(self) -> None:
        """Take no more calls, and answer what runs and waits, for as long as the settings say."""
        self._service.end_streams()
        self._local.end()
        await self._supervisor.drain(self._settings.drain_ms / 1000)
        await self._local.closed(_LAST_REPLIES_SECONDS)
        await self._server.stop(_LAST_REPLIES_SECONDS)

    def _tell_health(self, serving: bool) -> None:  # noqa: FBT001 - the supervisor's callback
        _log.info("serving" if serving else "not_serving")
        self._tasks.create_task(self._health.set(serving=serving))


def _require_isolation(found: Found, min_isolation: str) -> None:
    if found.isolation.rank < Isolation(min_isolation.removeprefix("unsafe-")).rank:
        raise IsolationError(
            f"the isolation of this machine is {found.isolation.value!r}, below "
            f"{variable('min_isolation')}, {min_isolation!r}: {found.detail}"
        )
    level = logging.INFO if found.isolation is Isolation.NAMESPACES else logging.WARNING
    _log.log(level, "isolation", isolation=found.isolation.value, detail=found.detail)


def _policy(settings: Settings, node: Node) -> Policy:
    return Policy(
        Isolation.NAMESPACES,
        node.executable,
        node.libraries,
        _RUNTIME,
        settings.memory_mb,
        node.idle_data_mb,
    )


def _make_supervisor(settings: Settings, launcher: Launcher, tasks: asyncio.TaskGroup) -> Supervisor:
    return Supervisor(
        launcher,
        _pool_limits(settings),
        Caps(settings.max_queue, settings.max_queue_per_tenant),
        Waits(settings.worker_start_ms / 1000, settings.max_queue_wait_ms / 1000),
        tasks,
    )


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
    """What a client connects to. Port 0 has become a real one."""
    return listen if listen.startswith("unix:") else f"{listen.rpartition(':')[0]}:{port}"
