"""The machine on the network: its own addresses, and whether it can use IPv6.

Owns how they are found out, and how long they are believed. It must not know what follows from them.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from typing import Final

from warmhook.executor.egress.addresses import Address
from warmhook.executor.egress.netlink import addresses_request, read_addresses

# Addresses come and go with interfaces and leases.
_BELIEVED_SECONDS: Final = 5.0
_PIECE_BYTES: Final = 64 * 1024
# Nothing is sent: a datagram socket that is connected has only looked up its route. The address is
# Cloudflare's.
_FAR_IPV6: Final = ("2606:4700:4700::1111", 53)


class Machine:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = 0.0
        self._own: frozenset[Address] = frozenset()
        self._ipv6 = False

    @property
    def own(self) -> frozenset[Address]:
        """All addresses of this machine's interfaces."""
        self._look()
        return self._own

    @property
    def ipv6(self) -> bool:
        """Is there a route to the IPv6 internet?"""
        self._look()
        return self._ipv6

    def _look(self) -> None:
        now = self._clock()
        if now >= self._until:
            self._own, self._ipv6 = own_addresses(), _has_ipv6()
            self._until = now + _BELIEVED_SECONDS


def own_addresses() -> frozenset[Address]:
    """Raises OSError."""
    found: set[Address] = set()
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
        kernel.send(addresses_request())
        last = False
        while not last:
            addresses, last = read_addresses(kernel.recv(_PIECE_BYTES))
            found.update(addresses)
    return frozenset(found)


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.connect(_FAR_IPV6)
            chosen = ipaddress.ip_address(probe.getsockname()[0])
    except OSError:
        return False
    # A machine with nothing but a private network has a route as well, and it leads nowhere.
    return chosen.is_global
