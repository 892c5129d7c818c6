"""`warmhook hooks versions` and `rollback`: what a hook was, and back to it.

Owns those two verbs. Which changes make a version, and what of it comes back, is the
server's business.
"""

from __future__ import annotations

from typing import Annotated

import typer

from warmhook.gateway.cli.hooks.verbs import NameArgument, find
from warmhook.gateway.cli.management_api import management_api
from warmhook.gateway.cli.options import Output, OutputOption
from warmhook.gateway.cli.printing import say, say_document, say_json, say_table


def versions(
    name: NameArgument,
    diff: Annotated[
        tuple[int, int] | None,
        typer.Option(metavar="OLD NEW", help="Show what changed between two versions."),
    ] = None,
    output: OutputOption = Output.TEXT,
) -> None:
    """List a hook's versions, the newest first."""
    api = management_api()
    path = f"hooks/{find(api, name)['id']}/versions"
    if diff is not None:
        changed = api.call("GET", f"{path}/{diff[1]}/diff", against=str(diff[0]))
        if output is Output.JSON:
            say_json(changed)
        else:
            say_document(changed["script"])
        return
    found = list(api.pages(path))
    if output is Output.JSON:
        say_json(found)
        return
    say_table(
        ("version", "when", "by", "secrets"),
        [
            (str(version["number"]), version["created_at"], version["author"], ", ".join(version["secrets"]))
            for version in found
        ],
    )


def rollback(name: NameArgument, number: Annotated[int, typer.Argument(metavar="VERSION", min=1)]) -> None:
    """Restore an earlier version's script, dependencies and secrets, as a new version."""
    api = management_api()
    api.call("POST", f"hooks/{find(api, name)['id']}/versions/{number}/rollback")
    say(f"{name} is what it was in version {number}.")
