"""Auth0's hook verbs, on a real server."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from live.installation import Installation

CLAIM = "module.exports = function (client, scope, audience, context, cb) { cb(null, {}); };\n"


def hook(warmhook: Installation, name: str) -> dict[str, object]:
    shown: dict[str, object] = json.loads(warmhook.done("hooks", "get", name, "-o", "json"))
    return shown


def test_a_hook_is_created_disabled_and_created_again_is_updated(warmhook: Installation) -> None:
    assert warmhook.done("hooks", "create", "-n", "twice", "-s", "A=1", given=CLAIM) == "Created twice.\n"
    assert hook(warmhook, "twice")["enabled"] is False
    warmhook.done("hooks", "enable", "twice")
    assert warmhook.done("hooks", "create", "-n", "twice", given="// two\n") == "Updated twice.\n"
    again = hook(warmhook, "twice")
    assert (again["script"], again["enabled"]) == ("// two\n", True)
    assert warmhook.done("hooks", "secrets", "ls", "twice") == "A\n"


def test_a_name_of_another_type_is_refused(warmhook: Installation) -> None:
    warmhook.done("hooks", "create", "-n", "typed", given=CLAIM)
    done = warmhook("hooks", "create", "-n", "typed", "-t", "password-exchange", given=CLAIM)
    assert done.returncode == 6
    assert done.stderr == "There is a hook 'typed' of another type, credentials-exchange.\n"


def test_a_name_is_found_as_it_was_given(warmhook: Installation) -> None:
    assert warmhook.done("hooks", "create", "-n", "My Hook 7", given=CLAIM) == "Created my-hook-7.\n"
    assert warmhook.done("hooks", "get", "My Hook 7") == CLAIM


def test_enabling_one_disables_the_other(warmhook: Installation) -> None:
    for name in ("first", "second"):
        warmhook.done("hooks", "create", "-n", name, "-t", "password-exchange", given=CLAIM)
        assert warmhook.done("hooks", "enable", name) == f"Enabled {name}.\n"
    assert [hook(warmhook, name)["enabled"] for name in ("first", "second")] == [False, True]
    listed = warmhook.done("hooks", "ls", "-t", "password-exchange").splitlines()
    assert listed[0].strip() == "password-exchange"
    assert [("(enabled)" in line) for line in listed if "first" in line or "second" in line] == [False, True]
    warmhook.done("hooks", "disable", "second")
    assert hook(warmhook, "second")["enabled"] is False


def test_a_list_is_paged_and_readable_by_programs(warmhook: Installation) -> None:
    for number in range(3):
        warmhook.done("hooks", "create", "-n", f"listed-{number}", given=CLAIM)
    page = json.loads(warmhook.done("hooks", "ls", "--offset", "1", "--limit", "2", "-o", "json"))
    assert len(page) == 2
    assert set(page[0]) == {"id", "name", "script", "dependencies", "enabled", "triggerId"}


def test_a_script_is_edited_in_the_persons_editor(warmhook: Installation, tmp_path: Path) -> None:
    warmhook.done("hooks", "create", "-n", "edited", given=CLAIM)
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "// edited" >> "$1"\n')
    editor.chmod(0o700)
    assert warmhook.done("hooks", "edit", "edited", EDITOR=str(editor), VISUAL="") == "Updated edited.\n"
    assert hook(warmhook, "edited")["script"] == CLAIM + "// edited\n"
    assert warmhook.done("hooks", "edit", "edited", EDITOR="true", VISUAL="") == "Nothing was changed.\n"


def test_a_script_that_does_not_compile_is_saved_with_a_warning(warmhook: Installation) -> None:
    done = warmhook("hooks", "create", "-n", "broken", given="module.exports = function (")
    assert done.returncode == 0
    assert done.stderr.startswith("Warning: The script does not compile: ")
    assert hook(warmhook, "broken")["script"] == "module.exports = function ("


def test_secrets_are_set_and_removed_and_never_shown(warmhook: Installation, tmp_path: Path) -> None:
    warmhook.done("hooks", "create", "-n", "secretive", given=CLAIM)
    file = tmp_path / "secrets"
    file.write_text("# ours\nB=two=2\n")
    warmhook.done("hooks", "secrets", "set", "secretive", "A=s3cret", "--secrets-file", str(file))
    shown = warmhook.done("hooks", "secrets", "set", "secretive", "A=0ther")
    assert "0ther" not in shown
    assert warmhook.done("hooks", "secrets", "ls", "secretive", "-o", "json") == '[\n  "A",\n  "B"\n]\n'
    warmhook.done("hooks", "secrets", "rm", "secretive", "A")
    assert warmhook.done("hooks", "secrets", "ls", "secretive") == "B\n"


def test_a_hook_goes_back_to_what_it_was(warmhook: Installation) -> None:
    warmhook.done("hooks", "create", "-n", "versioned", given="// one\n")
    warmhook.done("hooks", "update", "versioned", given="// two\n")
    versions = json.loads(warmhook.done("hooks", "versions", "versioned", "-o", "json"))
    assert [version["number"] for version in versions] == [2, 1]
    difference = warmhook.done("hooks", "versions", "versioned", "--diff", "1", "2")
    assert "-// one" in difference
    assert "+// two" in difference
    warmhook.done("hooks", "rollback", "versioned", "1")
    assert hook(warmhook, "versioned")["script"] == "// one\n"
    assert "3" in warmhook.done("hooks", "versions", "versioned").split()


def test_a_hook_that_is_removed_is_gone(warmhook: Installation) -> None:
    warmhook.done("hooks", "create", "-n", "removed", given=CLAIM)
    assert warmhook.done("hooks", "rm", "removed") == "Deleted removed.\n"
    done = warmhook("hooks", "get", "removed")
    assert (done.returncode, done.stderr) == (5, "There is no hook 'removed'.\n")


def test_starter_code_can_be_created_as_it_is(warmhook: Installation) -> None:
    for kind in ("credentials-exchange", "password-exchange"):
        starter = warmhook.done("hooks", "scaffold", "-t", kind)
        assert "module.exports" in starter
        done = warmhook("hooks", "create", "-n", f"starter-{kind}", "-t", kind, given=starter)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def audience(warmhook: Installation) -> str:
    """An API that the management client has a grant for."""
    audience = "https://api.example/"
    files = {
        "resource-servers/api.json": {"name": "API", "identifier": audience},
        "grants/api.json": {"client_id": "Warmhook management", "audience": audience, "scope": []},
    }
    for path, content in files.items():
        (warmhook.home / "export" / path).parent.mkdir(parents=True, exist_ok=True)
        (warmhook.home / "export" / path).write_text(json.dumps(content))
    named = [
        "--tenant",
        "acme",
        "--host",
        "127.0.0.1",
        "--host",
        "localhost",
        "--issuer",
        "http://127.0.0.1/",
    ]
    warmhook.done("import", "export", *named)
    return audience


def test_executions_are_shown_with_what_the_hook_wrote(warmhook: Installation, audience: str) -> None:
    script = CLAIM.replace("cb(null, {})", "console.log(context.webtask.secrets.K, 'seen'); cb(null, {})")
    warmhook.done("hooks", "create", "-n", "logging", "-s", "K=s3cret", given=script)
    warmhook.done("hooks", "enable", "logging")
    try:
        warmhook.done("token", "--audience", audience)
        shown = warmhook.done("hooks", "logs", "logging")
    finally:
        warmhook.done("hooks", "disable", "logging")
    assert "logging accepted" in shown
    assert "******** seen" in shown
    assert "s3cret" not in shown


def test_a_token_is_printed_alone(warmhook: Installation) -> None:
    assert warmhook.done("token").count(".") == 2


REFUSED = {
    "a wrong secret": ({"WARMHOOK_CLIENT_SECRET": "wr0ng"}, 8, "401: Unauthorized"),
    "a server that is not there": ({"WARMHOOK_URL": "http://127.0.0.1:1"}, 7, "cannot be reached"),
    "no credentials": (
        {"WARMHOOK_URL": "", "WARMHOOK_CREDENTIALS_FILE": "nowhere.json"},
        2,
        "WARMHOOK_URL is not set, and nowhere.json does not have it; `warmhook init` makes that file.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_has_its_exit_code(case: str, warmhook: Installation) -> None:
    environment, code, message = REFUSED[case]
    done = warmhook("hooks", "ls", **environment)
    assert done.returncode == code
    assert message in done.stderr
    assert "wr0ng" not in done.stderr


def test_the_credentials_are_for_their_owner_only(warmhook: Installation) -> None:
    file = warmhook.home / ".warmhook" / "management.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
