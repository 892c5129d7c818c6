"""One token request as the client sent it: body and content type in, a typed `TokenRequest` out. No I/O.

Owns how bodies are read (JSON and form, alike from here on), what is refused for
its shape, and which parameters are credentials. It must not know what any grant
needs, nor HTTP beyond the content type. Every refusal names the parameter.

Both encodings give the same request: null in JSON, and an empty value of a
parameter we know, mean that the parameter was not sent (RFC 6749 section 3.2).
Parameters we do not know are kept as they are, for the hook's `context.body`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

import orjson

from warmhook.gateway import errors
from warmhook.gateway.model import JsonObject

BODY_MAX: Final = 128 * 1024
_PARAMETERS_MAX: Final = 256
# Of arrays and objects within a JSON body.
_DEPTH_MAX: Final = 32
_NAME_SHOWN_MAX: Final = 64

# Parameters this endpoint reads. They are strings in either encoding.
_KNOWN: Final = (
    "grant_type",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "audience",
    "scope",
    "username",
    "password",
    "realm",
)


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """What was asked, and from where."""

    request_id: str
    # Known ones are non-empty strings; others are any JSON value but null.
    parameters: JsonObject = field(repr=False)
    # The Authorization header.
    authorization: str | None = field(default=None, repr=False)
    # Names in lower case.
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    # Of the requester, as far as trusted proxies tell.
    ip: str | None = None
    user_agent: str | None = None

    def text(self, name: str) -> str | None:
        """A known parameter, None where it was not sent."""
        value: str | None = self.parameters.get(name)
        return value

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise errors.missing_parameter(name)
        return value


def parse_body(content_type: str | None, body: bytes) -> dict[str, Any]:
    """The parameters of a token request. Raises `OAuthError`."""
    media_type, charset = _split_content_type(content_type or "")
    if not _means_utf_8(charset, body):
        raise errors.bad_request("The charset of the request body must be UTF-8.")
    if media_type == "application/x-www-form-urlencoded":
        parameters = _parse_form(body)
    elif media_type == "application/json":
        parameters = _parse_json(body)
    else:
        raise errors.bad_request(
            "Content-Type must be application/x-www-form-urlencoded or application/json."
        )
    for name in _KNOWN:
        value = parameters.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise errors.bad_request(f"Parameter '{name}' must be a string.")
        if not value:
            del parameters[name]
    return parameters


def _split_content_type(content_type: str) -> tuple[str, str]:
    media_type, _, rest = content_type.partition(";")
    charset = ""
    for part in rest.split(";"):
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return media_type.strip().lower(), charset


def _means_utf_8(charset: str, body: bytes) -> bool:
    """Does the body mean what UTF-8 makes of it, whatever label a client's library put beside it?

    A form is percent-encoded into ASCII, and always UTF-8 (WHATWG URL, section 5.1). A NUL is the sign of
    UTF-16 and UTF-32, in which ASCII is not ASCII.
    """
    return charset in ("", "utf-8", "utf8") or (body.isascii() and b"\0" not in body)


def _parse_form(body: bytes) -> dict[str, Any]:
    """As `urllib.parse.parse_qsl` reads it, in a third of the time."""
    try:
        fields = body.decode().split("&")
        if len(fields) > _PARAMETERS_MAX:
            raise errors.bad_request(f"The request body has more than {_PARAMETERS_MAX} parameters.")
        return _unique([_form_pair(field) for field in fields if field])
    except UnicodeDecodeError:
        raise errors.bad_request("The request body is not UTF-8.") from None


def _form_pair(field: str) -> tuple[str, str]:
    name, _, value = field.replace("+", " ").partition("=")
    return unquote(name, errors="strict"), unquote(value, errors="strict")


def _parse_json(body: bytes) -> dict[str, Any]:
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise errors.bad_request(f"The request body is not JSON: {error}") from None
    if not isinstance(parsed, dict):
        raise errors.bad_request("The request body must be a JSON object.")
    if len(parsed) > _PARAMETERS_MAX:
        raise errors.bad_request(f"The request body has more than {_PARAMETERS_MAX} parameters.")
    for name, value in parsed.items():
        if _is_deeper_than(_DEPTH_MAX, value):
            raise errors.bad_request(f"Parameter '{_shown(name)}' is nested too deeply.")
    # Parsers disagree on which of two members with one name counts, so such a body is refused.
    try:
        json.loads(body, object_pairs_hook=_unique)
    except RecursionError:
        # The member that does not count is too deep: its depth was not checked above.
        raise errors.bad_request("The request body is nested too deeply.") from None
    return {name: value for name, value in parsed.items() if value is not None}


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise errors.bad_request(f"Parameter '{_shown(name)}' must not be repeated.")
        values[name] = value
    return values


def _is_deeper_than(limit: int, value: object) -> bool:
    if isinstance(value, dict):
        return limit == 0 or any(_is_deeper_than(limit - 1, member) for member in value.values())
    if isinstance(value, list):
        return limit == 0 or any(_is_deeper_than(limit - 1, member) for member in value)
    return False


def _shown(name: str) -> str:
    return name if len(name) <= _NAME_SHOWN_MAX else name[:_NAME_SHOWN_MAX] + "…"
