"""Text of others, made fit for a terminal. No I/O.

Owns which characters a terminal would obey instead of showing, and how they are written instead: by their
number, as in a string literal. Names, messages and output come from hooks, exports and requests. One of them
could hide or replace what the operator reads, or answer in their place. It must not know where a text comes
from.
"""

from __future__ import annotations

import re
from typing import Final

# C0, DEL and C1; soft hyphen; marks, embeddings, overrides and isolates of direction; ends of lines and
# paragraphs; invisible operators and tags; halves of surrogates, which no terminal's encoding has.
_OBEYED: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """The text as one line, with every character shown."""
    return text if text.isascii() and text.isprintable() else _OBEYED.sub(_literal, text)


def visible_lines(text: str) -> str:
    """The same for text of several lines: line ends and tabs stay."""
    return "\n".join(
        "\t".join(visible(part) for part in line.removesuffix("\r").split("\t")) for line in text.split("\n")
    )


def visible_json(document: str) -> str:
    """The same JSON document, with such characters in its strings as JSON's own escapes.

    Line ends and tabs are between its values only: JSON has none in strings.
    """
    return _OBEYED.sub(_escape, document)


def _literal(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def _escape(found: re.Match[str]) -> str:
    if found[0] in "\n\t\r":
        return found[0]
    encoded = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{encoded[at : at + 2].hex()}" for at in range(0, len(encoded), 2))
