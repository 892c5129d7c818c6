"""Failures of commands that work on the database itself, in the words of the person at the keyboard.

Owns which failure ends a command with which code. It must not know any command.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from warmhook.gateway.cli.exits import ExitCode, fail
from warmhook.gateway.importing.findings import ImportRefusedError
from warmhook.gateway.store.base import StoreError
from warmhook.gateway.vault.ring import KeyRingError


@contextlib.contextmanager
def reported_failures() -> Iterator[None]:
    """End with the message of what is the operator's to mend."""
    try:
        yield
    except ImportRefusedError as error:
        fail(ExitCode.INVALID, *map(str, error.problems), "Nothing was imported.")
    except (StoreError, KeyRingError) as error:
        fail(ExitCode.FAILED, str(error))
