"""What each refusal is on the wire. No I/O.

Owns the one table from reasons to statuses and OAuth error codes. It must not know who refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson

from warmhook.gateway.errors import OAuthError, Reason

# What a reason is on the wire: status and OAuth error code.
ERRORS: Final[Mapping[Reason, tuple[int, str]]] = {
    Reason.UNKNOWN_HOST: (404, "not_found"),
    Reason.UNKNOWN_PATH: (404, "not_found"),
    Reason.METHOD_NOT_ALLOWED: (405, "invalid_request"),
    Reason.BAD_REQUEST: (400, "invalid_request"),
    Reason.BODY_TOO_SLOW: (408, "invalid_request"),
    Reason.BODY_TOO_LARGE: (413, "invalid_request"),
    Reason.HEADERS_TOO_LARGE: (431, "invalid_request"),
    Reason.MISSING_CLIENT_ID: (401, "invalid_client"),
    Reason.CLIENT_NOT_AUTHENTICATED: (401, "access_denied"),
    Reason.UNSUPPORTED_GRANT_TYPE: (400, "unsupported_grant_type"),
    Reason.GRANT_NOT_ALLOWED: (403, "unauthorized_client"),
    Reason.NO_AUDIENCE: (403, "access_denied"),
    Reason.UNKNOWN_AUDIENCE: (403, "access_denied"),
    Reason.NO_CLIENT_GRANT: (403, "access_denied"),
    Reason.SCOPE_NOT_GRANTED: (403, "access_denied"),
    Reason.UNKNOWN_REALM: (403, "invalid_request"),
    Reason.NO_DEFAULT_DIRECTORY: (500, "server_error"),
    Reason.WRONG_PASSWORD: (403, "invalid_grant"),
    Reason.USER_BLOCKED: (403, "unauthorized"),
    Reason.TOO_MANY_ATTEMPTS: (429, "too_many_attempts"),
    Reason.TOO_MANY_SECRETS: (429, "too_many_attempts"),
    Reason.TOO_MANY_LOGINS: (503, "temporarily_unavailable"),
    Reason.TOO_MANY_CONNECTIONS: (503, "temporarily_unavailable"),
    Reason.HOOK_DENIED_SCOPE: (400, "invalid_scope"),
    Reason.HOOK_DENIED_REQUEST: (400, "invalid_request"),
    Reason.HOOK_DENIED: (500, "server_error"),
    Reason.HOOK_FAILED: (500, "server_error"),
    Reason.CLAIMS_UNUSABLE: (500, "server_error"),
    Reason.EXECUTOR_UNAVAILABLE: (503, "temporarily_unavailable"),
    Reason.INTERNAL: (500, "server_error"),
}


def error_answer(error: OAuthError) -> tuple[int, bytes]:
    """Status and body of a refusal (RFC 6749 section 5.2)."""
    status, code = ERRORS[error.reason]
    body = {"error": code, "error_description": error.description}
    if error.uri is not None:
        body["error_uri"] = error.uri
    return status, orjson.dumps(body)
