"""Runs a client's program, in whatever language, and reads what came of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clients.service import RefusedError

_SECONDS = 90


def outcome(command: Sequence[str | Path], environment: Mapping[str, str]) -> Any:
    """The result that the program printed.

    It prints {"result": …}, or {"refused": {"error", "description", "status"}}: what the client's own
    exception says of our answer. That raises `RefusedError`.
    """
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    assert done.returncode == 0, f"{command} failed:\n{done.stdout}{done.stderr}"
    # A warning would be somebody's mistake, and perhaps ours.
    assert done.stderr == ""
    answer = json.loads(done.stdout)
    if refused := answer.get("refused"):
        raise RefusedError(refused.get("error"), refused.get("description"), refused.get("status"))
    return answer["result"]
