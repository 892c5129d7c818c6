"""`-s NAME=VALUE` and `--secrets-file`: how a hook's secrets are given to a command.

Owns both spellings. It must not know what is done with the secrets. A value never
appears in an error.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from warmhook.gateway.cli.exits import ExitCode, fail

SecretOption = Annotated[
    list[str] | None,
    typer.Option("-s", "--secret", metavar="NAME=VALUE", help="A secret; other users may see it in `ps`."),
]
SecretsFileOption = Annotated[
    Path | None,
    typer.Option(help="Secrets: a JSON object, or NAME=VALUE a line.", exists=True, dir_okay=False),
]


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
    text = file.read_text(encoding="utf-8")
    if text.lstrip().startswith("{"):
        try:
            document = json.loads(text)
        except ValueError:
            fail(ExitCode.INVALID, f"{file}: is not JSON")
        if not all(isinstance(value, str) for value in document.values()):
            fail(ExitCode.INVALID, f"{file}: must have strings as values")
        return dict(document)
    secrets: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip():
            fail(ExitCode.INVALID, f"{file}: line {number} must have the form NAME=VALUE")
        secrets[name.strip()] = value
    return secrets
