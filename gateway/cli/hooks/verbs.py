"""`warmhook hooks …`: the verbs of Auth0's own hooks command line, on the Management API.

Owns what each verb does and shows. It must not know HTTP (`management_api`). As on
Auth0, hooks go by their names; `create` makes a disabled hook, and for a name that there
is updates it, with its secrets and its state left as they are.
"""

from __future__ import annotations

import itertools
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from warmhook.gateway.auth0.hook_names import kebab_case
from warmhook.gateway.cli.exits import ExitCode, fail
from warmhook.gateway.cli.management_api import ManagementApi, management_api
from warmhook.gateway.cli.options import (
    Output,
    OutputOption,
    SecretOption,
    SecretsFileOption,
    TypeOption,
    read_secrets,
)
from warmhook.gateway.cli.printing import say, say_document, say_json, say_table
from warmhook.gateway.model import TriggerId

_WATCH_SECONDS: Final = 0.5

NameArgument = Annotated[str, typer.Argument(help="The hook's name.")]
FileArgument = Annotated[
    Path | None, typer.Argument(metavar="[FILE]", help="The script; without it, standard input.")
]


def find(api: ManagementApi, name: str) -> dict[str, Any]:
    """The hook of that name. Ends the command where there is none."""
    hook = _named(api, name)
    if hook is None:
        fail(ExitCode.NOT_FOUND, f"There is no hook {name!r}.")
    return hook


def create(
    file: FileArgument = None,
    trigger: TypeOption = TriggerId.CREDENTIALS_EXCHANGE,
    name: Annotated[str | None, typer.Option("-n", "--name", help="By default the file's name.")] = None,
    secret: SecretOption = None,
    secrets_file: SecretsFileOption = None,
) -> None:
    """Create a hook, disabled; or update the one of that name."""
    if name is None and file is None:
        fail(ExitCode.INVALID, "--name: a script from standard input needs one")
    name = name or Path(str(file)).stem
    script = _script(file)
    secrets = read_secrets(secret, secrets_file)
    api = management_api()
    known = _named(api, name)
    if known is None:
        hook = api.call("POST", "hooks", {"name": name, "script": script, "triggerId": trigger.value})
    elif known["triggerId"] != trigger:
        fail(
            ExitCode.BAD_REQUEST, f"There is a hook {known['name']!r} of another type, {known['triggerId']}."
        )
    else:
        hook = api.call("PATCH", f"hooks/{known['id']}", {"script": script})
    if secrets:
        set_secrets(api, hook["id"], secrets)
    say(f"{'Created' if known is None else 'Updated'} {hook['name']}.")


def list_(
    trigger: Annotated[TriggerId | None, typer.Option("-t", "--type")] = None,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    limit: Annotated[int, typer.Option(min=1)] = 10,
    output: OutputOption = Output.TEXT,
) -> None:
    """List hooks by type, with the enabled one of each."""
    found = sorted(
        management_api().pages("hooks", triggerId=trigger and trigger.value),
        key=lambda hook: (hook["triggerId"], hook["name"]),
    )
    shown = found[offset : offset + limit]
    if output is Output.JSON:
        say_json(shown)
        return
    for kind, hooks in itertools.groupby(shown, key=lambda hook: hook["triggerId"]):
        rows = [(hook["name"], "(enabled)" if hook["enabled"] else "", hook["id"]) for hook in hooks]
        say_table((), rows, title=kind)
    if len(found) > len(shown):
        say(f"{len(shown)} of {len(found)} hooks; see --offset and --limit.")


def get(name: NameArgument, output: OutputOption = Output.TEXT) -> None:
    """Show a hook: its script, or all of it with -o json."""
    hook = find(management_api(), name)
    if output is Output.JSON:
        say_json(hook)
    else:
        say_document(hook["script"] if hook["script"].endswith("\n") else f"{hook['script']}\n")


def edit(name: NameArgument) -> None:
    """Edit a hook's script in $EDITOR."""
    api = management_api()
    hook, etag = api.read(f"hooks/{find(api, name)['id']}")
    script = _edited(hook["script"], f"{hook['name']}.js")
    if script == hook["script"]:
        say("Nothing was changed.")
        return
    _save(api, hook, script, if_match=etag)


def update(
    name: NameArgument,
    file: FileArgument = None,
    watch: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("-w", "--watch", help="Go on, and update whenever the file is saved.")
    ] = False,
) -> None:
    """Replace a hook's script."""
    if watch and file is None:
        fail(ExitCode.INVALID, "--watch: there is no file to watch")
    api = management_api()
    hook = find(api, name)
    _save(api, hook, _script(file))
    if not watch or file is None:
        return
    saved = file.stat().st_mtime_ns
    while True:
        time.sleep(_WATCH_SECONDS)
        if file.exists() and file.stat().st_mtime_ns != saved:
            saved = file.stat().st_mtime_ns
            _save(api, hook, _script(file))


def remove(name: NameArgument) -> None:
    """Delete a hook with its secrets and versions."""
    api = management_api()
    api.call("DELETE", f"hooks/{find(api, name)['id']}")
    say(f"Deleted {name}.")


def enable(name: NameArgument) -> None:
    """Enable a hook. The one that was enabled for its type is disabled."""
    _switch(name, on=True)


def disable(name: NameArgument) -> None:
    """Disable a hook. No hook of its type is enabled then."""
    _switch(name, on=False)


def set_secrets(api: ManagementApi, hook_id: str, secrets: dict[str, str]) -> None:
    """Add those that are new, and replace the others."""
    known = api.call("GET", f"hooks/{hook_id}/secrets")
    changed = {name: value for name, value in secrets.items() if name in known}
    added = {name: value for name, value in secrets.items() if name not in known}
    if added:
        api.call("POST", f"hooks/{hook_id}/secrets", added)
    if changed:
        api.call("PATCH", f"hooks/{hook_id}/secrets", changed)


def _named(api: ManagementApi, name: str) -> dict[str, Any] | None:
    """Names are stored in kebab case, and may be given as they once were."""
    return next((dict(hook) for hook in api.pages("hooks") if hook["name"] == kebab_case(name)), None)


def _switch(name: str, *, on: bool) -> None:
    api = management_api()
    api.call("PATCH", f"hooks/{find(api, name)['id']}", {"enabled": on})
    say(f"{'Enabled' if on else 'Disabled'} {name}.")


def _save(api: ManagementApi, hook: dict[str, Any], script: str, if_match: str | None = None) -> None:
    api.call("PATCH", f"hooks/{hook['id']}", {"script": script}, if_match=if_match)
    say(f"Updated {hook['name']}.")


def _script(file: Path | None) -> str:
    if file is None:
        return sys.stdin.read()
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        fail(ExitCode.INVALID, f"{file} cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        fail(ExitCode.INVALID, f"{file} is not UTF-8")


def _edited(text: str, name: str) -> str:
    """What the person made of the text. Ends the command where the editor fails."""
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory(prefix="warmhook-") as directory:
        file = Path(directory, name)
        file.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([*editor, str(file)], check=False)  # noqa: S603 - the person's own choice
        except OSError as error:
            fail(ExitCode.FAILED, f"The editor {editor[0]} cannot be run: {error.strerror}; set $EDITOR.")
        if done.returncode:
            fail(ExitCode.FAILED, f"The editor ended with {done.returncode}; nothing was changed.")
        return file.read_text(encoding="utf-8")
