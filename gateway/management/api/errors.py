"""What the Management API can refuse: codes, statuses, and the one shape of the answer. No I/O.

Owns `errorCode` and the body around it. It must not know which request is refused why.
The codes and the messages are Auth0's wherever Auth0's are known.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final


class Code(enum.StrEnum):
    """`errorCode` of an answer. Clients decide by it."""

    INVALID_BODY = "invalid_body"
    INVALID_URI = "invalid_uri"
    INVALID_QUERY_STRING = "invalid_query_string"
    INVALID_TOKEN = "invalid_token"
    INSUFFICIENT_SCOPE = "insufficient_scope"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    BODY_TOO_SLOW = "request_timeout"
    CONFLICT = "conflict"
    PRECONDITION_FAILED = "precondition_failed"
    BODY_TOO_LARGE = "payload_too_large"
    HEADERS_TOO_LARGE = "headers_too_large"
    INTERNAL = "internal_error"
    UNAVAILABLE = "service_unavailable"
    HOOK_MISSING = "HookDoesNotExist"
    HOOK_VERSION_MISSING = "HookVersionDoesNotExist"
    HOOK_SECRET_MISSING = "HookSecretDoesNotExist"
    HOOK_NAME_TAKEN = "HookAlreadyExists"
    HOOK_SECRET_EXISTS = "HookSecretAlreadyExists"
    CLIENT_MISSING = "inexistent_client"
    CLIENT_SECRET_MISSING = "inexistent_client_secret"
    TOO_MANY_CLIENT_SECRETS = "too_many_client_secrets"
    RESOURCE_SERVER_MISSING = "inexistent_resource_server"
    RESOURCE_SERVER_EXISTS = "resource_server_conflict"
    SYSTEM_RESOURCE_SERVER = "system_resource_server"
    CLIENT_GRANT_MISSING = "inexistent_client_grant"
    CLIENT_GRANT_EXISTS = "client_grant_conflict"
    USER_MISSING = "inexistent_user"
    USER_EXISTS = "auth0_idp_error"
    CONNECTION_MISSING = "inexistent_connection"
    LOG_MISSING = "inexistent_log"


STATUS: Final[Mapping[Code, HTTPStatus]] = {
    Code.INVALID_BODY: HTTPStatus.BAD_REQUEST,
    Code.INVALID_URI: HTTPStatus.BAD_REQUEST,
    Code.INVALID_QUERY_STRING: HTTPStatus.BAD_REQUEST,
    Code.INVALID_TOKEN: HTTPStatus.UNAUTHORIZED,
    Code.INSUFFICIENT_SCOPE: HTTPStatus.FORBIDDEN,
    Code.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Code.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    Code.BODY_TOO_SLOW: HTTPStatus.REQUEST_TIMEOUT,
    Code.CONFLICT: HTTPStatus.CONFLICT,
    Code.PRECONDITION_FAILED: HTTPStatus.PRECONDITION_FAILED,
    Code.BODY_TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Code.HEADERS_TOO_LARGE: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    Code.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
    Code.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.HOOK_MISSING: HTTPStatus.NOT_FOUND,
    Code.HOOK_VERSION_MISSING: HTTPStatus.NOT_FOUND,
    Code.HOOK_SECRET_MISSING: HTTPStatus.NOT_FOUND,
    Code.HOOK_NAME_TAKEN: HTTPStatus.CONFLICT,
    Code.HOOK_SECRET_EXISTS: HTTPStatus.CONFLICT,
    Code.CLIENT_MISSING: HTTPStatus.NOT_FOUND,
    Code.CLIENT_SECRET_MISSING: HTTPStatus.NOT_FOUND,
    Code.TOO_MANY_CLIENT_SECRETS: HTTPStatus.CONFLICT,
    Code.RESOURCE_SERVER_MISSING: HTTPStatus.NOT_FOUND,
    Code.RESOURCE_SERVER_EXISTS: HTTPStatus.CONFLICT,
    Code.SYSTEM_RESOURCE_SERVER: HTTPStatus.FORBIDDEN,
    Code.CLIENT_GRANT_MISSING: HTTPStatus.NOT_FOUND,
    Code.CLIENT_GRANT_EXISTS: HTTPStatus.CONFLICT,
    Code.USER_MISSING: HTTPStatus.NOT_FOUND,
    Code.USER_EXISTS: HTTPStatus.CONFLICT,
    Code.CONNECTION_MISSING: HTTPStatus.BAD_REQUEST,
    Code.LOG_MISSING: HTTPStatus.NOT_FOUND,
}


class ApiError(Exception):
    """A refusal. `message` is for whoever sent the request."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def status(self) -> HTTPStatus:
        return STATUS[self.code]

    def body(self) -> dict[str, Any]:
        """Auth0's shape, in Auth0's order."""
        return {
            "statusCode": int(self.status),
            "error": self.status.phrase,
            "message": self.message,
            "errorCode": self.code.value,
        }


def invalid_body(detail: str) -> ApiError:
    """`detail` says what is wrong with the body, as Auth0's validator words it."""
    return ApiError(Code.INVALID_BODY, f"Payload validation error: {detail}.")


def invalid_token(message: str = "Invalid token") -> ApiError:
    return ApiError(Code.INVALID_TOKEN, message)


def insufficient_scope(expected: tuple[str, ...]) -> ApiError:
    return ApiError(Code.INSUFFICIENT_SCOPE, f"Insufficient scope, expected any of: {','.join(expected)}")


def unknown_path() -> ApiError:
    return ApiError(Code.NOT_FOUND, "Not Found")


def unknown_host() -> ApiError:
    return ApiError(Code.NOT_FOUND, "No tenant has this host name.")


def store_unavailable() -> ApiError:
    return ApiError(Code.UNAVAILABLE, "The database cannot be used at the moment. Try again later.")


def internal() -> ApiError:
    return ApiError(Code.INTERNAL, "Something went wrong here. The server's log has the details.")
