"""What a request must look like, and in which words it is refused.

Owns the base of every payload and query, the limits of any JSON body, and the
translation of validation errors to Auth0's wording. It must not know the resources. No I/O.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Final, Self

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from warmhook.gateway.auth0 import timestamps
from warmhook.gateway.management.api.errors import ApiError, Code, invalid_body

# A script of a megabyte with every character escaped, nearly.
BODY_MAX: Final = 4 * 1024 * 1024
_DEPTH_MAX: Final = 32

Instant = Annotated[dt.datetime, BeforeValidator(timestamps.read)]


class Payload(BaseModel):
    """A JSON body. Types are strict, and unknown members are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Update(Payload):
    """Changes to something. Members that are left out stay as they are; at least one must be given."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Too few properties defined (0), minimum 1")
        return self


class Query(BaseModel):
    """A query string. What is not known is refused: a misspelt filter must not list everything."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _flag(value: object) -> object:
    """Clients write booleans in JSON's way; pydantic would take "yes" and "1" too."""
    return {"true": True, "false": False}.get(value, "") if isinstance(value, str) else value


Flag = Annotated[bool, BeforeValidator(_flag)]


# Any: JSON.
def parse(body: bytes) -> Any:
    """The body's JSON. Raises `ApiError`.

    Strings that are not Unicode, or that contain U+0000, are refused here once, so that
    the database never sees them.
    """
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ApiError(Code.INVALID_BODY, f"The body is not JSON: {error}") from None
    _check(value, 0)
    return value


# Any: JSON.
def _check(value: Any, depth: int) -> None:
    if depth > _DEPTH_MAX:
        raise invalid_body(f"'Nesting is deeper than {_DEPTH_MAX}'")
    if isinstance(value, str):
        if "\0" in value:
            raise invalid_body("'A string has the character U+0000 in it'")
    elif isinstance(value, dict):
        for name, member in value.items():
            _check(name, depth)
            _check(member, depth + 1)
    elif isinstance(value, list):
        for member in value:
            _check(member, depth + 1)


_PLACES: Final = {
    "body": (Code.INVALID_BODY, "Payload"),
    "path": (Code.INVALID_URI, "Path"),
    "query": (Code.INVALID_QUERY_STRING, "Query"),
    "header": (Code.INVALID_BODY, "Header"),
}

_EXPECTED: Final = {
    "string_type": "string",
    "bool_type": "boolean",
    "bool_parsing": "boolean",
    "int_type": "integer",
    "int_parsing": "integer",
    "int_from_float": "integer",
    "float_type": "number",
    "list_type": "array",
    "tuple_type": "array",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
}


def refusal(errors: Sequence[Mapping[str, Any]]) -> ApiError:
    """The first of pydantic's errors, as Auth0 words it."""
    error = errors[0]
    place, *path = error["loc"]
    code, title = _PLACES[place]
    return ApiError(code, f"{title} validation error: {''.join(_words(error, path))}.")


def _words(error: Mapping[str, Any], path: list[str | int]) -> Iterator[str]:
    kind, context = error["type"], error.get("ctx", {})
    name = ".".join(str(step) for step in path)
    if kind == "missing" and path:
        yield f"'Missing required property: {path.pop()}'"
        name = ".".join(str(step) for step in path)
    elif kind == "extra_forbidden":
        yield f"'Additional properties not allowed: {path.pop()}'"
        name = ".".join(str(step) for step in path)
    elif kind in _EXPECTED:
        yield f"'Expected type {_EXPECTED[kind]} but found type {_type(error.get('input'))}'"
    elif kind in {"string_too_short", "string_too_long"}:
        short = kind == "string_too_short"
        bound = f"minimum {context['min_length']}" if short else f"maximum {context['max_length']}"
        yield f"'String is too {'short' if short else 'long'} ({len(error['input'])} chars), {bound}'"
    elif kind == "string_pattern_mismatch":
        yield f"'String does not match pattern {context['pattern']}'"
    elif kind in {"literal_error", "enum"}:
        yield f"'No enum match, expected {context['expected']}'"
    elif kind in {"value_error", "assertion_error"}:
        yield f"'{context['error']}'"
    else:
        yield f"'{error['msg']}'"
    if name:
        yield f" on property {name}"


def _type(value: object) -> str:
    """JSON's name for it. The value itself is not repeated: it may be a secret."""
    names = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "null")
