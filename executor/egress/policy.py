"""What a hook may reach: a policy, and within which bounds of the operator's. No I/O.

Owns the values, their text form and all that can be wrong with it. Whether one connection is allowed is
`verdict`'s business. It must not know tenants or hooks: a policy of a hook narrows that of its tenant, and
both narrow the operator's bounds, by all of them having to agree.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address, NetmaskValueError, ip_network
from typing import Final

from warmhook.executor.egress.addresses import Network
from warmhook.executor.egress.names import NotANameError, canonical, is_below

WEB_PORTS: Final = frozenset({80, 443})
# A policy's list, and its ports: each port is a socket that listens for each worker.
MOST_TARGETS: Final = 256
MOST_PORTS: Final = 16
_TARGET_CHARACTERS: Final = 300
_DNS_PORT: Final = 53


class PolicyError(ValueError):
    """The message says what is wrong with the text, for the one who wrote it."""


class Mode(enum.StrEnum):
    # No connection at all.
    NONE = "none"
    # What the list names.
    LIST = "list"
    # What the list names, and every public address at ports 80 and 443.
    PUBLIC = "public"
    # As `public`; what `list` would have refused is reported.
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class NameTarget:
    """`api.example.com:443`, or with `below` the subdomains only: `*.example.com:443`. Canonical."""

    name: str
    below: bool
    ports: frozenset[int]

    def has_name(self, name: str) -> bool:
        return is_below(name, self.name) if self.below else name == self.name


@dataclass(frozen=True, slots=True)
class NetworkTarget:
    """`10.20.0.0/16:5432`. An address is a network of one."""

    network: Network
    ports: frozenset[int]
    # The port was written; else it is the web's.
    exact_port: bool

    @property
    def is_exact(self) -> bool:
        """Does it name one address and one port?"""
        return self.exact_port and self.network.num_addresses == 1


Target = NameTarget | NetworkTarget


@dataclass(frozen=True, slots=True)
class Policy:
    mode: Mode
    allow: tuple[Target, ...] = ()

    @property
    def ports(self) -> frozenset[int]:
        """All ports at which it allows anything."""
        if self.mode is Mode.NONE:
            return frozenset()
        listed = frozenset[int]().union(*(target.ports for target in self.allow))
        return listed if self.mode is Mode.LIST else listed | WEB_PORTS


NONE: Final = Policy(Mode.NONE)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the operator lets any policy have.

    `mode` PUBLIC: every public address at any port; port 25 only where `allow` has it. LIST: what `allow`
    names. `private` opens addresses that are not public. A name or a network in it opens private ones, an
    exact address and port also a forbidden one. A policy has to name what it takes of these.
    """

    mode: Mode
    allow: tuple[Target, ...] = ()
    private: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """What one worker may reach: what the bounds and every one of the policies allow."""

    bounds: Bounds
    policies: tuple[Policy, ...]

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports at which anything may be reached, sorted."""
        if self.bounds.mode is Mode.NONE or not self.policies:
            return ()
        return tuple(sorted(frozenset.intersection(*(policy.ports for policy in self.policies))))

    @property
    def is_nothing(self) -> bool:
        """Is there no network at all?"""
        return not self.ports


def parse_policy(mode: str, allow: Sequence[str]) -> Policy:
    """Raises PolicyError."""
    try:
        known = Mode(mode)
    except ValueError:
        raise PolicyError(f"mode is {mode!r}, and must be none, list, public or report") from None
    if known is Mode.NONE and allow:
        raise PolicyError("mode is none, and allow has entries: with a list, mode is list, public or report")
    if known is Mode.LIST and not allow:
        raise PolicyError("mode is list, and allow is empty: for no network at all, mode is none")
    policy = Policy(known, parse_targets(allow))
    if _DNS_PORT in policy.ports:
        raise PolicyError("port 53 cannot be in a policy: a hook's questions of names are answered there")
    if len(policy.ports) > MOST_PORTS:
        raise PolicyError(
            f"the policy has {len(policy.ports)} different ports, and {MOST_PORTS} are possible"
        )
    return policy


def parse_bounds(mode: str, allow: str, private: str) -> Bounds:
    """From the operator's settings: lists are separated by commas or white space. Raises PolicyError."""
    try:
        known = Mode(mode)
    except ValueError:
        known = Mode.REPORT
    if known is Mode.REPORT:
        raise PolicyError(f"the mode is {mode!r}, and must be none, list or public")
    bounds = Bounds(known, parse_targets(_listed(allow)), parse_targets(_listed(private)))
    if known is Mode.LIST and not bounds.allow and not bounds.private:
        raise PolicyError("the mode is list, and nothing is listed")
    return bounds


def parse_targets(texts: Iterable[str]) -> tuple[Target, ...]:
    """Raises PolicyError, which names the entry."""
    # In the order they came in; one that is there twice counts once.
    targets = tuple(dict.fromkeys(parse_target(text) for text in texts))
    if len(targets) > MOST_TARGETS:
        raise PolicyError(f"the list has {len(targets)} entries, and {MOST_TARGETS} are possible")
    return targets


def parse_target(text: str) -> Target:
    """`name`, `*.name`, an address or a network, each with or without `:port`; IPv6 with a port in brackets.

    Raises PolicyError.
    """
    if len(text) > _TARGET_CHARACTERS:
        raise PolicyError(f"an entry has {len(text)} characters, and {_TARGET_CHARACTERS} are possible")
    host, port = _split(text)
    ports = WEB_PORTS if port is None else frozenset({_port(text, port)})
    network = _network(text, host)
    if network is not None:
        return NetworkTarget(network, ports, exact_port=port is not None)
    below = host.startswith("*.")
    try:
        return NameTarget(canonical(host.removeprefix("*.")), below, ports)
    except NotANameError as error:
        raise PolicyError(f"{text!r}: {host!r} {error}{_hint(host)}") from None


def _split(text: str) -> tuple[str, str | None]:
    """Host and port. Brackets are gone."""
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        if closed and rest[:1] in ("", ":") and rest != ":":
            return host, rest[1:] if rest else None
        raise PolicyError(f"{text!r}: what begins with a bracket looks like [address]:port")
    if text.count(":") > 1:
        return text, None
    host, colon, port = text.partition(":")
    return host, port if colon else None


def _port(text: str, port: str) -> int:
    if not port.isascii() or not port.isdigit() or len(port) > 5 or not 0 < int(port) < 65536:
        raise PolicyError(f"{text!r}: the port must be a number from 1 to 65535")
    return int(port)


def _network(text: str, host: str) -> Network | None:
    """None where it looks like a name."""
    try:
        network = ip_network(host)
    except (AddressValueError, NetmaskValueError):
        return None
    except ValueError as error:
        if "has host bits set" in str(error):
            network = ip_network(host, strict=False)
            raise PolicyError(f"{text!r}: the network that holds this address is {network}") from None
        if "/" in host or ":" in host:
            raise PolicyError(f"{text!r}: {host!r} is no address and no network") from None
        return None
    if isinstance(network.network_address, IPv6Address) and network.network_address.ipv4_mapped:
        raise PolicyError(f"{text!r}: write the IPv4 address as such")
    return network


def _hint(host: str) -> str:
    return "; a star stands for whole labels, and only in front: *.example.com" if "*" in host else ""


def _listed(text: str) -> list[str]:
    return text.replace(",", " ").split()
