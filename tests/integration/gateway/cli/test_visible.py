"""Every command on a terminal, with names and text that would take the terminal over."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from collections.abc import Iterator

import httpx
import pytest
from live.installation import WARMHOOK, Installation
from typer.core import TyperGroup
from typer.main import get_command

from warmhook.gateway.cli.app import app
from warmhook.gateway.visible import visible

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2028\x7f\b"
WRITTEN = json.dumps("first\nsecond\ttabbed\r" + HOSTILE)
CLAIMS = json.dumps({f"not a url{HOSTILE}": 1, f"https://a.example/{HOSTILE}": HOSTILE})
SCRIPT = f"""/* {HOSTILE} */
module.exports = function (client, scope, audience, context, cb) {{
  console.log({WRITTEN});
  console.error({json.dumps(HOSTILE)});
  cb(null, {CLAIMS});
}};
"""
DENIES = f"module.exports = (c, s, a, x, cb) => cb(new Error({json.dumps(HOSTILE)}));"
TENANT = ("--tenant", "acme")
NEW = ("--host", "new.example", "--issuer", "https://new.example/")

# Of every command: its arguments. `{file}` is a script with a hostile name and content.
CASES: dict[str, list[list[str]]] = {
    "init": [["--tenant", HOSTILE]],
    "migrate": [[]],
    "import": [
        ["{export}", "--tenant", "hostile", *NEW],
        ["{broken}", "--tenant", "hostile", *NEW],
        [f"/nowhere/{HOSTILE}", "--tenant", HOSTILE, *NEW, "--replace", HOSTILE, "--secret", HOSTILE],
    ],
    "export": [["{folder}/" + HOSTILE, *TENANT], ["{export}", *TENANT], ["{folder}/x", "--tenant", HOSTILE]],
    "serve": [[HOSTILE]],
    "executor": [[HOSTILE]],
    "gateway": [[HOSTILE]],
    "token": [["--audience", HOSTILE], ["--scope", HOSTILE]],
    "keys ls": [[]],
    "keys rotate": [["--tenant", HOSTILE], ["--alg", HOSTILE, *TENANT]],
    "keys revoke": [[HOSTILE, *TENANT, "--yes"], [HOSTILE, *TENANT]],
    "keys ring ls": [[]],
    "keys ring add": [[HOSTILE]],
    "keys ring reseal": [[]],
    "keys ring drop": [[HOSTILE]],
    "hooks scaffold": [[], ["-t", HOSTILE]],
    "hooks create": [["{file}"], ["{file}", "-n", HOSTILE], ["-n", "x", f"/nowhere/{HOSTILE}"]],
    "hooks ls": [[], ["-o", "json"]],
    "hooks get": [["hostile"], ["hostile", "-o", "json"], [HOSTILE]],
    "hooks edit": [[HOSTILE]],
    "hooks update": [["hostile", "{file}"], [HOSTILE, "{file}"]],
    "hooks rm": [[HOSTILE]],
    "hooks enable": [["hostile"], [HOSTILE]],
    "hooks disable": [[HOSTILE]],
    "hooks logs": [[], ["-o", "json"], [HOSTILE]],
    "hooks run": [["{file}"], ["{file}", "-o", "json"], ["{denies}"], ["{file}", "--input", "{broken}"]],
    "hooks versions": [["hostile"], ["hostile", "--diff", "1", "2"], [HOSTILE]],
    "hooks rollback": [["hostile", "1"], [HOSTILE, "1"]],
    "hooks secrets ls": [["hostile"], [HOSTILE]],
    "hooks secrets set": [["hostile", f"{HOSTILE}=1"], ["hostile", HOSTILE]],
    "hooks secrets rm": [["hostile", HOSTILE], [HOSTILE, "A"]],
}


def commands(group: TyperGroup, above: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}"


def test_every_command_is_among_the_cases() -> None:
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    assert set(CASES) == set(commands(root))


@pytest.fixture(scope="module")
def places(warmhook: Installation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Files with hostile names and content, and a server that has run a hostile hook."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / f"{HOSTILE}.js"
    file.write_text(SCRIPT)
    denies = folder / "denies.js"
    denies.write_text(DENIES)
    export = folder / "export"
    (export / "clients").mkdir(parents=True)
    client = {"name": f"App {HOSTILE}", f"unknown{HOSTILE}": 1, "app_type": "non_interactive"}
    (export / "clients" / f"{HOSTILE}.json").write_text(json.dumps(client))
    (export / f"section{HOSTILE}").mkdir()
    broken = folder / f"broken{HOSTILE}.json"
    broken.write_text(f'{{"{HOSTILE}')
    warmhook.done("hooks", "create", "-n", "hostile", given="// before\n")
    warmhook.done("hooks", "create", "-n", "hostile", given=SCRIPT)
    warmhook.done("hooks", "enable", "hostile")
    _run_the_hook(warmhook)
    return {
        "{file}": str(file),
        "{denies}": str(denies),
        "{export}": str(export),
        "{broken}": str(broken),
        "{folder}": str(folder),
    }


def _run_the_hook(warmhook: Installation) -> None:
    credentials = json.loads((warmhook.home / ".warmhook/management.json").read_text())
    token = warmhook.done("token").strip()
    api = {"authorization": f"Bearer {token}"}
    audience = "https://visible.example/"
    for path, body in (
        ("resource-servers", {"identifier": audience}),
        ("client-grants", {"client_id": credentials["client_id"], "audience": audience, "scope": []}),
    ):
        httpx.post(f"{warmhook.url}/api/v2/{path}", json=body, headers=api).raise_for_status()
    httpx.post(
        f"{warmhook.url}/oauth/token",
        json={
            "grant_type": "client_credentials",
            "client_id": credentials["client_id"],
            "client_secret": credentials["client_secret"],
            "audience": audience,
        },
    ).raise_for_status()


def on_a_terminal(warmhook: Installation, arguments: list[str]) -> str:
    """All that the command writes on a terminal that has no colours."""
    ours, theirs = pty.openpty()
    said = bytearray()
    with subprocess.Popen(
        [WARMHOOK, *arguments],
        cwd=warmhook.home,
        env={**warmhook.environment, "TERM": "dumb", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        try:
            while chunk := os.read(ours, 65_536):
                said += chunk
        except OSError:
            # Nobody has the other end any more.
            pass
        finally:
            os.close(ours)
            process.wait(60)
    # The terminal's own line ends.
    return said.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("command", CASES)
def test_nothing_acts_on_the_terminal(warmhook: Installation, places: dict[str, str], command: str) -> None:
    for case in CASES[command]:
        arguments = [*command.split(), *case]
        for placeholder, place in places.items():
            arguments = [argument.replace(placeholder, place) for argument in arguments]
        said = on_a_terminal(warmhook, arguments)
        assert said
        obeyed = {line for line in said.split("\n") for part in line.split("\t") if visible(part) != part}
        assert obeyed == set()
        assert "Traceback" not in said


def test_a_script_goes_through_a_pipe_as_it_is(warmhook: Installation) -> None:
    warmhook.done("hooks", "create", "-n", "exact", given=SCRIPT)
    assert warmhook.done("hooks", "get", "exact") == SCRIPT
    shown = json.loads(warmhook.done("hooks", "get", "exact", "-o", "json"))
    assert shown["script"] == SCRIPT


def test_a_hook_cannot_write_a_line_that_looks_like_another_execution(
    warmhook: Installation, places: dict[str, str]
) -> None:
    del places
    lines = warmhook.done("hooks", "logs", "hostile").splitlines()
    (second,) = [line for line in lines if line.lstrip().startswith("second")]
    assert second.startswith("  second")
    assert "tabbed" in second
