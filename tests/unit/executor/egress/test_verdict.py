"""Whether a connection is allowed, by the table of verdicts, and that no spelling talks its way out."""

from __future__ import annotations

import json
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmhook.executor.egress.addresses import FORBIDDEN_NETWORKS, PRIVATE_NETWORKS, of_socket
from warmhook.executor.egress.policy import NONE, Bounds, Grant, Mode, Policy, parse_bounds, parse_policy
from warmhook.executor.egress.verdict import (
    Allowed,
    Attempt,
    Denied,
    judge,
    may_learn,
    may_resolve,
)

VECTORS = json.loads((Path(__file__).parents[3] / "vectors/egress_verdicts.json").read_text())
OWN = frozenset(map(ip_address, VECTORS["own"]))
PUBLIC = Grant(Bounds(Mode.PUBLIC), (Policy(Mode.PUBLIC),))
EVERYTHING = Grant(Bounds(Mode.PUBLIC), (parse_policy("public", ["0.0.0.0/0", "::/0"]),))


def grant_of(bounds: dict[str, str], *policies: dict[str, Any]) -> Grant:
    return Grant(parse_bounds(**bounds), tuple(parse_policy(**policy) for policy in policies))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["case"])
def test_a_connection_is_allowed_or_denied_with_a_reason(case: dict[str, Any]) -> None:
    grant = grant_of(case["bounds"], *case["policies"])
    attempt = Attempt(ip_address(case["address"]), case["port"], frozenset(case["names"]))
    verdict = judge(grant, attempt, OWN)
    if case["verdict"] == "denied":
        assert isinstance(verdict, Denied)
        assert verdict.reason == case.get("reason", verdict.reason)
    else:
        assert verdict == Allowed(case.get("reason"))
        assert (case["verdict"] == "reported") == (case.get("reason") is not None)


def inside(network: Any) -> Any:
    first, last = int(network[0]), int(network[-1])
    return st.integers(first, last).map(type(network[0]))


CLOSED = st.one_of([inside(network) for network in (*FORBIDDEN_NETWORKS, *PRIVATE_NETWORKS)])
CLOSED_IPV4 = st.one_of(
    [inside(network) for network in (*FORBIDDEN_NETWORKS, *PRIVATE_NETWORKS) if network.version == 4]
)


@given(address=CLOSED, port=st.sampled_from([80, 443]), named=st.booleans())
def test_no_closed_address_is_ever_public(
    address: IPv4Address | IPv6Address, port: int, *, named: bool
) -> None:
    attempt = Attempt(address, port, frozenset({"api.example.com"}) if named else frozenset())
    for grant in (PUBLIC, EVERYTHING):
        assert isinstance(judge(grant, attempt, ()), Denied)


def spellings(address: IPv4Address) -> list[str]:
    """What getaddrinfo and inet_aton take for the same address."""
    number = int(address)
    a, b, c, d = address.packed
    return [
        *(str(address), str(number), hex(number), f"0{number:o}", f"{a}.{number & 0xFFFFFF}"),
        *(f"{a}.{b}.{number & 0xFFFF}", f"0x{a:x}.0{b:o}.{c}.{d}", f"0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
    ]


@given(address=CLOSED_IPV4)
def test_no_spelling_of_a_closed_address_is_ever_allowed(address: IPv4Address) -> None:
    """The system's resolver makes an address of it, and that is what the broker is asked for."""
    for text in spellings(address):
        assert ip_address(socket.inet_aton(text)) == address
        assert isinstance(judge(PUBLIC, Attempt(ip_address(socket.inet_aton(text)), 80), ()), Denied)
    mapped = f"::ffff:{address}"
    assert isinstance(judge(PUBLIC, Attempt(of_socket(mapped), 80), ()), Denied)


LISTED = {"mode": "list", "allow": ["api.example.com", "*.mongo.example"]}
OPEN = {"mode": "public", "allow": "", "private": ""}


@pytest.mark.parametrize(
    ("grant", "name", "answered"),
    [
        (grant_of(OPEN, LISTED), "api.example.com", True),
        (grant_of(OPEN, LISTED), "evil.example.com", False),
        (grant_of(OPEN, LISTED), "data-carried-out.api.example.com", False),
        (grant_of(OPEN, LISTED), "_mongodb._tcp.cluster.mongo.example", True),
        (grant_of(OPEN, LISTED), "_https._tcp.evil.example", False),
        (grant_of(OPEN, {"mode": "public", "allow": []}), "any.example", True),
        (grant_of(OPEN, {"mode": "public", "allow": []}, LISTED), "any.example", False),
        (
            grant_of({**OPEN, "mode": "list", "allow": "a.example"}, {"mode": "public", "allow": []}),
            "a.example",
            True,
        ),
        (
            grant_of({**OPEN, "mode": "list", "allow": "a.example"}, {"mode": "public", "allow": []}),
            "b.example",
            False,
        ),
        (Grant(Bounds(Mode.PUBLIC), (NONE,)), "any.example", False),
    ],
)
def test_names_that_cannot_be_reached_are_not_resolved(grant: Grant, name: str, *, answered: bool) -> None:
    assert may_resolve(grant, name) is answered


def test_an_answer_holds_only_addresses_that_could_be_reached() -> None:
    internal = grant_of(
        {**OPEN, "private": "db.internal:5432"}, {"mode": "public", "allow": ["db.internal:5432"]}
    )
    addresses = [
        ip_address(text) for text in ("93.184.216.34", "10.0.0.5", "169.254.169.254", "::ffff:1.1.1.1")
    ]
    learnt = [
        [
            str(address)
            for address in addresses
            if isinstance(may_learn(internal, name, address, OWN), Allowed)
        ]
        for name in ("db.internal", "other.internal")
    ]
    assert learnt == [["93.184.216.34", "10.0.0.5"], ["93.184.216.34"]]
