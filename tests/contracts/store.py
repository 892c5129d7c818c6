"""What every store keeps, as a suite.

A store's own test file subclasses `StoreContract` and says in the `new_store` fixture how
to get one on an empty database. Each call of the fixture's value is another store on that
same database, as another process would have it.
"""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import AsyncIterator, Callable

import pytest

from warmhook.gateway.model import (
    Client,
    ClientGrant,
    ClientSecret,
    Hook,
    KeyState,
    ResourceServer,
    SigningAlg,
    SigningKey,
    Tenant,
    TenantRecords,
    TokenDialect,
    TriggerId,
    User,
)
from warmhook.gateway.store.base import ConflictError, Store
from warmhook.gateway.vault.ring import new_key, parse_ring

NewStore = Callable[[], Store]

# What all stores of a test session seal with.
RING = parse_ring(new_key())

ACME = TenantRecords(
    tenant=Tenant(
        name="acme",
        hosts=("login.acme.example", "acme.test"),
        issuer="https://login.acme.example/",
        default_directory="People",
        other={"friendly_name": "Acme", "flags": {"a": False}},
    ),
    connections=frozenset({"People", "Staff"}),
    clients=(
        Client(
            client_id="abc",
            name="Batch job, großes Ü",
            secrets=(
                ClientSecret("z$2", expires_at=1_900_000_000.5, id="sec_2", created_at=1_800_000_000.25),
                ClientSecret("a$1"),
            ),
            grant_types=frozenset({"client_credentials", "password"}),
            token_endpoint_auth_method="client_secret_post",
            client_metadata={"plan": "full", "nested": {"n": [1, None, True]}},
            other={"app_type": "non_interactive", "callbacks": []},
        ),
        Client(client_id="bare", name="Bare"),
    ),
    resource_servers=(
        ResourceServer(
            identifier="https://api.acme.example/",
            name="API",
            scopes=("write:data", "read:data"),
            token_lifetime=60,
            signing_alg=SigningAlg.EDDSA,
            token_dialect=TokenDialect.RFC9068_PROFILE,
            id="0123456789abcdef01234567",
            scope_descriptions={"read:data": "Read", "write:data": "Wrîte"},
            other={"allow_offline_access": False},
        ),
    ),
    client_grants=(ClientGrant("abc", "https://api.acme.example/", ("read:data",), "cgr_1"),),
    users=(
        User(
            user_id="auth0|1",
            connection="People",
            email="jane@acme.example",
            username="jane",
            name="Jane",
            password_hash="$argon2id$…",
            blocked=True,
            user_metadata={"colour": "blue"},
            app_metadata={"roles": ["admin"]},
            created_at=1_700_000_000.5,
            updated_at=1_700_000_001.0,
            other={"email_verified": True, "picture": None},
        ),
        User(user_id="auth0|2", connection="People", username="joe"),
        User(user_id="auth0|3", connection="Staff", email="jane@acme.example"),
    ),
    hooks=(
        Hook(
            id="01A",
            name="add-claim",
            trigger_id=TriggerId.CREDENTIALS_EXCHANGE,
            script="module.exports = (c, s, a, x, cb) => cb(null, {});\r\n// \N{PILE OF POO}",
            enabled=True,
            secrets={"KEY": "välue", "b": ""},
            dependencies={"bcrypt": "3.0.6"},
        ),
        Hook(id="01B", name="old", trigger_id=TriggerId.CREDENTIALS_EXCHANGE, script="//"),
    ),
    keys=(
        SigningKey("kid-2", SigningAlg.RS256, KeyState.CURRENT, b"-----BEGIN", since=1_750_000_000.75),
        SigningKey("kid-1", SigningAlg.RS256, KeyState.PREVIOUS, b"\x00\xff"),
    ),
)
OTHER = TenantRecords(tenant=Tenant("other", ("other.test",), "https://other.test/"))

HOOK = ACME.hooks[0]
CONTRADICTIONS: dict[str, TenantRecords] = {
    "two enabled hooks of one trigger": dataclasses.replace(
        ACME, hooks=(HOOK, dataclasses.replace(ACME.hooks[1], enabled=True))
    ),
    "two hooks of one name, even of different triggers": dataclasses.replace(
        ACME,
        hooks=(
            HOOK,
            dataclasses.replace(HOOK, id="01C", trigger_id=TriggerId.PASSWORD_EXCHANGE),
        ),
    ),
    "a grant to an API that there is not": dataclasses.replace(
        ACME, client_grants=(ClientGrant("abc", "https://nowhere.example/"),)
    ),
    "a grant to a client that there is not": dataclasses.replace(
        ACME, client_grants=(ClientGrant("nobody", "https://api.acme.example/"),)
    ),
    "a user of a connection that there is not": dataclasses.replace(
        ACME, users=(User("auth0|9", "Nowhere", email="a@b.example"),)
    ),
    "two users with one address in one connection": dataclasses.replace(
        ACME,
        users=(
            User("auth0|8", "People", email="a@b.example"),
            User("auth0|9", "People", email="a@b.example"),
        ),
    ),
    "two clients of one id": dataclasses.replace(ACME, clients=(ACME.clients[0], ACME.clients[0])),
    "two current keys of one algorithm": dataclasses.replace(
        ACME, keys=tuple(dataclasses.replace(key, state=KeyState.CURRENT) for key in ACME.keys)
    ),
    "a host of another tenant": dataclasses.replace(
        ACME, tenant=dataclasses.replace(ACME.tenant, hosts=("acme.test", "other.test"))
    ),
}


def storing(records: TenantRecords) -> Callable[[TenantRecords | None], TenantRecords]:
    return lambda _stored: records


async def stored(store: Store, name: str) -> TenantRecords | None:
    """What an update of that tenant would be given."""
    seen: list[TenantRecords | None] = []

    def look(records: TenantRecords | None) -> TenantRecords:
        seen.append(records)
        raise LookedError

    with pytest.raises(LookedError):
        await store.update_tenant(name, look, author="tests")
    return seen[0]


class LookedError(Exception):
    pass


class StoreContract:
    @pytest.fixture
    async def store(self, new_store: NewStore) -> AsyncIterator[Store]:
        store = new_store()
        await store.open()
        yield store
        await store.close()

    async def test_a_new_database_has_no_tenants(self, store: Store) -> None:
        assert store.snapshot.revision == 0
        assert store.snapshot.tenants == {}

    async def test_what_is_stored_is_read_back_unchanged(self, store: Store) -> None:
        await store.update_tenant("acme", storing(ACME), author="tests")
        assert await stored(store, "acme") == ACME

    async def test_an_update_is_in_the_snapshot_when_it_returns(self, store: Store) -> None:
        await store.update_tenant("acme", storing(ACME), author="tests")
        tenant = store.snapshot.tenants["acme.test"]
        assert tenant is store.snapshot.tenants["login.acme.example"]
        assert tenant.tenant == ACME.tenant
        assert tenant.clients["abc"] == ACME.clients[0]
        assert tenant.client_grants["abc", "https://api.acme.example/"].scope == ("read:data",)
        assert tenant.keys == ACME.keys

    async def test_users_are_found_by_address_and_by_name_within_their_connection(self, store: Store) -> None:
        await store.update_tenant("acme", storing(ACME), author="tests")
        users = store.snapshot.tenants["acme.test"].users
        assert {login: user.user_id for login, user in users.items()} == {
            ("People", "jane@acme.example"): "auth0|1",
            ("People", "jane"): "auth0|1",
            ("People", "joe"): "auth0|2",
            ("Staff", "jane@acme.example"): "auth0|3",
        }

    async def test_only_enabled_hooks_are_in_the_snapshot(self, store: Store) -> None:
        await store.update_tenant("acme", storing(ACME), author="tests")
        assert store.snapshot.tenants["acme.test"].hooks == {TriggerId.CREDENTIALS_EXCHANGE: HOOK}

    async def test_an_update_replaces_all_of_the_tenant_and_nothing_else(self, store: Store) -> None:
        await store.update_tenant("acme", storing(ACME), author="tests")
        await store.update_tenant("other", storing(OTHER), author="tests")
        bare = TenantRecords(tenant=dataclasses.replace(ACME.tenant, hosts=("acme.test",)))
        await store.update_tenant("acme", storing(bare), author="tests")
        assert await stored(store, "acme") == bare
        assert set(store.snapshot.tenants) == {"acme.test", "other.test"}

    async def test_each_update_adds_one_to_the_revision(self, store: Store) -> None:
        for expected, records in enumerate((ACME, OTHER_NAMED_ACME, ACME), 1):
            await store.update_tenant("acme", storing(records), author="tests")
            assert store.snapshot.revision == expected

    async def test_an_update_that_changes_nothing_writes_nothing(self, store: Store) -> None:
        await store.update_tenant("acme", storing(ACME), author="tests")
        before = store.snapshot
        equal = dataclasses.replace(ACME, clients=tuple(dataclasses.replace(each) for each in ACME.clients))
        assert await store.update_tenant("acme", storing(equal), author="tests") == ACME
        assert store.snapshot is before

    async def test_a_change_is_given_what_is_stored(self, store: Store) -> None:
        assert await stored(store, "acme") is None
        await store.update_tenant("acme", storing(OTHER_NAMED_ACME), author="tests")
        assert await stored(store, "acme") == OTHER_NAMED_ACME

    async def test_a_change_that_raises_writes_nothing(self, store: Store) -> None:
        await store.update_tenant("acme", storing(ACME), author="tests")
        before = store.snapshot
        assert await stored(store, "acme") == ACME
        assert await store.refresh() is False
        assert store.snapshot is before

    @pytest.mark.parametrize("case", CONTRADICTIONS)
    async def test_contradictory_records_are_refused_and_nothing_is_written(
        self, store: Store, case: str
    ) -> None:
        await store.update_tenant("other", storing(OTHER), author="tests")
        await store.update_tenant("acme", storing(ACME), author="tests")
        before = store.snapshot
        with pytest.raises(ConflictError):
            await store.update_tenant("acme", storing(CONTRADICTIONS[case]), author="tests")
        assert await stored(store, "acme") == ACME
        assert store.snapshot == before

    async def test_a_conflict_over_a_host_names_host_and_tenant(self, store: Store) -> None:
        await store.update_tenant("other", storing(OTHER), author="tests")
        with pytest.raises(ConflictError, match=r"host other\.test belongs to the tenant other"):
            await store.update_tenant(
                "acme", storing(CONTRADICTIONS["a host of another tenant"]), author="tests"
            )

    async def test_no_secret_is_in_the_message_of_a_conflict(self, store: Store) -> None:
        with pytest.raises(ConflictError) as caught:
            await store.update_tenant(
                "acme", storing(CONTRADICTIONS["two enabled hooks of one trigger"]), author="tests"
            )
        chain = repr(caught.value) + repr(caught.value.__cause__)
        assert "välue" not in chain
        assert HOOK.script not in chain

    async def test_another_process_sees_an_update_after_a_refresh_and_not_before(
        self, store: Store, new_store: NewStore
    ) -> None:
        other = new_store()
        await other.open()
        await store.update_tenant("acme", storing(ACME), author="tests")
        assert other.snapshot.tenants == {}
        assert await other.refresh() is True
        assert other.snapshot == store.snapshot
        assert await other.refresh() is False
        await other.close()

    async def test_a_snapshot_once_taken_never_changes(self, store: Store) -> None:
        await store.update_tenant("acme", storing(ACME), author="tests")
        taken = store.snapshot
        await store.update_tenant("acme", storing(OTHER_NAMED_ACME), author="tests")
        assert taken.tenants["acme.test"].tenant == ACME.tenant

    async def test_watching_finds_the_updates_of_another_process(
        self, store: Store, new_store: NewStore
    ) -> None:
        other = new_store()
        await other.open()
        watching = asyncio.create_task(other.watch(interval=0.01))
        await store.update_tenant("acme", storing(ACME), author="tests")
        async with asyncio.timeout(5):
            # A store announces nothing; it is looked at.
            while "acme.test" not in other.snapshot.tenants:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        watching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watching
        await other.close()

    async def test_updates_at_once_from_two_processes_lose_nothing(
        self, store: Store, new_store: NewStore
    ) -> None:
        other = new_store()
        await other.open()
        await store.update_tenant("acme", storing(TenantRecords(ACME.tenant)), author="tests")
        inside = threading.Lock()

        def add_connection(records: TenantRecords | None) -> TenantRecords:
            assert inside.acquire(blocking=False), "two changes ran at once"
            assert records is not None
            name = f"connection-{len(records.connections)}"
            inside.release()
            return dataclasses.replace(records, connections=records.connections | {name})

        await asyncio.gather(
            *(
                each.update_tenant("acme", add_connection, author="tests")
                for each in (store, other)
                for _ in range(10)
            )
        )
        await store.refresh()
        assert len(store.snapshot.tenants["acme.test"].connections) == 20
        await other.close()


OTHER_NAMED_ACME = dataclasses.replace(OTHER, tenant=dataclasses.replace(OTHER.tenant, name="acme"))
