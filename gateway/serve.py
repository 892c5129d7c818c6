"""Serves HTTP until SIGTERM or Ctrl-C.

Owns the process: settings, event loop, socket, signals, exit status. It must not know
what is served. On a signal it stops accepting, lets running requests end, and exits 0.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from typing import Final

import uvicorn
import uvloop

from warmhook.gateway import config, log
from warmhook.gateway.app import gateway
from warmhook.gateway.config import Settings, SettingsError
from warmhook.gateway.store.base import StoreError
from warmhook.gateway.vault.ring import KeyRingError
from warmhook.gateway.web.application import Web
from warmhook.gateway.web.connection import Connection, Connections

# Longer than any hook may run.
_DRAIN_SECONDS: Final = 25
# Longer than the idle time of the usual proxies, so that it is they who close connections.
_KEEP_ALIVE_SECONDS: Final = 75

_CONNECTIONS_MAX: Final = 4096
_CONNECTIONS_MIN: Final = 64
# Its own: the database's, the executor's, the signing process's.
_OWN_DESCRIPTORS: Final = 128


class _Server(uvicorn.Server):
    """Says where it listens, once it does, and ends quietly on a signal.

    As it comes, the server raises the signal again when it is done, which would end the
    process before its parts are closed.
    """

    def __init__(self, config: uvicorn.Config, application: Web) -> None:
        super().__init__(config)
        self._application = application

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        numbers = (signal.SIGTERM, signal.SIGINT)
        for number in numbers:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for name, listener in zip(("gateway", "management"), sockets or (), strict=False):
            host, port = listener.getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"warmhook {name} listening on http://{shown}:{port}", flush=True)  # noqa: T201

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # A stream that never ends must not be waited for.
        self._application.end_streams()
        await super().shutdown(sockets)


async def serve(settings: Settings) -> None:
    """Serve until a signal. Raises `StoreError`, `KeyRingError` or `OSError` where it cannot start."""
    with ExitStack() as stack:
        listeners = [stack.enter_context(_listen(*settings.listen))]
        if settings.management_listen is not None:
            host, port = settings.management_listen
            listeners.append(stack.enter_context(_listen(host, port)))
            settings = replace(settings, management_listen=(host, listeners[-1].getsockname()[1]))
        connections = Connections(_connections_max(), settings.trusted_proxies)
        async with gateway(settings) as application:
            server = _Server(
                uvicorn.Config(
                    application,
                    http=partial(Connection, open_connections=connections),  # type: ignore[arg-type]  # Called only.
                    ws="none",
                    lifespan="off",
                    log_config=None,
                    access_log=False,
                    proxy_headers=False,
                    server_header=False,
                    timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                    timeout_graceful_shutdown=_DRAIN_SECONDS,
                ),
                application,
            )
            # The objects made so far stay: a hundred thousand from modules alone. The collector would
            # scan them every few seconds, for a tenth of a second, while every token waits.
            gc.collect()
            gc.freeze()
            await server.serve(sockets=listeners)


def _connections_max() -> int:
    """As many as there are descriptors for, beside what the gateway itself has open."""
    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS_MAX + _OWN_DESCRIPTORS
    descriptors = max(usual, wanted if most == resource.RLIM_INFINITY else min(wanted, most))
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, most))
    return max(_CONNECTIONS_MIN, min(_CONNECTIONS_MAX, descriptors - _OWN_DESCRIPTORS))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=2048)
    listener.setblocking(False)  # noqa: FBT003 - its only argument
    return listener


def main() -> int:
    try:
        settings = config.read_settings(os.environ)
    except SettingsError as error:
        print(f"warmhook gateway: {error}", file=sys.stderr)  # noqa: T201
        return 2
    log.configure(settings.log_level)
    try:
        uvloop.run(serve(settings))
    except (StoreError, KeyRingError, OSError) as error:
        print(f"warmhook gateway: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0
