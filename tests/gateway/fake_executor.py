"""An executor as the gateway sees it: a real gRPC server, and hooks that are Python functions.

It keeps what it was sent, knows hooks by digest as a real one does, and refuses what a
real one would refuse.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import grpc
import grpc.aio
import orjson
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from gateway.hook_digest import hook_digest
from protos import executor_pb2 as pb
from protos import executor_pb2_grpc as pb_grpc

Script = Callable[[pb.ExecuteHookRequest], Awaitable[pb.ExecuteHookResponse]]


@dataclass
class Refusal(Exception):
    """Raised by a script: the call ends with this status."""

    status: grpc.StatusCode
    code: str
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass
class FakeExecutor(pb_grpc.HookExecutorServicer):
    """Set `script` to say what the next executions come to."""

    script: Script
    target: str = ""
    # Every request, those for an unknown digest included.
    received: list[pb.ExecuteHookRequest] = field(default_factory=list)
    # Those that ran.
    executed: list[pb.ExecuteHookRequest] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    async def ExecuteHook(  # noqa: N802 - the name is the protocol's
        self, request: pb.ExecuteHookRequest, context: grpc.aio.ServicerContext
    ) -> pb.ExecuteHookResponse:
        self.received.append(request)
        hook = request.hook
        if hook.HasField("source"):
            assert hook.digest == hook_digest(hook.source, dict(hook.secrets), dict(hook.dependencies))
            self.known.add(hook.digest)
        if hook.digest not in self.known:
            await _abort(context, Refusal(grpc.StatusCode.FAILED_PRECONDITION, "hook_unknown"))
        self.executed.append(request)
        try:
            response = await self.script(request)
        except Refusal as refusal:
            await _abort(context, refusal)
        response.request_id = request.request_id
        return response


async def _abort(context: grpc.aio.ServicerContext, refusal: Refusal) -> None:
    metadata = (("warmhook-error", refusal.code), *refusal.metadata)
    await context.abort(refusal.status, f"refused: {refusal.code}", metadata)


def accepting(claims: object) -> Script:
    """Hooks that call `cb(null, claims)`."""
    return replying(pb.ExecuteHookResponse(accepted=pb.Accepted(claims_json=orjson.dumps(claims).decode())))


def replying(response: pb.ExecuteHookResponse) -> Script:
    async def script(request: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
        del request
        reply = pb.ExecuteHookResponse()
        reply.CopyFrom(response)
        return reply

    return script


def refusing(
    status: grpc.StatusCode, code: str = "refused", metadata: tuple[tuple[str, str], ...] = ()
) -> Script:
    async def script(request: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
        del request
        raise Refusal(status, code, metadata)

    return script


async def hanging(request: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
    """Hooks that never end."""
    del request
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


@asynccontextmanager
async def fake_executor(script: Script, target: str = "127.0.0.1:0") -> AsyncIterator[FakeExecutor]:
    """Serve on a free port, or on `target`."""
    executor = FakeExecutor(script)
    server = grpc.aio.server()
    pb_grpc.add_HookExecutorServicer_to_server(executor, server)
    serving = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(serving, server)
    await serving.set("", health_pb2.HealthCheckResponse.SERVING)
    port = server.add_insecure_port(target)
    executor.target = f"127.0.0.1:{port}"
    await server.start()
    try:
        yield executor
    finally:
        await server.stop(grace=None)
