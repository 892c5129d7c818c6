"""What a scalar of YAML means: the rules of js-yaml 4's default schema. No I/O.

Owns the words for null, booleans, numbers and times, and the tags that ask for one. Values come out as JSON
has them: a time as `Date.toJSON` writes it, an infinity as null. It must not know collections.

The rules are YAML 1.2's core schema with timestamps: `yes`, `NO` and `22:30` are text, and `0123` is 123. The
first releases of js-yaml 4 took `1_000` for a number; its later ones take it for text, as YAML 1.2 does.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

# A value with its bytes one by one is what JavaScript makes of binary data in JSON.
Scalar = str | int | float | bool | Mapping[str, int] | None

# What the tags of YAML itself begin with, as the parser resolves them.
TAG: Final = "tag:yaml.org,2002:"

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER: Final = re.compile(r"([-+]?)(0b[01]+|0x[0-9a-fA-F]+|0o[0-7]+|[0-9]+)")
_BASES: Final = {"0b": 2, "0x": 16, "0o": 8}
# js-yaml's own expressions.
_FLOAT: Final = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME: Final = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]*))?(?:[ \t]*(?:Z|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?"
)
# Up to it every whole number is one of JavaScript's.
_SAFE_INTEGER: Final = 2**53
# Longer ones are infinite, in every base.
_LONGEST_INTEGER: Final = 1100


class ScalarError(ValueError):
    """The text is not what its tag says, or has no value in JSON."""


def plain(text: str) -> Scalar:
    """The value of a scalar without quotes and without a tag. Raises `ScalarError`."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    for meaning in (_integer, _float):
        number = meaning(text)
        if number is not None:
            return json_number(number)
    time = _timestamp(text)
    return text if time is None else time


def tagged(tag: str, text: str) -> Scalar:
    """The value of a scalar with an explicit tag, in quotes or not. Raises `ScalarError`."""
    value: Scalar = None
    fits = True
    number: float | None
    match tag.removeprefix(TAG):
        case "str":
            value = text
        case "null":
            fits = text in _NULLS
        case "bool":
            value = _BOOLEANS.get(text)
            fits = value is not None
        case "int" | "float" as kind:
            number = _integer(text) if kind == "int" else _float(text)
            fits = number is not None
            value = None if number is None else json_number(number)
        case "timestamp":
            value = _timestamp(text)
            fits = value is not None
        case "merge":
            value, fits = text, text == "<<"
        case "binary":
            value = _bytes(text)
        case _:
            raise ScalarError(f"the tag !<{tag}> is not known")
    if not fits:
        raise ScalarError(f"this is not what its tag !<{tag}> says")
    return value


def key(value: object) -> str:
    """The name that a key becomes: members of a JSON object have names. Raises `ScalarError`."""
    match value:
        case str():
            return value
        case None:
            return "null"
        case bool():
            return str(value).lower()
        # JavaScript writes other numbers in its own way.
        case int() | float() if "e" not in str(value):
            return str(value)
        case _:
            raise ScalarError("a key must be text")


def names_nothing(text: str) -> bool:
    """Whether a plain scalar is a time or an infinity, which as keys would be text of JavaScript's making."""
    return any(words.fullmatch(text) for words in (_DATE, _TIME, _NOT_FINITE))


def _integer(text: str) -> float | None:
    matched = _INTEGER.fullmatch(text)
    if matched is None:
        return None
    sign, digits = matched.groups()
    base = _BASES.get(digits[:2], 10)
    if len(digits) > _LONGEST_INTEGER:
        return None
    try:
        value = float(int(digits if base == 10 else digits[2:], base))
    except OverflowError:
        return None
    return -value if sign == "-" else value


def _float(text: str) -> float | None:
    if _NOT_FINITE.fullmatch(text):
        return math.nan
    if not _FLOAT.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def json_number(value: float) -> int | float | None:
    """As `JSON.stringify` writes it: infinities are null, and a whole number has no fraction."""
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) <= _SAFE_INTEGER else value


def _timestamp(text: str) -> str | None:
    """What `Date.toJSON` says of the time. Like `Date.UTC`, it lets days and months overflow."""
    matched = _DATE.fullmatch(text) or _TIME.fullmatch(text)
    if matched is None:
        return None
    year, month, day = (int(one) for one in matched.group(1, 2, 3))
    hour = minute = second = millisecond = 0
    zone = timedelta()
    if matched.re is _TIME:
        hour, minute, second = (int(one) for one in matched.group(4, 5, 6))
        millisecond = int(f"{matched[7] or ''}000"[:3])
        zone = timedelta(hours=int(matched[9] or 0), minutes=int(matched[10] or 0))
    # `Date.UTC` takes 0 to 99 for years of the twentieth century.
    years, months = divmod((year + 1900 if year < 100 else year) * 12 + month - 1, 12)
    try:
        time = (
            datetime(years, months + 1, 1, tzinfo=UTC)
            + timedelta(days=day - 1, hours=hour, minutes=minute, seconds=second, milliseconds=millisecond)
            - (-zone if matched.re is _TIME and matched[8] == "-" else zone)
        )
    except (ValueError, OverflowError):
        raise ScalarError(f"there is no such time as {text}") from None
    return f"{time.year:04}-{time:%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z"


def _bytes(text: str) -> Mapping[str, int]:
    try:
        decoded = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ScalarError("this is not base64") from None
    return {str(n): byte for n, byte in enumerate(decoded)}
