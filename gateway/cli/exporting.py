"""`warmhook export`: a tenant as files, for `warmhook import` and auth0-deploy-cli.

Owns the options, the directory and the wording of the report. It must not know what is
in the files.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from warmhook.gateway.cli.database import reported_failures, with_store
from warmhook.gateway.cli.exits import ExitCode, fail, settings
from warmhook.gateway.cli.printing import say
from warmhook.gateway.exporting.files import files_of, hook_secrets
from warmhook.gateway.model import TenantRecords
from warmhook.gateway.store.sql.store import SqlStore


def export(
    directory: Annotated[Path, typer.Argument(help="Made if there is none; must be empty.")],
    tenant: Annotated[str, typer.Option(help="Name of the tenant.")],
    secrets_file: Annotated[
        Path | None,
        typer.Option(help="New file for the hooks' secrets, as `warmhook import --secrets-file` reads it."),
    ] = None,
) -> None:
    """Export a tenant in auth0-deploy-cli's directory format.

    Secrets of clients and passwords are not exported: only their hashes are stored.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        fail(ExitCode.INVALID, f"{directory} is not empty; name a new directory")
    with reported_failures():
        records = with_store(settings(), lambda store, _: _read(store, tenant))
    if records is None:
        fail(ExitCode.NOT_FOUND, f"There is no tenant {tenant!r}.")
    files = files_of(records)
    try:
        for path, content in files.items():
            file = directory / path
            file.parent.mkdir(parents=True, exist_ok=True)
            # Bytes: writing text would change the line ends of scripts on some systems.
            file.write_bytes(content.encode("utf-8", "surrogatepass"))
        if secrets_file is not None:
            _write_private(secrets_file, json.dumps({"hooks": hook_secrets(records)}, indent=2) + "\n")
    except OSError as error:
        fail(ExitCode.FAILED, f"{error.filename} cannot be written: {error.strerror}")
    say(f"Exported the tenant {tenant} to {directory}: {len(files)} files.")
    without = sum(len(hook.secrets) for hook in records.hooks)
    if without and secrets_file is None:
        say(f"{without} secrets of hooks are named only; --secrets-file writes them too.")


async def _read(store: SqlStore, tenant: str) -> TenantRecords | None:
    tenants = (found.records for found in store.snapshot.tenants.values())
    return next((records for records in tenants if records.tenant.name == tenant), None)


def _write_private(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as output:
        output.write(text)
