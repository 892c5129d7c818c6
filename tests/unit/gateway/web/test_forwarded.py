"""Whose address is believed, and which host is meant."""

from __future__ import annotations

import ipaddress

import pytest

from warmhook.gateway.web.forwarded import client_address, host_name, is_loopback

TRUSTED = tuple(ipaddress.ip_network(network) for network in ("10.0.0.0/8", "::1"))

# The socket's peer, X-Forwarded-For, and the address that counts.
ADDRESSES: dict[str, tuple[str | None, str | None, str | None]] = {
    "nothing is forwarded": ("203.0.113.9", None, "203.0.113.9"),
    "a stranger says it is somebody else": ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
    "a trusted proxy says who it is": ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
    "a trusted proxy over IPv6": ("::1", "198.51.100.1", "198.51.100.1"),
    "a trusted proxy as a mapped address": ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
    "two trusted proxies": ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
    "a client that forged an entry": ("10.0.0.1", "127.0.0.1, 198.51.100.1", "198.51.100.1"),
    "a client that forged a trusted entry": ("10.0.0.1", "10.0.0.9, 198.51.100.1", "198.51.100.1"),
    "a proxy that says nothing": ("10.0.0.1", None, "10.0.0.1"),
    "an entry that is no address": ("10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"),
    "no address beyond a trusted one": ("10.0.0.1", "junk, 10.0.0.2", "10.0.0.2"),
    "only trusted addresses": ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
    "an IPv6 client": ("10.0.0.1", "2001:DB8::1", "2001:db8::1"),
    "no peer, as on a socket file": (None, "198.51.100.1", None),
}


@pytest.mark.parametrize("case", ADDRESSES)
def test_the_nearest_address_that_no_trusted_proxy_has_counts(case: str) -> None:
    peer, forwarded, expected = ADDRESSES[case]
    assert client_address(peer, forwarded, TRUSTED) == expected


def test_without_trusted_proxies_nobody_speaks_for_another() -> None:
    assert client_address("10.0.0.1", "198.51.100.1", ()) == "10.0.0.1"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("acme.example", "acme.example"),
        ("ACME.example:8443", "acme.example"),
        (" acme.example ", "acme.example"),
        ("acme.example.", "acme.example"),
        ("acme.example.:8443", "acme.example"),
        ("acme.example..", "acme.example."),
        ("[::1]:8080", "[::1]"),
        ("", ""),
    ],
)
def test_a_host_is_its_name_without_port_and_without_the_dot_of_an_absolute_name(
    header: str, name: str
) -> None:
    assert host_name(header) == name


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.0.2.1", False),
        ("2001:db8::1", False),
        (None, False),
    ],
)
def test_this_machine_is_loopback(peer: str | None, *, expected: bool) -> None:
    assert is_loopback(peer) is expected
