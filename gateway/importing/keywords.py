"""Keyword replacement as auth0-deploy-cli does it. No I/O.

`##KEY##` becomes the value as it is; `@@KEY@@`, quoted or not, becomes it as JSON. Both
work on the text of a file, before it is parsed. A keyword without a value stays, and is
found by `unreplaced` wherever it would be used.

Keys are replaced one after the other, and lists before texts, so that a value may have
keywords in it. A key may have any characters; deploy-cli takes it for a regular expression.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

# A keyword's value: text, or any JSON value.
Keywords = Mapping[str, object]

_MARKER: Final = re.compile(r"@@([\w.-]*\w[\w.-]*)@@|##([\w.-]*\w[\w.-]*)##")


def replace(text: str, keywords: Keywords) -> str:
    """The text with every keyword replaced that has a value."""
    for key, value in keywords.items():
        marker = f"@@{key}@@"
        if marker in text:
            quoted = re.compile("|".join(re.escape(f"{quote}{marker}{quote}") for quote in ("'", '"', "")))
            as_json = _json(value)
            text = quoted.sub(lambda _: as_json, text)  # noqa: B023 - called here, and nowhere else
    for key, value in keywords.items():
        text = text.replace(f"##{key}##", _text(value))
    return text


def unreplaced(text: str) -> str | None:
    """The name of a keyword that is still in the text."""
    marker = _MARKER.search(text)
    return marker and (marker[1] or marker[2])


def unreplaced_in(value: object) -> Iterator[tuple[str, str]]:
    """Where in a value that nothing here uses a keyword is left over: path, and the keyword's name.

    Auth0's own templates have markers too, in small letters: `@@config@@`, `@@password@@`. As for deploy-cli,
    these are no keywords where they are a part of a longer text.
    """
    for path, text in strings(value):
        for marker in _MARKER.finditer(text):
            name = marker[1] or marker[2]
            if marker[0] == text or name == name.upper():
                yield path, name
                break


def strings(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string of a JSON value and its path; names are strings too."""
    waiting: list[tuple[str, object]] = [(path, value)]
    while waiting:
        path, one = waiting.pop()
        if isinstance(one, str):
            yield path, one
        elif isinstance(one, list):
            waiting += [(f"{path}[{n}]", item) for n, item in reversed(list(enumerate(one)))]
        elif isinstance(one, dict):
            for name, item in reversed(one.items()):
                waiting += [(f"{path}.{name}" if path else name, item), (path, name)]


def _json(value: object) -> str:
    """As `JSON.stringify`."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _text(value: object) -> str:
    """As JavaScript's `String`, which joins a list with commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join("" if one is None else _text(one) for one in value)
    return _json(value)
