"""The door of a worker's network namespace: sockets that were taken out of it, and what is made of them.

Owns the kit, and how it is opened from outside: routes, ports and DNS. The worker's process knows nothing
of it. It must not know who is behind the door. Behind a closed door there is no route, and nothing listens.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from warmhook.executor.egress.addresses import Address, Network
from warmhook.executor.egress.netlink import acknowledged, numbered
from warmhook.executor.egress.policy import MOST_PORTS, Grant
from warmhook.executor.egress.routes import requests

# One for each port and one for DNS over TCP: what a helper inside the namespace is asked for.
STREAM_SOCKETS: Final = MOST_PORTS + 1

_BACKLOG: Final = 64
_DNS: Final = ("127.0.0.1", 53)
_PIECE_BYTES: Final = 64 * 1024
# There may be no IPv6 in a kernel, and a namespace has routes of its own for some networks.
_HARMLESS_ERRORS: Final = (0, errno.EEXIST)
_NO_IPV6_ERRORS: Final = (errno.EAFNOSUPPORT, errno.EOPNOTSUPP, errno.EACCES, errno.ENODEV)


class DoorError(Exception):
    """The door cannot be opened; the message says at what it failed."""


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """The listening sockets, one for each of the ports, and behind them UDP 53 and TCP 53."""

    ports: tuple[int, ...]
    sockets: tuple[socket.socket, ...]

    def close(self) -> None:
        for listening in self.sockets:
            listening.close()


class Kit:
    """What was taken out of one namespace: a netlink socket, a datagram socket, and unbound stream sockets.

    `open()` it or `close()` it. A socket that is left open keeps the namespace alive after its worker.
    """

    def __init__(self, descriptors: Sequence[int]) -> None:
        self._netlink, self._datagrams, *self._streams = (
            socket.socket(fileno=descriptor) for descriptor in descriptors
        )

    def close(self) -> None:
        for each in (self._netlink, self._datagrams, *self._streams):
            each.close()

    def open(self, grant: Grant, own: Collection[Address]) -> OpenDoor:
        """Open what the grant has. Raises DoorError. The kit is used up in any case."""
        kept: list[socket.socket] = []
        try:
            for port in grant.ports:
                self._listen(self._streams[-1], "", port)
                kept.append(self._streams.pop())
            self._datagrams.bind(_DNS)
            kept.append(self._datagrams)
            self._listen(self._streams[-1], *_DNS)
            kept.append(self._streams.pop())
            # At last, so that nothing arrives where nobody listens.
            self._route(grant, own)
        except OSError as error:
            for each in kept:
                each.close()
            raise DoorError(f"a worker's network cannot be opened: {error}") from error
        finally:
            for each in (self._netlink, self._datagrams, *self._streams):
                if each not in kept:
                    each.close()
        return OpenDoor(grant.ports, tuple(kept))

    def _listen(self, stream: socket.socket, host: str, port: int) -> None:
        if stream.family == socket.AF_INET6:
            stream.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            host = f"::ffff:{host}" if host else "::"
        stream.bind((host, port))
        stream.listen(_BACKLOG)

    def _route(self, grant: Grant, own: Collection[Address]) -> None:
        """Raises OSError."""
        networks, messages = zip(*requests(grant, own), strict=True)
        self._netlink.settimeout(1.0)
        self._netlink.send(numbered(messages))
        missing = set(range(1, len(messages) + 1))
        while missing:
            for number, problem in acknowledged(self._netlink.recv(_PIECE_BYTES)):
                missing.discard(number)
                _check(networks[number - 1], problem)


def _check(network: Network | None, problem: int) -> None:
    ipv6 = network is not None and network.version == 6
    if problem in _HARMLESS_ERRORS or (ipv6 and problem in _NO_IPV6_ERRORS):
        return
    raise OSError(problem, f"the kernel refuses a route for {network}")
