"""`warmhook hooks logs`: executions as they happen, with what the hook wrote.

Owns how an execution is shown. Secret values are masked by the server.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from warmhook.gateway.cli.exits import ExitCode, fail
from warmhook.gateway.cli.hooks.verbs import find
from warmhook.gateway.cli.management_api import management_api
from warmhook.gateway.cli.options import Output, OutputOption


def logs(
    name: Annotated[str | None, typer.Argument(help="Of one hook; without it, of all.")] = None,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Follow new executions.")] = False,  # noqa: FBT002 - a flag
    output: OutputOption = Output.TEXT,
) -> None:
    """Show the latest executions of hooks on the gateway that answers."""
    api = management_api()
    hook_id = find(api, name)["id"] if name is not None else None
    console = Console(soft_wrap=True)
    lines = api.stream(
        "hooks/logs" if hook_id is None else f"hooks/{hook_id}/logs", follow=str(follow).lower()
    )
    for kind, data in _events(lines):
        if kind == "dropped":
            fail(ExitCode.FAILED, "Executions came faster than they could be shown; some were missed.")
        elif output is Output.JSON:
            typer.echo(json.dumps(data, ensure_ascii=False))
        else:
            _show(console, data)


def _events(lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Server-sent events (WHATWG HTML section 9.2), as far as our server uses them."""
    kind = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            kind = value
        elif field == "data":
            yield kind, json.loads(value)


def _show(console: Console, execution: dict[str, Any]) -> None:
    when = datetime.fromtimestamp(execution["date"], UTC).astimezone().strftime("%H:%M:%S")
    colour = "green" if execution["outcome"] == "accepted" else "red"
    took = execution["run_us"] / 1000
    console.print(
        f"[dim]{when}[/] {escape(execution['hook_name'])} [{colour}]{execution['outcome']}[/] {took:.1f} ms"
        f" [dim]{execution['request_id']}[/]"
    )
    for line in execution["console"]:
        console.print(
            f"  {escape(line['text'].rstrip())}", style="yellow" if line["stream"] == "stderr" else ""
        )
    for item in execution["dropped"]:
        console.print(f"  dropped {escape(item['name'])}: {item['reason']}")
    if "error" in execution:
        console.print(f"  {escape(execution['error']['message'])}", style="red")
