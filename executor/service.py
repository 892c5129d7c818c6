"""The gRPC edge: calls in, replies and statuses out.

Owns everything that is gRPC, and the one table from our errors to its statuses.
Nothing else of the executor imports grpc.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NoReturn

import grpc
import structlog
from grpc import aio
from grpc_health.v1 import health_pb2
from grpc_health.v1._async import HealthServicer
from grpc_health.v1.health_pb2_grpc import add_HealthServicer_to_server
from grpc_reflection.v1alpha import reflection

from executor.catalogue import Catalogue
from executor.errors import Code, Refusal, invalid
from executor.model import Execution, ExecutionId, Hook, Report
from executor.requests import Ceilings, Order, SentHook, read_request
from executor.responses import refused_response, report_response
from executor.status import Status
from executor.supervisor import Supervisor
from executor.wire import pack_batches, pack_singly, read_batch, read_message, read_single
from protos import executor_pb2 as pb

log = structlog.get_logger()

SERVICE: Final = "warmhook.executor.v1.HookExecutor"

_STATUS: Final[Mapping[Code, grpc.StatusCode]] = {
    Code.INVALID_ARGUMENT: grpc.StatusCode.INVALID_ARGUMENT,
    Code.UNAUTHORIZED_EXTENSION: grpc.StatusCode.UNAUTHENTICATED,
    Code.HOOK_UNKNOWN: grpc.StatusCode.FAILED_PRECONDITION,
    Code.QUEUE_FULL: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Code.TENANT_QUEUE_FULL: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Code.QUEUE_TIMEOUT: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Code.STARVED: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Code.DEADLINE_EXCEEDED: grpc.StatusCode.DEADLINE_EXCEEDED,
    Code.DRAINING: grpc.StatusCode.UNAVAILABLE,
    Code.WORKERS_UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
    Code.INTERNAL: grpc.StatusCode.INTERNAL,
}

# Any: grpc.aio's contexts are generic over the message types, and ours are bytes.
_Context = aio.ServicerContext[Any, Any]

_Read = Callable[[bytes], Sequence[pb.ExecuteHookRequest]]
_Pack = Callable[[Sequence[pb.ExecuteHookResponse]], Iterable[bytes]]


class HookExecutor:
    """The service. Requests arrive as bytes, so that what is wrong with them is ours to say."""

    def __init__(
        self, supervisor: Supervisor, catalogue: Catalogue, ceilings: Ceilings, status: Status
    ) -> None:
        self._supervisor = supervisor
        self._catalogue = catalogue
        self._ceilings = ceilings
        self._status = status
        self._readers: set[asyncio.Task[None]] = set()

    # --- the calls ------------------------------------------------------------------

    async def execute_hook(self, encoded: bytes, context: _Context) -> bytes:
        try:
            message = read_message(encoded)
            order = read_request(message, self._ceilings)
            execution = self._execution(order, _deadline(context))
            report = await self._supervisor.execute(execution)
            return _response(execution, order, report).SerializeToString()
        except Refusal as refusal:
            await _abort(context, refusal)
        except Exception:
            # The edge: our own mistake is the caller's "internal" and the log's traceback.
            log.exception("internal_error")
            await _abort(context, _INTERNAL)

    async def execute_hooks(self, requests: AsyncIterator[bytes], context: _Context) -> None:
        await self._converse(requests, Stream(context, read=read_single, pack=pack_singly))

    async def execute_hook_batches(self, requests: AsyncIterator[bytes], context: _Context) -> None:
        await self._converse(requests, Stream(context, read=read_batch, pack=pack_batches))

    async def get_status(self, _encoded: bytes, _context: _Context) -> bytes:
        return self._status.message().SerializeToString()

    def end_streams(self) -> None:
        """Read no more requests from streams; what runs on them is still answered."""
        for reader in self._readers:
            reader.cancel()

    # --- a stream -------------------------------------------------------------------

    async def _converse(self, requests: AsyncIterator[bytes], stream: Stream) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                reader = tasks.create_task(self._read_stream(requests, stream))
                self._readers.add(reader)
                reader.add_done_callback(self._readers.discard)
                reader.add_done_callback(stream.no_more_requests)
                await stream.write_answers()
        finally:
            self._supervisor.abandon(list(stream.running.values()))

    async def _read_stream(self, requests: AsyncIterator[bytes], stream: Stream) -> None:
        async for encoded in requests:
            try:
                messages = stream.read(encoded)
            except Refusal as refusal:
                stream.refuse("", refusal)
                continue
            for message in messages:
                try:
                    self._begin_on_stream(message, stream)
                except Refusal as refusal:
                    stream.refuse(message.request_id, refusal)
                except Exception:
                    # The edge, as in `execute_hook`.
                    log.exception("internal_error")
                    stream.refuse(message.request_id, _INTERNAL)

    def _begin_on_stream(self, message: pb.ExecuteHookRequest, stream: Stream) -> None:
        request_id = message.request_id
        if not request_id or request_id in stream.running:
            problem = "is the same as that of an execution in flight" if request_id else "is missing"
            raise invalid("request_id", problem)
        order = read_request(message, self._ceilings)
        execution = self._execution(order, stream.deadline)

        def answer(result: Report | Refusal) -> None:
            stream.running.pop(request_id, None)
            if isinstance(result, Refusal):
                stream.refuse(request_id, result)
            else:
                stream.answer(_response(execution, order, result))

        stream.running[request_id] = execution.id
        self._supervisor.begin(execution, answer)

    # --- an execution ---------------------------------------------------------------

    def _execution(self, order: Order, deadline: float | None) -> Execution:
        """`deadline` is the call's."""
        hook = self._hook(order.hook)
        if order.timeout_ms:
            patience_ends = time.monotonic() + order.timeout_ms / 1000
            deadline = patience_ends if deadline is None else min(deadline, patience_ends)
        return Execution(
            _new_id(),
            hook,
            hook.keys[order.trigger],
            order.body,
            order.headers,
            order.query,
            min(order.time_limit_ms or hook.limits.time_limit_ms, hook.limits.time_limit_ms),
            deadline,
        )

    def _hook(self, sent: SentHook) -> Hook:
        known = self._catalogue.find(sent.tenant, sent.digest)
        if known is not None:
            return known
        if sent.source is None:
            raise Refusal(
                Code.HOOK_UNKNOWN,
                "hook.digest is not known to this executor; send the hook with its source",
            )
        hook = Hook(sent.tenant, sent.id, sent.digest, sent.source, sent.secrets, sent.limits)
        self._catalogue.add(hook)
        return hook


class Stream:
    """One call of ExecuteHooks or ExecuteHookBatches: what is in flight on it, and its answers.

    The two calls differ in `read` and `pack`: what one message of theirs holds.
    """

    def __init__(self, context: _Context, *, read: _Read, pack: _Pack) -> None:
        self.deadline = _deadline(context)
        # By request_id.
        self.running: dict[str, ExecutionId] = {}
        self.read = read
        self._pack = pack
        self._context = context
        self._answers: list[pb.ExecuteHookResponse] = []
        self._reading = True
        self._news = asyncio.Event()

    def answer(self, response: pb.ExecuteHookResponse) -> None:
        self._answers.append(response)
        self._news.set()

    def refuse(self, request_id: str, refusal: Refusal) -> None:
        self.answer(refused_response(request_id, refusal, _number(refusal.code)))

    def no_more_requests(self, _reader: asyncio.Task[None]) -> None:
        self._reading = False
        self._news.set()

    async def write_answers(self) -> None:
        """Write what there is to write, until there is nothing to come.

        One task does it, as gRPC fails a call whose second message is written before
        the first has gone; answers that come meanwhile go together.
        """
        while self._reading or self.running or self._answers:
            await self._news.wait()
            self._news.clear()
            answers, self._answers = self._answers, []
            for encoded in self._pack(answers):
                try:
                    await self._context.write(encoded)
                except aio.InternalError:
                    # The caller has gone, and gRPC is about to cancel the call. Nobody misses the answer.
                    log.debug("answer_not_taken")


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
    """Return a server with the three services; it is neither bound nor started."""
    server = aio.server(
        options=[
            ("grpc.max_receive_message_length", max_request_bytes),
            # A result and a console have limits of their own. One over a limit here would end a whole stream.
            ("grpc.max_send_message_length", -1),
            # Two executors on one port would share its connections, and nobody would know.
            ("grpc.so_reuseport", 0),
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


_INTERNAL: Final = Refusal(Code.INTERNAL, "the executor made a mistake; its log has the details")


def _response(execution: Execution, order: Order, report: Report) -> pb.ExecuteHookResponse:
    log.debug(
        "executed",
        execution=execution.id,
        tenant=execution.hook.tenant,
        hook=execution.hook.id,
        trigger=order.trigger.value,
        outcome=type(report.outcome).__name__,
        run_us=report.timing.run_us,
    )
    return report_response(order.request_id, report)


def _new_id() -> ExecutionId:
    """Return a number that no hook can guess, so that none can answer for an execution to come.

    Any JavaScript number holds it; 0 is taken.
    """
    return ExecutionId(secrets.randbits(52) + 1)


def _deadline(context: _Context) -> float | None:
    """Return the call's deadline as an instant of the event loop's clock, which is the monotonic one."""
    remaining = context.time_remaining()
    return None if remaining is None else time.monotonic() + remaining


def _number(code: Code) -> int:
    number: int = _STATUS[code].value[0]
    return number


async def _abort(context: _Context, refusal: Refusal) -> NoReturn:
    trailing = [("warmhook-error", refusal.code.value)]
    if refusal.retry_after_ms is not None:
        # The name that gRPC's own retry policy looks for.
        trailing.append(("grpc-retry-pushback-ms", str(refusal.retry_after_ms)))
    await context.abort(_STATUS[refusal.code], refusal.message, tuple(trailing))
    raise AssertionError("abort does not return")
