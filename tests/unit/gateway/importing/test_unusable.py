"""What cannot be used is left out by name, in either layout, and all the rest is imported."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from samples.exports import LAYOUTS, Sections, WriteExport

from warmhook.gateway.importing.deploy_settings import DeploySettings, Exclusions
from warmhook.gateway.importing.excluding import without_excluded
from warmhook.gateway.importing.findings import Findings, ImportRefusedError
from warmhook.gateway.importing.layout import read_export
from warmhook.gateway.importing.merge import Hashing, Merged, Wanted, merge
from warmhook.gateway.importing.parse import parse_export
from warmhook.gateway.importing.supplied import Supplied
from warmhook.gateway.model import ClientSecret, ResourceServer, Tenant, TenantRecords, TriggerId, User
from warmhook.gateway.signing.schedule import with_keys

TENANT = Tenant("acme", ("acme.test",), "https://acme.test/")
HASHING = Hashing(lambda secret: f"hash of {secret}", lambda password: f"hash of {password}")
SECRET = "a secret of more than thirty-two letters"
API = {"name": "API", "identifier": "https://api.test/", "scopes": [{"value": "read"}, {"value": "write"}]}
CLIENT = {"name": "Batch", "client_id": "batch-id", "client_secret": SECRET}
HOOK = {"name": "My hook", "triggerId": "credentials-exchange", "script": "// a"}
DATABASE = {"name": "People", "strategy": "auth0"}

Import = Callable[..., tuple[Merged, Findings]]


@pytest.fixture(scope="module")
def stored() -> TenantRecords:
    """With keys, which take longer to make than all the rest."""
    return with_keys(TenantRecords(TENANT))


@pytest.fixture(params=LAYOUTS)
def write(request: pytest.FixtureRequest) -> WriteExport:
    return LAYOUTS[request.param]


@pytest.fixture
def imported(tmp_path: Path, write: WriteExport, stored: TenantRecords) -> Import:
    def run(sections: Sections, over: TenantRecords = stored, **options: Any) -> tuple[Merged, Findings]:
        # Each time from a directory of its own.
        directory = tmp_path / str(sum(1 for _ in tmp_path.iterdir()))
        return merged(directory, write, sections, dataclasses.replace(over, keys=stored.keys), **options)

    return run


def merged(
    directory: Path,
    write: WriteExport,
    sections: Sections,
    stored: TenantRecords,
    *,
    keywords: Mapping[str, object] | None = None,
    exclusions: Exclusions | None = None,
    passwords: Mapping[str, str] | None = None,
) -> tuple[Merged, Findings]:
    write(directory, sections)
    findings = Findings()
    settings = DeploySettings(keywords or {}, exclusions or Exclusions())
    export = parse_export(without_excluded(read_export(directory, settings, findings), findings), findings)
    wanted = Wanted(TENANT, export, Supplied({}, passwords or {}), now=1_700_000_000.0)
    return merge(stored, wanted, HASHING, findings), findings


def said(findings: Findings) -> list[tuple[str | None, str]]:
    return [(problem.field, problem.message) for problem in findings.unusable]


def client(**fields: object) -> Sections:
    return {"clients": [{**CLIENT, **fields}]}


def api(**fields: object) -> Sections:
    return {"resourceServers": [{**API, **fields}]}


def grant(**fields: object) -> Sections:
    given = {"client_id": "Batch", "audience": "https://api.test/", "scope": ["read"], **fields}
    return {"clients": [CLIENT], "resourceServers": [API], "clientGrants": [given]}


def hook(**fields: object) -> Sections:
    return {"hooks": [{**HOOK, "enabled": False, **fields}]}


def user(**fields: object) -> Sections:
    return {"databases": [DATABASE], "users": {"People": [{"email": "a@b.test", **fields}]}}


# Sentence → an export, and field and message of the only thing in it that cannot be used. A message may end
# where the place of another object begins.
UNUSABLE: dict[str, tuple[Sections, str | None, str]] = {
    "a tenant that is no object": ({"tenant": ["x"]}, None, "must be an object"),
    "a default directory that there is not": (
        {"tenant": {"default_directory": "Nowhere"}, "clients": []},
        "default_directory",
        "there is no database 'Nowhere'",
    ),
    "flags that are a list": ({"tenant": {"flags": ["x"]}}, "flags", "must be an object"),
    "a client that is no object": ({"clients": ["x"]}, None, "must be an object"),
    "a client without a name": (client(name=None), "name", "is required"),
    "a client with a number for a name": (client(name=7), "name", "must be a string"),
    "an empty client id": (client(client_id=""), "client_id", "is empty"),
    "an empty client secret": (
        client(client_secret=""),
        "client_secret",
        "must have 32 to 512 characters, as for the Management API; it has 0",
    ),
    "a client secret of thirty-one characters": (
        client(client_secret="x" * 31),
        "client_secret",
        "must have 32 to 512 characters, as for the Management API; it has 31",
    ),
    "a client secret of more than the Management API takes": (
        client(client_secret="x" * 513),
        "client_secret",
        "must have 32 to 512 characters, as for the Management API; it has 513",
    ),
    "client metadata that is a number": (
        client(client_metadata={"code": 123}),
        "client_metadata.code",
        "must be a string, as on Auth0; put it in quotes",
    ),
    "client metadata that is a boolean": (
        client(client_metadata={"on": True, "off": None}),
        "client_metadata.on",
        "must be a string, as on Auth0; put it in quotes",
    ),
    "client metadata with a keyword without a value": (
        client(client_metadata={"plan": "##PLAN##"}),
        "client_metadata.plan",
        "the keyword PLAN has no value; give one with --replace PLAN=VALUE",
    ),
    "a name with U+0000": (
        client(name="a\0b"),
        "name",
        "has U+0000 or half of a surrogate pair, which cannot be stored",
    ),
    "half of a surrogate pair in a field that nothing uses": (
        client(description="\ud83d"),
        "description",
        "has U+0000 or half of a surrogate pair, which cannot be stored",
    ),
    "grant types that are one string": (
        client(grant_types="password"),
        "grant_types",
        "must be a list of strings",
    ),
    "a JWT configuration that is text": (
        client(jwt_configuration="RS256"),
        "jwt_configuration",
        "must be an object",
    ),
    "client metadata that is a list": (client(client_metadata=[]), "client_metadata", "must be an object"),
    "an unknown auth method": (
        client(token_endpoint_auth_method="tls"),
        "token_endpoint_auth_method",
        "'tls' is not one of client_secret_basic, client_secret_post, none",
    ),
    "client credentials without a secret": (
        client(token_endpoint_auth_method="none", grant_types=["client_credentials"]),
        "grant_types",
        "'client_credentials' needs a secret, and the client's auth method is 'none'",
    ),
    "one client id twice": (
        {"clients": [CLIENT, {**CLIENT, "name": "Other"}]},
        "client_id",
        "'batch-id' occurs more than once",
    ),
    "one name twice without ids": (
        {"clients": [{"name": "Same"}, {"name": "Same"}]},
        "name",
        "'Same' occurs more than once",
    ),
    "an API without an identifier": (api(identifier=None), "identifier", "is required"),
    "one identifier twice": (
        {"resourceServers": [API, API]},
        "identifier",
        "'https://api.test/' is also that of ",
    ),
    "a lifetime of nothing": (
        api(token_lifetime=0),
        "token_lifetime",
        "must be a whole number from 1 to 2592000",
    ),
    "a lifetime of more than thirty days": (
        api(token_lifetime=2_592_001),
        "token_lifetime",
        "must be a whole number from 1 to 2592000",
    ),
    "a lifetime that is true": (
        api(token_lifetime=True),
        "token_lifetime",
        "must be a whole number from 1 to 2592000",
    ),
    "a symmetric algorithm": (
        api(signing_alg="HS256"),
        "signing_alg",
        "'HS256' is not one of RS256, ES256, EdDSA",
    ),
    "an unknown dialect": (
        api(token_dialect="opaque"),
        "token_dialect",
        "'opaque' is not one of access_token, rfc9068_profile",
    ),
    "scopes that are no list": (api(scopes={"value": "read"}), "scopes", "must be a list"),
    "a scope without a value": (api(scopes=[{"description": "x"}]), "value", "is required"),
    "a scope with a space": (
        api(scopes=[{"value": "read data"}]),
        "value",
        "'read data' is not a scope (RFC 6749 section 3.3)",
    ),
    "a grant to nobody": (grant(client_id=None), "client_id", "is required"),
    "a grant to an unknown client": (
        grant(client_id="Nobody"),
        "client_id",
        "there is no client 'Nobody'",
    ),
    "a grant without an audience": (grant(audience=None), "audience", "is required"),
    "a grant for an unknown API": (
        grant(audience="urn:nothing"),
        "audience",
        "there is no API 'urn:nothing'",
    ),
    "a grant with a scope in quotes": (
        grant(scope=['"read"']),
        "scope",
        "'\"read\"' is not a scope (RFC 6749 section 3.3)",
    ),
    "a grant to one of two clients of a name": (
        {
            **grant(),
            "clients": [CLIENT, {"name": "Batch", "client_id": "second"}],
        },
        "client_id",
        "several clients are called 'Batch'; use the client's id",
    ),
    "a database without a name": ({"databases": [{"strategy": "auth0"}]}, "name", "is required"),
    "a database of another strategy": (
        {"databases": [{"name": "People", "strategy": "samlp"}]},
        "strategy",
        "'samlp' is not a database's; expected 'auth0'",
    ),
    "a user without a login": (user(email=None), None, "needs an email or a username"),
    "two users of one address": (
        {
            "databases": [DATABASE],
            "users": {"People": [{"email": "a@b.test"}, {"email": "A@b.test", "username": "x"}]},
        },
        None,
        "logs in as 'a@b.test', and so does ",
    ),
    "one user id twice": (
        {
            "databases": [DATABASE],
            "users": {
                "People": [{"user_id": "7", "email": "a@b.test"}, {"user_id": "7", "email": "c@b.test"}]
            },
        },
        None,
        "is the user auth0|7, and so is ",
    ),
    "a user whose metadata is text": (user(app_metadata="x"), "app_metadata", "must be an object"),
    "a keyword without a value": (
        client(name="##NAME##"),
        "name",
        "the keyword NAME has no value; give one with --replace NAME=VALUE",
    ),
    "a list keyword without a value": (
        client(grant_types="@@GRANTS@@"),
        "grant_types",
        "the keyword GRANTS has no value; give one with --replace GRANTS=VALUE",
    ),
    "a disabled hook without a script": (hook(script=None), "script", "must name a file"),
    "a disabled hook with a trigger that there is not": (
        hook(triggerId="post-login"),
        "triggerId",
        f"'post-login' is not one of {', '.join(TriggerId)}",
    ),
    "a hook that no token triggers, with a wrong name": (
        hook(name="-hook", enabled=True, triggerId="post-change-password"),
        "name",
        "'-hook' may have letters, digits, spaces and hyphens, the latter inside",
    ),
    "a list keyword in a field that nothing uses": (
        client(callbacks="@@CALLBACKS@@"),
        "callbacks",
        "the keyword CALLBACKS has no value; give one with --replace CALLBACKS=VALUE",
    ),
    "a keyword inside of a field that nothing uses": (
        client(callbacks=["https://##APP.host##/cb", "https://##APP-HOST##/cb"]),
        "callbacks[1]",
        "the keyword APP-HOST has no value; give one with --replace APP-HOST=VALUE",
    ),
    "a keyword with a hyphen in an identifier": (
        api(identifier="https://##api-host##/"),
        "identifier",
        "the keyword api-host has no value; give one with --replace api-host=VALUE",
    ),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_used_is_left_out_by_name_and_field(imported: Import, case: str) -> None:
    sections, field, message = UNUSABLE[case]
    rest = {"name": "Rest", "client_id": "rest-id", "client_secret": SECRET}
    clients = [*sections.get("clients", []), rest]
    result, findings = imported({**sections, "clients": clients})
    assert [client for client in result.records.clients if client.client_id == "rest-id"]
    (told,) = said(findings)
    assert told[0] == field
    assert told[1].startswith(message) if message.endswith(" ") else told[1] == message


class TestWhatStays:
    """What is left out is the smallest thing that has a name."""

    def test_the_other_scopes_of_an_api(self, imported: Import) -> None:
        result, _ = imported(api(scopes=[{"value": "read data"}, {"value": "write"}]))
        assert result.records.resource_servers[0].scopes == ("write",)

    def test_the_other_grant_types_of_a_client_without_a_secret(self, imported: Import) -> None:
        page = {"name": "Page", "client_id": "page", "token_endpoint_auth_method": "none"}
        result, findings = imported(
            {"clients": [{**page, "grant_types": ["password", "client_credentials"]}]}
        )
        assert result.records.clients[0].grant_types == {"password"}
        assert [field for field, _ in said(findings)] == ["grant_types"]

    def test_the_client_whose_unused_field_has_a_keyword(self, imported: Import) -> None:
        result, findings = imported(client(callbacks="@@CALLBACKS@@", app_type="spa"))
        assert result.records.clients[0].other == {"app_type": "spa"}
        assert findings.unused_fields == {"clients": {"app_type"}}

    def test_markers_of_auth0_s_own_templates(self, imported: Import) -> None:
        page = "atob('@@config@@') ## heading ## @@ #### a##b"
        result, findings = imported(client(custom_login_page=page))
        assert result.records.clients[0].other == {"custom_login_page": page}
        assert findings.unusable == []

    def test_the_first_of_two_that_are_the_same(self, imported: Import) -> None:
        result, _ = imported(
            {
                "clients": [CLIENT, {**CLIENT, "name": "Other"}],
                "resourceServers": [API, {**API, "name": "Other"}],
                "databases": [DATABASE],
                "users": {"People": [{"email": "a@b.test", "name": "First"}, {"email": "A@b.test"}]},
            }
        )
        records = result.records
        assert [client.name for client in records.clients] == ["Batch"]
        assert [api.name for api in records.resource_servers] == ["API"]
        assert [user.name for user in records.users] == ["First"]

    def test_the_stored_default_directory(self, imported: Import) -> None:
        before = TenantRecords(
            dataclasses.replace(TENANT, default_directory="People"), connections=frozenset({"People"})
        )
        result, findings = imported({"tenant": {"default_directory": "Gone"}}, before)
        assert result.records.tenant.default_directory == "People"
        assert said(findings) == [("default_directory", "there is no database 'Gone'")]

    def test_metadata_that_is_null_is_absent(self, imported: Import) -> None:
        result, findings = imported(client(client_metadata={"a": None, "b": ""}))
        assert result.records.clients[0].client_metadata == {"b": ""}
        assert findings.unusable == []

    def test_nobody_of_a_database_that_is_left_out(self, imported: Import) -> None:
        sections = {
            "databases": [{"name": "People", "strategy": "samlp"}],
            "users": {"People": [{"email": "a@b.test"}, {"email": "b@b.test"}]},
        }
        result, findings = imported(sections)
        assert result.records.users == ()
        assert [str(problem) for problem in findings.unusable][-1] == (
            "users of People: 2 are left out with their database"
        )


class TestAClientWithAKey:
    """Auth0 exports neither its key nor a secret, and a secret is not what it authenticates with."""

    @pytest.mark.parametrize("method", ["private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"])
    @pytest.mark.parametrize("old", [False, True], ids=["now", "as it was"])
    def test_gets_no_secret_that_nobody_asked_for(self, imported: Import, method: str, old: bool) -> None:
        given = {"client_authentication_methods": {method: {"credentials": [{"id": "cred_1"}]}}}
        fields = {"token_endpoint_auth_method": method} if old else given
        result, findings = imported({"clients": [{"name": "Signer", "client_id": "signer", **fields}]})
        (made,) = result.records.clients
        assert (made.secrets, made.token_endpoint_auth_method, result.credentials) == ((), None, ())
        assert made.other == ({} if old else given)
        assert said(findings) == [
            (
                method,
                (
                    "is not a way to authenticate here yet, and no secret was made in its place; "
                    "for one, give the client a client_secret"
                ),
            )
        ]

    def test_keeps_one_that_it_is_given(self, imported: Import) -> None:
        fields = {"client_authentication_methods": {"private_key_jwt": {}}}
        result, findings = imported(client(**fields))
        assert [secret.hashed for secret in result.records.clients[0].secrets] == [f"hash of {SECRET}"]
        assert findings.unusable == []


class TestAGrantForTheManagementApi:
    def test_of_this_tenant_is_pointed_out(self, imported: Import) -> None:
        audience = TENANT.management_audience
        before = TenantRecords(TENANT, resource_servers=(ResourceServer(audience, "Management API"),))
        result, findings = imported(grant(audience=audience, scope=["update:hooks", "read:hooks"]), before)
        assert result.records.client_grants[0].audience == audience
        (note,) = findings.notes
        assert note.endswith(": Batch (batch-id) may manage this tenant: update:hooks read:hooks")

    def test_of_auth0_s_tenant_is_left_out_and_says_whose_it_was(self, imported: Import) -> None:
        result, findings = imported(grant(audience="https://acme.eu.auth0.com/api/v2/"))
        assert result.records.client_grants == ()
        (entry,) = findings.left_out
        assert entry.endswith(": 'Batch' may manage the tenant at Auth0, and not here")


class TestHooksThatRunForTokens:
    @pytest.mark.parametrize(
        "fields",
        [{"script": None}, {"name": "-hook"}, {"triggerId": "credential-exchange"}, {"triggerId": None}],
    )
    def test_refuse_the_import_if_they_cannot_be_used(
        self, imported: Import, fields: Mapping[str, object]
    ) -> None:
        """Without the hook, tokens would be given out that it refuses."""
        with pytest.raises(ImportRefusedError):
            imported(hook(enabled=True, **fields))

    def test_say_also_what_an_import_would_leave_out(self, imported: Import) -> None:
        with pytest.raises(ImportRefusedError) as refused:
            imported({**hook(enabled=True, script=None), **api(signing_alg="HS256")})
        assert [problem.field for problem in refused.value.problems] == ["script"]
        assert [problem.field for problem in refused.value.unusable] == ["signing_alg"]


class TestExclusions:
    FULL: Mapping[str, Any] = {
        **grant(),
        "databases": [DATABASE],
        "tenant": {"default_directory": "People"},
        "users": {"People": [{"email": "a@b.test"}]},
    }

    def test_a_client_goes_with_its_grants(self, imported: Import) -> None:
        exclusions = Exclusions(names={"clients": frozenset({"Batch"})})
        result, findings = imported(self.FULL, exclusions=exclusions)
        assert (result.records.clients, result.records.client_grants) == ((), ())
        assert len(result.records.resource_servers) == 1
        assert findings.unusable == []
        assert [entry.split("Batch")[1] for entry in findings.left_out] == ["': excluded", "' is excluded"]

    def test_a_grant_to_an_excluded_client_that_is_not_in_the_export(self, imported: Import) -> None:
        exclusions = Exclusions(names={"clients": frozenset({"Deploy Tool"})})
        result, findings = imported(grant(client_id="Deploy Tool"), exclusions=exclusions)
        assert result.records.client_grants == ()
        assert findings.unusable == []
        assert findings.left_out[0].endswith(": its client 'Deploy Tool' is excluded")

    def test_a_grant_names_the_excluded_client_by_id(self, imported: Import) -> None:
        exclusions = Exclusions(names={"clients": frozenset({"Batch"})})
        result, findings = imported(grant(client_id="batch-id"), exclusions=exclusions)
        assert result.records.client_grants == ()
        assert findings.unusable == []

    def test_an_api_goes_with_its_grants(self, imported: Import) -> None:
        exclusions = Exclusions(names={"resourceServers": frozenset({"API"})})
        result, findings = imported(self.FULL, exclusions=exclusions)
        assert (result.records.resource_servers, result.records.client_grants) == ((), ())
        assert findings.unusable == []

    @pytest.mark.parametrize(
        "exclusions",
        [
            Exclusions(names={"databases": frozenset({"People"})}),
            Exclusions(sections=frozenset({"databases"})),
            Exclusions(only=frozenset({"tenant", "clients"})),
        ],
    )
    def test_a_database_goes_with_its_users_and_as_the_default(
        self, imported: Import, exclusions: Exclusions
    ) -> None:
        result, findings = imported(self.FULL, exclusions=exclusions)
        records = result.records
        assert (records.connections, records.users) == (frozenset(), ())
        assert records.tenant.default_directory is None
        assert findings.unusable == []
        assert "tenant: default_directory: there is no database 'People'; it is excluded" in findings.left_out

    def test_third_parties(self, imported: Import) -> None:
        clients = [{**CLIENT, "is_first_party": False}, {"name": "Own", "client_secret": SECRET}]
        sections = {**grant(), "clients": clients}
        result, findings = imported(sections, exclusions=Exclusions(third_parties=True))
        assert [client.name for client in result.records.clients] == ["Own"]
        assert result.records.client_grants == ()
        assert findings.unusable == []

    def test_only_the_sections_that_are_included(self, imported: Import) -> None:
        exclusions = Exclusions(only=frozenset({"clients"}))
        result, findings = imported(self.FULL, exclusions=exclusions)
        assert [client.name for client in result.records.clients] == ["Batch"]
        assert (result.records.resource_servers, result.records.client_grants) == ((), ())
        assert findings.unusable == []


def test_a_password_for_nobody_is_said(imported: Import) -> None:
    _, findings = imported(user(), passwords={"joe@acme.test": "s3cret"})
    assert said(findings) == [("users", "the import has no user 'joe@acme.test'")]


def test_a_name_that_two_stored_clients_have_asks_for_the_id(imported: Import) -> None:
    first, _ = imported(
        {
            "clients": [
                {"name": "Same", "client_id": "a", "client_secret": SECRET},
                {"name": "Same", "client_id": "b", "client_secret": SECRET},
            ]
        }
    )
    again, findings = imported({"clients": [{"name": "Same"}]}, first.records)
    assert again.records.clients == first.records.clients
    assert said(findings)[-1] == ("client_id", "is required: several stored clients are called 'Same'")


def test_a_stored_user_is_not_taken_over_by_another_with_its_address(imported: Import) -> None:
    stored = TenantRecords(
        TENANT,
        connections=frozenset({"People"}),
        users=(User("auth0|1", "People", email="a@b.test"),),
    )
    result, findings = imported(user(user_id="2"), stored)
    assert result.records.users == stored.users
    assert said(findings) == [(None, "logs in as 'a@b.test', and so does the stored user auth0|1")]


def test_a_stored_secret_stays_that_of_a_client_with_a_key(imported: Import) -> None:
    stored, _ = imported(client())
    with_key = {"name": "Batch", "client_id": "batch-id", "token_endpoint_auth_method": "private_key_jwt"}
    result, _ = imported({"clients": [with_key]}, stored.records)
    assert [type(secret) for secret in result.records.clients[0].secrets] == [ClientSecret]
