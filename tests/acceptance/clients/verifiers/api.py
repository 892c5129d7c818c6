"""An API that somebody protects with a verifier: a process on loopback that answers a token with its claims.

Owns how such a process is started, asked and ended. It must not know the verifier.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from clients.service import RefusedError

# From a token to its claims. Raises `RefusedError`.
Verify = Callable[[str], dict[str, Any]]

_SECONDS = 60


@contextlib.contextmanager
def running(command: Sequence[str | Path], environment: Mapping[str, str]) -> Iterator[Verify]:
    """The API, which prints its port as JSON and ends with its standard input. It writes no errors."""
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            assert first, f"{command} ended at its start:\n{process.communicate(timeout=_SECONDS)[1]}"
            with asked(json.loads(first)["port"]) as verify:
                yield verify
            output, errors = process.communicate(timeout=_SECONDS)
            assert (process.returncode, output, errors) == (0, "", "")
        finally:
            process.kill()


@contextlib.contextmanager
def asked(port: int) -> Iterator[Verify]:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/", timeout=_SECONDS, trust_env=False) as client:

        def verify(token: str) -> dict[str, Any]:
            answer = client.get("/", headers={"authorization": f"Bearer {token}"})
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                raise RefusedError(None, answer.text, answer.status_code)
            assert answer.status_code == httpx.codes.OK, answer.text
            claims: dict[str, Any] = answer.json()
            return claims

        yield verify
