"""Commands are imported when they are called for: what each loads, and what is shown of it before."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from live.installation import Installation
from typer.core import TyperGroup
from typer.main import get_command

from warmhook.gateway.cli.app import app
from warmhook.gateway.cli.lazy import LazyCommand

# Those that take long to load.
LIBRARIES = {"alembic", "argon2", "cryptography", "fastapi", "grpc", "httpx", "psycopg", "sqlalchemy", "yaml"}
DATABASE = {"alembic", "cryptography", "psycopg", "sqlalchemy"}

LOADED: dict[str, tuple[list[str], set[str]]] = {
    "the version needs none": (["--version"], set()),
    "the list of commands needs none": (["--help"], set()),
    "the list of a group needs none": (["keys", "ring", "--help"], set()),
    "starter code needs none": (["hooks", "scaffold"], set()),
    "starting processes needs none": (["serve", "--help"], set()),
    "hooks on a server need HTTP": (["hooks", "ls"], {"httpx"}),
    "their secrets need HTTP": (["hooks", "secrets", "ls", "--help"], {"httpx"}),
    "their versions need HTTP": (["hooks", "versions", "--help"], {"httpx"}),
    "their log needs HTTP": (["hooks", "logs", "--help"], {"httpx"}),
    "a token needs HTTP": (["token"], {"httpx"}),
    "a local hook needs gRPC": (["hooks", "run", "--help"], {"grpc"}),
    "a migration needs the database": (["migrate"], DATABASE),
    "signing keys need the database": (["keys", "ls"], DATABASE),
    "the ring needs the database": (["keys", "ring", "ls"], DATABASE),
    "an export needs the database": (["export", "--help"], DATABASE),
    "a first start needs the database": (["init", "--tenant", "acme"], DATABASE),
    "an import needs passwords and YAML too": (["import", "--help"], {*DATABASE, "argon2", "yaml"}),
}

# As the command's own script has it; at the end it says what was loaded.
SCRIPT = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps([name for name in sys.modules if "." not in name]), file=sys.stderr))
from warmhook.gateway.cli.app import app
app(prog_name="warmhook")
"""


@pytest.mark.parametrize("case", LOADED)
def test_a_command_loads_the_libraries_that_it_needs_and_no_other(case: str, warmhook: Installation) -> None:
    arguments, needed = LOADED[case]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        cwd=warmhook.home,
        env=warmhook.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    *said, loaded = done.stderr.splitlines()
    assert done.returncode == 0, said
    assert LIBRARIES.intersection(json.loads(loaded)) == needed


def commands_of(group: TyperGroup, path: str = "") -> Iterator[tuple[str, LazyCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands_of(command, f"{path}{name} ")
        else:
            assert isinstance(command, LazyCommand)
            yield f"{path}{name}", command


def all_commands() -> dict[str, LazyCommand]:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    return dict(commands_of(group))


@pytest.mark.parametrize("name", all_commands())
def test_a_command_is_listed_by_what_it_says_of_itself(name: str) -> None:
    command = all_commands()[name]
    said = inspect.getdoc(command.load())
    assert said is not None
    assert command.help == said.split("\n\n")[0].replace("\n", " ")


def test_an_option_of_a_command_that_is_not_loaded_yet_is_completed(warmhook: Installation) -> None:
    words = {"COMP_WORDS": "warmhook hooks update --wa", "COMP_CWORD": "3"}
    assert warmhook.done(_WARMHOOK_COMPLETE="complete_bash", **words).strip() == "--watch"
