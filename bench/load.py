"""Load over HTTP: from wrk or h2load, one request after the other on each connection, or from paced.py.

Owns what is sent and what is read of the answer. Figures are of one run; failures are an
error, for a figure with failures in it is none.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from bench import h2load
from bench.figures import Figures, of_latencies
from bench.processes import BenchError, Server

_SCRIPT = Path(__file__).with_name("wrk.lua")
_PACED = Path(__file__).with_name("paced.py")
# wrk adds up what its threads do at the end; the first moments are not counted by running it twice.
_WARM_SECONDS = 1
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Target:
    """A URL, and what is posted to it: one body, or one of several at random."""

    url: str
    content_type: str
    # Host header and body.
    requests: tuple[tuple[str, str], ...]
    # Whose time is counted.
    servers: tuple[Server, ...]


def measure(target: Target, connections: int, seconds: float, *, warm: bool = True) -> Figures:
    """Per second, p50 and p99 in milliseconds, and what each answer cost in processor time."""
    with tempfile.NamedTemporaryFile("w", suffix=".requests") as file:
        file.writelines(f"{host} {body}\n" for host, body in target.requests)
        file.flush()
        if warm:
            _wrk(target, connections, _WARM_SECONDS, file.name)
        with Spending(target.servers) as spending:
            found = _wrk(target, connections, seconds, file.name)
    if not found["answers"]:
        raise BenchError(f"{target.url}: no answer within {seconds} seconds")
    if found["failed"]:
        raise BenchError(f"{target.url}: {found['failed']} of {found['answers']} requests failed")
    return {
        "per_second": found["answers"] / (found["duration"] / 1e6),
        "p50_ms": found["p50"] / 1000,
        "p99_ms": found["p99"] / 1000,
        **spending.figures(found["answers"]),
    }


def measure_paced(target: Target, per_second: float, connections: int, seconds: float) -> Figures:
    """The same of requests that come when they come, `per_second` of them on average."""
    host, body = target.requests[0]
    url = urlsplit(target.url)
    lines = (
        f"POST {url.path} HTTP/1.1",
        f"Host: {host}",
        f"Content-Type: {target.content_type}",
        f"Content-Length: {len(body)}",
    )
    task = {
        "host": url.hostname,
        "port": url.port,
        "request": "\r\n".join([*lines, "", body]),
        "per_second": per_second,
        "connections": connections,
        "seconds": seconds,
    }
    with Spending(target.servers) as spending:
        done = subprocess.run(
            [sys.executable, _PACED], input=json.dumps(task), capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise BenchError(f"{target.url}: {done.stderr.strip()}")
    found = json.loads(done.stdout)
    if found["failed"]:
        raise BenchError(f"{target.url}: {found['failed']} of {found['due']} requests failed")
    return {
        **of_latencies(found["latencies_us"], seconds),
        **spending.figures(len(found["latencies_us"])),
    }


def measure_number(target: Target, connections: int, requests: int) -> Figures:
    """The same of a number of requests, one after the other on each connection, and every one answered."""
    host, body = target.requests[0]
    headers = [f":authority: {host}", f"content-type: {target.content_type}"]
    with tempfile.NamedTemporaryFile("w", suffix=".body") as file, Spending(target.servers) as spending:
        file.write(body)
        file.flush()
        options = ["--h1", f"--clients={connections}"]
        found = h2load.post(target.url, Path(file.name), headers, requests, options)
    return {**found, **spending.figures(requests)}


def _wrk(target: Target, connections: int, seconds: float, requests: str) -> dict[str, int]:
    done = subprocess.run(
        [
            *("wrk", "--threads=1", f"--connections={connections}", f"--duration={max(1, round(seconds))}s"),
            *("--timeout=30s", f"--script={_SCRIPT}", target.url),
        ],
        env={**os.environ, "BENCH_REQUESTS": requests, "BENCH_CONTENT_TYPE": target.content_type},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"wrk: {done.stderr.strip() or done.stdout.strip()}")
    found: dict[str, int] = json.loads(done.stdout.rstrip().rpartition("\n")[2])
    return found


class Spending:
    """Processor time between entry and exit: of the servers, and of the load, which has ended by then."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self._servers = servers

    def __enter__(self) -> Self:
        self._before = self._now()
        return self

    def __exit__(self, *_: object) -> None:
        self._spent = [after - before for before, after in zip(self._before, self._now(), strict=True)]

    def _now(self) -> tuple[float, float, float]:
        load = resource.getrusage(resource.RUSAGE_CHILDREN)
        servers = sum(server.cpu_seconds() for server in self._servers)
        return time.monotonic(), servers, load.ru_utime + load.ru_stime

    def figures(self, answers: float) -> Figures:
        elapsed, servers, load = self._spent
        return {"answers": answers, "server_cpu_us": servers / answers * 1e6, "load_cores": load / elapsed}
