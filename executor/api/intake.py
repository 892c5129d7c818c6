"""From a request to an execution, and from its report to the response.

Owns which hook a request means, how long it may take in all, and the number it runs
under. It must not know how messages travel, nor what else is in flight.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

import structlog

from warmhook.executor.api.hook_cache import HookCache
from warmhook.executor.api.requests import Ceilings, SentHook, read_request
from warmhook.executor.api.responses import report_response
from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import Execution, ExecutionId, Hook, Report
from warmhook.protos import executor_pb2 as pb

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Intake:
    hook_cache: HookCache
    ceilings: Ceilings

    def execution(self, message: pb.ExecuteHookRequest, deadline: float | None) -> Execution:
        """`deadline` is the call's, an instant of the monotonic clock. Raises Refusal."""
        order = read_request(message, self.ceilings)
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
        known = self.hook_cache.find(sent.tenant, sent.digest)
        if known is not None:
            return known
        if sent.source is None:
            raise Refusal(
                Code.HOOK_UNKNOWN,
                "hook.digest is not known to this executor; send the hook with its source",
            )
        hook = Hook(sent.tenant, sent.id, sent.digest, sent.source, sent.secrets, sent.limits)
        self.hook_cache.add(hook)
        return hook


def response(request_id: str, execution: Execution, report: Report) -> pb.ExecuteHookResponse:
    _log.debug(
        "executed",
        execution=execution.id,
        tenant=execution.hook.tenant,
        hook=execution.hook.id,
        trigger=execution.key.trigger.value,
        outcome=type(report.outcome).__name__,
        run_us=report.timing.run_us,
    )
    return report_response(request_id, report)


def _new_id() -> ExecutionId:
    """A number that a hook cannot guess, so that it cannot answer for a later execution.

    It fits into a JavaScript number. 0 is taken: it stands for the loading of the script.
    """
    return ExecutionId(secrets.randbits(52) + 1)
