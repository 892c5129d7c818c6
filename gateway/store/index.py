"""Records as the token path looks them up. Pure.

Owns the indexes of `TenantSnapshot` and `Snapshot`. It must not know where records
come from.
"""

from __future__ import annotations

from collections.abc import Iterable

from gateway.store.model import Snapshot, TenantRecords, TenantSnapshot


def tenant_snapshot(records: TenantRecords) -> TenantSnapshot:
    """The tenant, indexed as a token request asks for it."""
    return TenantSnapshot(
        tenant=records.tenant,
        clients={client.client_id: client for client in records.clients},
        resource_servers={api.identifier: api for api in records.resource_servers},
        client_grants={(grant.client_id, grant.audience): grant for grant in records.client_grants},
        # An e-mail address goes before a user name that is spelled like one.
        users={
            (user.connection, login.lower()): user
            for logins in (
                [(user.username, user) for user in records.users],
                [(user.email, user) for user in records.users],
            )
            for login, user in logins
            if login is not None
        },
        connections=records.connections,
        hooks={hook.trigger_id: hook for hook in records.hooks if hook.enabled},
        keys=records.keys,
        records=records,
    )


def snapshot(revision: int, tenants: Iterable[TenantRecords]) -> Snapshot:
    """All tenants by their host names."""
    by_host: dict[str, TenantSnapshot] = {}
    for records in tenants:
        indexed = tenant_snapshot(records)
        by_host.update((host.lower(), indexed) for host in records.tenant.hosts)
    return Snapshot(revision=revision, tenants=by_host)
