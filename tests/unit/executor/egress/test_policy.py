"""What a policy may say, and what its author is told otherwise."""

from __future__ import annotations

import re
from ipaddress import ip_network

import pytest

from warmhook.executor.egress.policy import (
    MOST_PORTS,
    MOST_TARGETS,
    NONE,
    WEB_PORTS,
    Bounds,
    Grant,
    Mode,
    NameTarget,
    NetworkTarget,
    Policy,
    PolicyError,
    Target,
    parse_bounds,
    parse_policy,
    parse_target,
)


def name(text: str, *ports: int, below: bool = False) -> NameTarget:
    return NameTarget(text, below, frozenset(ports) or WEB_PORTS)


def network(text: str, *ports: int) -> NetworkTarget:
    return NetworkTarget(ip_network(text), frozenset(ports) or WEB_PORTS, exact_port=bool(ports))


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("api.example.com", name("api.example.com")),
        ("api.example.com:5432", name("api.example.com", 5432)),
        ("*.example.com", name("example.com", below=True)),
        ("*.example.com:8443", name("example.com", 8443, below=True)),
        ("API.Bücher.example.", name("api.xn--bcher-kva.example")),
        ("10.1.2.3", network("10.1.2.3/32")),
        ("10.1.2.3:5432", network("10.1.2.3/32", 5432)),
        ("10.20.0.0/16", network("10.20.0.0/16")),
        ("10.20.0.0/16:5432", network("10.20.0.0/16", 5432)),
        ("2606:4700::1", network("2606:4700::1/128")),
        ("[2606:4700::1]", network("2606:4700::1/128")),
        ("[2606:4700::1]:5432", network("2606:4700::1/128", 5432)),
        ("2606:4700::/32", network("2606:4700::/32")),
        ("[2606:4700::/32]:5432", network("2606:4700::/32", 5432)),
    ],
)
def test_a_target_is_a_name_an_address_or_a_network(text: str, target: Target) -> None:
    assert parse_target(text) == target


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'': '' is no host name"),
        ("https://api.example.com", "'https://api.example.com': the port must be a number"),
        ("api.example.com/path", "is no address and no network"),
        ("api.example.com:", "the port must be a number from 1 to 65535"),
        ("api.example.com:0", "the port must be a number from 1 to 65535"),
        ("api.example.com:65536", "the port must be a number from 1 to 65535"),
        ("api.example.com:*", "the port must be a number from 1 to 65535"),
        ("api.example.com:\uff14", "the port must be a number from 1 to 65535"),
        ("*", "a star stands for whole labels, and only in front"),
        ("a.*.example.com", "a star stands for whole labels, and only in front"),
        ("*example.com", "a star stands for whole labels, and only in front"),
        ("*.*.example.com", "a star stands for whole labels, and only in front"),
        ("0x7f.1", "ends in a number"),
        ("2130706433", "ends in a number"),
        ("*.127.0.0.1", "ends in a number"),
        ("010.0.0.1", "ends in a number"),
        ("10.0.0.0/33", "'10.0.0.0/33' is no address and no network"),
        ("10.0.0.1/8", "the network that holds this address is 10.0.0.0/8"),
        ("::ffff:10.0.0.1", "write the IPv4 address as such"),
        ("[::ffff:10.0.0.1]:80", "write the IPv4 address as such"),
        ("[2606:4700::1", "what begins with a bracket looks like [address]:port"),
        ("[2606:4700::1]:", "what begins with a bracket looks like [address]:port"),
        ("[2606:4700::1]443", "what begins with a bracket looks like [address]:port"),
        ("2606:4700::1:zzz", "is no address and no network"),
        ("a" * 301, "an entry has 301 characters, and 300 are possible"),
    ],
)
def test_what_is_no_target_is_named_and_explained(text: str, message: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(message)):
        parse_target(text)


@pytest.mark.parametrize(
    ("mode", "allow", "message"),
    [
        ("open", [], "mode is 'open', and must be none, list, public or report"),
        ("none", ["a.example"], "mode is none, and allow has entries"),
        ("list", [], "mode is list, and allow is empty"),
        ("list", ["ns.example:53"], "port 53 cannot be in a policy"),
        ("public", ["nonsense!"], "'nonsense!'"),
        (
            "list",
            [f"a.example:{port}" for port in range(100, MOST_PORTS + 101)],
            "17 different ports, and 16",
        ),
        ("list", [f"a{n}.example" for n in range(MOST_TARGETS + 1)], "257 entries, and 256 are possible"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(mode: str, allow: list[str], message: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(message)):
        parse_policy(mode, allow)


def test_a_target_that_is_there_twice_counts_once() -> None:
    assert parse_policy("list", ["a.example", "A.example."]).allow == (name("a.example"),)


def test_the_operators_settings_are_lists_in_one_text() -> None:
    assert parse_bounds("public", "", "db.internal:5432, 10.0.0.0/8:443") == Bounds(
        Mode.PUBLIC, (), (name("db.internal", 5432), network("10.0.0.0/8", 443))
    )


@pytest.mark.parametrize(
    ("mode", "allow", "message"),
    [
        ("report", "", "the mode is 'report', and must be none, list or public"),
        ("all", "", "the mode is 'all'"),
        ("list", "", "the mode is list, and nothing is listed"),
        ("public", "10.0.0.1/8", "10.0.0.0/8"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(mode: str, allow: str, message: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(message)):
        parse_bounds(mode, allow, "")


PUBLIC = Bounds(Mode.PUBLIC)


@pytest.mark.parametrize(
    ("bounds", "policies", "ports"),
    [
        (PUBLIC, (), ()),
        (PUBLIC, (NONE,), ()),
        (Bounds(Mode.NONE), (Policy(Mode.PUBLIC),), ()),
        (PUBLIC, (Policy(Mode.PUBLIC),), (80, 443)),
        (PUBLIC, (Policy(Mode.REPORT),), (80, 443)),
        (PUBLIC, (Policy(Mode.LIST, (name("a.example", 5432),)),), (5432,)),
        (PUBLIC, (Policy(Mode.PUBLIC, (name("a.example", 5432),)),), (80, 443, 5432)),
        (PUBLIC, (Policy(Mode.PUBLIC), Policy(Mode.LIST, (name("a.example", 443),))), (443,)),
        (PUBLIC, (Policy(Mode.PUBLIC), Policy(Mode.LIST, (name("a.example", 5432),))), ()),
        (PUBLIC, (Policy(Mode.PUBLIC), NONE), ()),
    ],
)
def test_a_grant_has_the_ports_that_all_agree_on(
    bounds: Bounds, policies: tuple[Policy, ...], ports: tuple[int, ...]
) -> None:
    grant = Grant(bounds, policies)
    assert (grant.ports, grant.is_nothing) == (ports, not ports)
