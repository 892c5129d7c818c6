"""What the cage costs: the same executor at each isolation level, side by side, in turn.

    python -m bench.cage [--rounds 3] [--seconds 3]

Owns how an executor is made to find a level, what is measured at each, and the table. A machine offers
the strongest level that holds on it; a weaker one is had by taking away what the stronger needs.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import grpc

from bench.figures import Figures, Medians, medians, percentile, take_turns
from bench.hook_load import HookLoad, named, request
from bench.processes import BenchError, descendants, pss_mb
from bench.tools import NODE
from bench.warmhook import HOOK, Executor, Warmhook
from warmhook.protos import executor_pb2 as pb
from warmhook.protos import executor_pb2_grpc as pb_grpc

_LEVELS = ("namespaces", "landlock", "none")
_SCRIPT = HOOK.read_text(encoding="utf-8")
_STARTS = 15
_SPARES = 8
# A size of memory that no worker is kept ready for.
_NO_SPARES_MB = 96
# Row of the table: what it is called, and how many digits it is worth.
_ROWS: Mapping[str, tuple[str, int]] = {
    "start_p50": ("a worker's start, fork to ready, p50 ms", 1),
    "start_p99": ("— p99 ms", 1),
    "first_p50": ("first call of an unseen hook, no spare ready, p50 ms", 1),
    "unary_p50": ("warm call, unary, one at a time, p50 ms", 3),
    "unary_p99": ("— p99 ms", 3),
    "unary_rate": ("warm calls, unary, 16 in flight, per second", 0),
    "stream_p50": ("warm call, stream, one at a time, p50 ms", 3),
    "stream_p99": ("— p99 ms", 3),
    "stream_rate": ("warm calls, stream, 16 in flight, per second", 0),
    "idle_mb": (f"memory of an idle worker, one of {_SPARES}, all its processes, MB (PSS)", 1),
}
_numbers = itertools.count()


@dataclass(frozen=True)
class Bench:
    seconds: float
    scratch: Path

    def measure(self, level: str) -> Figures:
        with self._executor(level) as executor:
            load = HookLoad(executor, NODE)
            message = _unseen()
            load.check(message)
            short = named(message)
            found = {
                "idle_mb": _idle_mb(executor),
                **_starts(executor),
                **_calls("unary", partial(load.unary, short), self.seconds),
                **_calls("stream", partial(load.stream, short), self.seconds),
            }
        sys.stderr.write(f"{level}\n")
        return found

    @contextmanager
    def _executor(self, level: str) -> Iterator[Executor]:
        directory = Path(tempfile.mkdtemp(dir=self.scratch))
        warmhook = Warmhook(directory)
        try:
            executor = warmhook.executor(
                {"WARMHOOK_EXECUTOR_SPARE_WORKERS": str(_SPARES), **_weakened(level, directory)}
            )
            found = pb.GetStatusResponse.Isolation.Name(executor.status().isolation).lower()
            if found != level:
                raise BenchError(f"the executor's level is {found}, not {level}")
            yield executor
        finally:
            warmhook.stop()


def _weakened(level: str, directory: Path) -> dict[str, str]:
    """Return settings with which an executor finds this level and no better."""
    if level == "landlock":
        # As where user namespaces are forbidden.
        _script(directory / "bwrap", "exit 1")
        path = f"{directory}:{os.environ['PATH']}"
        return {"PATH": path, "WARMHOOK_EXECUTOR_MIN_ISOLATION": level, "WARMHOOK_NODE": str(NODE)}
    if level == "none":
        # There is no shell in a cage, so that this Node.js starts in none. The shell is a millisecond.
        _script(directory / "node", f'exec {NODE} "$@"')
        node = str(directory / "node")
        return {"WARMHOOK_EXECUTOR_MIN_ISOLATION": "unsafe-none", "WARMHOOK_NODE": node}
    return {"WARMHOOK_NODE": str(NODE)}


def _script(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    path.chmod(0o755)


def _starts(executor: Executor) -> Figures:
    """Calls that each wait for a worker of their own; what they waited is its start."""
    started, first = [], []
    with grpc.insecure_channel(executor.address) as channel:
        stub = pb_grpc.HookExecutorStub(channel)
        for _ in range(_STARTS):
            message = _unseen()
            message.hook.limits.memory_mb = _NO_SPARES_MB
            timing = stub.ExecuteHook(message, timeout=30).timing
            started.append(timing.queued_us / 1000)
            first.append((timing.queued_us + timing.startup_us + timing.run_us) / 1000)
    started.sort()
    return {
        "start_p50": percentile(started, 50),
        "start_p99": percentile(started, 99),
        "first_p50": percentile(sorted(first), 50),
    }


def _calls(way: str, load: Callable[[int, float], Figures], seconds: float) -> Figures:
    alone, crowd = load(1, seconds), load(16, seconds)
    return {
        f"{way}_p50": alone["p50_ms"],
        f"{way}_p99": alone["p99_ms"],
        f"{way}_rate": crowd["per_second"],
    }


def _idle_mb(executor: Executor) -> float:
    with grpc.insecure_channel(executor.address) as channel:
        stub = pb_grpc.HookExecutorStub(channel)
        workers = pb.Workers()
        while workers.spare < _SPARES:
            workers = stub.GetStatus(pb.GetStatusRequest(), timeout=10).workers
    _forker, *below = descendants(executor.server.pid)
    return sum(map(pss_mb, below)) / (workers.spare + workers.idle)


def _unseen() -> pb.ExecuteHookRequest:
    return request(f"{_SCRIPT}\n// {next(_numbers)}\n")


def _table(found: Medians) -> Iterator[str]:
    yield f"| | {' | '.join(f'`{level}`' for level in _LEVELS)} |"
    yield "|---|---|---|---|"
    for figure, (title, digits) in _ROWS.items():
        cells = (f"{found[level][figure]:.{digits}f}" for level in _LEVELS)
        yield f"| {title} | {' | '.join(cells)} |"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.cage", description="Measure what the cage costs.")
    parser.add_argument("--rounds", type=int, default=3, help="of which medians are taken (default: 3)")
    parser.add_argument("--seconds", type=float, default=3, help="for each load of a round (default: 3)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="warmhook-cage-") as scratch:
        # Passed through by others than the one who measures: workers are users of their own.
        Path(scratch).chmod(0o755)
        bench = Bench(arguments.seconds, Path(scratch))
        try:
            samples = take_turns(
                arguments.rounds, {level: partial(bench.measure, level) for level in _LEVELS}
            )
        except BenchError as error:
            sys.stderr.write(f"bench: {error}\n")
            return 1
    sys.stdout.write("".join(f"{line}\n" for line in _table(medians(samples))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
