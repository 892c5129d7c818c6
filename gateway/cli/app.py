"""The `warmhook` command, put together.

Owns the names of commands and groups, and where each command is. It must not know what any
of them does, and imports none of them: `lazy` does, when one is called for.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from importlib.metadata import version
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from warmhook.gateway.cli.lazy import add_commands
from warmhook.gateway.visible import visible


class _Command(TyperGroup):
    """An argument may be a file's name that a shell has filled in, so its text is not ours either."""

    # Any: as the class above has it, in types that Typer keeps to itself.
    def make_context(self, *args: Any, **options: Any) -> Any:
        with _visible_errors():
            return super().make_context(*args, **options)

    def invoke(self, *args: Any, **options: Any) -> Any:
        with _visible_errors():
            return super().invoke(*args, **options)


@contextlib.contextmanager
def _visible_errors() -> Iterator[None]:
    try:
        yield
    except _UsageError as error:
        error.message = visible(error.message)
        raise


# What every error about arguments is. Any: Typer has no public name for it.
_UsageError: Final[Any] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    cls=_Command,
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


add_commands(
    app,
    {
        "init": (
            "initializing:init",
            "Make the database, a tenant, its keys, and a client that may manage it.",
        ),
        "migrate": (
            "database:migrate",
            "Bring the database to the schema of this version, creating it if there is none.",
        ),
        "import": ("importing:import_", "Import a tenant that auth0-deploy-cli exported."),
        "export": ("exporting:export", "Export a tenant in auth0-deploy-cli's directory format."),
        "serve": (
            "processes:serve",
            "Run an executor and a gateway on this machine until Ctrl-C or SIGTERM.",
        ),
        "executor": ("processes:executor", "Run the executor in this process."),
        "gateway": ("processes:gateway", "Run the gateway in this process."),
        "token": ("token:token", "Print an access token for the client of the credentials."),
    },
)

keys = typer.Typer(help="Signing keys, and the key ring for secrets.", no_args_is_help=True)
app.add_typer(keys, name="keys")
add_commands(
    keys,
    {
        "ls": ("keys:list_", "List the signing keys of every tenant: current, next and previous."),
        "rotate": (
            "keys:rotate",
            "Sign with the next keys from now on. Tokens of the earlier keys stay valid.",
        ),
        "revoke": (
            "keys:revoke",
            "Take a signing key out of the key set at once: its tokens become invalid.",
        ),
    },
)

ring = typer.Typer(help="The keys that secrets are sealed under.", no_args_is_help=True)
keys.add_typer(ring, name="ring")
add_commands(
    ring,
    {
        "ls": (
            "keys:list_ring",
            "List the ring's keys, the sealing one first, and how many stored values need each.",
        ),
        "add": ("keys:add", "Add a key that seals from now on. `reseal` seals the stored secrets under it."),
        "reseal": (
            "keys:reseal_all",
            "Seal every secret again under the ring's first key. Gateways may run meanwhile.",
        ),
        "drop": ("keys:drop", "Take a key out of the ring, if nothing needs it any more."),
    },
)

hooks = typer.Typer(help="Manages hooks, and runs them.", no_args_is_help=True)
app.add_typer(hooks, name="hooks")
add_commands(
    hooks,
    {
        "scaffold": ("hooks.scaffold:scaffold", "Print the starter code of a type of hook."),
        "create": ("hooks.verbs:create", "Create a hook, disabled; or update the one of that name."),
        "ls": ("hooks.verbs:list_", "List hooks by type, with the enabled one of each."),
        "get": ("hooks.verbs:get", "Show a hook: its script, or all of it with -o json."),
        "edit": ("hooks.verbs:edit", "Edit a hook's script in $EDITOR."),
        "update": ("hooks.verbs:update", "Replace a hook's script."),
        "rm": ("hooks.verbs:remove", "Delete a hook with its secrets and versions."),
        "enable": ("hooks.verbs:enable", "Enable a hook. The one that was enabled for its type is disabled."),
        "disable": ("hooks.verbs:disable", "Disable a hook. No hook of its type is enabled then."),
        "logs": (
            "hooks.logs:logs",
            "Show the latest executions of hooks on the gateway that answers.",
        ),
        "run": ("hooks.run:run", "Run a local file as a hook, and show what a token would carry."),
        "versions": ("hooks.versions:versions", "List a hook's versions, the newest first."),
        "rollback": (
            "hooks.versions:rollback",
            "Restore an earlier version's script, dependencies and secrets, as a new version.",
        ),
    },
)

secrets = typer.Typer(help="The secrets of a hook: write-only.", no_args_is_help=True)
hooks.add_typer(secrets, name="secrets")
add_commands(
    secrets,
    {
        "ls": ("hooks.secrets:list_", "List the names of a hook's secrets."),
        "set": ("hooks.secrets:set_", "Add secrets, and replace existing ones."),
        "rm": ("hooks.secrets:remove", "Remove secrets."),
    },
)
