"""What the commands print, and the one door through which they print it.

Owns that nobody's text acts on the terminal: it is shown by `visible`. It must not know any command. What is
printed goes through here, and so does text of our own, since nearly all of it has somebody's name in it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import typer

from warmhook.gateway.visible import visible, visible_json, visible_lines


def say(line: str, *, err: bool = False) -> None:
    """One line, on stdout or stderr."""
    typer.echo(visible(line), err=err)


def say_lines(text: str, *, err: bool = False) -> None:
    """Text that has lines of its own. A missing line end at its end stays missing."""
    typer.echo(visible_lines(text), nl=False, err=err)


def say_document(text: str) -> None:
    """A script or a difference: exact, unless somebody looks at it."""
    if sys.stdout.isatty():
        text = visible_lines(text)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()


def say_json(value: object, *, indent: int | None = 2) -> None:
    """One JSON document; without an indent, in one line."""
    typer.echo(visible_json(json.dumps(value, indent=indent, ensure_ascii=False)))


def say_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, title: str | None = None) -> None:
    """A table; without headings, rows only. The last column is never cut."""
    from rich.console import Console  # noqa: PLC0415 - slow to load, and few commands have a table
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    # Text: in a plain string rich would read markup.
    table = Table(
        title=None if title is None else Text(visible(title)),
        title_justify="left",
        show_header=bool(headings),
        box=None,
    )
    for place in range(max(map(len, [headings, *rows]))):
        is_last = place == len(headings or rows[0]) - 1
        table.add_column(headings[place] if headings else "", overflow="fold" if is_last else "ellipsis")
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    Console().print(table)


def say_styled(*parts: tuple[str, str], indent: str = "") -> None:
    """One line of parts, each with rich's style for it."""
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    Console(soft_wrap=True).print(
        Text.assemble(indent, *((visible(text), style) for text, style in parts)), highlight=False
    )
