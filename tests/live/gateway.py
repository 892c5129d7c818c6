"""A gateway on a socket, over tenants that it is given."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import httpx
import uvicorn
from samples.passwords import CHEAP
from samples.tenants import RING, Acme, FixedStore

from warmhook.gateway.app import assembled
from warmhook.gateway.config import Settings
from warmhook.gateway.tenant_log.executions import Executions
from warmhook.gateway.tenant_log.recorder import Recorder
from warmhook.gateway.vault.passwords import Passwords
from warmhook.gateway.web.asgi import Application
from warmhook.gateway.web.connection import Connection, Connections

# Makes a gateway that serves these tenants, and gives a client that is connected to it.
StartGateway = Callable[..., Awaitable[httpx.AsyncClient]]


@asynccontextmanager
async def gateway_on_socket(
    settings: Settings,
    tenants: tuple[Acme, ...],
    around: Callable[[Application], Application] = lambda it: it,
) -> AsyncIterator[httpx.AsyncClient]:
    passwords = Passwords(CHEAP)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        store = FixedStore(*tenants)
        recorder = Recorder(store.tenant_log, Executions())
        async with assembled(
            settings, store=store, passwords=passwords, ring=RING, recorder=recorder
        ) as application:
            config = uvicorn.Config(
                around(application),
                http=partial(Connection, open_connections=Connections(1000)),
                lifespan="off",
                log_config=None,
                ws="none",
                proxy_headers=False,
            )
            config.load()
            # Its main loop only watches for signals, by looking ten times a second.
            server = uvicorn.Server(config)
            server.lifespan = config.lifespan_class(config)
            await server.startup(sockets=[listener])
            port = listener.getsockname()[1]
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                yield client
            while server.server_state.connections:  # noqa: ASYNC110 - the server has no event for it
                await asyncio.sleep(0.001)
            await server.shutdown(sockets=[listener])
    passwords.close()
