"""An executor as the gateway sees it: a real gRPC server, and hooks that are Python functions.

`local_executor` has a local socket too.

It keeps what it was sent, knows hooks by digest as a real one does, and refuses what a
real one would refuse.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import grpc.aio
import orjson
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from warmhook.protos import executor_pb2 as pb
from warmhook.protos import executor_pb2_grpc as pb_grpc
from warmhook.protos.digest import hook_digest
from warmhook.protos.executor_key import NONCE, PROOF, proof_of, read_key

# What a gateway and a fake executor share.
KEY_FILE = Path(__file__).parents[1] / "samples/executor.key"

# The first message of a local socket, and the last of one that ends in good order.
EMPTY = bytes(4)

Script = Callable[[pb.ExecuteHookRequest], Awaitable[pb.ExecuteHookResponse]]


@dataclass
class Refusal(Exception):
    """Raised by a script: the execution is refused with this status."""

    status: grpc.StatusCode
    code: str
    retry_after_ms: int | None = None


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
    # How many requests came in each message of a stream.
    batches: list[int] = field(default_factory=list)
    # Its name, if there is one.
    local_socket: str = ""
    # How many connections came to it.
    local_callers: int = 0

    async def GetStatus(  # noqa: N802 - the name is the protocol's
        self, request: pb.GetStatusRequest, context: grpc.aio.ServicerContext
    ) -> pb.GetStatusResponse:
        del request, context
        return pb.GetStatusResponse(local_socket=self.local_socket)

    async def ExecuteHookBatches(  # noqa: N802 - the name is the protocol's
        self, requests: AsyncIterator[pb.ExecuteHookRequests], context: grpc.aio.ServicerContext
    ) -> None:
        # gRPC takes one message at a time.
        writing = asyncio.Lock()
        async with asyncio.TaskGroup() as tasks:
            async for batch in requests:
                self.batches.append(len(batch.requests))
                for request in batch.requests:
                    tasks.create_task(self._write_answer(request, context, writing))

    async def serve_locally(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection to the local socket."""
        self.local_callers += 1
        writer.write(EMPTY)
        try:
            async with asyncio.TaskGroup() as tasks:
                while not reader.at_eof():
                    length = await reader.readexactly(4)
                    encoded = await reader.readexactly(int.from_bytes(length))
                    request = pb.ExecuteHookRequest.FromString(encoded)
                    tasks.create_task(self._answer_locally(request, writer))
        except* (ConnectionError, asyncio.IncompleteReadError):
            # The gateway closed it.
            pass
        finally:
            writer.close()

    async def _answer_locally(self, request: pb.ExecuteHookRequest, writer: asyncio.StreamWriter) -> None:
        encoded = (await self._answer(request)).SerializeToString()
        writer.write(len(encoded).to_bytes(4) + encoded)

    async def _write_answer(
        self, request: pb.ExecuteHookRequest, context: grpc.aio.ServicerContext, writing: asyncio.Lock
    ) -> None:
        response = await self._answer(request)
        async with writing:
            await context.write(pb.ExecuteHookResponses(responses=[response]))

    async def _answer(self, request: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
        try:
            response = await self._execute(request)
        except Refusal as refusal:
            response = pb.ExecuteHookResponse(
                refused=pb.Refused(
                    status_code=refusal.status.value[0],
                    code=refusal.code,
                    message=f"refused: {refusal.code}",
                    retry_after_ms=refusal.retry_after_ms,
                )
            )
        response.request_id = request.request_id
        return response

    async def _execute(self, request: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
        self.received.append(request)
        hook = request.hook
        if hook.HasField("source"):
            assert hook.digest == hook_digest(hook.source, dict(hook.secrets), dict(hook.dependencies))
            self.known.add(hook.digest)
        if hook.digest not in self.known:
            raise Refusal(grpc.StatusCode.FAILED_PRECONDITION, "hook_unknown")
        self.executed.append(request)
        return await self.script(request)


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


def refusing(status: grpc.StatusCode, code: str = "refused", retry_after_ms: int | None = None) -> Script:
    async def script(request: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
        del request
        raise Refusal(status, code, retry_after_ms)

    return script


def held(go_on: asyncio.Event) -> Script:
    """Hooks that call `cb(null, {})` once they may."""

    async def script(request: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
        await go_on.wait()
        return await accepting({})(request)

    return script


async def until_executing(executor: FakeExecutor) -> None:
    while not executor.executed:  # noqa: ASYNC110 - a fake that is looked at, not waited for
        await asyncio.sleep(0.01)


async def hanging(request: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
    """Hooks that never end."""
    del request
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


class _Proving(pb_grpc.HookExecutorServicer):
    """An executor that proves itself before it reads a stream, if it has a key."""

    def __init__(self, executor: FakeExecutor, key_file: Path | None) -> None:
        self._executor = executor
        self._key_file = key_file
        self.GetStatus = executor.GetStatus

    async def ExecuteHookBatches(  # noqa: N802 - the name is the protocol's
        self, requests: AsyncIterator[pb.ExecuteHookRequests], context: grpc.aio.ServicerContext
    ) -> None:
        nonce = str(dict(context.invocation_metadata() or ())[NONCE])
        said = [] if self._key_file is None else [(PROOF, proof_of(read_key(self._key_file), nonce))]
        await context.send_initial_metadata(said)
        await self._executor.ExecuteHookBatches(requests, context)


@asynccontextmanager
async def fake_executor(
    does: Script | FakeExecutor, target: str = "127.0.0.1:0", key_file: Path | None = KEY_FILE
) -> AsyncIterator[FakeExecutor]:
    """Serve on a free port, or on `target`. Without a key it cannot prove itself."""
    executor = does if isinstance(does, FakeExecutor) else FakeExecutor(does)
    # As much as a real one takes.
    server = grpc.aio.server(options=[("grpc.max_receive_message_length", 8 * 1024 * 1024)])
    pb_grpc.add_HookExecutorServicer_to_server(_Proving(executor, key_file), server)
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


@asynccontextmanager
async def local_executor(does: Script | FakeExecutor) -> AsyncIterator[FakeExecutor]:
    """One on the gateway's own machine."""
    async with fake_executor(does) as executor:
        executor.local_socket = f"fake-executor-{secrets.token_hex(8)}"
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(f"\0{executor.local_socket}")
        server = await asyncio.start_unix_server(executor.serve_locally, sock=listener)
        async with server:
            yield executor
