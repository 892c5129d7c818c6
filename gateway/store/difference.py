"""What a change changes: one tenant's records before and after, record by record. No I/O.

Owns which records are the same one, and the order that records stand in. All that follows
from a change (rows, versions, audit, journal, snapshot) is made from a `Difference` and
costs as much as it is long; finding it looks at each record's identity only, unless
nearly all are new.
"""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import operator
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from warmhook.gateway.model import (
    Client,
    ClientGrant,
    Hook,
    ResourceServer,
    SigningKey,
    Tenant,
    TenantRecords,
    User,
)
from warmhook.gateway.store.base import ConflictError

R = TypeVar("R")

# Up to this many, each record is put into its place; sorting scans all of them at once.
_FEW: Final = 100


@dataclass(frozen=True, slots=True)
class Changed(Generic[R]):
    """One record; None: it was, or is, not there."""

    before: R | None
    after: R | None


@dataclass(frozen=True, slots=True)
class Difference:
    """The differences, by the field of `TenantRecords`. Empty: there are none."""

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
# Any: each field's own record, and a text or several.
KEY_OF: Final[Mapping[str, Callable[[Any], Any]]] = {
    "clients": operator.attrgetter("client_id"),
    "resource_servers": operator.attrgetter("identifier"),
    "client_grants": operator.attrgetter("client_id", "audience"),
    "users": operator.attrgetter("user_id"),
    "hooks": operator.attrgetter("id"),
}
# Where the order carries no meaning, all gateways use this one.
_ORDER_OF: Final[Mapping[str, Callable[[Any], Any]]] = {
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


def changed_records(before: TenantRecords | None, change: Difference) -> TenantRecords:
    """What the change makes of the records, in their order."""
    old = before.connections if before else frozenset[str]()
    fields: dict[str, Any] = {
        name: _changed_in_order(name, getattr(before, name) if before else (), getattr(change, name))
        for name in KEY_OF
    }
    for name in ("tenant", "keys"):
        if whole := getattr(change, name):
            fields[name] = whole[0].after
    return dataclasses.replace(
        before or TenantRecords(fields["tenant"]),
        connections=old - _gone(change.connections, str)
        | {each.after for each in change.connections if each.after},
        **fields,
    )


def find(name: str, records: Sequence[Any], key: Any) -> Any | None:
    """The record of that key, of records that are in their order."""
    key_of = KEY_OF[name]
    if _ORDER_OF[name] is not key_of:
        return next((record for record in records if key_of(record) == key), None)
    place = bisect.bisect_left(records, key, key=key_of)
    return records[place] if place < len(records) and key_of(records[place]) == key else None


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


def _gone_or_changed(changes: tuple[Changed[R], ...], key: Callable[[R], Hashable]) -> set[Hashable]:
    return {key(each.before) for each in changes if each.before is not None}


def _gone(changes: tuple[Changed[R], ...], key: Callable[[R], Hashable]) -> set[Hashable]:
    return {key(each.before) for each in changes if each.before is not None and each.after is None}


def _refuse(
    gone: Collection[Hashable], records: Sequence[R], needed: Callable[[R], Hashable], sentence: str
) -> None:
    if gone and (missed := next((need for need in map(needed, records) if need in gone), None)):
        raise ConflictError(f"{sentence.format(missed)}, and cannot be removed before them")


def _changed_in_order(name: str, before: tuple[R, ...], changes: tuple[Changed[R], ...]) -> tuple[R, ...]:
    if not changes:
        return before
    order = _ORDER_OF[name]
    new = [each.after for each in changes if each.after is not None]
    if len(changes) > _FEW:
        gone = _gone_or_changed(changes, KEY_OF[name])
        kept = [record for record in before if KEY_OF[name](record) not in gone]
        return tuple(sorted([*kept, *new], key=order))
    records = list(before)
    for each in changes:
        if each.before is not None:
            del records[bisect.bisect_left(records, order(each.before), key=order)]
    for record in new:
        bisect.insort(records, record, key=order)
    return tuple(records)


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
