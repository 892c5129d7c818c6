"""Who is one stranger."""

from __future__ import annotations

import pytest

from warmhook.gateway.limits.networks import network_of

NETWORKS = {
    "an IPv4 address is one by itself": ("192.0.2.1", "192.0.2.1"),
    "a mapped one is the same": ("::ffff:192.0.2.1", "192.0.2.1"),
    "an IPv6 address is its network": ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    "in any spelling": ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
    "another network is another": ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
    "a link's own name is no part of it": ("fe80::1%eth0", "fe80::/64"),
    "loopback": ("::1", "::/64"),
    "no address, as on a socket file": (None, ""),
}


@pytest.mark.parametrize(("address", "network"), NETWORKS.values(), ids=NETWORKS)
def test_an_address_is_counted_under_its_network(address: str | None, network: str) -> None:
    assert network_of(address) == network
