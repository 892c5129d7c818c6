"""Records as the token path looks them up. No I/O.

Owns the indexes of `TenantSnapshot` and `Snapshot`, made whole or from a change. It must
not know where records come from. What a change does not touch is taken over as it is,
and nothing that was handed out is ever changed.
"""

from __future__ import annotations

import operator
from collections import ChainMap
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Final, TypeVar

from warmhook.gateway.model import ClientGrant, Snapshot, TenantRecords, TenantSnapshot, User, Users
from warmhook.gateway.store.base import ConflictError
from warmhook.gateway.store.difference import Changed, Difference, changed_records, difference

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")
_Login = tuple[str, str]

NOTHING: Final = Snapshot(revision=0, tenants={}, by_name={})


def tenant_snapshot(records: TenantRecords) -> TenantSnapshot:
    """The tenant, indexed as a token request asks for it. Raises `ConflictError`."""
    change = difference(None, records)
    return changed_tenant(None, change, changed_records(None, change))


def changed_tenant(
    before: TenantSnapshot | None, change: Difference, records: TenantRecords
) -> TenantSnapshot:
    """The tenant with a change that led to these records. Raises `ConflictError`."""
    return TenantSnapshot(
        tenant=records.tenant,
        clients=_changed(before.clients if before else {}, change.clients, operator.attrgetter("client_id")),
        resource_servers=_changed(
            before.resource_servers if before else {},
            change.resource_servers,
            operator.attrgetter("identifier"),
        ),
        client_grants=_changed(before.client_grants if before else {}, change.client_grants, _grant_key),
        users=_changed_users(before.users if before else ChainMap({}, {}), change.users),
        connections=records.connections,
        hooks={hook.trigger_id: hook for hook in records.hooks if hook.enabled},
        keys=records.keys,
        records=records,
    )


def snapshot(revision: int, tenants: Iterable[TenantRecords]) -> Snapshot:
    """All tenants by their names, and by their host names."""
    return changed_snapshot(NOTHING, revision, [tenant_snapshot(records) for records in tenants])


def changed_snapshot(before: Snapshot, revision: int, tenants: Iterable[TenantSnapshot]) -> Snapshot:
    """The snapshot with these tenants in place of their former selves. Raises `ConflictError`."""
    by_name, by_host = dict(before.by_name), dict(before.tenants)
    new = list(tenants)
    for tenant in new:
        if former := by_name.get(tenant.tenant.name):
            for host in former.tenant.hosts:
                del by_host[host.lower()]
    for tenant in new:
        by_name[tenant.tenant.name] = tenant
        for host in tenant.tenant.hosts:
            other = by_host.setdefault(host.lower(), tenant)
            if other is not tenant:
                raise ConflictError(f"the host {host} belongs to the tenant {other.tenant.name}")
    return Snapshot(revision=revision, tenants=by_host, by_name=by_name)


def _changed(
    before: Mapping[K, R], changes: tuple[Changed[R], ...], key: Callable[[R], K | None]
) -> Mapping[K, R]:
    return _applied(before, changes, key) if changes else before


def _changed_users(before: Users, changes: tuple[Changed[User], ...]) -> Users:
    if not changes:
        return before
    by_email, by_username = before.maps
    # An e-mail address goes before a user name that is spelled like one.
    return ChainMap(_applied(by_email, changes, _email), _applied(by_username, changes, _username))


def _applied(
    before: Mapping[K, R], changes: tuple[Changed[R], ...], key: Callable[[R], K | None]
) -> dict[K, R]:
    """Records whose key is None are not in the index."""
    index = dict(before)
    for each in changes:
        if each.before is not None and (old := key(each.before)) is not None:
            index.pop(old, None)
    for each in changes:
        if each.after is not None and (new := key(each.after)) is not None:
            if new in index:
                raise ConflictError(f"{new!r} occurs twice")
            index[new] = each.after
    return index


def _grant_key(grant: ClientGrant) -> tuple[str, str]:
    return grant.client_id, grant.audience


def _email(user: User) -> _Login | None:
    return None if user.email is None else (user.connection, user.email.lower())


def _username(user: User) -> _Login | None:
    return None if user.username is None else (user.connection, user.username.lower())
