"""`-o`: for whom a command prints, a person or a program.

Owns the option and how JSON looks. It must not know what is printed.
"""

from __future__ import annotations

import enum
import json
from typing import Annotated

import typer


class Output(enum.StrEnum):
    TEXT = "text"
    JSON = "json"


OutputOption = Annotated[Output, typer.Option("-o", "--output", help="json where programs read it.")]


def show_json(value: object) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
