"""What an export of a tenant has, and that an import of it changes nothing."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from samples.tenants import HOOK, Acme

from warmhook.gateway.exporting.files import files_of, hook_secrets
from warmhook.gateway.importing.deploy_settings import DeploySettings
from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.layout import read_export
from warmhook.gateway.importing.merge import Hashing, Wanted, merge
from warmhook.gateway.importing.parse import parse_export
from warmhook.gateway.importing.supplied import Supplied
from warmhook.gateway.model import Client, ClientGrant, Hook, ResourceServer, TenantRecords, TriggerId

API = ResourceServer(
    "https://api.example/",
    "An API",
    scopes=("read", "write"),
    id="0123456789abcdef01234567",
    scope_descriptions={"read": "Read things"},
    other={"skip_consent_for_verifiable_first_party_clients": True},
)
RECORDS = dataclasses.replace(
    Acme().records(),
    tenant=dataclasses.replace(Acme().tenant, other={"friendly_name": "Acme, großes Ü"}),
    clients=(
        Client("c1", "Same", other={"callbacks": ["https://a.example/"]}),
        Client("c2", "same", token_endpoint_auth_method="none", grant_types=frozenset({"password"})),
        Client("c3", "../../etc/passwd", client_metadata={"plan": "full"}),
        Client("c4", "Twin"),
        Client("c5", "Twin"),
    ),
    resource_servers=(API, ResourceServer("https://acme.example/api/v2/", "Management", id="0" * 24)),
    client_grants=(
        ClientGrant("c1", API.identifier, ("read",), id="cgr_1"),
        ClientGrant("c4", API.identifier, (), id="cgr_2"),
        ClientGrant("c1", "https://acme.example/api/v2/", ("read:hooks",), id="cgr_3"),
    ),
    users=(),
    hooks=(
        HOOK,
        Hook("h2", "crlf", TriggerId.PASSWORD_EXCHANGE, "a();\r\nb();", dependencies={"ms": "2.1.3"}),
    ),
)


@pytest.fixture
def files() -> dict[str, Any]:
    return {
        path: json.loads(content) if path.endswith(".json") else content
        for path, content in files_of(RECORDS).items()
    }


def test_every_object_has_a_file_where_deploy_cli_looks_for_it(files: dict[str, Any]) -> None:
    assert set(files) == {
        "tenant.json",
        "clients/Same.json",
        "clients/same (2).json",
        "clients/....etcpasswd.json",
        "clients/Twin.json",
        "clients/Twin (2).json",
        "resource-servers/An API.json",
        "grants/Same-An API.json",
        "grants/c4-An API.json",
        "database-connections/Username-Password-Authentication/database.json",
        "hooks/add-claim.js",
        "hooks/add-claim.json",
        "hooks/crlf.js",
        "hooks/crlf.json",
    }


def test_a_name_fits_into_a_file_s_whatever_its_letters() -> None:
    client, api = Client("c1", "予" * 150), dataclasses.replace(API, name="約" * 150)
    records = dataclasses.replace(
        RECORDS,
        clients=(client,),
        resource_servers=(api,),
        client_grants=(ClientGrant("c1", API.identifier),),
    )
    names = [Path(path).name for path in files_of(records) if not path.startswith("hooks/")]
    assert max(len(name.encode()) for name in names) <= 255
    assert any(name.startswith("予" * 60) for name in names)


def test_a_secret_is_named_and_not_shown(files: dict[str, Any]) -> None:
    assert files["hooks/add-claim.json"]["secrets"] == {"FOO": "_VALUE_NOT_SHOWN_"}
    assert hook_secrets(RECORDS) == {"add-claim": {"FOO": "bar"}}
    assert "bar" not in repr(files)


def test_a_script_is_what_it_was_byte_for_byte(files: dict[str, Any]) -> None:
    assert files["hooks/crlf.js"] == "a();\r\nb();"


def test_an_import_of_an_export_changes_nothing(tmp_path: Path) -> None:
    for path, content in files_of(RECORDS).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content.encode())
    assert ordered(imported(tmp_path, RECORDS)) == ordered(RECORDS)


def test_an_export_makes_the_tenant_again_somewhere_else(tmp_path: Path) -> None:
    for path, content in files_of(RECORDS).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content.encode())
    made = imported(tmp_path, None, hook_secrets(RECORDS))
    assert {hook.name: (hook.script, hook.secrets, hook.enabled) for hook in made.hooks} == {
        hook.name: (hook.script, hook.secrets, hook.enabled) for hook in RECORDS.hooks
    }
    assert [api.scope_descriptions for api in made.resource_servers] == [API.scope_descriptions]
    assert made.tenant.other == RECORDS.tenant.other
    assert all(grant.id.startswith("cgr_") and len(grant.id) == 20 for grant in made.client_grants)
    assert all(len(api.id) == 24 for api in made.resource_servers)


def imported(
    directory: Path, stored: TenantRecords | None, secrets: dict[str, dict[str, str]] | None = None
) -> TenantRecords:
    findings = Findings()
    export = parse_export(read_export(directory, DeploySettings(), findings), findings)
    wanted = Wanted(
        dataclasses.replace(RECORDS.tenant, other={}, default_directory=None),
        export,
        Supplied(hook_secrets=secrets or {}, passwords={}),
        now=1_700_000_000.0,
    )
    hashing = Hashing(client_secret=lambda _: "hashed", password=lambda _: "hashed")
    return merge(stored, wanted, hashing, findings).records


def ordered(records: TenantRecords) -> TenantRecords:
    """The secrets and keys that an import makes where there are none are not the export's."""
    return dataclasses.replace(
        records,
        keys=(),
        clients=tuple(
            dataclasses.replace(client, secrets=())
            for client in sorted(records.clients, key=lambda client: client.client_id)
        ),
        resource_servers=tuple(sorted(records.resource_servers, key=lambda api: api.identifier)),
        client_grants=tuple(sorted(records.client_grants, key=lambda grant: grant.id)),
        hooks=tuple(sorted(records.hooks, key=lambda hook: hook.name)),
    )
