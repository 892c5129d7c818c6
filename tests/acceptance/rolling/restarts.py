"""The scenarios: who stands before the gateways, and how these are restarted.

Owns the order of starts and ends. It must not know how tokens are asked for.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
from live.stack import Service, Warmhook

from rolling.balancers import LOOPBACK, haproxy, nginx
from rolling.load import Asked, load

# More than HAProxy needs here to notice (balancers.py), and than nginx keeps an idle connection.
_DELAY_MS = "1500"
# Not 127.0.0.1, where each connection that this machine opens takes a port.
_HOSTS = ("127.0.0.11", "127.0.0.12")
_BACKLOG = 2048
# Between one restart and the next.
_CALM_SECONDS = 0.5
_READY_SECONDS = 30.0


@dataclass(frozen=True)
class Place:
    """Where gateways are started: the database, the executor, and a folder for a balancer's files."""

    warmhook: Warmhook
    executor: str
    folder: Path

    async def start(self, *, listen: str = "", given: socket.socket | None = None) -> Service:
        """A gateway that is ready, on an address or on a socket that it is given."""
        gateway = await asyncio.to_thread(
            self.warmhook.start_gateway,
            self.executor,
            sockets={} if given is None else {"gateway": given},
            WARMHOOK_GATEWAY_LISTEN=listen,
            WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS=_DELAY_MS,
        )
        if given is None:
            async with httpx.AsyncClient(base_url=gateway.url) as client, asyncio.timeout(_READY_SECONDS):
                while (await client.get("/health/ready")).status_code != 200:
                    pass
        return gateway


async def end(gateway: Service) -> None:
    """As a supervisor does. It must have had a part in the load, and nothing to complain of."""
    gateway.terminate()
    status = await asyncio.to_thread(gateway.wait)
    output = gateway.output()
    assert status == 0, output
    assert '"event":"token_request"' in output
    assert '"level":"error"' not in output, output


# How often each gateway is restarted.
Scenario = Callable[[Place, int], Awaitable[Asked]]
# Its port; gateways by their addresses.
_Balancer = Callable[[list[str]], AbstractContextManager[int]]


async def behind_haproxy(place: Place, rounds: int) -> Asked:
    return await _pair(partial(haproxy, place.folder), place, rounds)


async def behind_nginx(place: Place, rounds: int) -> Asked:
    return await _pair(partial(nginx, place.folder, keeps=True), place, rounds)


async def behind_nginx_without_keepalive(place: Place, rounds: int) -> Asked:
    return await _pair(partial(nginx, place.folder, keeps=False), place, rounds)


async def _pair(balancer: _Balancer, place: Place, rounds: int) -> Asked:
    """Two gateways, restarted one after the other."""
    listen = [_free_address(host) for host in _HOSTS]
    gateways = [await place.start(listen=address) for address in listen]
    with balancer(listen) as port:
        async with load(LOOPBACK, port, kept=8, unkept=0, slow=2) as asked:
            for _ in range(rounds):
                for number, address in enumerate(listen):
                    await asyncio.sleep(_CALM_SECONDS)
                    await end(gateways[number])
                    gateways[number] = await place.start(listen=address)
            await asyncio.sleep(_CALM_SECONDS)
    await asyncio.gather(*map(end, gateways))
    return asked


async def alone(place: Place, rounds: int) -> Asked:
    """`systemctl restart`: one ends, and then the next one gets the same socket."""
    with socket.create_server((LOOPBACK, 0), backlog=_BACKLOG) as given:
        gateway = await place.start(given=given)
        async with load(*given.getsockname(), kept=4, unkept=4, slow=2) as asked:
            for _ in range(rounds):
                await asyncio.sleep(_CALM_SECONDS)
                await end(gateway)
                gateway = await place.start(given=given)
            await asyncio.sleep(_CALM_SECONDS)
        await end(gateway)
    return asked


async def alone_overlapping(place: Place, rounds: int) -> Asked:
    """The next one gets the same socket before the first one ends, so nobody waits."""
    with socket.create_server((LOOPBACK, 0), backlog=_BACKLOG) as given:
        gateway = await place.start(given=given)
        async with load(*given.getsockname(), kept=4, unkept=4, slow=2) as asked:
            for _ in range(rounds):
                await asyncio.sleep(_CALM_SECONDS)
                following = await place.start(given=given)
                await end(gateway)
                gateway = following
            await asyncio.sleep(_CALM_SECONDS)
        await end(gateway)
    return asked


SCENARIOS: dict[str, Scenario] = {
    "two behind HAProxy": behind_haproxy,
    "two behind nginx": behind_nginx,
    "two behind nginx without keepalive": behind_nginx_without_keepalive,
    "one, replaced": alone,
    "one, replaced by one beside it": alone_overlapping,
}


def _free_address(host: str) -> str:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return f"{host}:{probe.getsockname()[1]}"
