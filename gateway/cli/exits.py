"""How commands end: exit codes, and errors in the words of the person at the keyboard.

Owns the codes and how a command says why it ends. It must not know any command. The numbers
are those of Auth0's own hooks command line (compat section 5), so that scripts keep
their meaning.
"""

from __future__ import annotations

import enum
import os
from typing import NoReturn

import typer

from warmhook.gateway import config
from warmhook.gateway.cli.printing import say


class ExitCode(enum.IntEnum):
    """0 is success."""

    # It was not done: cancelled, or the database or the key ring cannot be used.
    FAILED = 1
    # The input is wrong; nothing was done.
    INVALID = 2
    # `import`: it was done, without some things that cannot be used. The report names them.
    INCOMPLETE = 3
    TIMED_OUT = 4
    NOT_FOUND = 5
    BAD_REQUEST = 6
    SERVER_ERROR = 7
    UNAUTHORIZED = 8
    # `hooks run`: what the hook did.
    HOOK_DENIED = 10
    HOOK_FAILED = 11


def fail(code: ExitCode, *lines: str) -> NoReturn:
    """Print the lines on stderr, and end."""
    for line in lines:
        say(line, err=True)
    raise typer.Exit(code)


def warn(line: str) -> None:
    """Print a warning on stderr, and go on."""
    say(f"Warning: {line}", err=True)


def settings() -> config.Settings:
    """The gateway's own settings, so that both mean the same database and keys."""
    try:
        return config.read_settings(os.environ)
    except config.SettingsError as error:
        fail(ExitCode.INVALID, *error.problems)
