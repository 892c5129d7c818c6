"""Runs a tenant's hook: an authorization goes out to the executor, a `HookRun` comes back.

Owns the translation both ways. It must not know the claim rules, nor what an outcome
means for the token, nor how messages travel (`gateway.dispatch.client`).

What the hook did is a `HookResult`. What the executor could not do is an exception.
A hook may have effects on the world, so it is never run twice for one request: there
is no second call after one that may have run.

The hook is named by its digest. An executor that does not know it says so before
it runs anything, and gets the whole hook.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from warmhook.gateway.dispatch.client import ExecutorChannel
from warmhook.gateway.dispatch.grpc_link import UNREACHABLE
from warmhook.gateway.dispatch.link import NoAnswerError
from warmhook.gateway.errors import HookFailure
from warmhook.gateway.hooks.syntax import TIME_LIMIT_MS as SYNTAX_LIMIT_MS
from warmhook.gateway.hooks.syntax import complaint, question
from warmhook.gateway.model import Client, Hook, Tenant, TriggerId, User
from warmhook.gateway.oauth.claims import Authorization
from warmhook.gateway.oauth.request import TokenRequest, without_credentials
from warmhook.protos import executor_pb2 as pb
from warmhook.protos.digest import hook_digest
from warmhook.protos.statuses import PASSING

# Auth0's limit for one execution.
TIME_LIMIT_SECONDS = 20.0
# For the executor to report a hook that used all of it. Waiting in its queue comes out of both.
_MARGIN_SECONDS = 1.0
_RETRY_AFTER_SECONDS = 1

# Bearer of this secret, Auth0's own calls were told from a stranger's.
_EXTENSION_SECRET = "auth0-extension-secret"

# A hook gets what describes the request, not what it authenticates with.
_PRIVATE_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})

_HOOK_UNKNOWN = "hook_unknown"

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
    """Calls one executor. Open it on the loop that uses it, and close it."""

    def __init__(self, target: str) -> None:
        self._channel = ExecutorChannel(target)
        # By tenant and trigger, which has one hook at a time: the hook that was hashed, and its digest.
        self._digests: dict[tuple[str, TriggerId], tuple[Hook, str]] = {}

    async def close(self) -> None:
        await self._channel.close()

    async def health(self) -> str:
        """The executor's word on itself, "SERVING" if all is well, or "UNREACHABLE"."""
        return await self._channel.health()

    async def run(
        self, tenant: Tenant, hook: Hook, authorization: Authorization, request: TokenRequest
    ) -> HookRun:
        """Run the hook once. Raises `ExecutorUnavailableError` or `ExecutorRefusedError`."""
        deadline = time.monotonic() + TIME_LIMIT_SECONDS + _MARGIN_SECONDS
        message = _message(tenant, hook, self._digest(tenant.name, hook), authorization, request)
        response = await self._execute(message, deadline)
        if response.refused.code == _HOOK_UNKNOWN:
            message.hook.source = hook.script
            message.hook.secrets.update(hook.secrets)
            message.hook.dependencies.update(hook.dependencies)
            response = await self._execute(message, deadline)
        return _read(response)

    async def syntax_error(self, tenant: Tenant, hook: Hook) -> str | None:
        """What keeps the script from compiling, None if nothing does. It is not run.

        Raises `ExecutorUnavailableError` or `ExecutorRefusedError`, at once where there is no
        connection: whoever saves a script should not wait for a warning.
        """
        if await self._channel.health() == UNREACHABLE:
            raise ExecutorUnavailableError("no connection")
        message = question(tenant, hook)
        message.request_id = secrets.token_hex(10)
        deadline = time.monotonic() + SYNTAX_LIMIT_MS / 1000 + _MARGIN_SECONDS
        return complaint(await self._execute(message, deadline))

    async def _execute(self, message: pb.ExecuteHookRequest, deadline: float) -> pb.ExecuteHookResponse:
        message.timeout_ms = max(int((deadline - time.monotonic()) * 1000), 1)
        try:
            response = await self._channel.execute(message, deadline)
        except NoAnswerError as error:
            if error.passing:
                raise ExecutorUnavailableError(str(error)) from error
            raise ExecutorRefusedError(str(error)) from error
        # Only one who was asked by name does not know the hook.
        if response.HasField("refused") and not (
            response.refused.code == _HOOK_UNKNOWN and not message.hook.HasField("source")
        ):
            raise _refused(response.refused)
        return response

    def _digest(self, tenant: str, hook: Hook) -> str:
        known = self._digests.get((tenant, hook.trigger_id))
        if known is not None and known[0] is hook:
            return known[1]
        digest = hook_digest(hook.script, hook.secrets, hook.dependencies)
        self._digests[tenant, hook.trigger_id] = (hook, digest)
        return digest


def _message(
    tenant: Tenant, hook: Hook, digest: str, authorization: Authorization, request: TokenRequest
) -> pb.ExecuteHookRequest:
    """Filled in place: protobuf copies a message that goes into another one, by writing and reading it."""
    message = pb.ExecuteHookRequest(request_id=request.request_id)
    named = message.hook
    named.tenant = tenant.name
    named.id = hook.id
    named.digest = digest
    _fill_context(message.context, hook, request)
    exchange: pb.CredentialsExchange | pb.PasswordExchange
    if authorization.trigger is TriggerId.PASSWORD_EXCHANGE and authorization.user is not None:
        exchange = message.password_exchange
        _fill_user(exchange.user, tenant, authorization.user)
    else:
        exchange = message.credentials_exchange
    _fill_client(exchange.client, tenant, authorization.client)
    exchange.audience = authorization.resource_server.identifier
    # A token without scopes has no scope claim, and so the hook gets none.
    if authorization.scope:
        exchange.scope.values.extend(authorization.scope)
    return message


def _fill_client(message: pb.Client, tenant: Tenant, client: Client) -> None:
    message.tenant = tenant.name
    message.id = client.client_id
    message.name = client.name
    message.metadata_json = orjson.dumps(client.client_metadata).decode()


def _fill_user(message: pb.User, tenant: Tenant, user: User) -> None:
    message.tenant = tenant.name
    message.id = user.user_id
    display_name = user.name or user.email or user.username
    if display_name is not None:
        message.display_name = display_name
    message.user_metadata_json = orjson.dumps(user.user_metadata).decode()
    message.app_metadata_json = orjson.dumps(user.app_metadata).decode()


def _fill_context(message: pb.RequestContext, hook: Hook, request: TokenRequest) -> None:
    headers = {name: value for name, value in request.headers.items() if name not in _PRIVATE_HEADERS}
    secret = hook.secrets.get(_EXTENSION_SECRET)
    if secret is not None:
        headers["authorization"] = f"Bearer {secret}"
    if request.ip is not None:
        message.ip = request.ip
    if request.user_agent is not None:
        message.user_agent = request.user_agent
    message.body_json = orjson.dumps(without_credentials(request.parameters)).decode()
    message.headers.update(headers)
    message.query.update(without_credentials(request.query))


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


def _refused(refused: pb.Refused) -> ExecutorUnavailableError | ExecutorRefusedError:
    detail = f"{refused.code}: {refused.message}"
    if refused.status_code not in PASSING:
        return ExecutorRefusedError(detail)
    seconds = -(-refused.retry_after_ms // 1000)
    return ExecutorUnavailableError(detail, max(seconds, _RETRY_AFTER_SECONDS))
