"""`warmhook init`: from nothing to a tenant that can be managed.

Owns the order of the first steps, and where the credentials of the first client go. It
must not know what a tenant begins with (`management.bootstrap`).
"""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from warmhook.gateway.cli.credentials import DEFAULT_CREDENTIALS_FILE
from warmhook.gateway.cli.database import reported_failures, with_store
from warmhook.gateway.cli.exits import ExitCode, fail, settings
from warmhook.gateway.cli.options import named_tenant, problems_of
from warmhook.gateway.cli.printing import say
from warmhook.gateway.management.bootstrap import Credentials, bootstrap
from warmhook.gateway.store.sql.migrate import migrate
from warmhook.gateway.vault.client_secrets import hash_client_secret


def init(
    tenant: Annotated[str, typer.Option(help="Name of the tenant, as hooks see it.")] = "main",
    issuer: Annotated[
        str | None,
        typer.Option(help="The tokens' `iss`, a URL that ends with a slash; by default this gateway's."),
    ] = None,
    host: Annotated[
        list[str] | None, typer.Option(help="Host names of the tenant; by default the issuer's.")
    ] = None,
    credentials_file: Annotated[
        Path, typer.Option(help="Where the management client's credentials go.")
    ] = DEFAULT_CREDENTIALS_FILE,
) -> None:
    """Make the database, a tenant, its keys, and a client that may manage it.

    What there is already stays as it is. The client's secret is in the credentials file
    only, which the other commands read; keep it as you keep a password.
    """
    chosen = settings()
    listen_host, listen_port = chosen.listen
    issuer = issuer or f"http://{listen_host}:{listen_port}/"
    named = named_tenant(tenant, host or _hosts(issuer), issuer)
    if problems := list(problems_of(named)):
        fail(ExitCode.INVALID, *(f"{option}: {message}" for option, message in problems))
    with reported_failures():
        migrate(chosen.database_url)
        founded = with_store(
            chosen,
            lambda store, ring: bootstrap(store, named, functools.partial(hash_client_secret, ring=ring)),
        )
    say(
        f"The tenant {founded.tenant.name} is {founded.tenant.issuer}, for {', '.join(founded.tenant.hosts)}."
    )
    if founded.credentials is None:
        say("A client can manage it already; no new one was made.")
        return
    _hand_over(founded.credentials, founded.tenant.issuer, credentials_file)


def _hosts(issuer: str) -> list[str]:
    host = urlsplit(issuer).hostname or ""
    return [host, "localhost"] if host == "127.0.0.1" else [f"[{host}]" if ":" in host else host]


def _hand_over(credentials: Credentials, url: str, file: Path) -> None:
    """Write the credentials, or show them: they are stored nowhere else."""
    content = {"url": url, "client_id": credentials.client_id, "client_secret": credentials.client_secret}
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as output:
            output.write(json.dumps(content, indent=2) + "\n")
    except OSError as error:
        say(f"{file} cannot be written: {error.strerror}. The credentials, shown only now:", err=True)
        say(json.dumps(content))
    else:
        say(f"The credentials of its management client are in {file}.")
