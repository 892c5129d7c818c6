"""What a terminal would obey is shown instead."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest

from warmhook.gateway.visible import visible, visible_json, visible_lines

SHOWN: dict[str, tuple[str, str]] = {
    "letters of any script": ("Zoë 漢字 नमस्ते 👩‍👩‍👧 a\u200cb", "Zoë 漢字 नमस्ते 👩‍👩‍👧 a\u200cb"),
    "a title": ("\x1b]0;pwned\x07", "\\x1b]0;pwned\\x07"),
    "a colour": ("\x1b[31mred", "\\x1b[31mred"),
    "C1, which is an escape of one character": ("\x9b2J", "\\x9b2J"),
    "a line over the line": ("bad\rgood", "bad\\rgood"),
    "a line of its own": ("a\nDone.", "a\\nDone."),
    "backspace and DEL": ("a\b\x7f", "a\\x08\\x7f"),
    "an override of direction": ("a\u202egnp.exe", "a\\u202egnp.exe"),
    "line and paragraph separators": ("a\u2028b\u2029c\x85d", "a\\u2028b\\u2029c\\x85d"),
    "half of a surrogate": ("\ud800", "\\ud800"),
    "an invisible tag": ("a\U000e0041", "a\\U000e0041"),
}


@pytest.mark.parametrize(("text", "shown"), SHOWN.values(), ids=SHOWN)
def test_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_every_control_separator_and_mark_of_direction_is_shown() -> None:
    directions = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    for character in map(chr, range(sys.maxunicode + 1)):
        category = unicodedata.category(character)
        if category in {"Cc", "Cs", "Zl", "Zp"} or unicodedata.bidirectional(character) in directions:
            assert visible(character) != character, repr(character)


def test_text_keeps_its_lines_and_tabs_and_nothing_else() -> None:
    assert visible_lines("a\tb\r\nc\x1b[2J\rd\n") == "a\tb\nc\\x1b[2J\\rd\n"


@pytest.mark.parametrize("text", [text for text, _ in SHOWN.values()])
def test_a_json_document_stays_the_same_document(text: str) -> None:
    value = {text: [text, 1]}
    document = visible_json(json.dumps(value, indent=2, ensure_ascii=False))
    assert json.loads(document) == value
    assert all(visible(line) == line for line in document.split("\n"))
