"""Versions of hooks and the audit: what changes leave behind, without being asked to."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import AsyncIterator, Mapping

import pytest
from contracts.store import ACME, OTHER, RING, storing

from warmhook.gateway.model import Hook, KeyState, TenantRecords, TriggerId
from warmhook.gateway.store.sql.rows import versions
from warmhook.gateway.store.sql.store import SqlStore

replace = dataclasses.replace
HOOK = Hook("01A", "add-claim", TriggerId.CREDENTIALS_EXCHANGE, "// 1", secrets={"KEY": "välue"})
TENANT = TenantRecords(ACME.tenant, hooks=(HOOK,))

MAKES_A_VERSION: Mapping[str, tuple[Hook, bool]] = {
    "another script": (replace(HOOK, script="// 2"), True),
    "another dependency": (replace(HOOK, dependencies={"bcrypt": "3.0.6"}), True),
    "another value of a secret": (replace(HOOK, secrets={"KEY": "other"}), True),
    "one secret more": (replace(HOOK, secrets={"KEY": "välue", "B": ""}), True),
    "another name": (replace(HOOK, name="renamed"), False),
    "being enabled": (replace(HOOK, enabled=True), False),
    "another trigger": (replace(HOOK, trigger_id=TriggerId.PASSWORD_EXCHANGE), False),
}


@pytest.fixture
async def store(database: str) -> AsyncIterator[SqlStore]:
    store = SqlStore(database, RING)
    await store.open()
    yield store
    await store.close()


async def save(store: SqlStore, *hooks: Hook, author: str = "tests") -> None:
    await store.update_tenant("acme", storing(replace(TENANT, hooks=hooks)), author=author)


class TestVersions:
    async def test_a_new_hook_has_one(self, store: SqlStore) -> None:
        before = time.time()
        await save(store, HOOK, author="jane")
        (version,) = await store.history.hook_versions("acme", "01A")
        assert (version.number, version.author) == (1, "jane")
        assert (version.script, version.dependencies, version.secrets) == ("// 1", {}, {"KEY": "välue"})
        assert before <= version.created_at <= time.time()

    @pytest.mark.parametrize("case", MAKES_A_VERSION)
    async def test_what_runs_otherwise_is_another_version(self, store: SqlStore, case: str) -> None:
        hook, is_version = MAKES_A_VERSION[case]
        await save(store, HOOK)
        await save(store, hook, author="joe")
        found = await store.history.hook_versions("acme", "01A")
        assert [version.number for version in found] == ([2, 1] if is_version else [1])
        if is_version:
            newest = found[0]
            assert (newest.script, newest.dependencies, newest.secrets, newest.author) == (
                hook.script,
                hook.dependencies,
                hook.secrets,
                "joe",
            )

    async def test_an_older_one_that_is_stored_again_is_the_newest(self, store: SqlStore) -> None:
        for script in ("// 1", "// 2", "// 1"):
            await save(store, replace(HOOK, script=script))
        found = await store.history.hook_versions("acme", "01A")
        assert [(version.number, version.script) for version in found] == [
            (3, "// 1"),
            (2, "// 2"),
            (1, "// 1"),
        ]

    async def test_the_oldest_goes_when_there_are_too_many(self, store: SqlStore) -> None:
        for n in range(1, versions.KEPT + 3):
            await save(store, replace(HOOK, script=f"// {n}"))
        found = await store.history.hook_versions("acme", "01A")
        assert [version.number for version in found] == list(range(versions.KEPT + 2, 2, -1))
        assert found[0].script == f"// {versions.KEPT + 2}"

    async def test_they_go_with_their_hook(self, store: SqlStore) -> None:
        other = replace(HOOK, id="01B", name="other")
        await save(store, HOOK, other)
        await save(store, other)
        assert await store.history.hook_versions("acme", "01A") == []
        assert len(await store.history.hook_versions("acme", "01B")) == 1

    async def test_those_of_another_tenant_are_not_found(self, store: SqlStore) -> None:
        await save(store, HOOK)
        await store.update_tenant("other", storing(OTHER), author="tests")
        assert await store.history.hook_versions("other", "01A") == []

    async def test_a_change_that_is_refused_makes_none(self, store: SqlStore) -> None:
        await save(store, HOOK)
        clash = replace(HOOK, id="01B", script="// other")
        with pytest.raises(Exception, match="cannot be stored"):
            await save(store, replace(HOOK, script="// 2"), clash)
        assert len(await store.history.hook_versions("acme", "01A")) == 1
        assert len(await store.history.audit("acme")) == 2


class TestAudit:
    async def test_each_object_of_a_change_has_an_entry_the_newest_first(self, store: SqlStore) -> None:
        before = time.time()
        await store.update_tenant("acme", storing(TENANT), author="jane")
        await save(store, replace(HOOK, script="// 2", secrets={"NEW": "x"}), author="joe")
        found = await store.history.audit("acme")
        assert [(e.id, e.author, e.action, e.kind, e.object_id, e.fields) for e in found] == [
            (3, "joe", "updated", "hook", "01A", ("script", "secrets.KEY", "secrets.NEW")),
            (2, "jane", "created", "hook", "01A", ()),
            (1, "jane", "created", "tenant", "acme", ()),
        ]
        assert all(before <= entry.created_at <= time.time() for entry in found)

    async def test_it_is_read_page_by_page(self, store: SqlStore) -> None:
        await store.update_tenant("acme", storing(ACME), author="tests")
        every = await store.history.audit("acme")
        assert len(every) > 4
        paged, before = [], None
        while page := await store.history.audit("acme", before=before, limit=3):
            assert len(page) <= 3
            paged += page
            before = page[-1].id
        assert paged == every

    async def test_a_tenant_has_its_own(self, store: SqlStore) -> None:
        await store.update_tenant("acme", storing(TENANT), author="tests")
        await store.update_tenant("other", storing(OTHER), author="tests")
        assert [(entry.id, entry.object_id) for entry in await store.history.audit("other")] == [(1, "other")]

    async def test_keys_are_told_one_by_one(self, store: SqlStore) -> None:
        await store.update_tenant("acme", storing(ACME), author="tests")
        last = (await store.history.audit("acme", limit=1))[0].id
        current, previous = ACME.keys
        rotated = (replace(current, state=KeyState.PREVIOUS), replace(previous, state=KeyState.CURRENT))
        await store.update_tenant("acme", storing(replace(ACME, keys=rotated)), author="rotation")
        assert {
            (entry.action, entry.kind, entry.object_id, entry.fields)
            for entry in await store.history.audit("acme")
            if entry.id > last
        } == {
            ("updated", "signing_key", "kid-1", ("state",)),
            ("updated", "signing_key", "kid-2", ("state",)),
        }
