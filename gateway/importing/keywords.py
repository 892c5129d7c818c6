"""Keyword replacement as auth0-deploy-cli does it. No I/O.

`##KEY##` becomes the value as it is; `@@KEY@@`, quoted or not, becomes it as JSON. Both
work on the text of a file, before it is parsed. A keyword without a value stays, and is
found by `unreplaced` wherever it would be used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

# A keyword's value: text, or any JSON value.
Keywords = Mapping[str, object]

_AS_JSON: Final = re.compile(r"""(["']?)@@(\w+)@@\1""")
_AS_TEXT: Final = re.compile(r"##(\w+)##")


def replace(text: str, keywords: Keywords) -> str:
    """The text with every keyword replaced that has a value."""

    def as_json(marker: re.Match[str]) -> str:
        return json.dumps(keywords[marker[2]]) if marker[2] in keywords else marker[0]

    def as_text(marker: re.Match[str]) -> str:
        if marker[1] not in keywords:
            return marker[0]
        value = keywords[marker[1]]
        return value if isinstance(value, str) else json.dumps(value)

    return _AS_TEXT.sub(as_text, _AS_JSON.sub(as_json, text))


def unreplaced(text: str) -> str | None:
    """The name of a keyword that is still in the text."""
    if marker := _AS_JSON.search(text):
        return marker[2]
    marker = _AS_TEXT.search(text)
    return marker and marker[1]
