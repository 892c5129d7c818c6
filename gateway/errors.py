"""What the gateway can refuse, or fail at: reasons, and the literals that go with them. No I/O.

Owns the vocabulary and every `error_description`. It must not know HTTP: which
status and which OAuth error code a reason has is the table in `gateway.web.token_endpoint`.
The literals are Auth0's wherever Auth0's are known.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Final

# Bounds what an answer repeats of a request. Longer than any identifier that Auth0 allows.
_ECHO_MAX: Final = 600


class Reason(enum.StrEnum):
    """Why a request got no token. A word of the log, and a row of the HTTP edge's table."""

    UNKNOWN_HOST = "unknown_host"
    UNKNOWN_PATH = "unknown_path"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    BAD_REQUEST = "bad_request"
    BODY_TOO_SLOW = "body_too_slow"
    BODY_TOO_LARGE = "body_too_large"
    HEADERS_TOO_LARGE = "headers_too_large"
    MISSING_CLIENT_ID = "missing_client_id"
    CLIENT_NOT_AUTHENTICATED = "client_not_authenticated"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    GRANT_NOT_ALLOWED = "grant_not_allowed"
    NO_AUDIENCE = "no_audience"
    UNKNOWN_AUDIENCE = "unknown_audience"
    NO_CLIENT_GRANT = "no_client_grant"
    SCOPE_NOT_GRANTED = "scope_not_granted"
    UNKNOWN_REALM = "unknown_realm"
    NO_DEFAULT_DIRECTORY = "no_default_directory"
    WRONG_PASSWORD = "wrong_password"
    USER_BLOCKED = "user_blocked"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    TOO_MANY_SECRETS = "too_many_secrets"
    TOO_MANY_LOGINS = "too_many_logins"
    TOO_MANY_CONNECTIONS = "too_many_connections"
    HOOK_DENIED_SCOPE = "hook_denied_scope"
    HOOK_DENIED_REQUEST = "hook_denied_request"
    HOOK_DENIED = "hook_denied"
    HOOK_FAILED = "hook_failed"
    CLAIMS_UNUSABLE = "claims_unusable"
    EXECUTOR_UNAVAILABLE = "executor_unavailable"
    INTERNAL = "internal"


class HookFailure(enum.StrEnum):
    """How a hook can end without an answer of its own. A word of the log."""

    THREW = "threw"
    DOES_NOT_COMPILE = "does_not_compile"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    LIMIT_EXCEEDED = "limit_exceeded"
    DIED = "died"
    UNUSABLE_RESULT = "unusable_result"


# Says the kind of failure only. It repeats nothing that the hook handled.
_HOOK_FAILURES: Final = {
    HookFailure.THREW: "The hook threw an error.",
    HookFailure.DOES_NOT_COMPILE: "Unable to compile the extensibility code as javascript",
    HookFailure.TIMED_OUT: "The hook did not answer in time.",
    HookFailure.OUT_OF_MEMORY: "The hook ran out of memory.",
    HookFailure.LIMIT_EXCEEDED: "The hook used more than it may.",
    HookFailure.DIED: "The hook ended without an answer.",
    HookFailure.UNUSABLE_RESULT: "The hook's result cannot be used.",
}

# By the error's own `name`; any other error is a server error.
_HOOK_DENIALS: Final = {
    "InvalidScopeError": Reason.HOOK_DENIED_SCOPE,
    "InvalidRequestError": Reason.HOOK_DENIED_REQUEST,
}


class OAuthError(Exception):
    """A token request that gets no token, with the sentence the client is told."""

    def __init__(
        self,
        reason: Reason,
        description: str,
        *,
        uri: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(f"{reason}: {description}")
        self.reason = reason
        self.description = description
        self.uri = uri
        # Seconds; goes into `Retry-After`.
        self.retry_after = retry_after


def unknown_host() -> OAuthError:
    return OAuthError(Reason.UNKNOWN_HOST, "No tenant has this host name.")


def unknown_path() -> OAuthError:
    return OAuthError(Reason.UNKNOWN_PATH, "There is nothing at this path.")


def method_not_allowed() -> OAuthError:
    return OAuthError(Reason.METHOD_NOT_ALLOWED, "This path does not have that method.")


def bad_request(description: str) -> OAuthError:
    return OAuthError(Reason.BAD_REQUEST, description)


def missing_parameter(name: str) -> OAuthError:
    return bad_request(f"Missing required parameter: {name}")


def body_too_slow() -> OAuthError:
    return OAuthError(Reason.BODY_TOO_SLOW, "The request body did not arrive in time.")


def body_too_large(limit: int) -> OAuthError:
    return OAuthError(Reason.BODY_TOO_LARGE, f"The request body is longer than {limit} bytes.")


def headers_too_large(limit: int) -> OAuthError:
    return OAuthError(Reason.HEADERS_TOO_LARGE, f"The request headers are longer than {limit} bytes.")


def header_too_large(names: int, name: int, value: int) -> OAuthError:
    return OAuthError(
        Reason.HEADERS_TOO_LARGE,
        f"A request may have {names} headers, with names of {name} bytes and values of {value}.",
    )


def missing_client_id() -> OAuthError:
    return OAuthError(Reason.MISSING_CLIENT_ID, "Missing client_id")


def client_not_authenticated() -> OAuthError:
    """One answer for an unknown client, a wrong secret and a missing one: it must not tell them apart."""
    return OAuthError(Reason.CLIENT_NOT_AUTHENTICATED, "Unauthorized")


def unsupported_grant_type(grant_type: str) -> OAuthError:
    return OAuthError(Reason.UNSUPPORTED_GRANT_TYPE, f"Unsupported grant type: {echo(grant_type)}")


def grant_not_allowed(grant_type: str) -> OAuthError:
    return OAuthError(
        Reason.GRANT_NOT_ALLOWED,
        f"Grant type '{grant_type}' not allowed for the client.",
        uri="https://auth0.com/docs/clients/client-grant-types",
    )


def no_audience() -> OAuthError:
    return OAuthError(Reason.NO_AUDIENCE, "Non-global clients are not allowed access to APIv1")


def unknown_audience(audience: str) -> OAuthError:
    return OAuthError(Reason.UNKNOWN_AUDIENCE, f"Service not enabled within domain: {echo(audience)}")


def no_client_grant(audience: str) -> OAuthError:
    return OAuthError(
        Reason.NO_CLIENT_GRANT,
        f'Client is not authorized to access "{audience}". You need to create a "client-grant" associated to '
        "this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants",
    )


def scope_not_granted(missing: Iterable[str]) -> OAuthError:
    return OAuthError(
        Reason.SCOPE_NOT_GRANTED, f"Client has not been granted scopes: {echo(', '.join(missing))}"
    )


def unknown_realm(realm: str) -> OAuthError:
    return OAuthError(Reason.UNKNOWN_REALM, f"Unknown realm '{echo(realm)}'")


def no_default_directory() -> OAuthError:
    return OAuthError(
        Reason.NO_DEFAULT_DIRECTORY, "Authorization server not configured with default connection."
    )


def wrong_password() -> OAuthError:
    """One answer for an unknown user and a wrong password."""
    return OAuthError(Reason.WRONG_PASSWORD, "Wrong email or password.")


def user_blocked() -> OAuthError:
    return OAuthError(Reason.USER_BLOCKED, "user is blocked")


def too_many_attempts(retry_after: int) -> OAuthError:
    return OAuthError(
        Reason.TOO_MANY_ATTEMPTS,
        "Your account has been blocked after multiple consecutive login attempts.",
        retry_after=retry_after,
    )


def too_many_secrets(retry_after: int) -> OAuthError:
    """A client's secret was wrong again and again. For a while not even the right one is told from it."""
    return OAuthError(
        Reason.TOO_MANY_SECRETS,
        "The client was not authenticated too many times in a row. Try again later.",
        retry_after=retry_after,
    )


def too_many_logins() -> OAuthError:
    """More people are logging in than passwords can be checked. The client may try again."""
    return OAuthError(Reason.TOO_MANY_LOGINS, "Too many log-ins at once. Try again later.", retry_after=1)


def too_many_connections() -> OAuthError:
    return OAuthError(Reason.TOO_MANY_CONNECTIONS, "Too many connections at once. Try again later.")


def hook_denied(name: str | None, message: str) -> OAuthError:
    """The hook's own words, to the client that it denies."""
    return OAuthError(_HOOK_DENIALS.get(name or "", Reason.HOOK_DENIED), message)


def hook_failed(failure: HookFailure) -> OAuthError:
    return OAuthError(Reason.HOOK_FAILED, _HOOK_FAILURES[failure])


def claims_unusable(why: str) -> OAuthError:
    return OAuthError(Reason.CLAIMS_UNUSABLE, f"The hook's claims are {why}.")


def executor_unavailable(retry_after: int) -> OAuthError:
    return OAuthError(
        Reason.EXECUTOR_UNAVAILABLE,
        "The hook cannot be run at the moment. Try again later.",
        retry_after=retry_after,
    )


def internal() -> OAuthError:
    """Our own mistake. The detail is in the log, and only there."""
    return OAuthError(Reason.INTERNAL, "Internal error")


def echo(value: str) -> str:
    return value if len(value) <= _ECHO_MAX else value[:_ECHO_MAX] + "…"
