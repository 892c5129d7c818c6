"""A hook's call as a message to the executor, and the reply as what the hook did. No I/O.

Owns the translation both ways, field by field. It must not know the claim rules, nor what an outcome
means for a token, nor how messages travel.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson

from warmhook.gateway.errors import HookFailure
from warmhook.gateway.hooks.call import HookCall, public_headers, without_credentials
from warmhook.gateway.hooks.values import (
    Accepted,
    ConsoleLine,
    Denied,
    ExecutorRefusedError,
    ExecutorUnavailableError,
    Failed,
    HookResult,
    HookRun,
)
from warmhook.gateway.model import Client, Hook, Tenant, TriggerId, User
from warmhook.protos import executor_pb2 as pb
from warmhook.protos.statuses import PASSING

# Auth0 sent this hook secret as a bearer token, which told its own calls from a stranger's.
_EXTENSION_SECRET: Final = "auth0-extension-secret"
_HOOK_UNKNOWN: Final = "hook_unknown"
_RETRY_AFTER_SECONDS: Final = 1

_FAILURES: Final[Mapping[str, HookFailure]] = {
    "threw": HookFailure.THREW,
    "does_not_compile": HookFailure.DOES_NOT_COMPILE,
    "timed_out": HookFailure.TIMED_OUT,
    "out_of_memory": HookFailure.OUT_OF_MEMORY,
    "limit_exceeded": HookFailure.LIMIT_EXCEEDED,
    "died": HookFailure.DIED,
    "unusable_result": HookFailure.UNUSABLE_RESULT,
}


def request_of(call: HookCall, digest: str) -> pb.ExecuteHookRequest:
    """The call, with its hook named by digest.

    Filled in place: protobuf copies a message that goes into another one, by writing and reading it.
    """
    message = pb.ExecuteHookRequest(request_id=call.request_id)
    named = message.hook
    named.tenant = call.tenant.name
    named.id = call.hook.id
    named.digest = digest
    _fill_context(message.context, call)
    exchange: pb.CredentialsExchange | pb.PasswordExchange
    if call.hook.trigger_id is TriggerId.PASSWORD_EXCHANGE and call.user is not None:
        exchange = message.password_exchange
        _fill_user(exchange.user, call.tenant, call.user)
    else:
        exchange = message.credentials_exchange
    _fill_client(exchange.client, call.tenant, call.client)
    exchange.audience = call.audience
    if call.scope:
        exchange.scope.values.extend(call.scope)
    return message


def add_source(message: pb.ExecuteHookRequest, hook: Hook) -> None:
    """All of the hook, for an executor that does not know its digest."""
    message.hook.source = hook.script
    message.hook.secrets.update(hook.secrets)
    message.hook.dependencies.update(hook.dependencies)


def is_hook_unknown(response: pb.ExecuteHookResponse) -> bool:
    """The executor has not run anything, because it does not know the digest."""
    return response.refused.code == _HOOK_UNKNOWN


def refusal_of(response: pb.ExecuteHookResponse) -> ExecutorUnavailableError | ExecutorRefusedError | None:
    """Why the executor has not run the hook; None where it has."""
    if not response.HasField("refused"):
        return None
    refused = response.refused
    detail = f"{refused.code}: {refused.message}"
    if refused.status_code not in PASSING:
        return ExecutorRefusedError(detail)
    seconds = -(-refused.retry_after_ms // 1000)
    return ExecutorUnavailableError(detail, max(seconds, _RETRY_AFTER_SECONDS))


def run_of(response: pb.ExecuteHookResponse) -> HookRun:
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
            # JavaScript can write JSON that a token cannot carry: lone surrogates, or too deep nesting.
            return Failed(HookFailure.UNUSABLE_RESULT)
    if outcome == "denied":
        denied = response.denied
        return Denied(denied.name if denied.HasField("name") else None, denied.message)
    failure = _FAILURES.get(outcome or "")
    if failure is None:
        raise ExecutorRefusedError(f"a reply with an unknown outcome: {outcome}")
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


def _fill_context(message: pb.RequestContext, call: HookCall) -> None:
    headers = public_headers(call.headers)
    secret = call.hook.secrets.get(_EXTENSION_SECRET)
    if secret is not None:
        headers["authorization"] = f"Bearer {secret}"
    if call.ip is not None:
        message.ip = call.ip
    if call.user_agent is not None:
        message.user_agent = call.user_agent
    message.body_json = orjson.dumps(without_credentials(call.body)).decode()
    message.headers.update(headers)
    message.query.update(without_credentials(call.query))
