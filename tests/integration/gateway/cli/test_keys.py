"""`warmhook init`, `keys` and `export` on a database of their own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

WARMHOOK = str(Path(sys.executable).with_name("warmhook"))

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WARMHOOK_")}

    def run(*arguments: str, given: str | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [WARMHOOK, *arguments],
            cwd=tmp_path,
            env={**environment, **more},
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )

    return run


def signing_keys(run: Run) -> dict[str, str]:
    """Kid by state; there is one of each here."""
    return {key["state"]: key["kid"] for key in json.loads(run("keys", "ls", "-o", "json").stdout)}


def test_the_command_knows_its_version(run: Run) -> None:
    assert re.fullmatch(r"warmhook \d+\.\d+\.\d+\n", run("--version").stdout)


def test_init_makes_all_there_is_to_make_and_again_nothing(run: Run, tmp_path: Path) -> None:
    made = run("init", "--tenant", "acme", "--issuer", "https://Login.acme.example/")
    assert made.returncode == 0, made.stderr
    assert "The tenant acme is https://Login.acme.example/, for login.acme.example." in made.stdout
    credentials = json.loads((tmp_path / ".warmhook" / "management.json").read_text())
    assert credentials["url"] == "https://Login.acme.example/"
    assert credentials["client_secret"] not in made.stdout + made.stderr
    again = run("init", "--tenant", "acme", "--issuer", "https://Login.acme.example/")
    assert "A client can manage it already; no new one was made." in again.stdout
    assert json.loads((tmp_path / ".warmhook" / "management.json").read_text()) == credentials


def test_init_names_every_option_that_cannot_be_used(run: Run) -> None:
    done = run("init", "--tenant", "No", "--issuer", "acme", "--host", "a b")
    assert done.returncode == 2
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["--tenant", "--host", "--issuer"]


def test_a_next_key_signs_only_when_everybody_can_know_it(run: Run) -> None:
    run("init")
    before = signing_keys(run)
    early = run("keys", "rotate", "--tenant", "main")
    assert early.returncode == 6
    assert "has not been published for long enough" in early.stderr
    assert signing_keys(run) == before


def test_a_revoked_key_is_gone_and_the_next_one_signs(run: Run) -> None:
    run("init")
    before = signing_keys(run)
    asked = run("keys", "revoke", "--tenant", "main", before["current"], given="n\n")
    assert asked.returncode == 1
    assert signing_keys(run) == before
    done = run("keys", "revoke", "--tenant", "main", before["current"], "--yes")
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("Warning: ")
    after = signing_keys(run)
    assert after["current"] == before["next"]
    assert before["current"] not in after.values()


def test_a_ring_key_is_added_and_secrets_are_sealed_under_it(run: Run) -> None:
    run("init")
    [old] = json.loads(run("keys", "ring", "ls", "-o", "json").stdout)
    assert run("keys", "ring", "add").returncode == 0
    assert run("keys", "ring", "reseal").stdout == f"Sealed {old['sealed']} values.\n"
    new, old = json.loads(run("keys", "ring", "ls", "-o", "json").stdout)
    assert (new["sealed"], old["sealed"], old["client_secrets"]) == (2, 0, 1)
    refused = run("keys", "ring", "drop", old["key"])
    assert refused.returncode == 1
    assert signing_keys(run).keys() == {"current", "next"}


def test_a_ring_of_the_environment_is_not_changed_by_commands(run: Run) -> None:
    done = run("keys", "ring", "add", WARMHOOK_KEYS="a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=")
    assert (done.returncode, done.stderr) == (
        2,
        "The ring is in WARMHOOK_KEYS, and is changed where that is set.\n",
    )


def test_an_export_imports_again(run: Run, tmp_path: Path) -> None:
    run("init")
    hook = {
        "name": "mine",
        "script": "./mine.js",
        "triggerId": "credentials-exchange",
        "secrets": {"K": "s3cret"},
    }
    (tmp_path / "given" / "hooks").mkdir(parents=True)
    (tmp_path / "given" / "hooks" / "mine.json").write_text(json.dumps(hook))
    (tmp_path / "given" / "hooks" / "mine.js").write_text("// mine\r\n")
    named = ["--tenant", "main", "--host", "127.0.0.1", "--issuer", "http://127.0.0.1:8080/"]
    assert run("import", "given", *named).returncode == 0
    exported = run("export", "out", "--tenant", "main", "--secrets-file", "secrets.json")
    assert exported.returncode == 0, exported.stderr
    assert (tmp_path / "out" / "hooks" / "mine.js").read_bytes() == b"// mine\r\n"
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0
    other = {"WARMHOOK_DATABASE_URL": "sqlite:///other.db"}
    run("migrate", **other)
    again = run("import", "out", *named, "--secrets-file", "secrets.json", **other)
    assert again.returncode == 0, again.stderr
    run("export", "again", "--tenant", "main", "--secrets-file", "again.json", **other)
    assert (tmp_path / "again.json").read_text() == (tmp_path / "secrets.json").read_text()


EXPORT_REFUSED = {
    "a tenant that there is not": (["out", "--tenant", "nobody"], 5, "There is no tenant 'nobody'."),
    "a directory that is not empty": ([".warmhook", "--tenant", "main"], 2, ".warmhook is not empty"),
}


@pytest.mark.parametrize("case", EXPORT_REFUSED)
def test_an_export_that_cannot_be_made_says_why(case: str, run: Run) -> None:
    arguments, code, message = EXPORT_REFUSED[case]
    run("init")
    done = run("export", *arguments)
    assert done.returncode == code
    assert message in done.stderr
