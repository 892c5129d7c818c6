"""Serves HTTP until SIGTERM or Ctrl-C.

Owns the process: settings, event loop, signals, exit status, and the order of an end. It must not know
what is served. On SIGTERM the gateway says that it is not ready, serves on for the time that its settings
give load balancers to notice, stops accepting, lets running requests end, and exits 0. Ctrl-C and a second
signal leave out the waiting.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from types import FrameType
from typing import Final

import structlog
import uvicorn
import uvloop

from warmhook.gateway import config, log
from warmhook.gateway.app import gateway
from warmhook.gateway.config import Settings, SettingsError
from warmhook.gateway.listeners import Listener, ListenersError, Purpose, open_listeners
from warmhook.gateway.store.base import StoreError
from warmhook.gateway.vault.ring import KeyRingError
from warmhook.gateway.web.application import Web
from warmhook.gateway.web.connection import Connection, Connections

# Longer than any hook may run.
_DRAIN_SECONDS: Final = 25
# Longer than the idle time of the usual proxies, so that it is they who close connections.
_KEEP_ALIVE_SECONDS: Final = 75
# For handshakes that have begun; the usual caller is a proxy nearby.
_HANDSHAKE_SECONDS: Final = 0.25
# For the request on a connection that has been made and has brought none yet.
_FIRST_REQUEST_SECONDS: Final = 1.0
_POLL_SECONDS: Final = 0.01
_CLOSE: Final = (b"connection", b"close")

_log = structlog.get_logger(__name__)

_CONNECTIONS_MAX: Final = 4096
_CONNECTIONS_MIN: Final = 64
# Its own: the database's, the executor's, the signing process's.
_OWN_DESCRIPTORS: Final = 128


class _Server(uvicorn.Server):
    """Says where it listens, once it does, and ends quietly on a signal, without losing a request.

    As it comes, the server raises the signal again when it is done, which would end the
    process before its parts are closed.
    """

    def __init__(
        self, config: uvicorn.Config, application: Web, listeners: list[Listener], delay_seconds: float
    ) -> None:
        super().__init__(config)
        self._application = application
        self._listeners = listeners
        self._delay_seconds = delay_seconds

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Until the event loop is closed: the parts are closed after the server, and must not be hurried."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.handle_exit, number, None)
        yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if sig == signal.SIGTERM and not self._application.draining.is_set():
            _log.info("draining", seconds=self._delay_seconds)
            self._drain()
            asyncio.get_running_loop().call_later(self._delay_seconds, super().handle_exit, sig, frame)
        else:
            super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in self._listeners:
            print(f"warmhook {listener.purpose} listening on {listener.url}", flush=True)  # noqa: T201

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._drain()
        for listener in self._listeners:
            listener.ignore_new_connections()
        await asyncio.sleep(_HANDSHAKE_SECONDS)
        for server in self.servers:
            server.close()
        until = time.monotonic() + _FIRST_REQUEST_SECONDS
        while self._awaits_a_first_request() and time.monotonic() < until and not self.force_exit:  # noqa: ASYNC110
            await asyncio.sleep(_POLL_SECONDS)
        # A stream that never ends must not be waited for.
        self._application.end_streams()
        await super().shutdown(sockets)

    def _drain(self) -> None:
        """Be ready no more, and close each connection with its next answer.

        An idle connection that is closed may have a request on its way, which is then lost. One that is
        closed with an answer has none.
        """
        if self._application.draining.is_set():
            return
        self._application.draining.set()
        # The server takes the headers of coming answers from the second list, which it makes from the first
        # once a second.
        self.config.encoded_headers.append(_CLOSE)
        self.server_state.default_headers = [*self.server_state.default_headers, _CLOSE]
        for connection in self._connections():
            if connection.cycle is not None:
                connection.cycle.keep_alive = False

    def _awaits_a_first_request(self) -> bool:
        return any(connection.cycle is None for connection in self._connections())

    def _connections(self) -> Iterator[Connection]:
        return (each for each in self.server_state.connections if isinstance(each, Connection))


async def serve(settings: Settings) -> None:
    """Serve until a signal. Raises `ListenersError`, `StoreError`, `KeyRingError` or `OSError`."""
    with open_listeners(settings, os.environ, os.getpid()) as listeners:
        for listener in listeners:
            if listener.purpose is Purpose.MANAGEMENT:
                settings = replace(settings, management_listen=listener.socket.getsockname()[:2])
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
                listeners,
                settings.shutdown_delay_ms / 1000,
            )
            # The objects made so far stay: a hundred thousand from modules alone. The collector would
            # scan them every few seconds, for a tenth of a second, while every token waits.
            gc.collect()
            gc.freeze()
            await server.serve(sockets=[listener.socket for listener in listeners])


def _connections_max() -> int:
    """As many as there are descriptors for, beside what the gateway itself has open."""
    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS_MAX + _OWN_DESCRIPTORS
    descriptors = max(usual, wanted if most == resource.RLIM_INFINITY else min(wanted, most))
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, most))
    return max(_CONNECTIONS_MIN, min(_CONNECTIONS_MAX, descriptors - _OWN_DESCRIPTORS))


def main() -> int:
    try:
        settings = config.read_settings(os.environ)
    except SettingsError as error:
        print(f"warmhook gateway: {error}", file=sys.stderr)  # noqa: T201
        return 2
    log.configure(settings.log_level)
    try:
        uvloop.run(serve(settings))
    except (ListenersError, StoreError, KeyRingError, OSError) as error:
        print(f"warmhook gateway: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0
