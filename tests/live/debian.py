"""Programs from Debian that tests run beside ours; `make` unpacks them into folders of .venv.

Owns where they are and the environment they run in. It must not know what they are for.
"""

from __future__ import annotations

import os
import shutil
import sysconfig
from pathlib import Path

import pytest

_VENV = Path(__file__).parents[2] / ".venv"
PROGRAMS = _VENV / "debian"
# Compilers and libraries of other languages.
TOOLCHAINS = _VENV / "toolchains"


def program(path: str, folder: Path = PROGRAMS) -> Path:
    """A program by its path on Debian, such as usr/sbin/nginx.

    Skips the test on a machine without Debian's packages; elsewhere a missing program is a failure.
    """
    if shutil.which("apt-get") is None:
        pytest.skip("no apt-get on this machine")
    found = folder / path
    assert found.exists(), f"{found} is missing: make .venv/.{folder.name} unpacks it"
    return found


def environment(folder: Path = PROGRAMS) -> dict[str, str]:
    """What a program needs to run: the tests' own environment, with the unpacked libraries found first."""
    libraries = folder / "usr/lib" / sysconfig.get_config_var("MULTIARCH")
    return {**os.environ, "LD_LIBRARY_PATH": str(libraries)}
