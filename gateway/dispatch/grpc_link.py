"""The executor as a gRPC service: whether it is there, its health, and a link to it from anywhere.

Owns the gRPC channel. gRPC is imported nowhere else in the gateway. It must not know
what requests and responses say.

A call of its own for each execution costs more than all the rest of it. On the stream,
one task writes whatever has come up since its last message, and another reads, so the
more there is to do the less each execution costs.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

import grpc
import grpc.aio
from grpc_health.v1 import health_pb2, health_pb2_grpc

from warmhook.gateway.dispatch.link import Deliver, NoAnswerError, Take
from warmhook.protos import executor_pb2 as pb
from warmhook.protos.executor_pb2_grpc import HookExecutorStub
from warmhook.protos.statuses import PASSING

# For an executor that is being restarted to come back.
_CONNECT_SECONDS: Final = 1.0
_ANSWER_SECONDS: Final = 1.0

# Of `health`: nobody answers.
UNREACHABLE: Final = "UNREACHABLE"

_CHANNEL_OPTIONS: Final = (
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    # Well below `_CONNECT_SECONDS`, so that a waiting request sees a try or two.
    ("grpc.max_reconnect_backoff_ms", 300),
    # Servers refuse pings more often than every five minutes unless they are told otherwise.
    ("grpc.keepalive_time_ms", 300_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    # The executor limits results and console output. One over a limit here would end the stream for all.
    ("grpc.max_receive_message_length", -1),
)

# What gRPC itself says, now and then, where a connection ended under a read; no executor says it.
_TORN: Final = "Internal error from Core"

_Call = grpc.aio.StreamStreamCall[pb.ExecuteHookRequests, pb.ExecuteHookResponses]


class GrpcExecutor:
    """Open it on the loop that uses it, and close it."""

    def __init__(self, target: str) -> None:
        self._channel = grpc.aio.insecure_channel(target, options=_CHANNEL_OPTIONS)
        self._stub = HookExecutorStub(self._channel)
        check: grpc.aio.UnaryUnaryMultiCallable[
            health_pb2.HealthCheckRequest, health_pb2.HealthCheckResponse
        ] = health_pb2_grpc.HealthStub(self._channel).Check  # type: ignore[attr-defined]  # Stubs lack it.
        self._check_health = check

    async def close(self) -> None:
        await self._channel.close()

    async def connected(self) -> None:
        """Wait for a connection. Before there is one, nothing can have been sent. Raises `NoAnswerError`."""
        if self._channel.get_state(try_to_connect=True) is grpc.ChannelConnectivity.READY:
            return
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await self._channel.channel_ready()
        except TimeoutError:
            raise NoAnswerError("no connection") from None

    async def health(self) -> str:
        """The executor's health: "SERVING" if all is well, or "UNREACHABLE" if it does not answer."""
        try:
            reply = await self._check_health(health_pb2.HealthCheckRequest(), timeout=_ANSWER_SECONDS)
        except grpc.aio.AioRpcError:
            return UNREACHABLE
        return health_pb2.HealthCheckResponse.ServingStatus.Name(reply.status)

    async def local_socket(self) -> str | None:
        """The name of the executor's local socket, to be found on its own machine only; "" if it has none.

        None: there was no answer.
        """
        try:
            status = await self._stub.GetStatus(pb.GetStatusRequest(), timeout=_ANSWER_SECONDS)
        except grpc.aio.AioRpcError:
            return None
        return status.local_socket

    def link(self, take: Take, deliver: Deliver) -> GrpcLink:
        return GrpcLink(self._stub.ExecuteHookBatches(), take, deliver)


class GrpcLink:
    """One call of ExecuteHookBatches."""

    def __init__(self, call: _Call, take: Take, deliver: Deliver) -> None:
        self._call = call
        self._take = take
        self._deliver = deliver
        self._news = asyncio.Event()

    def wake(self) -> None:
        self._news.set()

    async def hold(self) -> None:
        writer = asyncio.get_running_loop().create_task(self._write())
        try:
            await self._read()
        except grpc.aio.AioRpcError as error:
            passing = error.code().value[0] in PASSING or error.details() == _TORN
            raise NoAnswerError(f"{error.code().name}: {error.details()}", passing=passing) from None
        finally:
            self._call.cancel()
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer

    async def _write(self) -> None:
        while True:
            while batch := self._take():
                try:
                    await self._call.write(pb.ExecuteHookRequests(requests=batch))
                except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
                    # The stream has ended; the reader hears how.
                    return
            self._news.clear()
            await self._news.wait()

    async def _read(self) -> None:
        """Until the executor ends the stream in good order. Raises `AioRpcError` where it breaks."""
        while (message := await self._call.read()) is not grpc.aio.EOF:
            assert isinstance(message, pb.ExecuteHookResponses)
            for response in message.responses:
                self._deliver(response)
