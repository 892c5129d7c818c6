"""Runs a hook: a `HookCall` goes out to the executor, a `HookRun` comes back.

Owns how often a hook is run, how long it is waited for, and how it is named. It must not know what the
message of a call says (`encoding`), nor how messages travel (`dispatch`).

A hook may have effects on the world, so it is never run twice for one call: there is no second message
after one that may have been run. The hook is named by its digest. An executor that does not know it
says so before it runs anything, and gets the whole hook.
"""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import Final

from warmhook.gateway.dispatch.client import ExecutorClient
from warmhook.gateway.dispatch.grpc_link import UNREACHABLE
from warmhook.gateway.dispatch.link import NoAnswerError
from warmhook.gateway.hooks.call import HookCall
from warmhook.gateway.hooks.encoding import add_source, is_hook_unknown, refusal_of, request_of, run_of
from warmhook.gateway.hooks.syntax import TIME_LIMIT_MS as SYNTAX_LIMIT_MS
from warmhook.gateway.hooks.syntax import complaint, question
from warmhook.gateway.hooks.values import ExecutorRefusedError, ExecutorUnavailableError, HookRun
from warmhook.gateway.model import Hook, Tenant, TriggerId
from warmhook.protos import executor_pb2 as pb
from warmhook.protos.digest import hook_digest

# Auth0's limit for one execution.
TIME_LIMIT_SECONDS: Final = 20.0
# For the executor to report a hook that used all of it. Waiting in its queue comes out of both.
_MARGIN_SECONDS: Final = 1.0


class HookRunner:
    """Runs hooks in one executor. Open it on the loop that uses it, and close it."""

    def __init__(self, target: str, key_file: Path | None = None) -> None:
        self._executor = ExecutorClient(target, key_file)
        # By tenant and trigger, which has one hook at a time: the hook that was hashed, and its digest.
        self._digests: dict[tuple[str, TriggerId], tuple[Hook, str]] = {}

    async def close(self) -> None:
        await self._executor.close()

    async def health(self) -> str:
        """The executor's health: "SERVING" if all is well, or "UNREACHABLE" if it does not answer."""
        return await self._executor.health()

    async def run(self, call: HookCall) -> HookRun:
        """Run the hook once. Raises `ExecutorUnavailableError` or `ExecutorRefusedError`."""
        deadline = time.monotonic() + TIME_LIMIT_SECONDS + _MARGIN_SECONDS
        message = request_of(call, self._digest(call.tenant.name, call.hook))
        response = await self._execute(message, deadline)
        if is_hook_unknown(response):
            add_source(message, call.hook)
            response = await self._execute(message, deadline)
        return run_of(response)

    async def syntax_error(self, tenant: Tenant, hook: Hook) -> str | None:
        """What keeps the script from compiling, None if nothing does. It is not run.

        Raises `ExecutorUnavailableError` or `ExecutorRefusedError`, at once where there is no
        connection: whoever saves a script should not wait for a warning.
        """
        if await self._executor.health() == UNREACHABLE:
            raise ExecutorUnavailableError("no connection")
        message = question(tenant, hook)
        message.request_id = secrets.token_hex(10)
        deadline = time.monotonic() + SYNTAX_LIMIT_MS / 1000 + _MARGIN_SECONDS
        return complaint(await self._execute(message, deadline))

    async def _execute(self, message: pb.ExecuteHookRequest, deadline: float) -> pb.ExecuteHookResponse:
        message.timeout_ms = max(int((deadline - time.monotonic()) * 1000), 1)
        try:
            response = await self._executor.execute(message, deadline)
        except NoAnswerError as error:
            if error.passing:
                raise ExecutorUnavailableError(str(error)) from error
            raise ExecutorRefusedError(str(error)) from error
        refusal = refusal_of(response)
        # Only an executor that was asked by digest may not know the hook.
        if refusal is not None and not (is_hook_unknown(response) and not message.hook.HasField("source")):
            raise refusal
        return response

    def _digest(self, tenant: str, hook: Hook) -> str:
        known = self._digests.get((tenant, hook.trigger_id))
        if known is not None and known[0] is hook:
            return known[1]
        digest = hook_digest(hook.script, hook.secrets, hook.dependencies)
        self._digests[tenant, hook.trigger_id] = (hook, digest)
        return digest
