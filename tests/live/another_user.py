"""Programs of another user of this machine, whom only root can be."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypedDict

import pytest

_NOBODY = 65534
# The one that runs these tests may lie in a folder that others cannot enter.
_PYTHON = Path("/usr/bin/python3")

needed = pytest.mark.skipif(
    os.geteuid() != 0 or not _PYTHON.exists(), reason="only root can be somebody else"
)


class Options(TypedDict):
    user: int
    group: int
    extra_groups: list[str | int]
    cwd: str


# Of `subprocess` and of asyncio's.
OPTIONS = Options(user=_NOBODY, group=_NOBODY, extra_groups=[], cwd="/")


def program(script: str, *arguments: str) -> tuple[str, ...]:
    return (str(_PYTHON), "-I", "-c", script, *arguments)
