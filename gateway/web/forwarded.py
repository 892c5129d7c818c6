"""Whose request it is, and whose tenant's: addresses and host names from headers.

Owns which forwarded addresses are believed. No I/O: what the socket and the headers say
goes in. It must not know what the answers are used for.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final

from warmhook.gateway.config import Network

_LOOPBACK: Final = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


def client_address(peer: str | None, forwarded_for: str | None, trusted: Sequence[Network]) -> str | None:
    """The nearest address that no trusted proxy has, going back along X-Forwarded-For.

    Each proxy appends whom it was called by, so only what a trusted one appended is
    evidence. An entry that is not an address ends the walk: entries before it cannot be trusted.
    """
    if peer is None or not is_trusted(peer, trusted):
        return peer
    nearest = peer
    for entry in reversed((forwarded_for or "").split(",")):
        address = _address(entry.strip())
        if address is None:
            break
        nearest = address
        if not _is_within(address, trusted):
            break
    return nearest


def is_trusted(peer: str | None, trusted: Sequence[Network]) -> bool:
    """Does the peer speak for others?"""
    return peer is not None and bool(trusted) and _is_within(peer, trusted)


def is_loopback(peer: str | None) -> bool:
    """Is the peer on this machine?"""
    return peer is not None and _is_within(peer, _LOOPBACK)


def host_name(header: str) -> str:
    """A Host header's name: lower case, without port, and without the dot that ends an absolute name."""
    host = header.strip().lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].removesuffix(".")


def _address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def _is_within(address: str, networks: Sequence[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return any((mapped or parsed) in network for network in networks)
