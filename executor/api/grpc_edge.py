"""The gRPC edge: calls in, replies and statuses out.

Owns everything that is gRPC. Nothing else of the executor imports grpc.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Any, Final, NoReturn

import grpc
import structlog
from grpc import aio
from grpc_health.v1 import health_pb2
from grpc_health.v1._async import HealthServicer
from grpc_health.v1.health_pb2_grpc import add_HealthServicer_to_server
from grpc_reflection.v1alpha import reflection

from warmhook.executor.api.caller import InFlight
from warmhook.executor.api.decoding import pack_batches, pack_singly, read_batch, read_message, read_single
from warmhook.executor.api.intake import Intake, response
from warmhook.executor.api.status import Status
from warmhook.executor.errors import INTERNAL, STATUS_CODES, Refusal
from warmhook.executor.scheduling.supervisor import Supervisor
from warmhook.protos import executor_pb2 as pb
from warmhook.protos.executor_key import NONCE, PROOF, ExecutorKeyError, proof_of, read_key

_log = structlog.get_logger()

SERVICE: Final = "warmhook.executor.v1.HookExecutor"

# How often a caller may ping a connection. Go's and Node's are often set up to ping every ten seconds, and
# gRPC by itself sends away who pings more often than every five minutes.
_PING_INTERVAL_MS: Final = 1_000

_STATUS: Final = {status.value[0]: status for status in grpc.StatusCode}

# Any: grpc.aio's contexts are generic over the message types, and ours are bytes.
_Context = aio.ServicerContext[Any, Any]

_Read = Callable[[bytes], Sequence[pb.ExecuteHookRequest]]
_Pack = Callable[[Sequence[pb.ExecuteHookResponse]], Iterable[bytes]]


class HookExecutor:
    """The service. Requests arrive as bytes, so that we word the errors about them ourselves."""

    def __init__(self, supervisor: Supervisor, intake: Intake, status: Status, key_file: str) -> None:
        self._key_file = key_file
        self._supervisor = supervisor
        self._intake = intake
        self._status = status
        self._readers: set[asyncio.Task[None]] = set()

    # --- the calls ------------------------------------------------------------------

    async def execute_hook(self, encoded: bytes, context: _Context) -> bytes:
        try:
            message = read_message(encoded)
            execution = self._intake.execution(message, _deadline(context))
            report = await self._supervisor.execute(execution)
            return response(message.request_id, execution, report).SerializeToString()
        except Refusal as refusal:
            await _abort(context, refusal)
        # The edge: a mistake of ours reaches the caller as "internal" and the log as a traceback.
        except Exception:  # noqa: BLE001
            _log.exception("internal_error")
            await _abort(context, INTERNAL)

    async def execute_hooks(self, requests: AsyncIterator[bytes], context: _Context) -> None:
        await self._converse(requests, context, read=read_single, pack=pack_singly)

    async def execute_hook_batches(self, requests: AsyncIterator[bytes], context: _Context) -> None:
        await self._prove(context)
        await self._converse(requests, context, read=read_batch, pack=pack_batches)

    async def _prove(self, context: _Context) -> None:
        """Answer a gateway's question for a proof, before it sends anything. Direct callers ask for none."""
        nonce = dict(context.invocation_metadata() or ()).get(NONCE)
        if nonce is None:
            return
        said: list[tuple[str, str]] = []
        if self._key_file:
            try:
                said.append((PROOF, proof_of(read_key(self._key_file), str(nonce))))
            except ExecutorKeyError as error:
                _log.error("executor_key_unusable", reason=str(error))
        await context.send_initial_metadata(said)

    async def get_status(self, _encoded: bytes, _context: _Context) -> bytes:
        return self._status.message().SerializeToString()

    def end_streams(self) -> None:
        """Read no more requests from streams. Running executions are still answered."""
        for reader in self._readers:
            reader.cancel()

    # --- a stream -------------------------------------------------------------------

    async def _converse(
        self, requests: AsyncIterator[bytes], context: _Context, *, read: _Read, pack: _Pack
    ) -> None:
        """ExecuteHooks or ExecuteHookBatches, which differ in what one message of theirs holds."""
        answers = _Answers(context, pack)
        in_flight = InFlight(self._intake, self._supervisor, answers.add, _deadline(context))
        try:
            async with asyncio.TaskGroup() as tasks:
                reader = tasks.create_task(_read_stream(requests, in_flight, read))
                self._readers.add(reader)
                reader.add_done_callback(self._readers.discard)
                reader.add_done_callback(answers.no_more_requests)
                await answers.write(in_flight)
        finally:
            in_flight.abandon()


async def _read_stream(requests: AsyncIterator[bytes], in_flight: InFlight, read: _Read) -> None:
    async for encoded in requests:
        try:
            messages = read(encoded)
        except Refusal as refusal:
            in_flight.refuse("", refusal)
            continue
        for message in messages:
            in_flight.begin(message)


class _Answers:
    """The answers of one stream that have not been written yet."""

    def __init__(self, context: _Context, pack: _Pack) -> None:
        self._context = context
        self._pack = pack
        self._answers: list[pb.ExecuteHookResponse] = []
        self._reading = True
        self._news = asyncio.Event()

    def add(self, answer: pb.ExecuteHookResponse) -> None:
        self._answers.append(answer)
        self._news.set()

    def no_more_requests(self, _reader: asyncio.Task[None]) -> None:
        self._reading = False
        self._news.set()

    async def write(self, in_flight: InFlight) -> None:
        """Write answers until the last one has been written.

        One task does it, as gRPC fails a call whose second message is written before
        the first has gone; answers that come meanwhile go together.
        """
        while self._reading or in_flight or self._answers:
            await self._news.wait()
            self._news.clear()
            answers, self._answers = self._answers, []
            for encoded in self._pack(answers):
                try:
                    await self._context.write(encoded)
                except aio.InternalError:
                    # The caller has gone and gRPC is about to cancel the call: nobody waits for the answer.
                    _log.debug("answer_not_taken")


class Health:
    """The standard health service, for the whole server and for ours by name."""

    def __init__(self) -> None:
        self.servicer = HealthServicer()

    async def set(self, *, serving: bool) -> None:
        status = (
            health_pb2.HealthCheckResponse.SERVING if serving else health_pb2.HealthCheckResponse.NOT_SERVING
        )
        for service in ("", SERVICE):
            await self.servicer.set(service, status)


def make_server(executor: HookExecutor, health: Health, max_request_bytes: int) -> aio.Server:
    """A server with the three services; it is neither bound nor started."""
    server = aio.server(
        options=[
            ("grpc.max_receive_message_length", max_request_bytes),
            # A result and a console have limits of their own. One over a limit here would end a whole stream.
            ("grpc.max_send_message_length", -1),
            # Otherwise two executors could share one port's connections without being noticed.
            ("grpc.so_reuseport", 0),
            ("grpc.http2.min_ping_interval_without_data_ms", _PING_INTERVAL_MS),
            # Otherwise a connection without calls may be pinged every two hours.
            ("grpc.keepalive_permit_without_calls", 1),
        ]
    )
    calls: dict[str, grpc.RpcMethodHandler[Any, Any]] = {
        "ExecuteHook": grpc.unary_unary_rpc_method_handler(executor.execute_hook),
        "ExecuteHooks": grpc.stream_stream_rpc_method_handler(executor.execute_hooks),
        "ExecuteHookBatches": grpc.stream_stream_rpc_method_handler(executor.execute_hook_batches),
        "GetStatus": grpc.unary_unary_rpc_method_handler(executor.get_status),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, calls),))
    add_HealthServicer_to_server(health.servicer, server)
    reflection.enable_server_reflection((SERVICE, "grpc.health.v1.Health", reflection.SERVICE_NAME), server)
    return server


def _deadline(context: _Context) -> float | None:
    """The call's deadline as an instant of the event loop's clock, which is the monotonic one."""
    remaining = context.time_remaining()
    return None if remaining is None else time.monotonic() + remaining


async def _abort(context: _Context, refusal: Refusal) -> NoReturn:
    trailing = [("warmhook-error", refusal.code.value)]
    if refusal.retry_after_ms is not None:
        # The name that gRPC's own retry policy looks for.
        trailing.append(("grpc-retry-pushback-ms", str(refusal.retry_after_ms)))
    await context.abort(_STATUS[STATUS_CODES[refusal.code]], refusal.message, tuple(trailing))
    raise AssertionError("abort does not return")
