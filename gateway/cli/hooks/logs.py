"""`warmhook hooks logs`: executions as they happen, with what the hook wrote.

Owns how an execution is shown. Secret values are masked by the server.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from warmhook.gateway.cli.exits import ExitCode, fail
from warmhook.gateway.cli.hooks.verbs import find
from warmhook.gateway.cli.management_api import management_api
from warmhook.gateway.cli.options import Output, OutputOption
from warmhook.gateway.cli.printing import say_json, say_styled
from warmhook.gateway.visible import visible_lines


def logs(
    name: Annotated[str | None, typer.Argument(help="Of one hook; without it, of all.")] = None,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Follow new executions.")] = False,  # noqa: FBT002 - a flag
    output: OutputOption = Output.TEXT,
) -> None:
    """Show the latest executions of hooks on the gateway that answers."""
    api = management_api()
    hook_id = find(api, name)["id"] if name is not None else None
    lines = api.stream(
        "hooks/logs" if hook_id is None else f"hooks/{hook_id}/logs", follow=str(follow).lower()
    )
    for kind, data in _events(lines):
        if kind == "dropped":
            fail(ExitCode.FAILED, "Executions came faster than they could be shown; some were missed.")
        elif output is Output.JSON:
            say_json(data, indent=None)
        else:
            _show(data)


def _events(lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Server-sent events (WHATWG HTML section 9.2), as far as our server uses them."""
    kind = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            kind = value
        elif field == "data":
            yield kind, json.loads(value)


def _show(execution: dict[str, Any]) -> None:
    when = datetime.fromtimestamp(execution["date"], UTC).astimezone().strftime("%H:%M:%S")
    colour = "green" if execution["outcome"] == "accepted" else "red"
    took = execution["run_us"] / 1000
    say_styled(
        (when, "dim"),
        (f" {execution['hook_name']} ", ""),
        (execution["outcome"], colour),
        (f" {took:.1f} ms ", ""),
        (execution["request_id"], "dim"),
    )
    for record in execution["console"]:
        _say_below(record["text"], "yellow" if record["stream"] == "stderr" else "")
    for item in execution["dropped"]:
        _say_below(f"dropped {item['name']}: {item['reason']}", "")
    if "error" in execution:
        _say_below(execution["error"]["message"], "red")


def _say_below(text: str, style: str) -> None:
    """Every line of it, set in: a hook cannot write a line that looks like another execution's."""
    for line in visible_lines(text.rstrip()).expandtabs().split("\n"):
        say_styled((line, style), indent="  ")
