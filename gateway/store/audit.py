"""What the audit says of a change. No I/O.

Owns the names of kinds and fields. It must not know how entries are kept. An entry never
has a value in it, only names: of fields, and of a hook's secrets.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from warmhook.gateway.model import AuditEntry, SigningKey
from warmhook.gateway.store.difference import Changed, Difference

# By the field of `TenantRecords`: what its records are called, and what names one of them.
# Any: each field's own record.
_KINDS: Final[Mapping[str, tuple[str, Callable[[Any], str]]]] = {
    "tenant": ("tenant", operator.attrgetter("name")),
    "connections": ("connection", str),
    "clients": ("client", operator.attrgetter("client_id")),
    "resource_servers": ("resource_server", lambda api: api.id or api.identifier),
    "client_grants": ("client_grant", lambda grant: grant.id or f"{grant.client_id} {grant.audience}"),
    "users": ("user", operator.attrgetter("user_id")),
    "hooks": ("hook", operator.attrgetter("id")),
    "keys": ("signing_key", operator.attrgetter("kid")),
}
_AS_PEOPLE_KNOW_IT: Final = {"password_hash": "password"}


@dataclass(frozen=True, slots=True)
class Signature:
    """Whose change it is, and when."""

    author: str
    # Seconds since the epoch.
    now: float


def audit_entries(change: Difference, by: Signature, first_id: int) -> list[AuditEntry]:
    """One entry for each object that was created, updated or deleted."""
    return [
        AuditEntry(
            id=first_id + n,
            created_at=by.now,
            author=by.author,
            action=_action(each),
            kind=_KINDS[field][0],
            object_id=_KINDS[field][1](each.after if each.before is None else each.before),
            fields=_fields(each),
        )
        for n, (field, each) in enumerate(_objects(change))
    ]


def _objects(change: Difference) -> Iterator[tuple[str, Changed[Any]]]:
    for field, changes in change:
        for each in changes:
            if field == "keys":
                yield from (("keys", key) for key in _keys(each.before or (), each.after or ()))
            else:
                yield field, each


def _keys(before: tuple[SigningKey, ...], after: tuple[SigningKey, ...]) -> Iterator[Changed[SigningKey]]:
    old, new = ({key.kid: key for key in keys} for keys in (before, after))
    for kid in {**old, **new}:
        if old.get(kid) != new.get(kid):
            yield Changed(old.get(kid), new.get(kid))


def _action(each: Changed[Any]) -> str:
    if each.before is None:
        return "created"
    return "deleted" if each.after is None else "updated"


def _fields(each: Changed[Any]) -> tuple[str, ...]:
    """Of an update. What is made or removed is so as a whole."""
    if each.before is None or each.after is None:
        return ()
    before, after = _named(each.before), _named(each.after)
    return tuple(sorted(name for name in before | after if before.get(name) != after.get(name)))


def _named(record: Any) -> dict[str, object]:
    values = {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
    named = dict(values.pop("other", {}))
    if isinstance(secrets := values.get("secrets"), Mapping):
        del values["secrets"]
        named |= {f"secrets.{name}": value for name, value in secrets.items()}
    return named | {_AS_PEOPLE_KNOW_IT.get(name, name): value for name, value in values.items()}
