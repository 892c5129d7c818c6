"""Options that several commands have, each with what may be given for it.

Owns their spelling: `-o`, `--type`, `-s NAME=VALUE` and `--secrets-file`, and the names of a tenant. It must
not know what a command does with them. A secret's value never appears in an error.
"""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from warmhook.gateway.cli import dotenv
from warmhook.gateway.cli.exits import ExitCode, fail
from warmhook.gateway.model import Tenant, TriggerId

# Of hooks that are run: tokens have the moments of two. A hook of any type can be kept.
TRIGGERS: Final = (TriggerId.CREDENTIALS_EXCHANGE, TriggerId.PASSWORD_EXCHANGE)

TypeOption = Annotated[TriggerId, typer.Option("-t", "--type", help="The extensibility point.")]

_TENANT_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# A host as requests carry it, lower case, without port; brackets only around IPv6.
_HOST: Final = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
_ISSUER: Final = re.compile(r"https?://[^/?#\s@]+/([^?#\s]*/)?")

SecretOption = Annotated[
    list[str] | None,
    typer.Option("-s", "--secret", metavar="NAME=VALUE", help="A secret; other users may see it in `ps`."),
]
SecretsFileOption = Annotated[
    Path | None,
    typer.Option(
        help="Secrets: a JSON object, or NAME=VALUE lines as dotenv reads them.", exists=True, dir_okay=False
    ),
]


class Output(enum.StrEnum):
    TEXT = "text"
    JSON = "json"


OutputOption = Annotated[Output, typer.Option("-o", "--output", help="json where programs read it.")]


def read_secrets(options: list[str] | None, file: Path | None) -> dict[str, str]:
    """Those of the file, and over them those of the options."""
    secrets = _from_file(file) if file is not None else {}
    for option in options or ():
        name, equals, value = option.partition("=")
        if not equals or not name:
            fail(ExitCode.INVALID, f"--secret: {name!r} must have the form NAME=VALUE")
        secrets[name] = value
    return secrets


def _from_file(file: Path) -> dict[str, str]:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        fail(ExitCode.INVALID, f"{file}: is not UTF-8")
    if text.lstrip().startswith("{"):
        try:
            document = json.loads(text)
        except ValueError:
            fail(ExitCode.INVALID, f"{file}: is not JSON")
        if not all(isinstance(value, str) for value in document.values()):
            fail(ExitCode.INVALID, f"{file}: must have strings as values")
        return dict(document)
    try:
        return dotenv.parse(text)
    except dotenv.DotenvError as error:
        fail(ExitCode.INVALID, f"{file}: {error}")


def named_tenant(name: str, hosts: Iterable[str], issuer: str) -> Tenant:
    """Host names in lower case, each once."""
    return Tenant(name, tuple(dict.fromkeys(host.lower() for host in hosts)), issuer)


def problems_of(tenant: Tenant) -> Iterator[tuple[str, str]]:
    """What cannot be used: the option, and a sentence about it."""
    if not _TENANT_NAME.fullmatch(tenant.name):
        yield "--tenant", f"{tenant.name!r} must be lower-case letters, digits and hyphens inside"
    for host in tenant.hosts:
        if not _HOST.fullmatch(host):
            yield "--host", f"{host!r} must be a host name, without scheme or port"
    if not _ISSUER.fullmatch(tenant.issuer):
        yield "--issuer", f"{tenant.issuer!r} must be an http or https URL that ends with a slash"
