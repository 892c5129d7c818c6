"""What a change changes: one tenant's records before and after, record by record. Pure.

Owns which records are the same one, and the order that records stand in. All that follows
from a change (rows, versions, audit, journal, snapshot) is made from a `Difference` and
costs as much as it is long; finding it looks at each record's identity only, unless
nearly all are new.
"""

from __future__ import annotations

import dataclasses
import itertools
import operator
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from gateway.store.base import ConflictError
from gateway.store.model import (
    Client,
    ClientGrant,
    Hook,
    ResourceServer,
    SigningKey,
    Tenant,
    TenantRecords,
    User,
)

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Changed(Generic[R]):
    """One record; None: it was, or is, not there."""

    before: R | None
    after: R | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What is unlike, by the field of `TenantRecords`. Empty: nothing is."""

    tenant: tuple[Changed[Tenant], ...] = ()
    connections: tuple[Changed[str], ...] = ()
    clients: tuple[Changed[Client], ...] = ()
    resource_servers: tuple[Changed[ResourceServer], ...] = ()
    client_grants: tuple[Changed[ClientGrant], ...] = ()
    users: tuple[Changed[User], ...] = ()
    hooks: tuple[Changed[Hook], ...] = ()
    # As a whole, since their order is meant.
    keys: tuple[Changed[tuple[SigningKey, ...]], ...] = ()

    def __bool__(self) -> bool:
        return any(changed for _, changed in self)

    def __iter__(self) -> Iterator[tuple[str, tuple[Changed[Any], ...]]]:  # Any: each has its own.
        """By field, in an order in which records only refer to earlier ones."""
        return ((field.name, getattr(self, field.name)) for field in dataclasses.fields(self))


# What makes two records the same one, for the fields that hold many.
KEY_OF: Mapping[str, Callable[[Any], Hashable]] = {  # Any: each field's own record.
    "clients": operator.attrgetter("client_id"),
    "resource_servers": operator.attrgetter("identifier"),
    "client_grants": operator.attrgetter("client_id", "audience"),
    "users": operator.attrgetter("user_id"),
    "hooks": operator.attrgetter("id"),
}
# Where it carries no meaning, the order is one that all gateways make alike.
_ORDER_OF: Mapping[str, Callable[[Any], Any]] = {
    **KEY_OF,
    "hooks": operator.attrgetter("name", "id"),
}


def difference(before: TenantRecords | None, after: TenantRecords) -> Difference:
    """From the one to the other. Raises `ConflictError` for records that occur twice."""
    if before is after:
        return Difference()
    many = {
        name: _changes(name, getattr(before, name) if before else (), getattr(after, name)) for name in KEY_OF
    }
    old = before.connections if before else frozenset[str]()
    gone, new = sorted(old - after.connections), sorted(after.connections - old)
    return Difference(
        tenant=_changed(before.tenant if before else None, after.tenant),
        connections=(*(Changed(name, None) for name in gone), *(Changed(None, name) for name in new)),
        keys=_changed(before.keys if before else (), after.keys),
        **many,
    )


def arranged(records: TenantRecords, before: TenantRecords | None) -> TenantRecords:
    """The same records in their order. What `before` has is in order already."""
    in_order: dict[str, Any] = {
        name: tuple(sorted(getattr(records, name), key=order))
        for name, order in _ORDER_OF.items()
        if before is None or getattr(records, name) is not getattr(before, name)
    }
    return dataclasses.replace(records, **in_order)


def refuse_orphans(change: Difference, after: TenantRecords) -> None:
    """Raise `ConflictError` where something is removed that remaining records need."""
    _refuse(
        _gone(change.clients, KEY_OF["clients"]),
        after.client_grants,
        operator.attrgetter("client_id"),
        "the client {} has grants",
    )
    _refuse(
        _gone(change.resource_servers, KEY_OF["resource_servers"]),
        after.client_grants,
        operator.attrgetter("audience"),
        "the API {} has grants",
    )
    _refuse(
        _gone(change.connections, str),
        after.users,
        operator.attrgetter("connection"),
        "the connection {} has users",
    )


def _gone(changes: tuple[Changed[R], ...], key: Callable[[R], Hashable]) -> set[Hashable]:
    return {key(each.before) for each in changes if each.before is not None and each.after is None}


def _refuse(
    gone: Collection[Hashable], records: Sequence[R], needed: Callable[[R], Hashable], sentence: str
) -> None:
    if gone and (missed := next((need for need in map(needed, records) if need in gone), None)):
        raise ConflictError(f"{sentence.format(missed)}, and cannot be removed before them")


def _changed(before: R | None, after: R) -> tuple[Changed[R], ...]:
    return () if before is after or before == after else (Changed(before, after),)


def _changes(name: str, before: Sequence[R], after: Sequence[R]) -> tuple[Changed[R], ...]:
    if before is after:
        return ()
    start = _same_at_start(before, after, min(len(before), len(after)))
    end = _same_at_start(reversed(before), reversed(after), min(len(before), len(after)) - start)
    old = _by_key(name, before[start : len(before) - end])
    new = _by_key(name, after[start : len(after) - end])
    return tuple(
        Changed(old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key)
    )


def _same_at_start(before: Iterator[R] | Sequence[R], after: Iterator[R] | Sequence[R], most: int) -> int:
    """How many objects are identical. No bytecode runs for each: there may be a hundred thousand."""
    unlike = map(operator.is_not, before, after)
    return min(most, next(itertools.compress(itertools.count(), unlike), most))


def _by_key(name: str, records: Sequence[R]) -> dict[Hashable, R]:
    key = KEY_OF[name]
    found = {key(record): record for record in records}
    if len(found) < len(records):
        twice = next(each for each in found if sum(key(record) == each for record in records) > 1)
        raise ConflictError(f"{name.replace('_', ' ')}: {twice!r} occurs twice")
    return found
