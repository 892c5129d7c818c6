"""What an IP address is: public, private, or one that nobody's hook has any business with. No I/O.

Owns the two tiers of addresses that are not public, and the table of networks behind them. It must not know
who asks, nor any policy. Sources: IANA's special-purpose registries for IPv4 and IPv6 (RFC 6890), and the
addresses that cloud providers document for their metadata services.
"""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Tier(enum.StrEnum):
    PUBLIC = "public"
    # The operator may open it by name, network or address.
    PRIVATE = "private"
    # The operator may open it by its exact address and port only.
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Place:
    """`meaning` completes "<address> is ..."."""

    tier: Tier
    meaning: str


_METADATA: Final = "the metadata service of a cloud"
_EMBEDDING: Final = "an IPv4 address inside an IPv6 one"
_DOCUMENTATION: Final = "an address for documentation"

# Of several networks that hold an address, the first counts.
_FORBIDDEN: Final[tuple[tuple[str, str], ...]] = (
    # AWS, Google, Azure, Oracle, IBM, DigitalOcean, OpenStack, Hetzner and others; the second is AWS's for
    # containers.
    ("169.254.169.254/32", _METADATA),
    ("169.254.170.0/24", _METADATA),
    # Azure's, Alibaba's and the older one of Oracle.
    ("168.63.129.16/32", _METADATA),
    ("100.100.100.200/32", _METADATA),
    ("192.0.0.192/32", _METADATA),
    # AWS's, with its resolver and clock beside it; Google's, Oracle's, Scaleway's and Linode's.
    ("fd00:ec2::/32", _METADATA),
    ("fd20:ce::/32", _METADATA),
    ("fd00:c1::/32", _METADATA),
    ("fd00:42::/32", _METADATA),
    ("fd00:a9fe:a9fe::/48", _METADATA),
    ("127.0.0.0/8", "loopback"),
    ("::1/128", "loopback"),
    ("0.0.0.0/8", "an address of this network, which is no destination"),
    ("::/128", "no address"),
    ("169.254.0.0/16", "link-local"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("192.0.0.0/24", "reserved for protocols"),
    ("192.0.2.0/24", _DOCUMENTATION),
    ("198.51.100.0/24", _DOCUMENTATION),
    ("203.0.113.0/24", _DOCUMENTATION),
    ("2001:db8::/32", _DOCUMENTATION),
    ("3fff::/20", _DOCUMENTATION),
    ("192.88.99.0/24", "a relay of IPv6 over IPv4"),
    ("198.18.0.0/15", "an address for benchmarks"),
    ("224.0.0.0/4", "multicast"),
    ("ff00::/8", "multicast"),
    ("255.255.255.255/32", "broadcast"),
    ("240.0.0.0/4", "reserved"),
    # Mapped (RFC 4291 2.5.5.2), translated (RFC 2765), compatible (RFC 4291 2.5.5.1), NAT64 (RFC 6052 and
    # RFC 8215), 6to4 (RFC 3056) and Teredo (RFC 4380). ISATAP is no network: see `_is_isatap`.
    ("::ffff:0:0/96", _EMBEDDING),
    ("::ffff:0:0:0/96", _EMBEDDING),
    ("::/96", _EMBEDDING),
    ("64:ff9b::/96", _EMBEDDING),
    ("64:ff9b:1::/48", _EMBEDDING),
    ("2002::/16", _EMBEDDING),
    ("2001::/32", _EMBEDDING),
    ("2001::/23", "reserved for protocols"),
    ("100::/64", "an address whose packets are discarded"),
    ("5f00::/16", "a segment of a route"),
)
_PRIVATE: Final[tuple[tuple[str, str], ...]] = (
    ("10.0.0.0/8", "a private address"),
    ("172.16.0.0/12", "a private address"),
    ("192.168.0.0/16", "a private address"),
    ("100.64.0.0/10", "an address behind a provider's NAT"),
    ("fc00::/7", "a private address"),
)
# All that is assigned of IPv6 as global unicast (RFC 4291 2.4, IANA's address space registry).
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")

_PLACES: Final = (
    *((ip_network(network), Place(Tier.FORBIDDEN, meaning)) for network, meaning in _FORBIDDEN),
    *((ip_network(network), Place(Tier.PRIVATE, meaning)) for network, meaning in _PRIVATE),
)
FORBIDDEN_NETWORKS: Final = tuple(network for network, place in _PLACES if place.tier is Tier.FORBIDDEN)
PRIVATE_NETWORKS: Final = tuple(network for network, place in _PLACES if place.tier is Tier.PRIVATE)

_PUBLIC: Final = Place(Tier.PUBLIC, "a public address")
_ISATAP: Final = Place(Tier.FORBIDDEN, _EMBEDDING)
_RESERVED: Final = Place(Tier.FORBIDDEN, "reserved")
_OWN: Final = Place(Tier.FORBIDDEN, "an address of the executor's own machine")


def place_of(address: Address, own: Collection[Address]) -> Place:
    """What the address is. `own`: the addresses of the machine that would connect to it."""
    if address in own:
        return _OWN
    for network, place in _PLACES:
        if address.version == network.version and address in network:
            return place
    if isinstance(address, IPv4Address):
        return _PUBLIC
    if address not in _GLOBAL_UNICAST:
        return _RESERVED
    return _ISATAP if _is_isatap(address) else _PUBLIC


def of_socket(text: str) -> Address:
    """The address that a socket of either family gives. Raises ValueError.

    A socket for both families shows an IPv4 peer as a mapped address. The kernel keeps no trace of whether
    the program wrote it so, and sends the same packets.
    """
    # A scope, as in fe80::1%lo, is this machine's matter.
    address = IPv6Address(text.partition("%")[0]) if ":" in text else IPv4Address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_isatap(address: IPv6Address) -> bool:
    """RFC 5214 6.1: the interface identifier begins with 0000:5efe or 0200:5efe."""
    return int(address) >> 32 & 0xFDFF_FFFF == 0x0000_5EFE
