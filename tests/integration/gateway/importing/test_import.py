"""An export becomes records, in either layout; what is wrong with it is said all at once."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from samples.exports import LAYOUTS, Sections, WriteExport, write_directory, write_yaml

from warmhook.gateway.importing.deploy_settings import DeploySettings, Exclusions
from warmhook.gateway.importing.findings import Findings, ImportRefusedError
from warmhook.gateway.importing.merge import Hashing
from warmhook.gateway.importing.run import Report, Source, import_export
from warmhook.gateway.importing.supplied import Supplied
from warmhook.gateway.model import (
    ClientGrant,
    KeyState,
    ResourceServer,
    SigningAlg,
    Tenant,
    TokenDialect,
    TriggerId,
)
from warmhook.gateway.store.sql.migrate import migrate
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.vault.client_secrets import every_hash, hash_client_secret
from warmhook.gateway.vault.ring import new_key, parse_ring

TENANT = Tenant("acme", ("acme.test",), "https://acme.test/")
RING = parse_ring(new_key())
HASHING = Hashing(functools.partial(hash_client_secret, ring=RING), lambda password: f"hash of {password}")


def is_secret(presented: str, hashed: str) -> bool:
    return hashed.encode() in every_hash(presented, RING)


API = {"name": "API", "identifier": "https://api.test/", "scopes": [{"value": "read"}, {"value": "write"}]}
CLIENT = {"name": "Batch", "client_id": "batch-id", "client_secret": "batch secret, of sixty-four letters"}
HOOK = {"name": "My hook", "triggerId": "credentials-exchange", "script": "module.exports = 1;\r\n"}
DATABASE = {"name": "People", "strategy": "auth0"}

FULL: Sections = {
    "tenant": {"default_directory": "People", "friendly_name": "Acme"},
    "databases": [DATABASE, {"name": "Staff"}],
    "clients": [
        {
            **CLIENT,
            "grant_types": ["client_credentials", "password"],
            "token_endpoint_auth_method": "client_secret_post",
            "client_metadata": {"plan": "full"},
            "callbacks": [],
            "jwt_configuration": {"alg": "RS256"},
        },
        {"name": "Web page", "token_endpoint_auth_method": "none", "client_id": "page-id"},
    ],
    "resourceServers": [
        {**API, "token_lifetime": 60, "signing_alg": "ES256", "token_dialect": "rfc9068_profile"},
        {"name": "Plain", "identifier": "urn:plain"},
    ],
    "clientGrants": [
        {"client_id": "Batch", "audience": "https://api.test/", "scope": ["read"]},
        {"client_id": "batch-id", "audience": "urn:plain", "scope": []},
    ],
    "hooks": [
        {**HOOK, "enabled": True, "secrets": {"KEY": "välue"}, "dependencies": {"bcrypt": "3.0.6"}},
        {**HOOK, "name": "other", "triggerId": "password-exchange", "active": True},
        {**HOOK, "name": "third"},
    ],
    "users": {
        "People": [
            {
                "user_id": "7",
                "email": "Jane@Acme.test",
                "username": "Jane",
                "name": "Jane",
                "blocked": True,
                "user_metadata": {"colour": "blue"},
                "app_metadata": {"roles": ["admin"]},
                "custom_password_hash": {
                    "algorithm": "argon2",
                    "hash": {"value": "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"},
                },
            }
        ]
    },
}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    url = f"sqlite:///{tmp_path / 'store' / 'warmhook.db'}"
    migrate(url)
    store = SqlStore(url, RING)
    await store.open()
    yield store
    await store.close()


@pytest.fixture(params=LAYOUTS)
def write(request: pytest.FixtureRequest) -> WriteExport:
    return LAYOUTS[request.param]


@dataclasses.dataclass
class Importer:
    """Imports into one store, each time from a directory of its own."""

    store: SqlStore
    base: Path
    write: WriteExport
    times: int = 0

    async def __call__(self, sections: Sections, **options: Any) -> Report:
        self.times += 1
        directory = self.base / f"export-{self.times}"
        self.write(directory, sections)
        return await self.from_directory(directory, **options)

    async def from_directory(
        self,
        directory: Path,
        *,
        keywords: Mapping[str, object] | None = None,
        exclusions: Exclusions | None = None,
        secrets: Mapping[str, Mapping[str, str]] | None = None,
        passwords: Mapping[str, str] | None = None,
        tenant: Tenant = TENANT,
        writes: bool = True,
    ) -> Report:
        settings = DeploySettings(keywords or {}, exclusions or Exclusions())
        source = Source(directory, tenant, settings, Supplied(secrets or {}, passwords or {}))
        return await import_export(self.store, source, HASHING, Findings(), writes=writes)

    async def problems(self, sections: Sections, **options: Any) -> list[tuple[str | None, str]]:
        """Field and message of each; and nothing was stored."""
        before = self.store.snapshot
        with pytest.raises(ImportRefusedError) as refused:
            await self(sections, **options)
        assert await self.store.refresh() is False
        assert self.store.snapshot is before
        return [(problem.field, problem.message) for problem in refused.value.problems]


@pytest.fixture
def do_import(store: SqlStore, tmp_path: Path, write: WriteExport) -> Importer:
    return Importer(store, tmp_path, write)


class TestAWholeExport:
    async def test_clients(self, do_import: Importer) -> None:
        batch, page = (await do_import(FULL)).records.clients
        assert (batch.client_id, batch.name) == ("batch-id", "Batch")
        assert batch.grant_types == {"client_credentials", "password"}
        assert batch.token_endpoint_auth_method == "client_secret_post"
        assert batch.client_metadata == {"plan": "full"}
        assert is_secret(CLIENT["client_secret"], batch.secrets[0].hashed)
        assert (page.client_id, page.secrets, page.grant_types) == ("page-id", (), frozenset())

    async def test_apis(self, do_import: Importer) -> None:
        apis = (await do_import(FULL)).records.resource_servers
        assert all(re.fullmatch("[0-9a-f]{24}", api.id) for api in apis)
        assert tuple(dataclasses.replace(api, id="") for api in apis) == (
            ResourceServer(
                "https://api.test/",
                "API",
                scopes=("read", "write"),
                token_lifetime=60,
                signing_alg=SigningAlg.ES256,
                token_dialect=TokenDialect.RFC9068_PROFILE,
            ),
            ResourceServer("urn:plain", "Plain"),
        )

    async def test_grants_name_their_client_by_name_or_id(self, do_import: Importer) -> None:
        grants = (await do_import(FULL)).records.client_grants
        assert all(re.fullmatch("cgr_[A-Za-z0-9]{16}", grant.id) for grant in grants)
        assert {dataclasses.replace(grant, id="") for grant in grants} == {
            ClientGrant("batch-id", "https://api.test/", ("read",)),
            ClientGrant("batch-id", "urn:plain", ()),
        }

    async def test_what_has_no_use_here_is_kept_for_auth0s_tools(self, do_import: Importer) -> None:
        records = (
            await do_import(
                {
                    "clients": [{**CLIENT, "app_type": "spa", "tenant": "theirs", "logo_uri": None}],
                    "resourceServers": [
                        {
                            **API,
                            "scopes": [{"value": "read", "description": "Read"}],
                            "allow_offline_access": True,
                        }
                    ],
                }
            )
        ).records
        assert records.clients[0].other == {"app_type": "spa"}
        assert records.resource_servers[0].scope_descriptions == {"read": "Read"}
        assert records.resource_servers[0].other == {"allow_offline_access": True}

    async def test_hooks_keep_their_script_byte_for_byte(self, do_import: Importer) -> None:
        first, second, third = (await do_import(FULL)).records.hooks
        assert first.script == "module.exports = 1;\r\n"
        assert (first.name, first.trigger_id, first.enabled) == (
            "my-hook",
            TriggerId.CREDENTIALS_EXCHANGE,
            True,
        )
        assert (first.secrets, first.dependencies) == ({"KEY": "välue"}, {"bcrypt": "3.0.6"})
        assert (second.trigger_id, second.enabled) == (TriggerId.PASSWORD_EXCHANGE, True)
        assert not third.enabled
        assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", hook.id) for hook in (first, second, third))

    async def test_users(self, do_import: Importer) -> None:
        (user,) = (await do_import(FULL)).records.users
        assert (user.user_id, user.connection, user.email, user.username) == (
            "auth0|7",
            "People",
            "jane@acme.test",
            "jane",
        )
        assert (user.name, user.blocked) == ("Jane", True)
        assert (user.user_metadata, user.app_metadata) == ({"colour": "blue"}, {"roles": ["admin"]})
        assert user.password_hash == "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"

    async def test_the_tenant(self, do_import: Importer) -> None:
        records = (await do_import(FULL)).records
        assert records.tenant == dataclasses.replace(
            TENANT, default_directory="People", other={"friendly_name": "Acme"}
        )
        assert records.connections == {"People", "Staff"}

    async def test_keys_are_made_for_rs256_and_each_algorithm_in_use(self, do_import: Importer) -> None:
        keys = (await do_import(FULL)).records.keys
        assert [(key.alg, key.state) for key in keys] == [
            (SigningAlg.RS256, KeyState.CURRENT),
            (SigningAlg.RS256, KeyState.NEXT),
            (SigningAlg.ES256, KeyState.CURRENT),
            (SigningAlg.ES256, KeyState.NEXT),
        ]

    async def test_it_can_be_served_at_once(self, do_import: Importer) -> None:
        records = (await do_import(FULL)).records
        tenant = do_import.store.snapshot.tenants["acme.test"]
        assert tenant.hooks[TriggerId.CREDENTIALS_EXCHANGE] == records.hooks[0]
        assert tenant.users["People", "jane@acme.test"] == records.users[0]

    async def test_fields_without_a_use_are_reported(self, do_import: Importer) -> None:
        assert (await do_import(FULL)).unused_fields == {
            "clients": ("callbacks", "jwt_configuration"),
            "tenant": ("friendly_name",),
        }

    async def test_what_was_there_is_counted(self, do_import: Importer) -> None:
        await do_import(FULL)
        counts = (await do_import({"clients": [{"name": "New"}]})).counts
        assert counts["clients"] == (1, 3)
        assert counts["hooks"] == (0, 3)


class TestMadeSecrets:
    async def test_a_client_without_id_and_secret_gets_both(self, do_import: Importer) -> None:
        report = await do_import({"clients": [{"name": "New"}]})
        (credential,) = report.credentials
        (client,) = report.records.clients
        assert credential.client_name == "New"
        assert client.client_id == credential.client_id
        assert re.fullmatch(r"[A-Za-z0-9]{32}", credential.client_id)
        assert re.fullmatch(r"[A-Za-z0-9]{64}", credential.client_secret)
        assert is_secret(credential.client_secret, client.secrets[0].hashed)

    async def test_no_two_are_alike(self, do_import: Importer) -> None:
        report = await do_import({"clients": [{"name": "A"}, {"name": "B"}]})
        assert len({credential.client_secret for credential in report.credentials}) == 2
        assert len({credential.client_id for credential in report.credentials}) == 2

    async def test_a_client_that_has_none_gets_none(self, do_import: Importer) -> None:
        report = await do_import({"clients": [{"name": "Page", "token_endpoint_auth_method": "none"}]})
        assert report.credentials == ()

    async def test_a_report_does_not_show_them(self, do_import: Importer) -> None:
        report = await do_import({"clients": [{"name": "New"}]})
        assert report.credentials[0].client_secret not in repr(report)


class TestImportingAgain:
    async def test_the_same_export_changes_nothing(self, do_import: Importer) -> None:
        first = await do_import(FULL)
        second = await do_import(FULL)
        assert second.records == first.records
        assert second.credentials == ()

    async def test_ids_and_secrets_are_kept(self, do_import: Importer) -> None:
        sections = {"clients": [{"name": "New"}], "hooks": [HOOK]}
        first = await do_import(sections)
        second = await do_import(sections)
        assert second.records == first.records
        assert second.credentials == ()

    async def test_issuer_and_hosts_follow(self, do_import: Importer) -> None:
        await do_import(FULL)
        moved = dataclasses.replace(TENANT, hosts=("new.test",), issuer="https://new.test/")
        assert (
            await do_import({"tenant": {"flags": {}}}, tenant=moved)
        ).records.tenant == dataclasses.replace(
            moved, default_directory="People", other={"friendly_name": "Acme", "flags": {}}
        )
        assert set(do_import.store.snapshot.tenants) == {"new.test"}

    async def test_settings_are_merged_as_by_a_patch(self, do_import: Importer) -> None:
        await do_import({"tenant": {"flags": {"enable_sso": True, "enable_apis_section": True}, "a": [1]}})
        report = await do_import({"tenant": {"flags": {"enable_sso": False, "enable_apis_section": None}}})
        assert report.records.tenant.other == {"flags": {"enable_sso": False}, "a": [1]}

    async def test_a_changed_object_replaces_the_stored_one(self, do_import: Importer) -> None:
        await do_import(FULL)
        report = await do_import(
            {
                "clients": [{"name": "Renamed", "client_id": "batch-id"}],
                "resourceServers": [{**API, "token_lifetime": 5}],
                "hooks": [{**HOOK, "script": "// new", "enabled": True}],
            }
        )
        clients = {client.client_id: client for client in report.records.clients}
        assert clients["batch-id"].name == "Renamed"
        assert is_secret(CLIENT["client_secret"], clients["batch-id"].secrets[0].hashed)
        assert report.records.resource_servers[0].token_lifetime == 5
        hook = do_import.store.snapshot.tenants["acme.test"].hooks[TriggerId.CREDENTIALS_EXCHANGE]
        assert (hook.name, hook.script, hook.secrets) == ("my-hook", "// new", {})

    async def test_a_client_may_take_a_name_that_another_has_given_up(self, do_import: Importer) -> None:
        await do_import(FULL)
        renamed, new = {"name": "Renamed", "client_id": "batch-id"}, {"name": "Batch"}
        for clients in ([renamed, new], [new, renamed]):
            report = await do_import({"clients": clients})
            by_name = {client.name: client.client_id for client in report.records.clients}
            assert by_name.keys() == {"Renamed", "Batch", "Web page"}
            assert by_name["Renamed"] == "batch-id"

    @pytest.mark.parametrize("taker", [{}, {"user_id": "8"}], ids=["without an id", "with an id"])
    @pytest.mark.parametrize("first", [0, 1])
    async def test_a_user_may_take_an_address_that_another_has_given_up(
        self, do_import: Importer, taker: dict[str, str], first: int
    ) -> None:
        await do_import(FULL)
        users = [{"user_id": "7", "email": "jane@new.test"}, {**taker, "email": "jane@acme.test"}]
        report = await do_import(
            {"databases": [DATABASE], "users": {"People": users[first:] + users[:first]}}
        )
        emails = {user.user_id: user.email for user in report.records.users}
        assert emails.pop("auth0|7") == "jane@new.test"
        assert list(emails.values()) == ["jane@acme.test"]

    async def test_a_secret_that_auth_0_does_not_show_is_kept(self, do_import: Importer) -> None:
        await do_import(FULL)
        hidden = {**HOOK, "secrets": {"KEY": "_VALUE_NOT_SHOWN_"}}
        hooks = {hook.name: hook for hook in (await do_import({"hooks": [hidden]})).records.hooks}
        assert hooks["my-hook"].secrets == {"KEY": "välue"}

    async def test_a_newly_enabled_hook_takes_the_place_of_the_stored_one(self, do_import: Importer) -> None:
        await do_import(FULL)
        report = await do_import({"hooks": [{**HOOK, "name": "newest", "enabled": True}]})
        assert "hook my-hook: disabled, since newest is the trigger's hook now" in report.left_out
        assert {hook.name for hook in report.records.hooks if hook.enabled} == {"newest", "other"}

    async def test_a_user_found_by_login_keeps_id_and_password(self, do_import: Importer) -> None:
        first = await do_import(FULL)
        user = {"email": "jane@acme.test", "name": "Jane Doe"}
        again = await do_import({"databases": [DATABASE], "users": {"People": [user]}})
        (stored,) = again.records.users
        assert stored.name == "Jane Doe"
        assert (stored.user_id, stored.password_hash) == (
            first.records.users[0].user_id,
            first.records.users[0].password_hash,
        )

    async def test_keys_are_kept_and_only_missing_ones_made(self, do_import: Importer) -> None:
        first = await do_import(FULL)
        again = await do_import({"resourceServers": [{**API, "signing_alg": "EdDSA"}]})
        assert again.records.keys[:4] == first.records.keys
        assert [key.alg for key in again.records.keys[4:]] == [SigningAlg.EDDSA] * 2


class TestWhatAuth0DoesNotExport:
    HIDDEN: Mapping[str, Any] = {**HOOK, "secrets": {"KEY": "_VALUE_NOT_SHOWN_"}}

    async def test_a_hidden_secret_is_asked_for_by_hook_and_name(self, do_import: Importer) -> None:
        assert await do_import.problems({"hooks": [self.HIDDEN]}) == [
            (
                "secrets.KEY",
                "Auth0 does not export its value; give it with --secret my-hook:KEY=VALUE",
            )
        ]

    async def test_a_supplied_secret_goes_before_all_others(self, do_import: Importer) -> None:
        secrets = {"my-hook": {"KEY": "supplied", "EXTRA": "too"}}
        (hook,) = (await do_import({"hooks": [self.HIDDEN]}, secrets=secrets)).records.hooks
        assert hook.secrets == secrets["my-hook"]

    async def test_a_secret_for_no_hook_is_a_problem(self, do_import: Importer) -> None:
        assert await do_import.problems({"hooks": [HOOK]}, secrets={"mistyped": {"A": "b"}}) == [
            ("hooks", "the import has no hook 'mistyped'")
        ]

    async def test_a_supplied_password_is_hashed(self, do_import: Importer) -> None:
        report = await do_import(FULL, passwords={"Jane@acme.test": "s3cret"})
        assert report.records.users[0].password_hash == "hash of s3cret"


# Sentence → an export, and what the report says was left out, seen without its place.
LEFT_OUT: dict[str, tuple[Sections, str]] = {
    "a grant for the Management API": (
        {
            "clients": [CLIENT],
            "clientGrants": [{"client_id": "Batch", "audience": "https://x.eu.auth0.com/api/v2/"}],
        },
        "'Batch' may manage the tenant at Auth0, and not here",
    ),
    "a grant that limits users": (
        {
            "clients": [CLIENT],
            "resourceServers": [API],
            "clientGrants": [{"client_id": "Batch", "audience": API["identifier"], "subject_type": "user"}],
        },
        "a grant for users, not for the client",
    ),
    "a default grant of third-party clients": (
        {
            "resourceServers": [API],
            "clientGrants": [{"default_for": "third_party_clients", "audience": API["identifier"]}],
        },
        "a default grant of third-party clients",
    ),
    "a system API": (
        {"resourceServers": [{"name": "Auth0 My Account API", "is_system": True}]},
        "an API of Auth0's own",
    ),
    "the permissions claim of a dialect": (
        {"resourceServers": [{**API, "token_dialect": "access_token_authz"}]},
        "the claim 'permissions' of the token dialect",
    ),
    "custom database scripts": (
        {"databases": [{**DATABASE, "options": {"enabledDatabaseCustomization": True}}]},
        "custom database scripts; people log in as the users that are imported",
    ),
    "a bcrypt hash": (
        {"databases": [DATABASE], "users": {"People": [{"email": "a@b.test", "password_hash": "$2b$10$x"}]}},
        "a bcrypt password hash; the user needs a new password",
    ),
    "a hash that is not Argon2id": (
        {
            "databases": [DATABASE],
            "users": {
                "People": [{"email": "a@b.test", "custom_password_hash": {"hash": {"value": "$argon2i$v"}}}]
            },
        },
        "a password hash that is not Argon2id; the user needs a new password",
    ),
}


@pytest.mark.parametrize("case", LEFT_OUT)
async def test_what_is_left_out_is_reported(do_import: Importer, case: str) -> None:
    sections, reason = LEFT_OUT[case]
    report = await do_import(sections)
    assert [entry.split(": ")[-1] for entry in report.left_out] == [reason]
    assert report.records.client_grants == ()
    assert all(user.password_hash is None for user in report.records.users)


async def test_all_scopes_of_the_api_are_granted_where_the_grant_says_so(do_import: Importer) -> None:
    grant = {"client_id": "Batch", "audience": "https://api.test/", "allow_all_scopes": True}
    report = await do_import({"clients": [CLIENT], "resourceServers": [API], "clientGrants": [grant]})
    assert report.records.client_grants[0].scope == ("read", "write")


def hook(**fields: object) -> Sections:
    return {"hooks": [{**HOOK, "enabled": True, **fields}]}


# Sentence → an export with hooks that would run for tokens, and field and message of its only problem.
REFUSED: dict[str, tuple[Sections, str | None, str]] = {
    "a hook without a name": (hook(name=None), "name", "is required"),
    "a hook with a name that Auth0 refuses": (
        hook(name="-hook"),
        "name",
        "'-hook' may have letters, digits, spaces and hyphens, the latter inside",
    ),
    "two hooks that Auth0 would store under one name": (
        {"hooks": [HOOK, {**HOOK, "name": "myHook"}]},
        "name",
        "'my-hook' is also the name of ",
    ),
    "a hook without a trigger": (hook(triggerId=None), "triggerId", "is required"),
    "a hook with an unknown trigger": (
        hook(triggerId="post-login"),
        "triggerId",
        f"'post-login' is not one of {', '.join(TriggerId)}",
    ),
    "a hook without a script": (hook(script=None), "script", "must name a file"),
    "a hook whose script is too long": (
        hook(script="/" * 1_048_577),
        "script",
        "is longer than 1048576 bytes",
    ),
    "two enabled hooks of one trigger": (
        {"hooks": [{**HOOK, "enabled": True}, {**HOOK, "name": "b", "active": True}]},
        "enabled",
        "only one hook of credentials-exchange can be enabled, and ",
    ),
    "an enabled that is a string": (hook(enabled="yes"), "enabled", "must be true or false"),
    "a secret that is a number": (hook(secrets={"A": 1}), "secrets.A", "must be a string"),
    "a secret that is too long": (
        hook(secrets={"A": "x" * 4097}),
        "secrets.A",
        "is longer than 4096 bytes",
    ),
    "a secret's name that is too long": (
        hook(secrets={"ä" * 65: "x"}),
        "secrets",
        f"the name {'ä' * 65!r} must have 1 to 128 bytes",
    ),
    "too many secrets": (
        hook(secrets={f"S{n}": "x" for n in range(101)}),
        "secrets",
        "has more than 100 names",
    ),
    "too many dependencies": (
        hook(dependencies={f"d{n}": "1" for n in range(101)}),
        "dependencies",
        "has more than 100 names",
    ),
    "a dependency whose version is too long": (
        hook(dependencies={"a": "1" * 129}),
        "dependencies",
        "'a' or its version is longer than 128 bytes",
    ),
    "dependencies that are a list": (hook(dependencies=["a"]), "dependencies", "must be an object"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_is_wrong_refuses_the_import_and_names_the_field(do_import: Importer, case: str) -> None:
    """The message of a row may end where the place of another object begins."""
    sections, field, message = REFUSED[case]
    (problem,) = await do_import.problems(sections)
    assert problem[0] == field
    assert problem[1].startswith(message) if message.endswith(" ") else problem[1] == message


async def test_everything_is_reported_at_once_with_its_place(do_import: Importer) -> None:
    sections = {
        "clients": [{"name": "A", "grant_types": 1}, {"name": "B", "client_metadata": 2}],
        "clientGrants": [{"client_id": "C", "audience": "urn:x"}],
        "hooks": [{**HOOK, "enabled": True, "triggerId": "x", "secrets": {"S": 3}}],
    }
    with pytest.raises(ImportRefusedError) as refused:
        await do_import(sections)
    expected = {
        write_directory: ("clients/0.json 'A'", "clients/1.json 'B'", "hooks/0.json", "grants/0.json"),
        write_yaml: (
            "tenant.yaml: clients[0] 'A'",
            "tenant.yaml: clients[1] 'B'",
            "tenant.yaml: hooks[0]",
            "tenant.yaml: clientGrants[0]",
        ),
    }[do_import.write]
    first, second, hook_, grant_ = expected
    assert [(problem.where, problem.field) for problem in refused.value.problems] == [
        (hook_, "secrets.S"),
        (hook_, "triggerId"),
    ]
    assert [(problem.where, problem.field) for problem in refused.value.unusable] == [
        (first, "grant_types"),
        (second, "client_metadata"),
        (grant_, "client_id"),
        (grant_, "audience"),
    ]


class TestATrial:
    """`writes=False`: the report of an import that is not made."""

    async def test_says_what_an_import_says(self, do_import: Importer) -> None:
        trial = await do_import(FULL, writes=False)
        report = await do_import(FULL)
        assert trial.counts == report.counts
        assert (trial.unusable, trial.left_out, trial.notes) == (
            report.unusable,
            report.left_out,
            report.notes,
        )
        assert trial.unused_fields == report.unused_fields

    async def test_writes_nothing(self, do_import: Importer) -> None:
        before = do_import.store.snapshot
        await do_import(FULL, writes=False)
        assert await do_import.store.refresh() is False
        assert do_import.store.snapshot is before

    async def test_is_laid_over_what_is_stored(self, do_import: Importer) -> None:
        await do_import(FULL)
        trial = await do_import({"clients": [{"name": "New"}]}, writes=False)
        assert trial.counts["clients"] == (1, 3)
        assert [credential.client_name for credential in trial.credentials] == ["New"]

    async def test_is_refused_as_an_import_is(self, do_import: Importer) -> None:
        assert await do_import.problems(hook(script=None), writes=False) == [("script", "must name a file")]


async def test_keywords_are_replaced_as_text_and_as_json_in_objects_and_scripts(do_import: Importer) -> None:
    sections = {
        "clients": [{"name": "##ENV## client", "grant_types": "@@GRANTS@@"}],
        "hooks": [{**HOOK, "script": "x = '##ENV##', y = '##OTHER##', z = @@GRANTS@@"}],
    }
    report = await do_import(sections, keywords={"ENV": "dev", "GRANTS": ["password"]})
    assert report.records.clients[0].name == "dev client"
    assert report.records.clients[0].grant_types == {"password"}
    assert report.records.hooks[0].script == "x = 'dev', y = '##OTHER##', z = [\"password\"]"


async def test_a_hook_cannot_change_its_trigger(do_import: Importer) -> None:
    await do_import({"hooks": [HOOK]})
    assert await do_import.problems(hook(triggerId="password-exchange")) == [
        ("triggerId", "the stored hook of that name is for credentials-exchange")
    ]
