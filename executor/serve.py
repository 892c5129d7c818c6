"""The executor's process: environment, signals, drain, exit status.

Owns what a supervisor of processes sees. It logs JSON lines on stderr; {"event": "listening", "address": ...}
says where it can be reached. What the executor is made of is in `app`.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import signal
import sys
from typing import Final

import structlog
import uvloop

from warmhook.executor.app import App, IsolationError, ListenError, assemble
from warmhook.executor.config import Settings, SettingsError, read_settings
from warmhook.executor.log import configure
from warmhook.executor.node import Node, NodeNotFoundError, find_node, inspect_node

_log = structlog.get_logger()

# Exit statuses.
_DRAINED: Final = 0
_CANNOT_LISTEN: Final = 1
_WRONG_SETTINGS: Final = 2
_TOO_LITTLE_ISOLATION: Final = 3


def main() -> int:
    try:
        settings = read_settings(os.environ)
        configure(settings.log_level)
        node = inspect_node(find_node(settings.node))
    except (SettingsError, NodeNotFoundError) as error:
        return _failed(error, _WRONG_SETTINGS)
    _raise_descriptor_limit()
    return uvloop.run(_serve(settings, node))


async def _serve(settings: Settings, node: Node) -> int:
    try:
        async with assemble(settings, node) as app:
            return await _serve_until_told(app)
    except IsolationError as error:
        return _failed(error, _TOO_LITTLE_ISOLATION)


async def _serve_until_told(app: App) -> int:
    try:
        app.bind()
    except ListenError as error:
        return _failed(error, _CANNOT_LISTEN)
    told_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    # The objects made so far stay. The garbage collector need not scan them again while calls wait.
    gc.collect()
    gc.freeze()
    await app.start()
    await told_to_stop.wait()
    _log.info("draining", executions=app.in_flight)
    await app.drain()
    _log.info("stopped")
    return _DRAINED


def _failed(error: Exception, status: int) -> int:
    sys.stderr.write(f"executor: {error}\n")
    return status


def _raise_descriptor_limit() -> None:
    """Allow as many descriptors as we may: each worker takes four."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
