"""The `warmhook` command, put together.

Owns the names of commands and groups. It must not know what any of them does.
"""

from __future__ import annotations

import typer

from gateway.cli.importing import import_
from gateway.cli.migrating import migrate

app = typer.Typer(
    help="Runs Auth0 Hooks outside of Auth0.",
    no_args_is_help=True,
    # A traceback with local variables would show secrets.
    pretty_exceptions_enable=False,
)

app.command()(migrate)
app.command("import")(import_)
