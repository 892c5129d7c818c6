"""Commands that are imported when they are called for.

Owns how a command is listed before it is imported: by its name and its summary. It must not
know any command. Only the command that is called is imported: one that calls a server loads
no database library, and `--help` imports no command at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand
from typer.main import get_command


class LazyCommand(TyperCommand):
    """A name and a summary, until arguments are read: then the command itself reads them."""

    # Any: as the class above has it, in types that Typer keeps to itself.
    def make_context(self, *args: Any, **options: Any) -> Any:
        itself = typer.Typer(add_completion=False)
        itself.command(self.name)(self.load())
        return get_command(itself).make_context(*args, **options)

    def load(self) -> Callable[..., None]:
        """The function that is the command."""
        assert self.callback is not None, "`add_commands` gives it one"
        function: Callable[..., None] = self.callback()
        return function


def add_commands(group: typer.Typer, commands: Mapping[str, tuple[str, str]]) -> None:
    """Add commands by name. Each is a function of this package, "module:function", and its summary.

    The summary is the first paragraph of the function's docstring, which cannot be read
    before it is imported.
    """
    for name, (path, summary) in commands.items():
        group.command(name, cls=LazyCommand, help=summary)(_loading(path))


def _loading(path: str) -> Callable[[], Callable[..., None]]:
    module, _, function = path.partition(":")

    def load() -> Callable[..., None]:
        loaded: Callable[..., None] = getattr(import_module(f"{__package__}.{module}"), function)
        return loaded

    return load
