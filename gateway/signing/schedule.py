"""Carries out what `rotation` decides: on schedule in every gateway, and by command.

Owns the making of keys ahead of a change and the one way in which a tenant's keys change.
It must not know why a key moves.

Keys are made before the transaction that may need them, so that nobody waits for it; of
several gateways that see the same thing due, the first does it, and the others' keys are
thrown away unseen.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import structlog

from warmhook.gateway.model import SigningAlg, SigningKey, TenantRecords
from warmhook.gateway.signing import rotation as rules
from warmhook.gateway.signing.making import new_signing_key
from warmhook.gateway.signing.rotation import Policy, Revocation, RotationRefusedError
from warmhook.gateway.store.base import Store, StoreError

AUTHOR: Final = "key schedule"

_log = structlog.get_logger(__name__)

_RETRY_SECONDS: Final = 30.0

# From what is stored, with fresh keys at hand, to the tenant's keys.
_Rule = Callable[[TenantRecords, Sequence[SigningKey]], tuple[SigningKey, ...]]


class _NothingDueError(Exception):
    """Somebody else has done it. Raised inside a change, so that nothing is written."""


class KeySchedule:
    """Keeps every tenant's keys as the policy wants them, while `run` runs."""

    def __init__(self, store: Store, policy: Policy, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._policy = policy
        self._clock = clock
        # By tenant name: the records that were looked at, and when they are next due.
        self._due: dict[str, tuple[TenantRecords, float]] = {}

    async def run(self, interval: float = 1.0) -> None:
        """Look after the keys every `interval` seconds until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(interval)

    async def look(self) -> None:
        """Do all that is due now. What the store cannot do is logged, and tried again later."""
        tenants = {name: each.records for name, each in self._store.snapshot.by_name.items()}
        for gone in self._due.keys() - tenants.keys():
            del self._due[gone]
        for name, records in tenants.items():
            now = self._clock()
            seen, due = self._due.get(name, (None, 0.0))
            if seen is not records:
                due = rules.due_at(records, self._policy, now)
            if due <= now:
                due = await self._advance(records)
            self._due[name] = (records, due)

    async def _advance(self, records: TenantRecords) -> float:
        """When to look at these records again, should they still be there then."""
        name = records.tenant.name

        def advance(stored: TenantRecords, made: Sequence[SigningKey]) -> tuple[SigningKey, ...]:
            return rules.advanced(stored, self._policy, self._clock(), made)

        try:
            made = await _made(rules.missing(records, self._policy, self._clock()))
            changed = await _change(self._store, name, advance, made, author=AUTHOR)
        except _NothingDueError:
            # The store's own watch brings what the other gateway did.
            pass
        except (StoreError, RotationRefusedError) as error:
            _log.error("signing_keys_not_kept", tenant=name, reason=str(error))
        else:
            keys = [{"kid": key.kid, "alg": key.alg, "state": key.state} for key in changed.keys]
            _log.info("signing_keys_changed", tenant=name, keys=keys)
        return self._clock() + _RETRY_SECONDS


def with_keys(records: TenantRecords) -> TenantRecords:
    """The records with a current and a next key for each algorithm in use. Blocks where some are made."""
    now = time.time()
    made = [new_signing_key(alg) for alg in rules.missing(records, Policy(rotate_every=None), now)]
    return replace(records, keys=rules.filled(records, now, made))


async def rotate(
    store: Store, tenant: str, policy: Policy, *, algs: Sequence[SigningAlg] = (), author: str
) -> TenantRecords:
    """Let the next keys sign from now on: of these algorithms, or of all in use.

    Raises `RotationRefusedError` and `StoreError`; then nothing has changed.
    """

    def rule(stored: TenantRecords, made: Sequence[SigningKey]) -> tuple[SigningKey, ...]:
        return rules.rotated(stored, algs or rules.algs_in_use(stored), policy, time.time(), made)

    return await _change(store, tenant, rule, await _made(tuple(SigningAlg)), author=author)


async def revoke(store: Store, tenant: str, kid: str, *, author: str) -> Revocation:
    """Take a key out of the key set at once; if it was the current one the next takes over.

    Raises `RotationRefusedError` and `StoreError`; then nothing has changed.
    """
    done: list[Revocation] = []

    def rule(stored: TenantRecords, made: Sequence[SigningKey]) -> tuple[SigningKey, ...]:
        done.append(rules.revoked(stored, kid, time.time(), made))
        return done[-1].keys

    # Two of each, for a tenant whose keys nobody has looked after yet.
    await _change(store, tenant, rule, await _made((*SigningAlg, *SigningAlg)), author=author)
    return done[-1]


async def _made(algs: Sequence[SigningAlg]) -> tuple[SigningKey, ...]:
    return tuple([await asyncio.to_thread(new_signing_key, alg) for alg in algs])


async def _change(
    store: Store, tenant: str, rule: _Rule, made: Sequence[SigningKey], *, author: str
) -> TenantRecords:
    def change(stored: TenantRecords | None) -> TenantRecords:
        if stored is None:
            raise RotationRefusedError(f"there is no tenant {tenant}")
        keys = rule(stored, made)
        if keys == stored.keys:
            raise _NothingDueError
        return replace(stored, keys=keys)

    return await store.update_tenant(tenant, change, author=author)
