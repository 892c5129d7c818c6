"""The difference of two states of a tenant: right, whole, and as long as the change."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import pytest
from contracts.store import ACME
from hypothesis import given
from hypothesis import strategies as st

from warmhook.gateway.model import Client, TenantRecords
from warmhook.gateway.store.base import ConflictError
from warmhook.gateway.store.difference import Changed, changed_records, difference
from warmhook.gateway.store.index import changed_tenant, tenant_snapshot
from warmhook.gateway.store.sql.rows.changes import Action, row_changes
from warmhook.gateway.store.sql.rows.schema import clients, hooks

A, B, C = (Client(name, name) for name in "abc")
B2 = dataclasses.replace(B, name="changed")

CLIENTS: Mapping[str, tuple[Sequence[Client], Sequence[Client], list[Changed[Client]]]] = {
    "nothing changes": ((A, B), (A, B), []),
    "equal records are the same": ((A, B), (A, dataclasses.replace(B)), []),
    "another order is the same": ((A, B, C), (C, A, B), []),
    "one is added at the end": ((A,), (A, B), [Changed(None, B)]),
    "one is added in front": ((B,), (A, B), [Changed(None, A)]),
    "one is added between": ((A, C), (A, B, C), [Changed(None, B)]),
    "one is changed": ((A, B, C), (A, B2, C), [Changed(B, B2)]),
    "one is removed": ((A, B, C), (A, C), [Changed(B, None)]),
    "all are removed": ((A, B), (), [Changed(A, None), Changed(B, None)]),
    "all are new": ((), (A, B), [Changed(None, A), Changed(None, B)]),
    "one is changed and moved": ((A, B, C), (B2, A, C), [Changed(B, B2)]),
    "one takes another's place": ((A, B), (A, C), [Changed(B, None), Changed(None, C)]),
}


def with_clients(of: Sequence[Client]) -> TenantRecords:
    return TenantRecords(ACME.tenant, clients=tuple(of))


@pytest.mark.parametrize("case", CLIENTS)
def test_a_difference_names_what_is_new_changed_and_gone(case: str) -> None:
    before, after, expected = CLIENTS[case]
    found = difference(with_clients(before), with_clients(after))
    assert list(found.clients) == expected
    assert bool(found) is bool(expected)


@pytest.mark.parametrize("after", [(A, A), (A, B, B2), (B2, A, B), (B, A, B2)])
def test_a_record_that_occurs_twice_is_refused(after: Sequence[Client]) -> None:
    before = with_clients((A, B))
    with pytest.raises(ConflictError, match="occurs twice"):
        changed_tenant(tenant_snapshot(before), difference(before, with_clients(after)), with_clients(after))


some_clients = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["x", "y"]), max_size=8).flatmap(
    lambda names: st.permutations([Client(client_id, name) for client_id, name in names.items()])
)


@given(some_clients, some_clients, st.data())
def test_a_snapshot_made_from_the_difference_is_the_one_made_whole(
    before: list[Client], after: list[Client], data: st.DataObject
) -> None:
    # Some records are the very objects that were there, as callers leave them.
    known = {client.client_id: client for client in before}
    kept = [
        known[client.client_id] if client.client_id in known and data.draw(st.booleans()) else client
        for client in after
    ]
    old = tenant_snapshot(with_clients(before))
    found = difference(old.records, with_clients(kept))
    made = changed_tenant(old, found, changed_records(old.records, found))
    assert made == tenant_snapshot(with_clients(kept))
    assert all(each.before != each.after for each in found.clients)


def test_a_difference_of_one_among_many_is_one_row() -> None:
    many = tuple(Client(f"{n:06}", "x") for n in range(10_000))
    changed = dataclasses.replace(many[5_000], name="y")
    before, after = with_clients(many), with_clients((*many[:5_000], changed, *many[5_001:]))
    found = difference(before, after)
    assert found.clients == (Changed(many[5_000], changed),)
    (write,) = row_changes("acme", found)
    assert (write.action, write.table, len(write.rows)) == (Action.UPDATE, clients, 1)


def test_hooks_that_trade_being_enabled_both_give_it_up_first() -> None:
    on, off = ACME.hooks
    traded = (dataclasses.replace(on, enabled=False), dataclasses.replace(off, enabled=True))
    writes = row_changes("acme", difference(ACME, dataclasses.replace(ACME, hooks=traded)))
    assert [(write.action, write.table) for write in writes] == [(Action.UPDATE, hooks)] * 2
    assert [row["enabled"] for row in writes[0].rows] == [False, False]
    assert [row["enabled"] for row in writes[1].rows] == [False, True]


def test_a_new_tenant_is_inserted_in_an_order_in_which_rows_find_what_they_refer_to() -> None:
    writes = row_changes("acme", difference(None, ACME))
    assert {write.action for write in writes} == {Action.INSERT}
    assert [write.table.name for write in writes] == [
        *("tenants", "tenant_hosts", "connections", "clients", "client_secrets", "resource_servers"),
        *("client_grants", "users", "hooks", "hook_secrets", "signing_keys"),
    ]
