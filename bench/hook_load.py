"""Load on the executor: unary calls from h2load, a stream from stream.mjs, each a process of its own.

Owns the request that they send. Python's gRPC would cost the machine more than the executor does.
"""

from __future__ import annotations

import contextlib
import json
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import grpc

from bench.equality import check_claims
from bench.figures import Figures, percentile
from bench.load import Spending
from bench.names import US
from bench.processes import BenchError
from bench.warmhook import AUDIENCE, SCOPE, Executor
from warmhook.protos import executor_pb2 as pb
from warmhook.protos import executor_pb2_grpc
from warmhook.protos.digest import hook_digest

# What takes a stream: two methods of the service, and the socket that GetStatus names.
STREAM = "ExecuteHooks"
BATCHES = "ExecuteHookBatches"
LOCAL = "local"

_STREAM_CLIENT = Path(__file__).with_name("stream.mjs")
_UNARY = "/warmhook.executor.v1.HookExecutor/ExecuteHook"
_WARM_SECONDS = 1
# Unary calls by which the executor warms up, and which tell how many it answers in a second.
_TRIED = 400


class Found(TypedDict):
    """What one load found; stream.mjs prints it."""

    answers: int
    failed: int
    seconds: float
    latencies_us: list[int]


def request(script: str, tenant: str = "demo") -> pb.ExecuteHookRequest:
    """What the gateway sends for a token when the executor does not know the hook."""
    return pb.ExecuteHookRequest(
        hook=pb.Hook(tenant=tenant, id="hook", source=script),
        credentials_exchange=pb.CredentialsExchange(
            client=pb.Client(id="bench", name="Demo client", metadata_json='{"plan":"full"}'),
            scope=pb.Scope(values=[SCOPE]),
            audience=AUDIENCE,
        ),
        context=pb.RequestContext(
            ip="127.0.0.1", user_agent="bench", body_json='{"grant_type":"client_credentials"}'
        ),
    )


def named(message: pb.ExecuteHookRequest) -> pb.ExecuteHookRequest:
    """The same for an executor that knows the hook."""
    short = pb.ExecuteHookRequest()
    short.CopyFrom(message)
    short.hook.digest = hook_digest(message.hook.source, {}, {})
    short.hook.ClearField("source")
    return short


@dataclass(frozen=True)
class HookLoad:
    """Who is asked, and with which Node.js the stream is written."""

    executor: Executor
    node: Path

    def teach(self, message: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
        """Run it once. The executor knows the hook from then on."""
        with grpc.insecure_channel(self.executor.address) as channel:
            stub = executor_pb2_grpc.HookExecutorStub(channel)
            reply: pb.ExecuteHookResponse = stub.ExecuteHook(message, timeout=30)
        return reply

    def check(self, message: pb.ExecuteHookRequest) -> None:
        reply = self.teach(message)
        if not reply.HasField("accepted"):
            raise BenchError(f"{US} did not accept: {reply}")
        check_claims(US, json.loads(reply.accepted.claims_json))

    def unary(self, message: pb.ExecuteHookRequest, in_flight: int, seconds: float) -> Figures:
        """One connection, as a channel of gRPC is, with many calls on it; as many as take about `seconds`.

        A number of them and no end in time: h2load would cancel what is in flight, and whoever is measured
        next would share the machine with the start of other workers.
        """
        body = message.SerializeToString()
        accepted = self.executor.status().executions.accepted
        with (
            _file(b"\0" + struct.pack(">I", len(body)) + body) as data,
            Spending([self.executor.server]) as spending,
        ):
            tried = self._h2load(data, in_flight, _TRIED)
            found = self._h2load(data, in_flight, max(in_flight, round(_rate(tried) * seconds)))
        accepted = self.executor.status().executions.accepted - accepted
        answers = tried["answers"] + found["answers"]
        # A gRPC status is in the trailers, where h2load does not look.
        if accepted < answers:
            raise BenchError(f"ExecuteHook: {answers} answers, {accepted} of them accepted")
        return {**_figures(found), **spending.figures(answers)}

    def _h2load(self, data: Path, in_flight: int, calls: int) -> Found:
        with tempfile.TemporaryDirectory() as logs:
            log = Path(logs) / "log"
            done = subprocess.run(
                [
                    *(
                        "h2load",
                        "--clients=1",
                        f"--max-concurrent-streams={in_flight}",
                        f"--requests={calls}",
                    ),
                    *(f"--data={data}", f"--log-file={log}"),
                    *("--header=content-type: application/grpc", "--header=te: trailers"),
                    f"http://{self.executor.address}{_UNARY}",
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise BenchError(f"h2load: {done.stderr.strip() or done.stdout.strip()}")
            # Start in microseconds, HTTP status, latency in microseconds.
            lines = [tuple(map(int, line.split())) for line in log.read_text(encoding="ascii").splitlines()]
        failed = calls - sum(status == 200 for _, status, _ in lines)
        if failed:
            raise BenchError(f"ExecuteHook: {failed} of {calls} calls failed")
        took_us = max(start + latency for start, _, latency in lines) - min(start for start, _, _ in lines)
        latencies_us = [latency for _, _, latency in lines]
        return Found(answers=calls, failed=failed, seconds=took_us / 1e6, latencies_us=latencies_us)

    def stream(
        self, message: pb.ExecuteHookRequest, in_flight: int, seconds: float, method: str = STREAM
    ) -> Figures:
        with (
            Spending([self.executor.server]) as spending,
            self._streaming(method, message, in_flight, seconds) as process,
        ):
            output, error = process.communicate()
        found = _read(method, process, output, error)
        return {**_figures(found), **spending.figures(found["answers"])}

    @contextlib.contextmanager
    def beside(self, message: pb.ExecuteHookRequest, in_flight: int, seconds: float) -> Iterator[Figures]:
        """A stream that is under way. What it found is in the figures after the end of the block."""
        figures: dict[str, float] = {}
        with self._streaming(STREAM, message, in_flight, seconds) as process:
            time.sleep(_WARM_SECONDS)
            yield figures
            output, error = process.communicate()
        figures.update(_figures(_read(STREAM, process, output, error)))

    @contextlib.contextmanager
    def _streaming(
        self, method: str, message: pb.ExecuteHookRequest, in_flight: int, seconds: float
    ) -> Iterator[subprocess.Popen[str]]:
        address = self.executor.status().local_socket if method == LOCAL else self.executor.address
        with _file(message.SerializeToString()) as data:
            numbers = [str(in_flight), str(_WARM_SECONDS), str(seconds)]
            with subprocess.Popen(
                [self.node, _STREAM_CLIENT, address, method, data, *numbers],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            ) as process:
                yield process


def _read(method: str, process: subprocess.Popen[str], output: str, error: str) -> Found:
    if process.returncode:
        raise BenchError(f"{method}: {error.strip()}")
    found: Found = json.loads(output)
    if found["failed"]:
        raise BenchError(f"{method}: {found['failed']} of {found['answers']} executions failed")
    return found


def _figures(found: Found) -> dict[str, float]:
    ordered = sorted(found["latencies_us"])
    return {
        "per_second": _rate(found),
        "p50_ms": percentile(ordered, 50) / 1000,
        "p99_ms": percentile(ordered, 99) / 1000,
    }


def _rate(found: Found) -> float:
    return len(found["latencies_us"]) / found["seconds"]


@contextlib.contextmanager
def _file(content: bytes) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(suffix=".request") as file:
        file.write(content)
        file.flush()
        yield Path(file.name)
