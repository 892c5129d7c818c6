"""A file of NAME=VALUE lines, read as npm's dotenv reads it. No I/O.

Owns the format: quotes of three kinds, values of several lines in them, escaped line breaks in double quotes,
comments. It must not know what the names are for. dotenv skips what it cannot read; here that is an error,
since a secret would be missing without a word.
"""

from __future__ import annotations

import re
from typing import Final

# What JavaScript's `\s` stands for, and `trim` removes.
_BLANKS: Final = "\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_BLANK: Final = f"[{_BLANKS}]"
# In JavaScript lines end at these as well, for `^`, `$` and `.`.
_STARTS: Final = r"(?<![^\n\r\u2028\u2029])"
_ENDS: Final = r"(?![^\n\r\u2028\u2029])"

# dotenv's own expression.
_LINE: Final = re.compile(
    rf"{_STARTS}{_BLANK}*(?:export{_BLANK}+)?([a-zA-Z0-9_.-]+)(?:{_BLANK}*={_BLANK}*?|:{_BLANK}+?)"
    rf"({_BLANK}*'(?:\\'|[^'])*'|{_BLANK}*\"(?:\\\"|[^\"])*\"|{_BLANK}*`(?:\\`|[^`])*`|[^#\r\n]+)?"
    rf"{_BLANK}*(?:#[^\n\r\u2028\u2029]*)?{_ENDS}"
)
_QUOTED: Final = re.compile(rf"{_STARTS}(['\"`])([\s\S]*)\1{_ENDS}")
_COMMENT: Final = re.compile(rf"{_BLANK}*(?:#.*)?", re.DOTALL)


class DotenvError(ValueError):
    """A line is not NAME=VALUE. `line` is its number, from 1; its text may be a secret."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} must have the form NAME=VALUE")
        self.line = line


def parse(text: str) -> dict[str, str]:
    """Values by name; the last one of a name counts. Raises `DotenvError`."""
    text = re.sub(r"\r\n?", "\n", text)
    values: dict[str, str] = {}
    end = 0
    for line in _LINE.finditer(text):
        _refuse_other(text, end, line.start())
        end = line.end()
        values[line[1]] = _value(line[2] or "")
    _refuse_other(text, end, len(text))
    return values


def _value(written: str) -> str:
    written = re.sub(rf"\A{_BLANK}+|{_BLANK}+\Z", "", written)
    value = _QUOTED.sub(lambda quoted: quoted[2], written)
    if written.startswith('"'):
        value = value.replace("\\n", "\n").replace("\\r", "\r")
    return value


def _refuse_other(text: str, begin: int, end: int) -> None:
    """Raise if there is more between two values than comments."""
    number = text.count("\n", 0, begin) + 1
    for offset, line in enumerate(text[begin:end].split("\n")):
        if not _COMMENT.fullmatch(line):
            raise DotenvError(number + offset)
