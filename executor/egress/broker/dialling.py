"""Connects to the far side.

Owns the time that each address of several is given, and from which address of ours it goes. It must not know
policies: it is given addresses that have been judged, and connects to those and no others.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from typing import Final

from warmhook.executor.egress.addresses import Address

# How long an address that does not answer is waited for, while there is another.
_NEXT_SECONDS: Final = 2.5


class UnreachableError(Exception):
    """Nobody answered; the message says what came of the last address."""


class Dialler:
    def __init__(self, source_ipv4: str = "", source_ipv6: str = "") -> None:
        """The addresses that connections come from; empty: whatever the kernel chooses."""
        self._sources = {4: source_ipv4, 6: source_ipv6}

    async def dial(self, addresses: Sequence[Address], port: int, deadline: float) -> socket.socket:
        """A connected socket that does not block. Raises UnreachableError.

        `deadline` is an instant of the monotonic clock, which is the event loop's.
        """
        loop = asyncio.get_running_loop()
        problem = "no address"
        for number, address in enumerate(addresses, start=1):
            until = deadline if number == len(addresses) else min(deadline, loop.time() + _NEXT_SECONDS)
            try:
                async with asyncio.timeout_at(until):
                    return await self._connect(address, port)
            except TimeoutError:
                problem = "connect timed out"
            except OSError as error:
                problem = str(error.strerror or error)
        raise UnreachableError(problem)

    async def _connect(self, address: Address, port: int) -> socket.socket:
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        connection = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            source = self._sources[address.version]
            if source:
                connection.setsockopt(socket.IPPROTO_IP, _BIND_ADDRESS_NO_PORT, 1)
                connection.bind((source, 0))
            await asyncio.get_running_loop().sock_connect(connection, (str(address), port))
        except BaseException:
            connection.close()
            raise
        return connection


# linux/in.h: the port is chosen when it connects, so that one is good for many destinations.
_BIND_ADDRESS_NO_PORT: Final = 24
