"""The gateway's connection to the executor: a request goes out, its response comes back.

Owns the gRPC channel, and the one stream on it that carries all executions. It must not
know what requests and responses say. gRPC is imported nowhere else in the gateway.

A call of its own for each execution costs more than all the rest of it. On the stream,
one task writes whatever has come up since its last message, and another reads, so the
more there is to do the less each execution costs.

A request may have effects on the world, so one that may have been delivered is never
sent again. It is sent a second time in one case: the executor ended the stream in good
order, and then has begun nothing that it has not answered. What was not sent yet waits,
briefly, for a connection.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import grpc
import grpc.aio
from grpc_health.v1 import health_pb2, health_pb2_grpc

from protos import executor_pb2 as pb
from protos.executor_pb2_grpc import HookExecutorStub

# For an executor that is being restarted to come back.
_CONNECT_SECONDS: Final = 1.0
_HEALTH_SECONDS: Final = 1.0
# A message is closed when it has this many bytes; the last request in it may be any size.
_BATCH_BYTES: Final = 256 * 1024

# Of `health`: nobody answers.
UNREACHABLE: Final = "UNREACHABLE"

_CHANNEL_OPTIONS: Final = (
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    # Well below `_CONNECT_SECONDS`, so that whoever waits sees a try or two.
    ("grpc.max_reconnect_backoff_ms", 300),
    # Servers refuse pings more often than every five minutes unless they are told otherwise.
    ("grpc.keepalive_time_ms", 300_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    # The executor limits results and console output. One over a limit here would end the stream for all.
    ("grpc.max_receive_message_length", -1),
)

# The executor is not there, or has gone: later may be better.
_PASSING: Final = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.CANCELLED,
    }
)

# What gRPC itself says, now and then, where a connection ended under a read; no executor says it.
_TORN: Final = "Internal error from Core"

_Call = grpc.aio.StreamStreamCall[pb.ExecuteHookRequests, pb.ExecuteHookResponses]


class NoAnswerError(Exception):
    """There will be no answer: nobody is there, the connection broke, or time is up."""

    def __init__(self, detail: str, *, passing: bool = True) -> None:
        super().__init__(detail)
        # Another request may fare better.
        self.passing = passing


@dataclass(slots=True, eq=False)
class _Waiting:
    """A request that has no answer yet."""

    request: pb.ExecuteHookRequest
    answer: asyncio.Future[pb.ExecuteHookResponse]
    # It was sent on a stream that ended before it was begun.
    returned: bool = False

    def fail(self, error: NoAnswerError) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class ExecutorChannel:
    """Open it on the loop that uses it, and close it."""

    def __init__(self, target: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._channel = grpc.aio.insecure_channel(target, options=_CHANNEL_OPTIONS)
        self._open_stream = HookExecutorStub(self._channel).ExecuteHookBatches
        check: grpc.aio.UnaryUnaryMultiCallable[
            health_pb2.HealthCheckRequest, health_pb2.HealthCheckResponse
        ] = health_pb2_grpc.HealthStub(self._channel).Check  # type: ignore[attr-defined]  # Stubs lack it.
        self._check_health = check
        self._unsent: deque[_Waiting] = deque()
        # Something has come into `_unsent`.
        self._news = asyncio.Event()
        # Given to gRPC, by request_id.
        self._sent: dict[str, _Waiting] = {}
        # Holds the stream; None before the first request, done when the stream has ended.
        self._conversation: asyncio.Task[None] | None = None

    async def close(self) -> None:
        if self._conversation is not None:
            self._conversation.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._conversation
        await self._channel.close()

    async def execute(self, request: pb.ExecuteHookRequest, deadline: float) -> pb.ExecuteHookResponse:
        """The executor's response. `deadline` is an instant of the loop's clock. Raises `NoAnswerError`.

        The request's id must be unlike those of all that have no answer yet.
        """
        waiting = _Waiting(request, self._loop.create_future())
        late = NoAnswerError("DEADLINE_EXCEEDED: the executor has said nothing")
        timer = self._loop.call_at(deadline, waiting.fail, late)
        self._unsent.append(waiting)
        self._news.set()
        if self._conversation is None or self._conversation.done():
            self._conversation = self._loop.create_task(self._converse())
        try:
            return await waiting.answer
        finally:
            timer.cancel()
            self._sent.pop(request.request_id, None)

    async def health(self) -> str:
        """The executor's word on itself, "SERVING" if all is well, or "UNREACHABLE"."""
        try:
            reply = await self._check_health(health_pb2.HealthCheckRequest(), timeout=_HEALTH_SECONDS)
        except grpc.aio.AioRpcError:
            return UNREACHABLE
        return health_pb2.HealthCheckResponse.ServingStatus.Name(reply.status)

    # --- the stream ---------------------------------------------------------------

    async def _converse(self) -> None:
        """Hold one stream after another, for as long as there is something to send."""
        broken = NoAnswerError("the stream to the executor was given up")
        try:
            while self._unsent:
                await self._connected()
                await self._hold(self._open_stream())
        except NoAnswerError as error:
            broken = error
        finally:
            # Nobody else would answer them.
            for waiting in (*self._sent.values(), *self._unsent):
                waiting.fail(broken)
            self._sent.clear()
            self._unsent.clear()

    async def _connected(self) -> None:
        """While there is no connection nothing can be sent, and waiting is safe."""
        if self._channel.get_state(try_to_connect=True) is grpc.ChannelConnectivity.READY:
            return
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await self._channel.channel_ready()
        except TimeoutError:
            raise NoAnswerError("no connection") from None

    async def _hold(self, call: _Call) -> None:
        """Write and read until the stream has ended; what it left unanswered is failed, or sent again."""
        writer = self._loop.create_task(self._write(call))
        try:
            await self._read(call)
            self._take_back()
        except grpc.aio.AioRpcError as error:
            passing = error.code() in _PASSING or error.details() == _TORN
            lost = NoAnswerError(f"{error.code().name}: {error.details()}", passing=passing)
            for waiting in self._sent.values():
                waiting.fail(lost)
            self._sent.clear()
        finally:
            call.cancel()
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer

    async def _write(self, call: _Call) -> None:
        while True:
            while batch := self._next_batch():
                try:
                    await call.write(pb.ExecuteHookRequests(requests=batch))
                except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
                    # The stream has ended; the reader hears how.
                    return
            self._news.clear()
            await self._news.wait()

    def _next_batch(self) -> Sequence[pb.ExecuteHookRequest]:
        """What waits to be sent, as much as goes into one message; from here on it counts as sent."""
        batch: list[pb.ExecuteHookRequest] = []
        size = 0
        while self._unsent and size < _BATCH_BYTES:
            waiting = self._unsent.popleft()
            if waiting.answer.done():
                # Nobody waits for it any more.
                continue
            self._sent[waiting.request.request_id] = waiting
            batch.append(waiting.request)
            size += waiting.request.ByteSize()
        return batch

    async def _read(self, call: _Call) -> None:
        """Until the executor ends the stream in good order. Raises `AioRpcError` where it breaks."""
        while (message := await call.read()) is not grpc.aio.EOF:
            assert isinstance(message, pb.ExecuteHookResponses)
            for response in message.responses:
                waiting = self._sent.pop(response.request_id, None)
                if waiting is not None and not waiting.answer.done():
                    waiting.answer.set_result(response)

    def _take_back(self) -> None:
        """The executor has ended the stream, so it has begun nothing that it has not answered."""
        for waiting in reversed(self._sent.values()):
            if waiting.returned:
                waiting.fail(NoAnswerError("UNAVAILABLE: two streams ended before it was begun"))
            else:
                waiting.returned = True
                self._unsent.appendleft(waiting)
        self._sent.clear()
