"""The gRPC edge: calls in, replies and statuses out.

Owns everything that is gRPC, and the one table from our errors to its statuses.
Nothing else of the executor imports grpc.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final, NoReturn

import grpc
import structlog
from grpc import aio
from grpc_health.v1 import health_pb2
from grpc_health.v1._async import HealthServicer
from grpc_health.v1.health_pb2_grpc import add_HealthServicer_to_server
from grpc_reflection.v1alpha import reflection

from executor.catalogue import Catalogue
from executor.errors import Code, Refusal
from executor.model import Execution, ExecutionId, Hook, HookKey, Report
from executor.requests import Ceilings, Order, SentHook, read_request
from executor.responses import refused_response, report_response
from executor.status import Status
from executor.supervisor import Supervisor
from executor.wire import read_message
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

    # --- the three calls ------------------------------------------------------------

    async def execute_hook(self, encoded: bytes, context: _Context) -> bytes:
        try:
            order = read_request(read_message(encoded), self._ceilings)
            report = await self._run(order, _deadline(context))
            return report_response(order.request_id, report).SerializeToString()
        except Refusal as refusal:
            await _abort(context, refusal)
        except Exception:
            # The edge: our own mistake is the caller's "internal" and the log's traceback.
            log.exception("internal_error")
            await _abort(context, _INTERNAL)

    async def execute_hooks(self, requests: AsyncIterator[bytes], context: _Context) -> None:
        stream = _Stream(context)
        async with asyncio.TaskGroup() as tasks:
            reader = tasks.create_task(self._read_stream(requests, stream, tasks))
            self._readers.add(reader)
            reader.add_done_callback(self._readers.discard)

    async def get_status(self, _encoded: bytes, _context: _Context) -> bytes:
        return self._status.message().SerializeToString()

    def end_streams(self) -> None:
        """Read no more requests from streams; what runs on them is still answered."""
        for reader in self._readers:
            reader.cancel()

    # --- a stream -------------------------------------------------------------------

    async def _read_stream(
        self, requests: AsyncIterator[bytes], stream: _Stream, tasks: asyncio.TaskGroup
    ) -> None:
        async for encoded in requests:
            try:
                message = read_message(encoded)
            except Refusal as refusal:
                await stream.refuse("", refusal)
                continue
            request_id = message.request_id
            if not request_id or request_id in stream.running:
                problem = "is the same as that of an execution in flight" if request_id else "is missing"
                await stream.refuse(request_id, Refusal(Code.INVALID_ARGUMENT, f"request_id {problem}"))
                continue
            stream.running.add(request_id)
            tasks.create_task(self._answer_on_stream(message, stream))

    async def _answer_on_stream(self, message: pb.ExecuteHookRequest, stream: _Stream) -> None:
        try:
            order = read_request(message, self._ceilings)
            response = report_response(order.request_id, await self._run(order, stream.deadline))
        except Refusal as refusal:
            response = refused_response(message.request_id, refusal, _number(refusal.code))
        except Exception:
            # The edge, as in `execute_hook`.
            log.exception("internal_error")
            response = refused_response(message.request_id, _INTERNAL, _number(Code.INTERNAL))
        stream.running.discard(message.request_id)
        await stream.write(response)

    # --- an execution ---------------------------------------------------------------

    async def _run(self, order: Order, deadline: float | None) -> Report:
        hook = self._hook(order.hook)
        key = HookKey(hook.tenant, hook.digest, order.trigger, hook.limits.memory_mb)
        execution = Execution(
            _new_id(),
            hook,
            key,
            order.body,
            order.headers,
            order.query,
            min(order.time_limit_ms or hook.limits.time_limit_ms, hook.limits.time_limit_ms),
            deadline,
        )
        report = await self._supervisor.execute(execution)
        log.debug(
            "executed",
            execution=execution.id,
            tenant=hook.tenant,
            hook=hook.id,
            trigger=order.trigger.value,
            outcome=type(report.outcome).__name__,
            run_us=report.timing.run_us,
        )
        return report

    def _hook(self, sent: SentHook) -> Hook:
        if sent.source is None:
            known = self._catalogue.find(sent.tenant, sent.digest)
            if known is None:
                raise Refusal(
                    Code.HOOK_UNKNOWN,
                    "hook.digest is not known to this executor; send the hook with its source",
                )
            return known
        known = self._catalogue.find(sent.tenant, sent.digest)
        if known is not None:
            return known
        hook = Hook(sent.tenant, sent.id, sent.digest, sent.source, sent.secrets, sent.limits)
        self._catalogue.add(hook)
        return hook


class _Stream:
    """One call of ExecuteHooks: what is in flight on it, and its answers, one at a time."""

    def __init__(self, context: _Context) -> None:
        self.deadline = _deadline(context)
        self.running: set[str] = set()
        self._context = context
        # gRPC fails the whole call where a second message is written before the first has gone.
        self._writing = asyncio.Lock()

    async def write(self, response: pb.ExecuteHookResponse) -> None:
        async with self._writing:
            try:
                await self._context.write(response.SerializeToString())
            except aio.InternalError:
                # The caller has gone, and gRPC is about to cancel the call. Nobody misses the answer.
                log.debug("answer_not_taken")

    async def refuse(self, request_id: str, refusal: Refusal) -> None:
        await self.write(refused_response(request_id, refusal, _number(refusal.code)))


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


def make_server(executor: HookExecutor, health: Health, max_message_bytes: int) -> aio.Server:
    """Return a server with the three services; it is neither bound nor started."""
    server = aio.server(
        options=[
            ("grpc.max_receive_message_length", max_message_bytes),
            ("grpc.max_send_message_length", max_message_bytes),
            # Two executors on one port would share its connections, and nobody would know.
            ("grpc.so_reuseport", 0),
        ]
    )
    calls: dict[str, grpc.RpcMethodHandler[Any, Any]] = {
        "ExecuteHook": grpc.unary_unary_rpc_method_handler(executor.execute_hook),
        "ExecuteHooks": grpc.stream_stream_rpc_method_handler(executor.execute_hooks),
        "GetStatus": grpc.unary_unary_rpc_method_handler(executor.get_status),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, calls),))
    add_HealthServicer_to_server(health.servicer, server)
    reflection.enable_server_reflection((SERVICE, "grpc.health.v1.Health", reflection.SERVICE_NAME), server)
    return server


_INTERNAL: Final = Refusal(Code.INTERNAL, "the executor made a mistake; its log has the details")


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
