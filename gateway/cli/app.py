"""The `warmhook` command, put together.

Owns the names of commands and groups. It must not know what any of them does.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from gateway.cli import hooks, processes
from gateway.cli.exporting import export
from gateway.cli.hook_logs import logs
from gateway.cli.hook_run import run
from gateway.cli.hook_secrets import secrets
from gateway.cli.hook_versions import rollback, versions
from gateway.cli.importing import import_
from gateway.cli.initializing import init
from gateway.cli.keys import keys
from gateway.cli.migrating import migrate
from gateway.cli.token import token

app = typer.Typer(
    no_args_is_help=True,
    # A traceback with local variables would show secrets.
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - the option's value
    if wanted:
        typer.echo(f"warmhook {version('warmhook')}")
        raise typer.Exit


@app.callback()
def main(
    show_version: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Runs Auth0 Hooks outside of Auth0."""


app.command()(init)
app.command()(migrate)
app.command("import")(import_)
app.command()(export)
app.command()(processes.serve)
app.command()(processes.executor)
app.command()(processes.gateway)
app.add_typer(keys, name="keys")
app.command()(token)

hook_commands = typer.Typer(help="Manages hooks, and runs them.", no_args_is_help=True)
hook_commands.command()(hooks.scaffold)
hook_commands.command()(hooks.create)
hook_commands.command("ls")(hooks.list_)
hook_commands.command()(hooks.get)
hook_commands.command()(hooks.edit)
hook_commands.command()(hooks.update)
hook_commands.command("rm")(hooks.remove)
hook_commands.command()(hooks.enable)
hook_commands.command()(hooks.disable)
hook_commands.command()(logs)
hook_commands.command()(run)
hook_commands.add_typer(secrets, name="secrets")
hook_commands.command()(versions)
hook_commands.command()(rollback)
app.add_typer(hook_commands, name="hooks")
