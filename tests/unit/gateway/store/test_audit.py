"""What an entry of the audit names, and what it never holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest
from contracts.store import ACME

from warmhook.gateway.model import ClientSecret, TenantRecords
from warmhook.gateway.store.audit import Signature, audit_entries
from warmhook.gateway.store.difference import difference

replace = dataclasses.replace
CLIENT = ACME.clients[0]
JANE = ACME.users[0]
BY = Signature("jane", 5.0)

FIELDS: Mapping[str, tuple[TenantRecords, tuple[str, str, tuple[str, ...]]]] = {
    "a field is named as it is called": (
        replace(ACME, clients=(replace(CLIENT, name="x"), *ACME.clients[1:])),
        ("client", "abc", ("name",)),
    ),
    "a property that is only kept is named by itself": (
        replace(
            ACME, clients=(replace(CLIENT, other={"app_type": "spa", "callbacks": []}), *ACME.clients[1:])
        ),
        ("client", "abc", ("app_type",)),
    ),
    "secrets of a client have no names": (
        replace(ACME, clients=(replace(CLIENT, secrets=(ClientSecret("x"),)), *ACME.clients[1:])),
        ("client", "abc", ("secrets",)),
    ),
    "a password is called one": (
        replace(ACME, users=(replace(JANE, password_hash="x", blocked=False), *ACME.users[1:])),
        ("user", "auth0|1", ("blocked", "password")),
    ),
    "an API goes by its id": (
        replace(ACME, resource_servers=(replace(ACME.resource_servers[0], token_lifetime=5),)),
        ("resource_server", "0123456789abcdef01234567", ("token_lifetime",)),
    ),
    "a grant goes by its id": (
        replace(ACME, client_grants=(replace(ACME.client_grants[0], scope=()),)),
        ("client_grant", "cgr_1", ("scope",)),
    ),
    "settings of the tenant are fields of it": (
        replace(ACME, tenant=replace(ACME.tenant, hosts=("x.test",), other={})),
        ("tenant", "acme", ("flags", "friendly_name", "hosts")),
    ),
}


@pytest.mark.parametrize("case", FIELDS)
def test_an_update_names_the_fields_that_changed(case: str) -> None:
    after, expected = FIELDS[case]
    (entry,) = audit_entries(difference(ACME, after), BY, 7)
    assert (entry.id, entry.author, entry.created_at, entry.action) == (7, "jane", 5.0, "updated")
    assert (entry.kind, entry.object_id, entry.fields) == expected


def test_a_new_tenant_has_an_entry_for_each_of_its_objects() -> None:
    entries = audit_entries(difference(None, ACME), BY, 1)
    assert [entry.id for entry in entries] == list(range(1, len(entries) + 1))
    assert {entry.action for entry in entries} == {"created"}
    assert [entry.kind for entry in entries] == [
        *("tenant", "connection", "connection", "client", "client", "resource_server", "client_grant"),
        *("user", "user", "user", "hook", "hook", "signing_key", "signing_key"),
    ]


def test_what_is_removed_is_told_by_the_name_that_it_had() -> None:
    entries = audit_entries(difference(ACME, replace(ACME, connections=frozenset({"People"}))), BY, 1)
    assert [(entry.action, entry.kind, entry.object_id) for entry in entries] == [
        ("deleted", "connection", "Staff")
    ]


def test_no_value_is_in_an_entry() -> None:
    secret = replace(ACME.hooks[0], secrets={"KEY": "s3cret"}, script="// s3cret")
    entries = audit_entries(difference(ACME, replace(ACME, hooks=(secret, ACME.hooks[1]))), BY, 1)
    assert "s3cret" not in repr(entries)
    assert entries[0].fields == ("script", "secrets.KEY", "secrets.b")
