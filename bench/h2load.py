"""Load of a fixed number of requests: h2load, which has every answer before it ends.

Owns its command line and its log. It must not know what is asked; an answer that is no 200 is an error.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figures, of_latencies
from bench.processes import BenchError

_ANSWER_SECONDS = 30


def post(url: str, body: Path, headers: Sequence[str], requests: int, options: Sequence[str]) -> Figures:
    """`options` say over which connections."""
    with tempfile.TemporaryDirectory() as logs:
        log = Path(logs) / "log"
        done = subprocess.run(
            [
                *("h2load", *options, f"--requests={requests}", f"--data={body}", f"--log-file={log}"),
                *(f"--header={header}" for header in headers),
                *(f"--connection-inactivity-timeout={_ANSWER_SECONDS}s", url),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BenchError(f"h2load: {done.stderr.strip() or done.stdout.strip()}")
        return read(log.read_text(encoding="ascii"), url, requests)


def read(log: str, url: str, requests: int) -> Figures:
    """A line for each answer: start in microseconds, HTTP status, latency in microseconds."""
    lines = [tuple(map(int, line.split())) for line in log.splitlines()]
    failed = requests - sum(status == 200 for _, status, _ in lines)
    if failed:
        raise BenchError(f"{url}: {failed} of {requests} requests were not answered with 200")
    took_us = max(start + latency for start, _, latency in lines) - min(start for start, _, _ in lines)
    return of_latencies([latency for _, _, latency in lines], took_us / 1e6)
