"""Token requests and changes by the Management API as events of the tenant log. No I/O.

Owns which of them is which of Auth0's event codes, and what an event says. It must not
know how events are kept. An event never holds a secret, a claim's value or what a hook
wrote.

Codes (compat section 3.4): a success is seccft (client credentials) or sepft (password),
a failure feccft or fepft. A request that is no such exchange, because it names another
grant or cannot be read, leaves no event; the process log has it. A change by the Management
API is sapi; what was changed, and how, is in the audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from warmhook.gateway.errors import echo
from warmhook.gateway.model import LogEvent, TenantSnapshot
from warmhook.gateway.oauth.request import TokenRequest
from warmhook.gateway.oauth.trace import Trace

# By grant type: the codes of success and failure.
_CODES: Final[Mapping[str, tuple[str, str]]] = {
    "client_credentials": ("seccft", "feccft"),
    "password": ("sepft", "fepft"),
    "http://auth0.com/oauth/grant-type/password-realm": ("sepft", "fepft"),
}

_API_CHANGE: Final = "sapi"

# More names than that tell a person nothing more.
_DROPPED_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class ApiChange:
    """A call of the Management API that changed something."""

    client_id: str
    method: str
    # Without the query.
    path: str
    status: int
    ip: str | None
    user_agent: str | None


def api_event(change: ApiChange, tenant: TenantSnapshot, *, log_id: str, now: float) -> LogEvent:
    """The event of a change that was made."""
    client = tenant.clients.get(change.client_id)
    return LogEvent(
        log_id=log_id,
        date=now,
        type=_API_CHANGE,
        client_id=change.client_id,
        client_name=None if client is None else client.name,
        ip=change.ip,
        user_agent=_cut(change.user_agent),
        description=f"{change.method} {echo(change.path)}",
        details={"status": change.status},
    )


def token_event(
    request: TokenRequest,
    tenant: TenantSnapshot,
    trace: Trace,
    *,
    log_id: str,
    now: float,
) -> LogEvent | None:
    """The event of a request that has been answered, or None where it leaves none."""
    codes = _CODES.get(trace.grant_type or "")
    if codes is None:
        return None
    error = trace.refused
    client = tenant.clients.get(trace.client_id or "")
    return LogEvent(
        log_id=log_id,
        date=now,
        type=codes[0] if error is None else codes[1],
        client_id=_cut(trace.client_id),
        client_name=None if client is None else client.name,
        user_name=_cut(request.text("username")),
        audience=_cut(request.text("audience")),
        scope=_cut(request.text("scope")),
        ip=request.ip,
        user_agent=_cut(request.user_agent),
        hook_id=trace.hook_id,
        description=None if error is None else error.description,
        details=_details(request, trace),
    )


def _details(request: TokenRequest, trace: Trace) -> dict[str, Any]:
    details: dict[str, Any] = {"request_id": request.request_id}
    if trace.refused is not None:
        details["reason"] = trace.refused.reason.value
    run = trace.hook_run
    if run is not None:
        details["hook"] = {
            "outcome": run.outcome,
            "cold": run.cold,
            "queued_us": run.queued_us,
            "startup_us": run.startup_us,
            "run_us": run.run_us,
        }
    if trace.dropped:
        details["dropped"] = [
            {"name": _cut(item.name), "reason": item.reason.value} for item in trace.dropped[:_DROPPED_MAX]
        ]
        details["dropped_count"] = len(trace.dropped)
    return details


def _cut(value: str | None) -> str | None:
    return None if value is None else echo(value)
