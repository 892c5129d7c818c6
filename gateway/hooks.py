"""Runs a tenant's hook: an authorization goes out to the executor, a `HookRun` comes back.

Owns the one gRPC channel, and the translation both ways. It must not know the claim
rules, nor what an outcome means for the token. gRPC appears only here.

What the hook did is a `HookResult`. What the executor could not do is an exception.
A hook may have effects on the world, so it is never run twice for one request: there
is no second call after one that may have been delivered. Instead a request first waits,
briefly, for a connection; calls that gRPC knows were never sent, it sends again itself.

The hook is named by its digest. An executor that does not know it says so before
it runs anything, and gets the whole hook.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import grpc
import grpc.aio
import orjson
from grpc_health.v1 import health_pb2, health_pb2_grpc

from gateway.errors import HookFailure
from gateway.hook_digest import hook_digest
from gateway.hook_syntax import TIME_LIMIT_MS as SYNTAX_LIMIT_MS
from gateway.hook_syntax import complaint, question
from gateway.oauth.claims import Authorization
from gateway.oauth.request import TokenRequest, without_credentials
from gateway.store.model import Client, Hook, Tenant, TriggerId, User
from protos import executor_pb2 as pb
from protos.executor_pb2_grpc import HookExecutorStub

# Auth0's limit for one execution.
TIME_LIMIT_SECONDS = 20.0
# For the executor to report a hook that used all of it. Waiting in its queue comes out of both.
_MARGIN_SECONDS = 1.0
# For an executor that is being restarted to come back.
_CONNECT_SECONDS = 1.0
_HEALTH_SECONDS = 1.0
_RETRY_AFTER_SECONDS = 1

# Bearer of this secret, Auth0's own calls were told from a stranger's.
_EXTENSION_SECRET = "auth0-extension-secret"

# A hook gets what describes the request, not what it authenticates with.
_PRIVATE_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})

_CHANNEL_OPTIONS = (
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
    # Servers refuse pings more often than every five minutes unless they are told otherwise.
    ("grpc.keepalive_time_ms", 300_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    # A result of a megabyte, its console output, and room for both to be escaped.
    ("grpc.max_receive_message_length", 16 * 1024 * 1024),
)

# The executor has no room, or is not there: later may be better.
_UNAVAILABLE = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.CANCELLED,
    }
)

_FAILURES: Mapping[str, HookFailure] = {
    "threw": HookFailure.THREW,
    "does_not_compile": HookFailure.DOES_NOT_COMPILE,
    "timed_out": HookFailure.TIMED_OUT,
    "out_of_memory": HookFailure.OUT_OF_MEMORY,
    "limit_exceeded": HookFailure.LIMIT_EXCEEDED,
    "died": HookFailure.DIED,
    "unusable_result": HookFailure.UNUSABLE_RESULT,
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """The hook called `cb(null, claims)`. Any JSON value; None where it gave none."""

    claims: Any


@dataclass(frozen=True, slots=True)
class Denied:
    """The hook called `cb(error)`."""

    # The error's own name, where it has one.
    name: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The hook gave no answer of its own."""

    failure: HookFailure
    # What the hook's author needs to find out why: an error's stack, a limit. Not for the client.
    detail: str | None = field(default=None, repr=False)


HookResult = Accepted | Denied | Failed


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """What the hook wrote in one go, line ends included."""

    # "stdout" or "stderr".
    stream: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HookRun:
    """One execution: what came of it, what it wrote, and what it took. Microseconds."""

    result: HookResult
    queued_us: int
    startup_us: int
    run_us: int
    cold: bool
    console: tuple[ConsoleLine, ...] = ()
    # More was written than is kept.
    console_truncated: bool = False

    @property
    def outcome(self) -> str:
        """One word for the log."""
        match self.result:
            case Accepted():
                return "accepted"
            case Denied():
                return "denied"
            case Failed(failure):
                return failure.value


class ExecutorUnavailableError(Exception):
    """The executor is not there, has no room, or did not answer."""

    def __init__(self, detail: str, retry_after: int = _RETRY_AFTER_SECONDS) -> None:
        super().__init__(detail)
        # Seconds.
        self.retry_after = retry_after


class ExecutorRefusedError(Exception):
    """The executor will not run this, now or later: one of the two has a fault."""


class HookClient:
    """Calls one executor, over one channel. Open it on the loop that uses it, and close it."""

    def __init__(self, target: str) -> None:
        self._channel = grpc.aio.insecure_channel(target, options=_CHANNEL_OPTIONS)
        self._execute = HookExecutorStub(self._channel).ExecuteHook
        check: grpc.aio.UnaryUnaryMultiCallable[
            health_pb2.HealthCheckRequest, health_pb2.HealthCheckResponse
        ] = health_pb2_grpc.HealthStub(self._channel).Check  # type: ignore[attr-defined]  # Stubs lack it.
        self._check_health = check
        # By tenant and hook id: the hook that was hashed, and its digest.
        self._digests: dict[tuple[str, str], tuple[Hook, str]] = {}

    async def close(self) -> None:
        await self._channel.close()

    async def run(
        self, tenant: Tenant, hook: Hook, authorization: Authorization, request: TokenRequest
    ) -> HookRun:
        """Run the hook once. Raises `ExecutorUnavailableError` or `ExecutorRefusedError`."""
        deadline = time.monotonic() + TIME_LIMIT_SECONDS + _MARGIN_SECONDS
        digest = self._digest(tenant.name, hook)
        named = pb.Hook(tenant=tenant.name, id=hook.id, digest=digest)
        message = _message(tenant, hook, named, authorization, request)
        await self._connected()
        try:
            response = await self._execute(message, timeout=deadline - time.monotonic())
        except grpc.aio.AioRpcError as error:
            if not _hook_unknown(error):
                raise _translated(error) from error
        else:
            return _read(response)
        message.hook.source = hook.script
        message.hook.secrets.update(hook.secrets)
        message.hook.dependencies.update(hook.dependencies)
        try:
            return _read(await self._execute(message, timeout=deadline - time.monotonic()))
        except grpc.aio.AioRpcError as error:
            raise _translated(error) from error

    async def syntax_error(self, tenant: Tenant, hook: Hook) -> str | None:
        """What keeps the script from compiling, None if nothing does. It is not run.

        Raises `ExecutorUnavailableError` or `ExecutorRefusedError`, at once where there is no
        connection: whoever saves a script should not wait for a warning.
        """
        try:
            response = await self._execute(
                question(tenant, hook), timeout=SYNTAX_LIMIT_MS / 1000 + _MARGIN_SECONDS
            )
        except grpc.aio.AioRpcError as error:
            raise _translated(error) from error
        return complaint(response)

    async def health(self) -> str:
        """The executor's word on itself, "SERVING" if all is well, or "UNREACHABLE"."""
        try:
            reply = await self._check_health(health_pb2.HealthCheckRequest(), timeout=_HEALTH_SECONDS)
        except grpc.aio.AioRpcError:
            return "UNREACHABLE"
        return health_pb2.HealthCheckResponse.ServingStatus.Name(reply.status)

    async def _connected(self) -> None:
        """While there is no connection nothing can be sent, and waiting is safe."""
        if self._channel.get_state(try_to_connect=True) is grpc.ChannelConnectivity.READY:
            return
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await self._channel.channel_ready()
        except TimeoutError:
            raise ExecutorUnavailableError("no connection") from None

    def _digest(self, tenant: str, hook: Hook) -> str:
        known = self._digests.get((tenant, hook.id))
        if known is not None and known[0] is hook:
            return known[1]
        digest = hook_digest(hook.script, hook.secrets, hook.dependencies)
        self._digests[tenant, hook.id] = (hook, digest)
        return digest


def _message(
    tenant: Tenant, hook: Hook, named: pb.Hook, authorization: Authorization, request: TokenRequest
) -> pb.ExecuteHookRequest:
    message = pb.ExecuteHookRequest(
        request_id=request.request_id, hook=named, context=_context(hook, request)
    )
    client = _client(tenant, authorization.client)
    # A token without scopes has no scope claim, and so the hook gets none.
    scope = pb.Scope(values=authorization.scope) if authorization.scope else None
    audience = authorization.resource_server.identifier
    if authorization.trigger is TriggerId.PASSWORD_EXCHANGE and authorization.user is not None:
        message.password_exchange.MergeFrom(
            pb.PasswordExchange(
                user=_user(tenant, authorization.user), client=client, scope=scope, audience=audience
            )
        )
    else:
        message.credentials_exchange.MergeFrom(
            pb.CredentialsExchange(client=client, scope=scope, audience=audience)
        )
    return message


def _client(tenant: Tenant, client: Client) -> pb.Client:
    return pb.Client(
        tenant=tenant.name,
        id=client.client_id,
        name=client.name,
        metadata_json=orjson.dumps(client.client_metadata).decode(),
    )


def _user(tenant: Tenant, user: User) -> pb.User:
    return pb.User(
        tenant=tenant.name,
        id=user.user_id,
        display_name=user.name or user.email or user.username,
        user_metadata_json=orjson.dumps(user.user_metadata).decode(),
        app_metadata_json=orjson.dumps(user.app_metadata).decode(),
    )


def _context(hook: Hook, request: TokenRequest) -> pb.RequestContext:
    headers = {name: value for name, value in request.headers.items() if name not in _PRIVATE_HEADERS}
    secret = hook.secrets.get(_EXTENSION_SECRET)
    if secret is not None:
        headers["authorization"] = f"Bearer {secret}"
    return pb.RequestContext(
        ip=request.ip,
        user_agent=request.user_agent,
        body_json=orjson.dumps(without_credentials(request.parameters)).decode(),
        headers=headers,
        query=without_credentials(request.query),
    )


def _read(response: pb.ExecuteHookResponse) -> HookRun:
    timing = response.timing
    return HookRun(
        result=_result(response),
        queued_us=timing.queued_us,
        startup_us=timing.startup_us,
        run_us=timing.run_us,
        cold=response.cold,
        console=tuple(
            ConsoleLine("stderr" if line.stream == pb.ConsoleOutput.STDERR else "stdout", line.text)
            for line in response.console
        ),
        console_truncated=response.console_truncated,
    )


def _result(response: pb.ExecuteHookResponse) -> HookResult:
    outcome = response.WhichOneof("outcome")
    if outcome == "accepted":
        if not response.accepted.HasField("claims_json"):
            return Accepted(None)
        try:
            return Accepted(orjson.loads(response.accepted.claims_json))
        except orjson.JSONDecodeError:
            # JavaScript writes what no token can carry: lone surrogates, nesting without end.
            return Failed(HookFailure.UNUSABLE_RESULT)
    if outcome == "denied":
        denied = response.denied
        return Denied(denied.name if denied.HasField("name") else None, denied.message)
    failure = _FAILURES.get(outcome or "")
    if failure is None:
        raise ExecutorRefusedError(f"a reply without an outcome that we know: {outcome}")
    return Failed(failure, _detail(response))


def _detail(response: pb.ExecuteHookResponse) -> str | None:
    """What the executor knows of a failure, in one text; None where it is nothing."""
    late, limit = response.timed_out, response.limit_exceeded
    details = {
        "threw": response.threw.stack or response.threw.message,
        "does_not_compile": response.does_not_compile.stack or response.does_not_compile.message,
        "timed_out": f"no answer within {late.limit_ms} ms, {late.cpu_ms} ms of them on a processor",
        "out_of_memory": f"more than {response.out_of_memory.limit_mb} MB of heap",
        "limit_exceeded": f"{limit.limit} above {limit.allowed}",
        "died": response.died.message,
        "unusable_result": response.unusable_result.message,
    }
    return details.get(response.WhichOneof("outcome") or "") or None


def _metadata(error: grpc.aio.AioRpcError, name: str) -> str | None:
    for key, value in error.trailing_metadata():
        if key == name:
            return value if isinstance(value, str) else value.decode(errors="replace")
    return None


def _hook_unknown(error: grpc.aio.AioRpcError) -> bool:
    return (
        error.code() is grpc.StatusCode.FAILED_PRECONDITION
        and _metadata(error, "warmhook-error") == "hook_unknown"
    )


def _translated(error: grpc.aio.AioRpcError) -> ExecutorUnavailableError | ExecutorRefusedError:
    detail = f"{error.code().name} {_metadata(error, 'warmhook-error') or ''}: {error.details()}"
    if error.code() not in _UNAVAILABLE:
        return ExecutorRefusedError(detail)
    pushback = _metadata(error, "grpc-retry-pushback-ms") or ""
    seconds = -(-int(pushback) // 1000) if pushback.isdecimal() else 0
    return ExecutorUnavailableError(detail, max(seconds, _RETRY_AFTER_SECONDS))
