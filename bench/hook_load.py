"""Load on the executor: unary calls from h2load, a stream from stream.mjs, each a process of its own.

Owns the request that they send. Python's gRPC would cost the machine more than the executor does.
"""

from __future__ import annotations

import contextlib
import json
import math
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import grpc

from bench import h2load
from bench.equality import check_claims
from bench.figures import Figures, of_latencies
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
    """What stream.mjs prints."""

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
        """As many calls as take about `seconds`.

        A number of them and no end in time: h2load would cancel what is in flight, and whoever is measured
        next would share the machine with the start of other workers.
        """
        tried = self.unary_calls(message, in_flight, _TRIED)
        return self.unary_calls(message, in_flight, max(in_flight, round(tried["per_second"] * seconds)))

    def unary_calls(self, message: pb.ExecuteHookRequest, in_flight: int, calls: int) -> Figures:
        """One connection, as a channel of gRPC is, with many calls on it."""
        body = message.SerializeToString()
        url = f"http://{self.executor.address}{_UNARY}"
        headers = ["content-type: application/grpc", "te: trailers"]
        options = ["--clients=1", f"--max-concurrent-streams={in_flight}"]
        accepted = self.executor.status().executions.accepted
        with (
            _file(b"\0" + struct.pack(">I", len(body)) + body) as data,
            Spending([self.executor.server]) as spending,
        ):
            found = h2load.post(url, data, headers, calls, options)
        accepted = self.executor.status().executions.accepted - accepted
        # A gRPC status is in the trailers, where h2load does not look.
        if accepted < calls:
            raise BenchError(f"ExecuteHook: {calls} answers, {accepted} of them accepted")
        return {**found, **spending.figures(calls)}

    def stream(
        self, message: pb.ExecuteHookRequest, in_flight: int, seconds: float, method: str = STREAM
    ) -> Figures:
        return self._stream(method, message, in_flight, _WARM_SECONDS, seconds)

    def stream_executions(
        self, message: pb.ExecuteHookRequest, in_flight: int, executions: int, method: str = STREAM
    ) -> Figures:
        """A number of executions, of which none is uncounted."""
        return self._stream(method, message, in_flight, 0, math.inf, executions)

    def _stream(
        self, method: str, message: pb.ExecuteHookRequest, in_flight: int, *numbers: float
    ) -> Figures:
        with (
            Spending([self.executor.server]) as spending,
            self._streaming(method, message, in_flight, *numbers) as process,
        ):
            output, error = process.communicate()
        found = _read(method, process, output, error)
        return {**_figures(found), **spending.figures(found["answers"])}

    @contextlib.contextmanager
    def beside(self, message: pb.ExecuteHookRequest, in_flight: int, seconds: float) -> Iterator[Figures]:
        """A stream that is under way. What it found is in the figures after the end of the block."""
        figures: dict[str, float] = {}
        with self._streaming(STREAM, message, in_flight, _WARM_SECONDS, seconds) as process:
            time.sleep(_WARM_SECONDS)
            yield figures
            output, error = process.communicate()
        figures.update(_figures(_read(STREAM, process, output, error)))

    @contextlib.contextmanager
    def _streaming(
        self, method: str, message: pb.ExecuteHookRequest, in_flight: int, *numbers: float
    ) -> Iterator[subprocess.Popen[str]]:
        """`numbers` as stream.mjs takes them: uncounted seconds, counted ones, executions at most."""
        address = self.executor.status().local_socket if method == LOCAL else self.executor.address
        with _file(message.SerializeToString()) as data:
            # JavaScript has another word for it.
            told = [str(number).replace("inf", "Infinity") for number in (in_flight, *numbers)]
            with subprocess.Popen(
                [self.node, _STREAM_CLIENT, address, method, data, *told],
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


def _figures(found: Found) -> Figures:
    return of_latencies(found["latencies_us"], found["seconds"])


@contextlib.contextmanager
def _file(content: bytes) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(suffix=".request") as file:
        file.write(content)
        file.flush()
        yield Path(file.name)
