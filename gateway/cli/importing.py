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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace as with_changed
from pathlib import Path
from typing import Annotated

import typer

from warmhook.gateway.cli.database import key_ring, reported_failures
from warmhook.gateway.cli.exits import ExitCode, fail, settings
from warmhook.gateway.cli.options import TRIGGERS, named_tenant, problems_of
from warmhook.gateway.cli.printing import say
from warmhook.gateway.config import Settings
from warmhook.gateway.importing.deploy_settings import DeploySettings, deploy_settings
from warmhook.gateway.importing.findings import Findings, ImportRefusedError
from warmhook.gateway.importing.keywords import Keywords
from warmhook.gateway.importing.merge import Credential, Hashing
from warmhook.gateway.importing.run import Report, Source, import_export
from warmhook.gateway.importing.supplied import read_supplied
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.vault import ring_file
from warmhook.gateway.vault.client_secrets import hash_client_secret
from warmhook.gateway.vault.passwords import Passwords
from warmhook.gateway.vault.ring import KeyRing, new_key, parse_ring


# Each parameter is an option of the command line.
def import_(  # noqa: PLR0913, PLR0917
    export: Annotated[
        Path, typer.Argument(help="What `a0deploy export` wrote: its directory, or its YAML file.")
    ],
    tenant: Annotated[str, typer.Option(help="Name of the tenant, as hooks see it.")],
    host: Annotated[list[str], typer.Option(help="Host name that requests for the tenant carry.")],
    issuer: Annotated[str, typer.Option(help="The tokens' `iss`: a URL that ends with a slash.")],
    replace: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="Value for ##KEY## and @@KEY@@.")
    ] = None,
    config_file: Annotated[
        Path | None,
        typer.Option(
            "-c",
            "--config-file",
            "--config_file",
            help="auth0-deploy-cli's config.json: keywords, and what to exclude.",
        ),
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
    dry_run: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--dry-run", help="Say what an import would do, and write nothing.")
    ] = False,
) -> None:
    """Import a tenant that auth0-deploy-cli exported.

    Objects that are in the database and not in the export stay as they are. Client
    secrets that the export does not have are made, and shown this once. What cannot
    be used is left out; the exit code is 3 then.
    """
    chosen = settings()
    findings = Findings()
    supplied = read_supplied(secret or (), secrets_file, findings)
    deployed = _deploy_settings(config_file, replace or [], findings)
    named = named_tenant(tenant, host, issuer)
    for option, message in problems_of(named):
        findings.problem(option, None, message)
    source = Source(export, named, deployed, supplied)
    with reported_failures(), _new_private_file(None if dry_run else write_credentials) as credentials_file:
        ring = _ring_of_a_trial(chosen) if dry_run else key_ring(chosen)
        with contextlib.closing(Passwords()) as passwords:
            hashing = Hashing(
                client_secret=functools.partial(hash_client_secret, ring=ring),
                password=passwords.hash,
            )
            store = SqlStore(chosen.database_url, ring)
            try:
                report = asyncio.run(_import(store, source, hashing, findings, writes=not dry_run))
            except ImportRefusedError as error:
                _show_unusable(map(str, error.unusable), to_stderr=True)
                raise
        if not dry_run:
            _hand_over(report.credentials, credentials_file)
    _show(report, is_trial=dry_run)
    if report.unusable:
        raise typer.Exit(ExitCode.INCOMPLETE)


async def _import(
    store: SqlStore, source: Source, hashing: Hashing, findings: Findings, *, writes: bool
) -> Report:
    try:
        await store.open()
        return await import_export(store, source, hashing, findings, writes=writes)
    finally:
        await store.close()


def _ring_of_a_trial(chosen: Settings) -> KeyRing:
    """The ring, if there is one. A trial makes none: what it hashes is not kept."""
    if chosen.keys or chosen.key_file or ring_file.DEFAULT.exists():
        return key_ring(chosen)
    return parse_ring(new_key())


def _deploy_settings(config_file: Path | None, options: list[str], findings: Findings) -> DeploySettings:
    """deploy-cli's, and over its keywords those of the options."""
    config = {} if config_file is None else _config(config_file, findings)
    deployed = deploy_settings(os.environ, config, findings)
    return with_changed(deployed, keywords={**deployed.keywords, **_keywords(options, findings)})


def _config(file: Path, findings: Findings) -> Mapping[str, object]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        findings.problem(str(file), None, f"cannot be read: {error.strerror}")
        return {}
    except (ValueError, RecursionError):
        # The decoder's own words could quote a secret.
        findings.problem(str(file), None, "is not JSON in UTF-8")
        return {}
    if not isinstance(content, dict):
        findings.problem(str(file), None, "must be an object")
        return {}
    return content


def _keywords(options: list[str], findings: Findings) -> Keywords:
    """A value that is a JSON list or object is one."""
    keywords: dict[str, object] = {}
    for option in options:
        key, equals, value = option.partition("=")
        if not equals or not key:
            # The rest may be a secret.
            findings.problem("--replace", None, "must have the form KEY=VALUE")
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


def _show(report: Report, *, is_trial: bool) -> None:
    tenant = report.records.tenant
    done = "Nothing was written. An import would make" if is_trial else "Imported"
    say(f"{done} the tenant {tenant.name}, {tenant.issuer}, for {', '.join(tenant.hosts)}.")
    for kind, (imported, total) in report.counts.items():
        kept = f", {total} in all" if total != imported else ""
        say(f"  {imported:5} {kind}{kept}")
    for hook in report.records.hooks:
        if hook.enabled and hook.trigger_id in TRIGGERS:
            say(f"  {hook.trigger_id} runs the hook {hook.name}.")
        elif hook.enabled:
            say(f"  {hook.trigger_id}: {hook.name} is stored and never runs: no token triggers it.")
        if hook.dependencies:
            packages = ", ".join(sorted(hook.dependencies))
            say(f"  {hook.name} names npm packages, which hooks cannot load yet: {packages}.")
    if is_trial:
        # An id that was made now is not the one that the import will make.
        made = (credential.client_name for credential in report.credentials)
        _show_list("Clients that it would make a secret for:", made)
    _show_list("To be looked at:", report.notes)
    _show_unusable(map(str, report.unusable))
    _show_list("Left out:", report.left_out)
    unused = (f"{kind}: {', '.join(names)}" for kind, names in report.unused_fields.items())
    _show_list("Fields that have no effect here:", unused)


def _show_unusable(entries: Iterable[str], *, to_stderr: bool = False) -> None:
    _show_list("Left out, because it cannot be used:", entries, to_stderr=to_stderr)


def _show_list(title: str, entries: Iterable[str], *, to_stderr: bool = False) -> None:
    for n, entry in enumerate(entries):
        if n == 0:
            say(title, err=to_stderr)
        say(f"  {entry}", err=to_stderr)


def _hand_over(credentials: tuple[Credential, ...], file: Path | None) -> None:
    """Write the new secrets to the file, or show them: they are stored nowhere else."""
    if file is not None:
        try:
            file.write_text(_credentials_json(credentials), encoding="utf-8")
        except OSError as error:
            say(f"{file} cannot be written: {error.strerror}", err=True)
        else:
            say(f"{len(credentials)} new client secrets are in {file}.")
            return
    if credentials:
        say("New client secrets, shown only now:")
    for credential in credentials:
        say(f"  {credential.client_name}: {credential.client_id} {credential.client_secret}")


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
