"""`warmhook hooks secrets …`: the names of a hook's secrets, and setting and removing them.

Owns those three verbs. A value is never shown: the Management API does not tell it.
"""

from __future__ import annotations

from typing import Annotated

import typer

from warmhook.gateway.cli.exits import ExitCode, fail
from warmhook.gateway.cli.hooks.verbs import NameArgument, find, set_secrets
from warmhook.gateway.cli.management_api import management_api
from warmhook.gateway.cli.options import Output, OutputOption, SecretsFileOption, read_secrets
from warmhook.gateway.cli.printing import say, say_json


def list_(name: NameArgument, output: OutputOption = Output.TEXT) -> None:
    """List the names of a hook's secrets."""
    api = management_api()
    names = sorted(api.call("GET", f"hooks/{find(api, name)['id']}/secrets"))
    if output is Output.JSON:
        say_json(names)
    else:
        for line in names or [f"{name} has no secrets."]:
            say(line)


def set_(
    name: NameArgument,
    values: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="Other users may see them in `ps`.")
    ] = None,
    secrets_file: SecretsFileOption = None,
) -> None:
    """Add secrets, and replace existing ones."""
    given = read_secrets(values, secrets_file)
    if not given:
        fail(ExitCode.INVALID, "There is nothing to set: give NAME=VALUE or --secrets-file.")
    api = management_api()
    set_secrets(api, find(api, name)["id"], given)
    say(f"Set {', '.join(sorted(given))} of {name}.")


def remove(name: NameArgument, names: Annotated[list[str], typer.Argument(metavar="SECRET...")]) -> None:
    """Remove secrets."""
    api = management_api()
    api.call("DELETE", f"hooks/{find(api, name)['id']}/secrets", names)
    say(f"Removed {', '.join(names)} from {name}.")
