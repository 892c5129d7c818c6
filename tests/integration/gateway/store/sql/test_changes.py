"""Changes of a filled tenant: whoever looks, and however, sees the same afterwards."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from contracts.store import ACME, OTHER, RING, storing

from warmhook.gateway.model import (
    Client,
    ClientGrant,
    ClientSecret,
    KeyState,
    ResourceServer,
    SigningAlg,
    SigningKey,
    TenantRecords,
    TriggerId,
    User,
)
from warmhook.gateway.store.base import ConflictError
from warmhook.gateway.store.sql.engine import engine_for
from warmhook.gateway.store.sql.rows import journal
from warmhook.gateway.store.sql.rows.schema import metadata
from warmhook.gateway.store.sql.store import SqlStore

replace = dataclasses.replace
CLIENT, BARE = ACME.clients
(API,) = ACME.resource_servers
(GRANT,) = ACME.client_grants
JANE, JOE, STAFF_JANE = ACME.users
ENABLED, DISABLED = ACME.hooks
CURRENT, PREVIOUS = ACME.keys
MANY = tuple(Client(f"client-{n:05}", f"Client {n}") for n in range(journal.MOST_KEYS + 1))

# What the tenant becomes, from `ACME`.
CHANGES: Mapping[str, TenantRecords] = {
    "a client is added": replace(ACME, clients=(*ACME.clients, Client("aaa", "New"))),
    "more clients than are read one by one are added": replace(ACME, clients=(*ACME.clients, *MANY)),
    "a client is changed": replace(ACME, clients=(CLIENT, replace(BARE, name="Renamed"))),
    "a client and its grants are removed": replace(ACME, clients=(BARE,), client_grants=()),
    "a client gets another secret, before the ones it has": replace(
        ACME,
        clients=(replace(CLIENT, secrets=(ClientSecret("new$3", id="sec_3"), *CLIENT.secrets)), BARE),
    ),
    "the secrets of a client trade places": replace(
        ACME, clients=(replace(CLIENT, secrets=CLIENT.secrets[::-1]), BARE)
    ),
    "an API is added, with a grant to it": replace(
        ACME,
        resource_servers=(API, ResourceServer("urn:new", "New")),
        client_grants=(GRANT, ClientGrant("bare", "urn:new", (), "cgr_2")),
    ),
    "an API and its grants are removed": replace(ACME, resource_servers=(), client_grants=()),
    "a grant is changed": replace(ACME, client_grants=(replace(GRANT, scope=("write:data",)),)),
    "two users trade addresses": replace(
        ACME, users=(replace(JANE, email="joe@acme.example"), replace(JOE, email=JANE.email), STAFF_JANE)
    ),
    "a new user takes the address that a removed one had": replace(
        ACME, users=(User("auth0|9", "People", email=JANE.email), JOE, STAFF_JANE)
    ),
    "a new user takes the address that another gives up": replace(
        ACME,
        users=(replace(JANE, email=None), JOE, STAFF_JANE, User("auth0|9", "People", email=JANE.email)),
    ),
    "a user moves to a new connection and the old one is removed": replace(
        ACME,
        connections=frozenset({"People", "New"}),
        users=(JANE, JOE, replace(STAFF_JANE, connection="New")),
    ),
    "the enabled hook is another one": replace(
        ACME, hooks=(replace(ENABLED, enabled=False), replace(DISABLED, enabled=True))
    ),
    "the enabled hook is replaced by a new one of its name": replace(
        ACME, hooks=(replace(ENABLED, id="01C"), DISABLED)
    ),
    "two hooks trade names": replace(
        ACME, hooks=(replace(ENABLED, name=DISABLED.name), replace(DISABLED, name=ENABLED.name))
    ),
    "an enabled hook moves to another trigger": replace(
        ACME, hooks=(replace(ENABLED, trigger_id=TriggerId.PASSWORD_EXCHANGE), DISABLED)
    ),
    "secrets of a hook are added, changed and removed": replace(
        ACME, hooks=(replace(ENABLED, secrets={"KEY": "new", "c": "x"}), DISABLED)
    ),
    "keys rotate": replace(
        ACME,
        keys=(
            SigningKey("kid-3", SigningAlg.RS256, KeyState.CURRENT, b"3"),
            replace(CURRENT, state=KeyState.PREVIOUS),
        ),
    ),
    "keys trade states": replace(
        ACME,
        keys=(replace(CURRENT, state=KeyState.PREVIOUS), replace(PREVIOUS, state=KeyState.CURRENT)),
    ),
    "keys trade places": replace(ACME, keys=ACME.keys[::-1]),
    "hosts and settings are others": replace(
        ACME,
        tenant=replace(ACME.tenant, hosts=("new.test", "acme.test"), default_directory=None, other={}),
    ),
    "all that it has is removed": TenantRecords(ACME.tenant),
    "everything changes at once": TenantRecords(
        tenant=replace(ACME.tenant, issuer="https://new.test/"),
        connections=frozenset({"New"}),
        clients=(replace(CLIENT, name="x"), Client("new", "New")),
        resource_servers=(ResourceServer("urn:new", "New"),),
        client_grants=(ClientGrant("new", "urn:new"), ClientGrant("abc", "urn:new")),
        users=(replace(JOE, connection="New"), User("auth0|7", "New", username="jane")),
        hooks=(replace(DISABLED, name=ENABLED.name, enabled=True),),
        keys=(SigningKey("kid-9", SigningAlg.RS256, KeyState.CURRENT, b"9"),),
    ),
}

# What is left behind would be gone from the database and not from memory.
ORPHANS: Mapping[str, TenantRecords] = {
    "the grants of a client that is removed": replace(ACME, clients=(BARE,)),
    "the grants of an API that is removed": replace(ACME, resource_servers=()),
    "the users of a connection that is removed": replace(ACME, connections=frozenset({"Staff"})),
}


@pytest.fixture
async def store(database: str) -> AsyncIterator[SqlStore]:
    store = SqlStore(database, RING)
    await store.open()
    await store.update_tenant("other", storing(OTHER), author="tests")
    await store.update_tenant("acme", storing(ACME), author="tests")
    yield store
    await store.close()


def rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that is stored of records, as it lies there, but for what is sealed anew each time."""
    engine = engine_for(url)
    with engine.connect() as connection:
        found = {
            name: sorted(
                map(
                    repr,
                    connection.execute(
                        sa.select(
                            *(column for column in table.c if not isinstance(column.type, sa.LargeBinary))
                        )
                    ),
                )
            )
            for name, table in metadata.tables.items()
            if name not in {"revision", "journal", "audit", "hook_versions"}
        }
    engine.dispose()
    return found  # type: ignore[return-value]


@pytest.mark.parametrize("case", CHANGES)
async def test_a_change_is_seen_alike_by_its_writer_by_who_catches_up_and_by_who_starts(
    store: SqlStore, database: str, case: str
) -> None:
    catching_up, starting = SqlStore(database, RING), SqlStore(database, RING)
    await catching_up.open()
    written = await store.update_tenant("acme", storing(CHANGES[case]), author="tests")
    assert await catching_up.refresh() is True
    await starting.open()
    assert written == store.snapshot.by_name["acme"].records
    assert store.snapshot == starting.snapshot
    assert catching_up.snapshot == starting.snapshot
    await catching_up.close()
    await starting.close()


@pytest.mark.parametrize("case", CHANGES)
async def test_a_change_that_is_taken_back_leaves_the_rows_that_were(
    store: SqlStore, database: str, case: str
) -> None:
    before = rows(database)
    await store.update_tenant("acme", storing(CHANGES[case]), author="tests")
    assert rows(database) != before
    await store.update_tenant("acme", storing(ACME), author="tests")
    assert rows(database) == before
    assert store.snapshot.by_name["acme"].records == ACME


@pytest.mark.parametrize("case", ORPHANS)
async def test_what_others_need_is_not_removed(store: SqlStore, case: str) -> None:
    before = store.snapshot
    with pytest.raises(ConflictError, match="cannot be removed before"):
        await store.update_tenant("acme", storing(ORPHANS[case]), author="tests")
    assert store.snapshot is before


async def test_the_order_that_records_are_given_in_does_not_matter(store: SqlStore) -> None:
    before = store.snapshot
    backwards = replace(ACME, clients=ACME.clients[::-1], users=ACME.users[::-1], hooks=ACME.hooks[::-1])
    await store.update_tenant("acme", storing(backwards), author="tests")
    assert store.snapshot is before


async def test_a_change_takes_over_what_it_does_not_touch(store: SqlStore) -> None:
    before = store.snapshot.by_name["acme"]
    await store.update_tenant("acme", storing(CHANGES["a client is added"]), author="tests")
    after = store.snapshot.by_name["acme"]
    assert after.users is before.users
    assert after.client_grants is before.client_grants
    assert after.clients["abc"] is before.clients["abc"]
    assert store.snapshot.by_name["other"] is not None


async def test_who_is_further_behind_than_the_journal_reaches_reads_everything(
    store: SqlStore, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "REACH", 2)
    far, near = SqlStore(database, RING), SqlStore(database, RING)
    await far.open()
    for n in range(4):
        if n == 2:
            await near.open()
        await store.update_tenant(
            "acme", storing(replace(ACME, clients=MANY[: n + 1], client_grants=())), author="tests"
        )
    await far.refresh()
    await near.refresh()
    assert far.snapshot == near.snapshot == store.snapshot
    engine = engine_for(database)
    with engine.connect() as connection:
        revisions = set(connection.scalars(sa.select(metadata.tables["journal"].c.revision)))
    engine.dispose()
    assert revisions == {5, 6}
    await far.close()
    await near.close()


async def test_a_change_after_others_wrote_begins_with_what_they_wrote(
    store: SqlStore, database: str
) -> None:
    other = SqlStore(database, RING)
    await other.open()
    await other.update_tenant("acme", storing(CHANGES["a client is added"]), author="tests")
    seen: list[TenantRecords | None] = []

    def without_hooks(records: TenantRecords | None) -> TenantRecords:
        seen.append(records)
        assert records is not None
        return replace(records, hooks=())

    after = await store.update_tenant("acme", without_hooks, author="tests")
    assert seen == [other.snapshot.by_name["acme"].records]
    assert {client.client_id for client in after.clients} == {"aaa", "abc", "bare"}
    await other.close()


async def test_an_address_that_differs_in_case_only_is_the_same_login(store: SqlStore) -> None:
    twice = replace(ACME, users=(*ACME.users, User("auth0|9", "People", email="JANE@acme.example")))
    with pytest.raises(ConflictError, match="occurs twice"):
        await store.update_tenant("acme", storing(twice), author="tests")


async def test_a_login_that_is_ones_name_and_anothers_address_is_the_addresses(store: SqlStore) -> None:
    both = (
        User("auth0|1", "People", email="x@acme.example"),
        User("auth0|2", "People", username="x@acme.example"),
    )
    await store.update_tenant("acme", storing(replace(ACME, users=both)), author="tests")
    login = ("People", "x@acme.example")
    assert store.snapshot.by_name["acme"].users[login].user_id == "auth0|1"
    await store.update_tenant("acme", storing(replace(ACME, users=both[1:])), author="tests")
    assert store.snapshot.by_name["acme"].users[login].user_id == "auth0|2"


async def test_secrets_do_not_lie_in_the_database_as_they_are(store: SqlStore, database: str) -> None:
    engine = engine_for(database)
    with engine.connect() as connection:
        found = [
            value
            for table in metadata.tables.values()
            for row in connection.execute(sa.select(table))
            for value in row
            if isinstance(value, bytes)
        ]
    engine.dispose()
    # Two secrets, two keys and two versions.
    assert len(found) == 6
    assert not any(plain in value for value in found for plain in ("välue".encode(), b"-----BEGIN"))
