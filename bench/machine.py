"""What the figures were measured on: machine, versions, the cage in force; and with which peers."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.peers import versions
from bench.tools import NODE
from bench.trees import ROOT
from bench.warmhook import Warmhook
from warmhook.protos import executor_pb2 as pb


def describe() -> dict[str, str]:
    """As the executor itself says, where it can say it."""
    with tempfile.TemporaryDirectory(prefix="warmhook-bench-") as scratch:
        warmhook = Warmhook(Path(scratch))
        try:
            status = warmhook.executor().status()
        finally:
            warmhook.stop()
    commit = _output(["git", "-C", str(ROOT), "describe", "--always", "--dirty"])
    return {
        "measured": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "cores": str(len(os.sched_getaffinity(0))),
        "processor": _processor(),
        "kernel": platform.release(),
        "warmhook": f"{status.version} ({commit or 'no git'})",
        "cage": pb.GetStatusResponse.Isolation.Name(status.isolation).lower(),
        "python": platform.python_version(),
        "node of our hooks": status.node_version,
        # Both write their version and more; wrk answers --version as it does a mistake.
        "load": f"{_first_words(['wrk', '--version'])}, {_first_words(['h2load', '--version'])}",
    }


def describe_peers() -> dict[str, str]:
    return {
        "node of the peers": _output([NODE, "--version"]),
        "peers": ", ".join(f"{name} {version}" for name, version in versions()),
    }


def minutes_since(began: float) -> str:
    return f"{(time.monotonic() - began) / 60:.1f} minutes"


def _processor() -> str:
    found = re.search(
        r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE
    )
    return found[1] if found else platform.machine()


def _output(command: Sequence[str | Path]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _first_words(command: Sequence[str]) -> str:
    return " ".join(_output(command).split()[:2])
