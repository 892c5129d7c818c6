"""When signing keys come, sign and go. No I/O: the time is given, keys are made elsewhere.

Owns the life of a key: next → current → previous → gone. It must not know how keys are
made, stored or published.

An algorithm in use always has a current key, which signs, and a next one, which is
published and waits. Why a token can be verified wherever it was signed and is checked:

- Before a key signs anything it has been published for `publish_ahead`. Whoever has a
  key set that is younger has the key: a verifier's cache (ten minutes), an HTTP cache
  before it (five), and a gateway whose snapshot lags.
- A gateway that has not seen the newest state signs with the key that was current: there
  it is the previous one, and published until the last token it may have signed is over.
- All of a change (who signs, who waits, who goes) is one transaction, so there is no
  state in which a key signs and is not published. Gateways decide under the revision's
  lock: of several that find the same thing due, one does it and the others find it done.

A revoked key breaks this on purpose, and so does the first key of an algorithm: nobody
can have heard of it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from warmhook.gateway.config import Settings
from warmhook.gateway.model import KeyState, SigningAlg, SigningKey, TenantRecords

DAY: Final = 86_400.0
# What verifiers cache a key set for, at most (auth0's and jose's: ten minutes).
VERIFIER_CACHE: Final = 600.0
LEAST_PUBLISH_AHEAD: Final = 900.0

# Gateways that lag sign a little longer, and clocks differ.
_RETENTION_MARGIN: Final = 300.0
# Lifetimes change and APIs go; nothing is kept for less than what Auth0 gives a token by default.
_LEAST_LIFETIME: Final = DAY

_ORDER: Final = (KeyState.CURRENT, KeyState.NEXT, KeyState.PREVIOUS)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator wants of rotation. Seconds."""

    # None: keys are rotated by command only.
    rotate_every: float | None = 90 * DAY
    # How long a key is published before it signs.
    publish_ahead: float = DAY

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The operator's days and minutes as seconds."""
        days = settings.key_rotation_days
        return cls(
            rotate_every=days * DAY if days else None,
            publish_ahead=settings.key_publish_ahead_minutes * 60,
        )


@dataclass(frozen=True, slots=True)
class Revocation:
    """What a revocation makes of the keys, and what it costs."""

    keys: tuple[SigningKey, ...]
    # Sentences for the operator.
    warnings: tuple[str, ...]


class RotationRefusedError(Exception):
    """It would break tokens, or there is no such key; the message is a sentence for the operator."""


def algs_in_use(records: TenantRecords) -> tuple[SigningAlg, ...]:
    """What the tenant's APIs sign with; RS256 always. Keys of others stay as they are."""
    used = {api.signing_alg for api in records.resource_servers}
    return tuple(alg for alg in SigningAlg if alg is SigningAlg.RS256 or alg in used)


def missing(records: TenantRecords, policy: Policy, now: float) -> tuple[SigningAlg, ...]:
    """The algorithms that `advanced` needs new keys of. An algorithm named twice needs two."""
    keys = [key for key in advanced(records, policy, now, ()) if key.state is not KeyState.PREVIOUS]
    return tuple(alg for alg in algs_in_use(records) for _ in range(2 - sum(key.alg is alg for key in keys)))


def filled(records: TenantRecords, now: float, made: Sequence[SigningKey]) -> tuple[SigningKey, ...]:
    """The tenant's keys with missing ones added, as far as `made` has them. Nothing else changes."""
    return _settled(records, list(records.keys), now, made)


def advanced(
    records: TenantRecords, policy: Policy, now: float, made: Sequence[SigningKey]
) -> tuple[SigningKey, ...]:
    """The tenant's keys after every step that is due; the same tuple if no step is.

    `made` are fresh keys of the algorithms that `missing` named. Surplus keys are not used,
    and a step whose key is not there waits for the next time.
    """
    keys = [key for key in records.keys if now < _gone_at(key, records)]
    for alg in algs_in_use(records):
        current, upcoming = _find(keys, alg, KeyState.CURRENT), _find(keys, alg, KeyState.NEXT)
        if current is not None and upcoming is not None and now >= _rotates_at(current, upcoming, policy):
            keys = _moved(keys, current, upcoming, now)
    return _settled(records, keys, now, made)


def rotated(
    records: TenantRecords, algs: Sequence[SigningAlg], policy: Policy, now: float, made: Sequence[SigningKey]
) -> tuple[SigningKey, ...]:
    """The tenant's keys, the next ones of these algorithms signing from now on.

    Raises `RotationRefusedError` where the next key is too young to be known to all.
    """
    keys = list(records.keys)
    for alg in algs:
        current, upcoming = _find(keys, alg, KeyState.CURRENT), _find(keys, alg, KeyState.NEXT)
        if current is None or upcoming is None:
            raise RotationRefusedError(f"there is no next {alg} key yet; a gateway makes it within seconds")
        wait = upcoming.since + policy.publish_ahead - now
        if wait > 0:
            raise RotationRefusedError(
                f"the next {alg} key has not been published for long enough: verifiers that cache the "
                f"key set may not know it for another {math.ceil(wait / 60)} minutes"
            )
        keys = _moved(keys, current, upcoming, now)
    return _settled(records, keys, now, made)


def revoked(records: TenantRecords, kid: str, now: float, made: Sequence[SigningKey]) -> Revocation:
    """The tenant's keys without the one that nobody may trust any more. A next key takes over at once.

    Raises `RotationRefusedError` where there is no such key.
    """
    found = next((key for key in records.keys if key.kid == kid), None)
    if found is None:
        raise RotationRefusedError(f"the tenant {records.tenant.name} has no key {kid}")
    upcoming = _find(records.keys, found.alg, KeyState.NEXT)
    keys = _settled(records, [key for key in records.keys if key is not found], now, made)
    return Revocation(keys, tuple(_warnings(found, upcoming, now)))


def due_at(records: TenantRecords, policy: Policy, now: float) -> float:
    """When `advanced` next has something to do: `now` if it has, infinity if it never will."""
    if missing(records, policy, now):
        return now
    times = [_gone_at(key, records) for key in records.keys]
    for alg in algs_in_use(records):
        current = _find(records.keys, alg, KeyState.CURRENT)
        upcoming = _find(records.keys, alg, KeyState.NEXT)
        if current is not None and upcoming is not None:
            times.append(_rotates_at(current, upcoming, policy))
    return max(now, min(times))


def _warnings(found: SigningKey, upcoming: SigningKey | None, now: float) -> list[str]:
    minutes = math.ceil(VERIFIER_CACHE / 60)
    if found.state is KeyState.NEXT:
        return []
    said = [
        (
            f"Tokens signed with {found.kid} are refused from now on. Verifiers that have the key set cached "
            f"go on accepting them for up to {minutes} minutes."
        )
    ]
    known = upcoming is not None and now >= upcoming.since + LEAST_PUBLISH_AHEAD
    if found.state is KeyState.CURRENT and not known:
        said.append(
            "The key that signs now was not published for long: verifiers that have the key set cached "
            f"may refuse good tokens for up to {minutes} minutes."
        )
    return said


def _find(keys: Sequence[SigningKey], alg: SigningAlg, state: KeyState) -> SigningKey | None:
    """The oldest of that state; there is one current key at most."""
    found = [key for key in keys if key.alg is alg and key.state is state]
    return min(found, key=lambda key: key.since, default=None)


def _rotates_at(current: SigningKey, upcoming: SigningKey, policy: Policy) -> float:
    if policy.rotate_every is None:
        return math.inf
    return max(current.since + policy.rotate_every, upcoming.since + policy.publish_ahead)


def _gone_at(key: SigningKey, records: TenantRecords) -> float:
    if key.state is not KeyState.PREVIOUS:
        return math.inf
    # Of all APIs, since one may have been signed for by another algorithm before.
    longest = max((api.token_lifetime for api in records.resource_servers), default=0)
    return key.since + max(longest, _LEAST_LIFETIME) + _RETENTION_MARGIN


def _moved(
    keys: Sequence[SigningKey], current: SigningKey, upcoming: SigningKey, now: float
) -> list[SigningKey]:
    states = {current.kid: KeyState.PREVIOUS, upcoming.kid: KeyState.CURRENT}
    return [
        dataclasses.replace(key, state=states[key.kid], since=now) if key.kid in states else key
        for key in keys
    ]


def _settled(
    records: TenantRecords, keys: list[SigningKey], now: float, made: Sequence[SigningKey]
) -> tuple[SigningKey, ...]:
    """The keys with each algorithm's places filled, as far as there are keys, and in order."""
    spare = list(made)

    def fresh(alg: SigningAlg) -> SigningKey | None:
        found = next((key for key in spare if key.alg is alg), None)
        if found is not None:
            spare.remove(found)
        return found

    for alg in algs_in_use(records):
        if _find(keys, alg, KeyState.CURRENT) is None:
            upcoming = _find(keys, alg, KeyState.NEXT)
            if upcoming is not None:
                keys.remove(upcoming)
            first = upcoming or fresh(alg)
            if first is not None:
                keys.append(dataclasses.replace(first, state=KeyState.CURRENT, since=now))
        if _find(keys, alg, KeyState.NEXT) is None and (waiting := fresh(alg)) is not None:
            keys.append(dataclasses.replace(waiting, state=KeyState.NEXT, since=now))
    if keys == list(records.keys):
        return records.keys
    algs = tuple(SigningAlg)
    return tuple(sorted(keys, key=lambda key: (algs.index(key.alg), _ORDER.index(key.state), -key.since)))
