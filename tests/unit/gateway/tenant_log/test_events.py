"""Which token request is which event, and what the event says."""

from __future__ import annotations

from typing import Any

import pytest
from samples.tenants import Acme

from warmhook.gateway import errors
from warmhook.gateway.errors import HookFailure, OAuthError
from warmhook.gateway.hooks.values import ConsoleLine, Failed, HookRun
from warmhook.gateway.model import Hook, LogEvent, TriggerId
from warmhook.gateway.oauth.claims import Dropped, DropReason
from warmhook.gateway.oauth.request import TokenRequest
from warmhook.gateway.oauth.trace import Trace
from warmhook.gateway.tenant_log.events import token_event

PASSWORD_REALM = "http://auth0.com/oauth/grant-type/password-realm"


def event(
    grant_type: str | None, refused: OAuthError | None = None, trace: Trace | None = None, **parameters: Any
) -> LogEvent | None:
    trace = trace or Trace()
    trace.client_id = "machine"
    trace.grant_type = grant_type
    trace.refused = refused
    request = TokenRequest("r1", parameters, ip="192.0.2.1", user_agent="curl")
    return token_event(request, Acme().snapshot(), trace, log_id="1", now=1_700_000_000.0)


CODES: dict[str, tuple[str | None, OAuthError | None, str | None]] = {
    "client credentials, issued": ("client_credentials", None, "seccft"),
    "client credentials, refused": ("client_credentials", errors.no_audience(), "feccft"),
    "client credentials, the hook failed": (
        "client_credentials",
        errors.hook_failed(HookFailure.THREW),
        "feccft",
    ),
    "password, issued": ("password", None, "sepft"),
    "password, refused": ("password", errors.wrong_password(), "fepft"),
    "password with a realm, issued": (PASSWORD_REALM, None, "sepft"),
    "a grant that there is not": ("magic", errors.unsupported_grant_type("magic"), None),
    "no grant at all": (None, errors.missing_parameter("grant_type"), None),
}


@pytest.mark.parametrize("case", CODES)
def test_a_request_has_auth0s_event_code(case: str) -> None:
    grant_type, refused, code = CODES[case]
    found = event(grant_type, refused)
    assert (found and found.type) == code


def test_an_event_says_who_asked_for_what_and_from_where() -> None:
    found = event("client_credentials", audience="https://api/", scope="a b", client_secret="machine-secret")
    assert found is not None
    assert (found.client_id, found.client_name) == ("machine", "A machine")
    assert (found.audience, found.scope) == ("https://api/", "a b")
    assert (found.ip, found.user_agent) == ("192.0.2.1", "curl")
    assert found.details == {"request_id": "r1"}
    assert "machine-secret" not in repr(found)


def test_a_refusal_says_why() -> None:
    found = event("password", errors.wrong_password(), username="jane", password="wr0ng")
    assert found is not None
    assert found.user_name == "jane"
    assert found.description == "Wrong email or password."
    assert found.details["reason"] == "wrong_password"
    assert "wr0ng" not in repr(found)


def test_a_hooks_run_is_in_it_without_what_the_hook_wrote() -> None:
    trace = Trace()
    trace.hook = Hook("01A", "h", TriggerId.CREDENTIALS_EXCHANGE, "…")
    trace.hook_run = HookRun(Failed(HookFailure.THREW), 1, 2, 3, True, (ConsoleLine("stdout", "private"),))
    trace.dropped = tuple(Dropped(f"n{n}", DropReason.NOT_A_URL) for n in range(30))
    found = event("client_credentials", errors.hook_failed(HookFailure.THREW), trace)
    assert found is not None
    assert found.hook_id == "01A"
    assert found.details["hook"] == {
        "outcome": "threw",
        "cold": True,
        "queued_us": 1,
        "startup_us": 2,
        "run_us": 3,
    }
    assert found.details["dropped_count"] == 30
    assert len(found.details["dropped"]) == 20
    assert "private" not in repr(found)


def test_what_a_request_brings_is_cut_to_a_bound() -> None:
    found = event("client_credentials", audience="x" * 100_000)
    assert found is not None
    assert found.audience is not None
    assert len(found.audience) < 1_000
