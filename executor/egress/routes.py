"""What the kernel of a worker's namespace decides by itself, without the broker. No I/O.

Owns which networks arrive at the door and which are refused at once. It refuses no more than `verdict` would:
it is a second layer, and quicker. It must not know sockets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from ipaddress import ip_network
from typing import Final

from warmhook.executor.egress.addresses import FORBIDDEN_NETWORKS, PRIVATE_NETWORKS, Address, Network
from warmhook.executor.egress.netlink import local_route, loopback_up, prohibit_route
from warmhook.executor.egress.policy import Bounds, Grant, NameTarget, NetworkTarget

_EVERYTHING: Final = (ip_network("0.0.0.0/0"), ip_network("::/0"))


def requests(grant: Grant, own: Collection[Address]) -> Iterator[tuple[Network | None, bytes]]:
    """The requests that open a namespace, each with the network that it is about."""
    yield None, loopback_up()
    for network in _EVERYTHING:
        yield network, local_route(network)
    refused = tuple(refused_networks(grant.bounds, own))
    for network in refused:
        yield network, prohibit_route(network)
    for network in _opened_networks(grant.bounds):
        if (
            network not in refused
            and not network.is_loopback
            and any(_within(network, one) for one in refused)
        ):
            yield network, local_route(network)


def refused_networks(bounds: Bounds, own: Collection[Address]) -> Iterator[Network]:
    """Networks and addresses whose connections fail with EACCES."""
    opened = set(_opened_networks(bounds))
    # The address behind a name is not known before it is asked for.
    by_name = any(isinstance(target, NameTarget) for target in bounds.private)
    closed = FORBIDDEN_NETWORKS if by_name else (*FORBIDDEN_NETWORKS, *PRIVATE_NETWORKS)
    alone = (ip_network(address) for address in sorted(own, key=str))
    for network in (*closed, *alone):
        # A worker's own loopback is its own affair, and of what is opened, a part is opened too.
        if not network.is_loopback and not any(_within(network, one) for one in opened):
            yield network


def _opened_networks(bounds: Bounds) -> Iterator[Network]:
    for target in bounds.private:
        if isinstance(target, NetworkTarget):
            yield target.network


def _within(network: Network, other: Network) -> bool:
    return (
        network.version == other.version
        and network.prefixlen >= other.prefixlen
        and network.network_address in other
    )
