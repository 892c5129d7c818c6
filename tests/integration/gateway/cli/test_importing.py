"""The command line, as a process: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from samples.exports import write_directory
from samples.tenants import RING_TEXT

Warmhook = Callable[..., subprocess.CompletedProcess[str]]

NAMED = ("--tenant", "acme", "--host", "acme.test", "--issuer", "https://acme.test/")
SECRET = "a secret of more than thirty-two letters"
HOOK = {"name": "my hook", "triggerId": "credentials-exchange", "script": "// a", "enabled": True}


@pytest.fixture
def warmhook(tmp_path: Path) -> Warmhook:
    """Run the command in a directory of its own."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        own = {
            name: value for name, value in os.environ.items() if not name.startswith(("WARMHOOK_", "AUTH0_"))
        }
        return subprocess.run(
            [Path(sys.executable).with_name("warmhook"), *arguments],
            cwd=tmp_path,
            env={**own, "COLUMNS": "100", "WARMHOOK_KEYS": RING_TEXT, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def migrated(warmhook: Warmhook) -> Warmhook:
    assert warmhook("migrate").returncode == 0
    return warmhook


def test_migrating_makes_the_default_database_and_says_so(warmhook: Warmhook, tmp_path: Path) -> None:
    first, second = warmhook("migrate"), warmhook("migrate")
    assert (first.returncode, first.stdout, first.stderr) == (0, "The database is at schema 0002 now.\n", "")
    assert second.stdout == "The database is at schema 0002 already.\n"
    assert (tmp_path / ".warmhook" / "warmhook.db").exists()


def test_importing_into_no_database_names_the_command(warmhook: Warmhook, tmp_path: Path) -> None:
    write_directory(tmp_path / "export", {"clients": [{"name": "A"}]})
    result = warmhook("import", "export", *NAMED)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "there is no database at .warmhook/warmhook.db; run: warmhook migrate\n"


def test_an_import_says_what_it_did_and_what_it_left_out(migrated: Warmhook, tmp_path: Path) -> None:
    write_directory(
        tmp_path / "export",
        {
            "clients": [{"name": "A", "client_id": "a", "client_secret": SECRET, "callbacks": []}],
            "hooks": [HOOK],
            "rules": [{"name": "r"}],
        },
    )
    result = migrated("import", "export", *NAMED, "--host", "OTHER.test")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == (
        "Imported the tenant acme, https://acme.test/, for acme.test, other.test.\n"
        "      0 databases\n"
        "      1 clients\n"
        "      0 APIs\n"
        "      0 client grants\n"
        "      0 users\n"
        "      1 hooks\n"
        "  credentials-exchange runs the hook my-hook.\n"
        "Left out:\n"
        "  rules/ (1 files)\n"
        "Fields that have no effect here:\n"
        "  clients: callbacks\n"
    )


def test_new_client_secrets_are_shown_once(migrated: Warmhook, tmp_path: Path) -> None:
    write_directory(tmp_path / "export", {"clients": [{"name": "A", "client_id": "a-id"}]})
    assert "New client secrets, shown only now:\n  A: a-id " in migrated("import", "export", *NAMED).stdout
    assert "secrets" not in migrated("import", "export", *NAMED).stdout


def test_new_client_secrets_go_to_a_private_file(migrated: Warmhook, tmp_path: Path) -> None:
    write_directory(tmp_path / "export", {"clients": [{"name": "A"}]})
    result = migrated("import", "export", *NAMED, "--write-credentials", "made.json")
    file = tmp_path / "made.json"
    (made,) = json.loads(file.read_text())
    assert result.returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert set(made) == {"name", "client_id", "client_secret"}
    assert made["client_secret"] not in result.stdout + result.stderr


def test_an_existing_file_is_not_overwritten_with_credentials(migrated: Warmhook, tmp_path: Path) -> None:
    write_directory(tmp_path / "export", {"clients": [{"name": "A"}]})
    (tmp_path / "made.json").write_text("precious")
    result = migrated("import", "export", *NAMED, "--write-credentials", "made.json")
    assert (result.returncode, result.stderr) == (
        2,
        "--write-credentials: made.json exists; name a new file\n",
    )
    assert (tmp_path / "made.json").read_text() == "precious"


def test_every_problem_is_on_a_line_of_its_own(migrated: Warmhook, tmp_path: Path) -> None:
    write_directory(
        tmp_path / "export",
        {
            "clients": [{"name": "A", "grant_types": 1}],
            "hooks": [{**HOOK, "secrets": {"K": "_VALUE_NOT_SHOWN_"}}],
        },
    )
    options = ("--secret", "hook-without-name=v", "--replace", "=x", "--write-credentials", "made.json")
    result = migrated("import", "export", "--tenant", "A!", "--host", "http://h", "--issuer", "h", *options)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "Left out, because it cannot be used:",
        "  clients/0.json 'A': grant_types: must be a list of strings",
        "--secret: must have the form HOOK:NAME=VALUE",
        "--replace: must have the form KEY=VALUE",
        "--tenant: 'A!' must be lower-case letters, digits and hyphens inside",
        "--host: 'http://h' must be a host name, without scheme or port",
        "--issuer: 'h' must be an http or https URL that ends with a slash",
        ("hooks/0.json: secrets.K: Auth0 does not export its value; give it with --secret my-hook:K=VALUE"),
        "Nothing was imported.",
    ]
    assert not (tmp_path / "made.json").exists()


def test_secrets_come_from_options_and_from_a_file(migrated: Warmhook, tmp_path: Path) -> None:
    hidden = {**HOOK, "secrets": {"A": "_VALUE_NOT_SHOWN_", "B": "_VALUE_NOT_SHOWN_"}}
    write_directory(
        tmp_path / "export",
        {"hooks": [hidden], "databases": [{"name": "P"}], "users": {"P": [{"email": "a@b.test"}]}},
    )
    (tmp_path / "secrets.json").write_text(
        json.dumps({"hooks": {"my hook": {"A": "from the file"}}, "users": {"a@b.test": "password"}})
    )
    options = ("--secret", "my-hook:B=from=option", "--secrets-file", "secrets.json")
    result = migrated("import", "export", *NAMED, *options)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{'hooks'", "secrets.json: is not JSON in UTF-8"),
        ('["s3cret"]', "secrets.json: must be an object"),
        ('{"hooks": {"h": ["s3cret"]}}', "secrets.json: hooks: h: must be an object"),
        (
            '{"hook": {"h": {"A": "s3cret"}}}',
            "secrets.json: hook: is not known; expected 'hooks' and 'users'",
        ),
    ],
)
def test_a_secrets_file_of_another_shape_is_refused_without_showing_it(
    migrated: Warmhook, tmp_path: Path, content: str, message: str
) -> None:
    write_directory(tmp_path / "export", {"clients": [{"name": "A"}]})
    (tmp_path / "secrets.json").write_text(content)
    result = migrated("import", "export", *NAMED, "--secrets-file", "secrets.json")
    assert result.returncode == 2
    assert result.stderr.splitlines()[0] == message
    assert "s3cret" not in result.stderr


def test_keywords_come_from_deploy_cli_s_variable_and_from_options(
    migrated: Warmhook, tmp_path: Path
) -> None:
    write_directory(
        tmp_path / "export", {"clients": [{"name": "##A## ##B##", "client_id": "i", "grant_types": "@@C@@"}]}
    )
    result = migrated(
        "import",
        "export",
        *NAMED,
        "--replace",
        "B=option",
        "--replace",
        'C=["password"]',
        AUTH0_KEYWORD_REPLACE_MAPPINGS='{"A": "variable", "B": "overridden"}',
    )
    assert result.returncode == 0
    assert "  variable option: i " in result.stdout


def test_keywords_and_exclusions_come_from_deploy_cli_s_config_json(
    migrated: Warmhook, tmp_path: Path
) -> None:
    write_directory(
        tmp_path / "export",
        {
            "clients": [
                {"name": "##app-name##", "client_id": "i", "client_secret": SECRET},
                {"name": "Deploy Tool", "client_id": "d", "client_secret": SECRET},
            ],
            "databases": [{"name": "People"}],
        },
    )
    config = {
        "AUTH0_DOMAIN": "acme.auth0.com",
        "AUTH0_KEYWORD_REPLACE_MAPPINGS": {"app-name": "App"},
        "AUTH0_EXCLUDED_CLIENTS": ["Deploy Tool"],
        "AUTH0_EXCLUDED": ["databases"],
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    for option in ("-c", "--config-file", "--config_file"):
        result = migrated("import", "export", *NAMED, option, "config.json")
        assert (result.returncode, result.stderr) == (0, "")
        assert "      1 clients\n" in result.stdout
        assert "Left out:\n  database-connections/: excluded\n  clients/1.json 'Deploy Tool': excluded\n" in (
            result.stdout
        )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{'s3cret'", "config.json: is not JSON in UTF-8"),
        ('["s3cret"]', "config.json: must be an object"),
        (None, "config.json: cannot be read: No such file or directory"),
    ],
)
def test_a_config_json_that_cannot_be_read_is_refused_without_showing_it(
    migrated: Warmhook, tmp_path: Path, content: str | None, message: str
) -> None:
    write_directory(tmp_path / "export", {"clients": [{"name": "A"}]})
    if content is not None:
        (tmp_path / "config.json").write_text(content)
    result = migrated("import", "export", *NAMED, "-c", "config.json")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [message, "Nothing was imported."]


def test_what_cannot_be_used_is_left_out_and_the_exit_code_tells(migrated: Warmhook, tmp_path: Path) -> None:
    write_directory(
        tmp_path / "export",
        {
            "clients": [{"name": "A", "client_id": "a", "client_secret": SECRET, "callbacks": "@@URLS@@"}],
            "resourceServers": [{"name": "API", "identifier": "urn:api", "signing_alg": "HS256"}],
            "clientGrants": [{"client_id": "A", "audience": "urn:api", "scope": []}],
        },
    )
    result = migrated("import", "export", *NAMED)
    assert (result.returncode, result.stderr) == (3, "")
    assert result.stdout.splitlines()[7:] == [
        "Left out, because it cannot be used:",
        "  clients/0.json 'A': callbacks: the keyword URLS has no value; give one with --replace URLS=VALUE",
        "  resource-servers/0.json 'API': signing_alg: 'HS256' is not one of RS256, ES256, EdDSA",
        "  grants/0.json: audience: there is no API 'urn:api'",
    ]


class TestADryRun:
    def test_says_what_an_import_would_do(self, migrated: Warmhook, tmp_path: Path) -> None:
        write_directory(
            tmp_path / "export",
            {"clients": [{"name": "New"}], "hooks": [HOOK], "rules": [{"name": "r"}]},
        )
        result = migrated("import", "export", *NAMED, "--dry-run", "--write-credentials", "made.json")
        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout.splitlines() == [
            "Nothing was written. An import would make the tenant acme, https://acme.test/, for acme.test.",
            "      0 databases",
            "      1 clients",
            "      0 APIs",
            "      0 client grants",
            "      0 users",
            "      1 hooks",
            "  credentials-exchange runs the hook my-hook.",
            "Clients that it would make a secret for:",
            "  New",
            "Left out:",
            "  rules/ (1 files)",
        ]
        assert not (tmp_path / "made.json").exists()

    def test_ends_as_the_import_would(self, migrated: Warmhook, tmp_path: Path) -> None:
        write_directory(tmp_path / "export", {"clients": [{"name": "A", "grant_types": 1}]})
        assert migrated("import", "export", *NAMED, "--dry-run").returncode == 3
        write_directory(tmp_path / "export", {"hooks": [{**HOOK, "script": None}]})
        result = migrated("import", "export", *NAMED, "--dry-run")
        assert (result.returncode, result.stderr.splitlines()) == (
            2,
            [
                "Left out, because it cannot be used:",
                "  clients/0.json 'A': grant_types: must be a list of strings",
                "hooks/0.json: script: must name a file",
                "Nothing was imported.",
            ],
        )

    def test_writes_nothing_and_makes_no_key_ring(self, migrated: Warmhook, tmp_path: Path) -> None:
        write_directory(tmp_path / "export", {"clients": [{"name": "A"}]})
        before = (tmp_path / ".warmhook" / "warmhook.db").read_bytes()
        assert migrated("import", "export", *NAMED, "--dry-run", WARMHOOK_KEYS="").returncode == 0
        assert [path.name for path in (tmp_path / ".warmhook").iterdir()] == ["warmhook.db"]
        assert (tmp_path / ".warmhook" / "warmhook.db").read_bytes() == before


def test_a_yaml_file_is_imported_by_its_name(migrated: Warmhook, tmp_path: Path) -> None:
    (tmp_path / "tenant-prod.yaml").write_text(
        f"clients:\n- {{name: App, client_id: a, client_secret: {SECRET}, client_metadata: {{at: NO}}}}\n"
    )
    result = migrated("import", "tenant-prod.yaml", *NAMED)
    assert (result.returncode, result.stderr) == (0, "")
    assert migrated("export", "out", "--tenant", "acme").returncode == 0
    client = json.loads((tmp_path / "out" / "clients" / "App.json").read_text())
    assert client["client_metadata"] == {"at": "NO"}


def test_a_key_file_that_others_can_read_is_refused(migrated: Warmhook, tmp_path: Path) -> None:
    write_directory(tmp_path / "export", {"clients": [{"name": "A"}]})
    (tmp_path / "key").touch(mode=0o644)
    result = migrated("import", "export", *NAMED, WARMHOOK_KEYS="", WARMHOOK_KEY_FILE="key")
    assert result.returncode == 1
    assert "run: chmod 600 key" in result.stderr


def test_without_a_key_ring_one_is_made_and_said_to_be_precious(migrated: Warmhook, tmp_path: Path) -> None:
    write_directory(tmp_path / "export", {"clients": [{"name": "A"}]})
    first = migrated("import", "export", *NAMED, WARMHOOK_KEYS="")
    assert first.stderr.startswith(
        "Made the key ring .warmhook/secret.key. Keep a copy of it in a safe place"
    )
    assert migrated("import", "export", *NAMED, WARMHOOK_KEYS="").stderr == ""


def test_a_host_of_another_tenant_is_refused(migrated: Warmhook, tmp_path: Path) -> None:
    write_directory(tmp_path / "export", {"clients": [{"name": "A"}]})
    assert migrated("import", "export", *NAMED).returncode == 0
    result = migrated("import", "export", "--tenant", "b", "--host", "acme.test", "--issuer", "https://b/")
    assert (result.returncode, result.stderr) == (1, "the host acme.test belongs to the tenant acme\n")
