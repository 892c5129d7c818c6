"""What an address is, by the table that everybody who judges addresses may share."""

from __future__ import annotations

import json
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmhook.executor.egress.addresses import Place, Tier, of_socket, place_of

VECTORS = json.loads((Path(__file__).parents[3] / "vectors/egress_addresses.json").read_text())
OWN = frozenset(map(ip_address, VECTORS["own"]))
ADDRESSES = st.ip_addresses()
# Each makes another address of an IPv4 one, which some network or host somewhere turns into it again.
EMBEDDINGS = {
    "mapped": lambda number: 0xFFFF_0000_0000 | number,
    "translated": lambda number: 0xFFFF_0000_0000_0000 | number,
    "compatible": lambda number: number,
    "NAT64": lambda number: 0x64_FF9B << 96 | number,
    "local NAT64": lambda number: 0x64_FF9B_0001 << 80 | number,
    "6to4": lambda number: 0x2002 << 112 | number << 80 | 1,
    "Teredo server": lambda number: 0x2001_0000 << 96 | number << 64,
    "Teredo client": lambda number: 0x2001_0000 << 96 | (number ^ 0xFFFF_FFFF),
    "ISATAP": lambda number: 0x2606_4700 << 96 | 0x5EFE << 32 | number,
    "global ISATAP": lambda number: 0x2606_4700 << 96 | 0x0200_5EFE << 32 | number,
}


@pytest.mark.parametrize("row", VECTORS["addresses"], ids=lambda row: row["address"])
def test_an_address_is_what_the_registries_say(row: dict[str, str]) -> None:
    assert place_of(ip_address(row["address"]), OWN) == Place(Tier(row["tier"]), row["meaning"])


@pytest.mark.parametrize("embed", EMBEDDINGS.values(), ids=EMBEDDINGS)
@given(number=st.integers(0, 2**32 - 1))
def test_an_ipv4_address_inside_an_ipv6_one_is_forbidden(embed: object, number: int) -> None:
    assert callable(embed)
    assert place_of(IPv6Address(embed(number)), ()).tier is Tier.FORBIDDEN


@given(ADDRESSES)
def test_what_python_calls_not_global_is_never_public(address: IPv4Address | IPv6Address) -> None:
    if not address.is_global or address.is_multicast:
        assert place_of(address, ()).tier is not Tier.PUBLIC


@given(ADDRESSES)
def test_the_machines_own_addresses_are_forbidden_whatever_they_are(
    address: IPv4Address | IPv6Address,
) -> None:
    assert place_of(address, {address}).tier is Tier.FORBIDDEN


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("93.184.216.34", "93.184.216.34"),
        ("::ffff:93.184.216.34", "93.184.216.34"),
        ("2606:4700::1", "2606:4700::1"),
        ("fe80::1%lo", "fe80::1"),
    ],
)
def test_a_socket_of_both_families_shows_ipv4_as_mapped(text: str, address: str) -> None:
    assert of_socket(text) == ip_address(address)
