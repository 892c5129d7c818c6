"""`warmhook hooks run FILE`: a local hook in the real engine, with no server running.

Owns the options, the report and how its end is told to scripts. The hook runs in an
executor that is started for it, caged as ever, and its answer goes through the claim
rules of the token endpoint; so what is seen here is what a token would carry.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import structlog
import typer

from warmhook.gateway.cli.exits import ExitCode, fail
from warmhook.gateway.cli.hooks.input import InputError, read_input
from warmhook.gateway.cli.local_executor import ExecutorEndedError, local_executor
from warmhook.gateway.cli.options import (
    TRIGGERS,
    Output,
    OutputOption,
    SecretOption,
    SecretsFileOption,
    read_secrets,
)
from warmhook.gateway.cli.printing import say, say_json, say_lines, say_styled
from warmhook.gateway.errors import OAuthError
from warmhook.gateway.hooks.call import HookCall
from warmhook.gateway.hooks.runner import HookRunner
from warmhook.gateway.hooks.values import Accepted, Denied, ExecutorUnavailableError, Failed, HookRun
from warmhook.gateway.model import Hook, TriggerId
from warmhook.gateway.oauth.claims import DropReason, HookClaims, apply_rules
from warmhook.gateway.visible import visible_json

_WHY: Final = {
    DropReason.NOT_AN_OBJECT: "the result is not an object",
    DropReason.NOT_A_URL: "its name is not a URL",
    DropReason.NOT_HTTP: "its name is not an http or https URL",
    DropReason.RESERVED_HOST: "its host belongs to Auth0",
    DropReason.SCOPE_NOT_AN_ARRAY: "the scope is not an array",
    DropReason.NOT_A_SCOPE: "it is not a scope",
    DropReason.OUTSIDE_ACCESS_TOKEN: "it stands outside of accessToken",
    DropReason.NO_ID_TOKEN: "no ID token is issued",
}


def run(  # noqa: PLR0913, PLR0917 - each is an option
    file: Annotated[Path, typer.Argument(help="The hook's script.", exists=True, dir_okay=False)],
    input_file: Annotated[
        typer.FileText | None,
        typer.Option("--input", help="JSON of the hook's arguments; - is standard input."),
    ] = None,
    trigger: Annotated[TriggerId, typer.Option("-t", "--type")] = TriggerId.CREDENTIALS_EXCHANGE,
    secret: SecretOption = None,
    secrets_file: SecretsFileOption = None,
    output: OutputOption = Output.TEXT,
) -> None:
    """Run a local file as a hook, and show what a token would carry.

    Ends with 0 where a token would be issued, 10 where the hook denies it, 11 where the
    hook fails.
    """
    if trigger not in TRIGGERS:
        fail(ExitCode.INVALID, f"--type: hooks of {trigger} are not run; expected {' or '.join(TRIGGERS)}")
    script = file.read_text(encoding="utf-8", errors="surrogateescape")
    hook = Hook("local", file.stem, trigger, script, enabled=True, secrets=read_secrets(secret, secrets_file))
    try:
        call = read_input(json.load(input_file) if input_file is not None else {}, hook)
    except InputError as error:
        fail(ExitCode.INVALID, f"--input: {error}")
    except ValueError as error:
        fail(ExitCode.INVALID, f"--input: is not JSON: {error}")
    # stdout carries the report and nothing else.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger("warning"),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        done = asyncio.run(_run(call))
    except (ExecutorEndedError, ExecutorUnavailableError) as error:
        fail(ExitCode.FAILED, *str(error).split("\n"))
    report, code = _judged(done, trigger)
    if output is Output.JSON:
        say_json(report)
    else:
        _show(report, done)
    raise typer.Exit(code)


async def _run(call: HookCall) -> HookRun:
    async with local_executor(os.environ, log_to_stderr=False) as executor:
        runner = HookRunner(executor.target)
        try:
            return await runner.run(call)
        finally:
            await runner.close()


def _judged(done: HookRun, trigger: TriggerId) -> tuple[dict[str, Any], int]:
    """The report as JSON has it, and the exit code."""
    report: dict[str, Any] = {
        "outcome": done.outcome,
        "run_us": done.run_us,
        "console": [{"stream": line.stream, "text": line.text} for line in done.console],
    }
    match done.result:
        case Denied(name, message):
            return {**report, "error": {"name": name, "message": message}}, ExitCode.HOOK_DENIED
        case Failed(_, detail):
            report["error"] = {"name": None, "message": detail or done.outcome}
            return report, ExitCode.HOOK_FAILED
        case Accepted(claims):
            try:
                said = apply_rules(claims, trigger)
            except OAuthError as error:
                report["error"] = {"name": None, "message": error.description}
                return report, ExitCode.HOOK_FAILED
            return {**report, **_said(said)}, 0


def _said(said: HookClaims) -> dict[str, Any]:
    return {
        "scope": list(said.scope),
        "claims": said.custom,
        "dropped": [
            {"name": item.name, "reason": item.reason.value, "why": _WHY[item.reason]}
            for item in said.dropped
        ],
    }


def _show(report: dict[str, Any], done: HookRun) -> None:
    for line in done.console:
        say_lines(line.text, err=line.stream == "stderr")
    say_styled((report["outcome"], "bold"), (f" after {done.run_us / 1000:.1f} ms", ""))
    if "error" in report:
        error = report["error"]
        named = f"{error['name']}: " if error["name"] else ""
        for text in f"{named}{error['message']}".split("\n"):
            say(text)
    if "claims" not in report:
        return
    say(f"scope   {' '.join(report['scope']) or '(none)'}")
    for name, value in report["claims"].items():
        say(f"claim   {name} = {visible_json(json.dumps(value, ensure_ascii=False))}")
    for item in report["dropped"]:
        say_styled(("dropped", "yellow"), (f" {item['name']}: {item['why']}", ""))
