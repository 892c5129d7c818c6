"""`warmhook import`: a tenant that auth0-deploy-cli exported.

Owns the options and the wording of the report. It must not know tables or Auth0's
formats.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from warmhook.gateway.cli.database import key_ring, reported_failures
from warmhook.gateway.cli.exits import ExitCode, fail, settings
from warmhook.gateway.cli.options import TRIGGERS, named_tenant, problems_of
from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.keywords import Keywords
from warmhook.gateway.importing.merge import Credential, Hashing
from warmhook.gateway.importing.run import Report, Source, import_directory
from warmhook.gateway.importing.supplied import read_supplied
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.vault.client_secrets import hash_client_secret
from warmhook.gateway.vault.passwords import Passwords

# deploy-cli's own variable for the same thing.
_KEYWORDS_VARIABLE: Final = "AUTH0_KEYWORD_REPLACE_MAPPINGS"


# Each parameter is an option of the command line.
def import_(  # noqa: PLR0913, PLR0917
    directory: Annotated[Path, typer.Argument(help="What `a0deploy export` wrote, in either format.")],
    tenant: Annotated[str, typer.Option(help="Name of the tenant, as hooks see it.")],
    host: Annotated[list[str], typer.Option(help="Host name that requests for the tenant carry.")],
    issuer: Annotated[str, typer.Option(help="The tokens' `iss`: a URL that ends with a slash.")],
    replace: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="Value for ##KEY## and @@KEY@@.")
    ] = None,
    secret: Annotated[
        list[str] | None,
        typer.Option(metavar="HOOK:NAME=VALUE", help="Secret of a hook, which Auth0 does not export."),
    ] = None,
    secrets_file: Annotated[
        Path | None,
        typer.Option(help='JSON: {"hooks": {HOOK: {NAME: VALUE}}, "users": {LOGIN: PASSWORD}}.'),
    ] = None,
    write_credentials: Annotated[
        Path | None,
        typer.Option(help="New file for the client secrets that are made, instead of the screen."),
    ] = None,
) -> None:
    """Import a tenant that auth0-deploy-cli exported.

    Objects that are in the database and not in the export stay as they are. Client
    secrets that the export does not have are made, and shown this once.
    """
    chosen = settings()
    findings = Findings()
    supplied = read_supplied(secret or (), secrets_file, findings)
    keywords = _keywords(replace or [], findings)
    named = named_tenant(tenant, host, issuer)
    for option, message in problems_of(named):
        findings.problem(option, None, message)
    with reported_failures(), _new_private_file(write_credentials) as credentials_file:
        ring = key_ring(chosen)
        with contextlib.closing(Passwords()) as passwords:
            hashing = Hashing(
                client_secret=functools.partial(hash_client_secret, ring=ring),
                password=passwords.hash,
            )
            source = Source(directory, named, keywords, supplied)
            store = SqlStore(chosen.database_url, ring)
            report = asyncio.run(_import(store, source, hashing, findings))
        _hand_over(report.credentials, credentials_file)
    _show(report)


async def _import(store: SqlStore, source: Source, hashing: Hashing, findings: Findings) -> Report:
    try:
        await store.open()
        return await import_directory(store, source, hashing, findings)
    finally:
        await store.close()


def _keywords(options: list[str], findings: Findings) -> Keywords:
    """From deploy-cli's variable, then the options. A value that is a JSON list or object is one."""
    keywords: dict[str, object] = {}
    try:
        mappings = json.loads(os.environ.get(_KEYWORDS_VARIABLE) or "{}")
    except ValueError:
        mappings = None
    if isinstance(mappings, dict):
        keywords.update(mappings)
    else:
        findings.problem(_KEYWORDS_VARIABLE, None, "must be a JSON object")
    for option in options:
        key, equals, value = option.partition("=")
        if not equals or not re.fullmatch(r"\w+", key):
            findings.problem("--replace", None, f"{option!r} must have the form KEY=VALUE")
            continue
        keywords[key] = value
        if value[:1] in ("[", "{"):
            with contextlib.suppress(ValueError):
                keywords[key] = json.loads(value)
    return keywords


@contextlib.contextmanager
def _new_private_file(path: Path | None) -> Iterator[Path | None]:
    """Create the file first, so that new secrets have a place. Otherwise the import does not begin."""
    if path is None:
        yield None
        return
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        fail(ExitCode.INVALID, f"--write-credentials: {path} exists; name a new file")
    except OSError as error:
        fail(ExitCode.INVALID, f"--write-credentials: {path} cannot be created: {error.strerror}")
    try:
        yield path
    except BaseException:
        path.unlink()
        raise


def _show(report: Report) -> None:
    tenant = report.records.tenant
    typer.echo(f"Imported the tenant {tenant.name}, {tenant.issuer}, for {', '.join(tenant.hosts)}.")
    for kind, (imported, total) in report.counts.items():
        kept = f", {total} in all" if total != imported else ""
        typer.echo(f"  {imported:5} {kind}{kept}")
    for hook in report.records.hooks:
        if hook.enabled and hook.trigger_id in TRIGGERS:
            typer.echo(f"  {hook.trigger_id} runs the hook {hook.name}.")
        elif hook.enabled:
            typer.echo(f"  {hook.trigger_id}: {hook.name} is stored and never runs: no token triggers it.")
        if hook.dependencies:
            packages = ", ".join(sorted(hook.dependencies))
            typer.echo(f"  {hook.name} names npm packages, which hooks cannot load yet: {packages}.")
    if report.left_out:
        typer.echo("Left out:")
        for reason in report.left_out:
            typer.echo(f"  {reason}")
    if report.unused_fields:
        typer.echo("Fields that have no effect here:")
        for kind, names in report.unused_fields.items():
            typer.echo(f"  {kind}: {', '.join(names)}")


def _hand_over(credentials: tuple[Credential, ...], file: Path | None) -> None:
    """Write the new secrets to the file, or show them: they are stored nowhere else."""
    if file is not None:
        try:
            file.write_text(_credentials_json(credentials), encoding="utf-8")
        except OSError as error:
            typer.echo(f"{file} cannot be written: {error.strerror}", err=True)
        else:
            typer.echo(f"{len(credentials)} new client secrets are in {file}.")
            return
    if credentials:
        typer.echo("New client secrets, shown only now:")
    for credential in credentials:
        typer.echo(f"  {credential.client_name}: {credential.client_id} {credential.client_secret}")


def _credentials_json(credentials: tuple[Credential, ...]) -> str:
    return json.dumps(
        [
            {
                "name": credential.client_name,
                "client_id": credential.client_id,
                "client_secret": credential.client_secret,
            }
            for credential in credentials
        ],
        indent=2,
    )
