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
from pathlib import Path
from typing import Final

import grpc
import grpc.aio
import structlog
from grpc_health.v1 import health_pb2, health_pb2_grpc

from warmhook.gateway.dispatch.link import Deliver, NoAnswerError, Take
from warmhook.protos import executor_pb2 as pb
from warmhook.protos.executor_key import NONCE, PROOF, ExecutorKeyError, is_proof, new_nonce, read_key
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

# For operators: what makes a gateway send hooks to an executor that is not on its own machine.
_ADVICE: Final = (
    "An executor on this machine, run by this user or by root, is reached by its local socket. Any other has "
    "to prove itself: set WARMHOOK_EXECUTOR_KEY_FILE for both, with the same key in the two files."
)

# What gRPC itself says, now and then, where a connection ended under a read; no executor says it.
_TORN: Final = "Internal error from Core"

_log = structlog.get_logger(__name__)

_Call = grpc.aio.StreamStreamCall[pb.ExecuteHookRequests, pb.ExecuteHookResponses]


class GrpcExecutor:
    """Open it on the loop that uses it, and close it."""

    def __init__(self, target: str, key_file: Path | None) -> None:
        self._target = target
        self._key_file = key_file
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

    async def link(self, take: Take, deliver: Deliver) -> GrpcLink:
        """A stream on a connection to an executor that has proved itself. Raises `NoAnswerError`."""
        key = self._key()
        nonce = new_nonce()
        call = self._stub.ExecuteHookBatches(metadata=((NONCE, nonce),))
        try:
            self._require_proof(await _said_of_itself(call), key, nonce)
        except BaseException:
            call.cancel()
            raise
        return GrpcLink(call, take, deliver)

    def _require_proof(self, said: str | bytes | None, key: bytes, nonce: str) -> None:
        if not is_proof(said, key, nonce):
            reason = "it has no key" if said is None else "it has another key"
            raise self._not_proved(reason, f"the executor did not prove itself: {reason}")

    def _key(self) -> bytes:
        """Read anew, so that a new key needs no restart."""
        if self._key_file is None:
            detail = "there is no key by which the executor could prove itself"
            raise self._not_proved("no key to ask for", detail)
        try:
            return read_key(self._key_file)
        except ExecutorKeyError as error:
            raise self._not_proved(str(error), str(error)) from None

    def _not_proved(self, reason: str, detail: str) -> NoAnswerError:
        _log.error("executor_not_proved", target=self._target, reason=reason, advice=_ADVICE)
        return NoAnswerError(detail)


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
            raise _no_answer(error.code(), error.details()) from None
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


async def _said_of_itself(call: _Call) -> str | bytes | None:
    """The executor's proof, before anything is sent. None: it has none. Raises `NoAnswerError`."""
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            metadata = await call.initial_metadata()
    except TimeoutError:
        raise NoAnswerError("the executor did not say who it is in time") from None
    except grpc.aio.AioRpcError as error:
        raise _no_answer(error.code(), error.details()) from None
    if call.done():
        raise _no_answer(await call.code(), await call.details())
    return dict(metadata).get(PROOF)


def _no_answer(code: grpc.StatusCode, details: str | None) -> NoAnswerError:
    return NoAnswerError(f"{code.name}: {details}", passing=code.value[0] in PASSING or details == _TORN)
