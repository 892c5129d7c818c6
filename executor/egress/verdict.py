"""Whether a worker may connect, and which questions of names are answered. No I/O.

Owns the one decision that everything else carries out, and the reasons that authors of hooks read. It must
not know how names are resolved or connections made. What was judged here is the address that is dialled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from warmhook.executor.egress.addresses import Address, Tier, place_of
from warmhook.executor.egress.names import without_service
from warmhook.executor.egress.policy import (
    WEB_PORTS,
    Bounds,
    Grant,
    Mode,
    NameTarget,
    Policy,
    Target,
)

# Mail between servers. Whoever may send it from anywhere sends it in the machine's name.
_SMTP: Final = 25


@dataclass(frozen=True, slots=True)
class Allowed:
    # What a policy in mode `report` would refuse in mode `list`; None: nothing.
    reported: str | None = None


@dataclass(frozen=True, slots=True)
class Denied:
    """`reason` completes "connect to <host>:<port> is not allowed: ..."."""

    reason: str


Verdict = Allowed | Denied


@dataclass(frozen=True, slots=True)
class Attempt:
    """A connection that a worker asks for. `names`: under which it was told this address; canonical."""

    address: Address
    port: int
    names: frozenset[str] = frozenset()


def judge(grant: Grant, attempt: Attempt, own: Collection[Address]) -> Verdict:
    """May the worker have this connection? `own`: the addresses of this machine."""
    if grant.is_nothing:
        return Denied("network access is not granted to this hook")
    place = place_of(attempt.address, own)
    if place.tier is Tier.PUBLIC:
        refused = _beyond_bounds(grant.bounds, attempt)
        if refused is not None:
            return Denied(refused)
        return _by_policies(grant.policies, attempt)
    if not _opened(grant.bounds, attempt, place.tier):
        return Denied(f"{attempt.address} is {place.meaning}")
    if not all(_listed(policy.allow, attempt) for policy in grant.policies):
        return Denied(f"{attempt.address} is {place.meaning}, which the policy has to name")
    return Allowed()


def may_resolve(grant: Grant, name: str) -> bool:
    """Is a question for this name answered? Canonical; it may be a service's: `_mongodb._tcp.example.com`.

    Where only listed names can be reached, others are not resolved either: a question can carry data out.
    """
    if grant.is_nothing:
        return False
    host = without_service(name)
    if grant.bounds.mode is Mode.LIST and not _names((*grant.bounds.allow, *grant.bounds.private), host):
        return False
    return all(policy.mode is not Mode.LIST or _names(policy.allow, host) for policy in grant.policies)


def may_learn(grant: Grant, name: str, address: Address, own: Collection[Address]) -> Verdict:
    """May the worker be told that the name has this address? Only where it could connect to it."""
    verdict: Verdict = Denied("network access is not granted to this hook")
    for port in grant.ports:
        verdict = judge(grant, Attempt(address, port, frozenset({name})), own)
        if isinstance(verdict, Allowed):
            return verdict
    return verdict


def _beyond_bounds(bounds: Bounds, attempt: Attempt) -> str | None:
    """Why a public address is outside the operator's bounds; None: it is not."""
    if _listed(bounds.allow, attempt):
        return None
    if bounds.mode is Mode.LIST:
        return f"the operator does not allow {_described(attempt)}"
    if attempt.port == _SMTP:
        return "port 25 is open only to what the operator names"
    return None


def _by_policies(policies: Iterable[Policy], attempt: Attempt) -> Verdict:
    reported = None
    for policy in policies:
        if _listed(policy.allow, attempt):
            continue
        refused = f"{_described(attempt)} is not in the policy's list"
        if policy.mode is Mode.LIST or policy.mode is Mode.NONE:
            return Denied(refused)
        if attempt.port not in WEB_PORTS:
            return Denied(f"{refused}, and only ports 80 and 443 are open to all that is public")
        if policy.mode is Mode.REPORT:
            reported = refused
    return Allowed(reported)


def _opened(bounds: Bounds, attempt: Attempt, tier: Tier) -> bool:
    """Has the operator opened this address, which is not public?"""
    return any(
        _matches(target, attempt)
        for target in bounds.private
        if tier is Tier.PRIVATE or (not isinstance(target, NameTarget) and target.is_exact)
    )


def _listed(targets: Iterable[Target], attempt: Attempt) -> bool:
    return any(_matches(target, attempt) for target in targets)


def _matches(target: Target, attempt: Attempt) -> bool:
    if attempt.port not in target.ports:
        return False
    if isinstance(target, NameTarget):
        return any(target.has_name(name) for name in attempt.names)
    return attempt.address.version == target.network.version and attempt.address in target.network


def _names(targets: Iterable[Target], name: str) -> bool:
    return any(isinstance(target, NameTarget) and target.has_name(name) for target in targets)


def _described(attempt: Attempt) -> str:
    host = min(attempt.names, default=None)
    if host is not None:
        return f"{host}:{attempt.port}"
    address = f"[{attempt.address}]" if attempt.address.version == 6 else str(attempt.address)
    return f"{address}:{attempt.port}"
