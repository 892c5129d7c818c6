"""What a hook is told: a call, as a value. No I/O.

Owns what a call consists of, and what of a request a hook never sees. The token pipeline makes calls,
and so does the command line; neither has to invent a token request. It must not know OAuth, HTTP,
nor how a call travels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from warmhook.gateway.model import Client, Hook, JsonObject, Tenant, User

# What proves who somebody is, in any of Auth0's grants. A hook never sees it. `subject_token` stays:
# hooks in use read it from `context.body`.
_CREDENTIALS: Final = frozenset(
    {
        "client_secret",
        "client_assertion",
        "assertion",
        "password",
        "refresh_token",
        "code",
        "code_verifier",
        "device_code",
        "auth_req_id",
        "auth_session",
        "otp",
        "oob_code",
        "binding_code",
        "recovery_code",
        "mfa_token",
    }
)
# A hook gets what describes the request, not what it authenticates with.
_PRIVATE_HEADERS: Final = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass(frozen=True, slots=True)
class HookCall:
    """One run of one hook. The hook's trigger says which of these it is given, and in which order."""

    # Unlike that of every other call in flight.
    request_id: str
    tenant: Tenant
    hook: Hook
    client: Client
    # None: the client acts for itself.
    user: User | None
    # The identifier of the API.
    audience: str
    # A token without scopes has no scope claim, and so an empty one is not told to the hook.
    scope: tuple[str, ...]
    # What was sent, as the requester sent it: body, headers (names in lower case) and query.
    body: JsonObject = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    ip: str | None = None
    user_agent: str | None = None


def without_credentials(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What of a body or a query a hook may see."""
    return {name: value for name, value in parameters.items() if name not in _CREDENTIALS}


def public_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """What of the headers a hook may see."""
    return {name: value for name, value in headers.items() if name not in _PRIVATE_HEADERS}
