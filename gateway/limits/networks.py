"""Who is one stranger: a network that somebody has to themselves. No I/O.

Owns that an IPv6 network of 64 bits is one, because whoever has one address of it has them all.
"""

from __future__ import annotations

import ipaddress
from typing import Final

# RFC 6177: what an end site has at least.
_IPV6_PREFIX: Final = 64


def network_of(address: str | None) -> str:
    """The key that an address is counted under. It has been read as one, or came from a socket."""
    if address is None or ":" not in address:
        return address or ""
    parsed = ipaddress.IPv6Address(address)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    host = int(parsed) >> (128 - _IPV6_PREFIX) << (128 - _IPV6_PREFIX)
    return f"{ipaddress.IPv6Address(host)}/{_IPV6_PREFIX}"
