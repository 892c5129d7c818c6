"""Keywords are replaced as auth0-deploy-cli replaces them, whatever characters they are made of."""

from __future__ import annotations

import pytest

from warmhook.gateway.importing.keywords import Keywords, replace, strings, unreplaced, unreplaced_in

# Text, keywords, and what deploy-cli makes of it.
REPLACED: dict[str, tuple[str, Keywords, str]] = {
    "a text": ("##A## ##A##", {"A": "x"}, "x x"),
    "a text as JSON": ("@@A@@", {"A": 'x"y'}, r'"x\"y"'),
    "a list as JSON, quoted or not": (
        "@@A@@ '@@A@@' \"@@A@@\"",
        {"A": ["x", 1]},
        '["x",1] ["x",1] ["x",1]',
    ),
    "quotes that do not match": ("'@@A@@\"", {"A": [1]}, "'[1]\""),
    "letters that are not ASCII, as they are": ("@@A@@", {"A": "ü"}, '"ü"'),
    "a list as text": ("[##A##]", {"A": ["x", 1, None, True]}, "[x,1,,true]"),
    "a number and a flag as text": ("##A## ##B##", {"A": 1, "B": False}, "1 false"),
    "a hyphen": ("https://##api-host##/", {"api-host": "api.test"}, "https://api.test/"),
    "a dot": ("##api.host##", {"api.host": "api.test"}, "api.test"),
    "a dot that is only a dot": ("##api-host##", {"api.host": "x"}, "##api-host##"),
    "characters that mean something in expressions": ("##a(b|c)+$##", {"a(b|c)+$": "x"}, "x"),
    "a value that looks like a reference": ("##A## @@A@@", {"A": r"\1 $& $1"}, r'\1 $& $1 "\\1 $& $1"'),
    "a keyword in a list": ("@@A@@", {"B": "x", "A": ["##B##"]}, '["x"]'),
    "a keyword in a text, if it comes later": ("##A##", {"A": "##B##", "B": "x"}, "x"),
    "a keyword without a value stays": ("##A## @@B@@", {"C": "x"}, "##A## @@B@@"),
    "a keyword that is a part of another": ("##AB##", {"A": "x", "B": "y"}, "##AB##"),
}


@pytest.mark.parametrize("case", REPLACED)
def test_replacing(case: str) -> None:
    text, keywords, expected = REPLACED[case]
    assert replace(text, keywords) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a ##KEY## b", "KEY"),
        ("@@KEY@@", "KEY"),
        ("##api-host##", "api-host"),
        ("@@api.host@@", "api.host"),
        ("## heading ##", None),
        ("####", None),
        ("##--##", None),
        ("a##b", None),
        ("@@ KEY @@", None),
    ],
)
def test_what_is_left_over_is_found(text: str, name: str | None) -> None:
    assert unreplaced(text) == name


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("@@KEY@@", [("", "KEY")]),
        ("@@config@@", [("", "config")]),
        ("atob('@@config@@')", []),
        ("https://##HOST##/cb", [("", "HOST")]),
        ({"a": ["x", "##A-B##"], "##C##": 1}, [("a[1]", "A-B"), ("", "C")]),
        ({"a": {"b": "##A## ##B##"}}, [("a.b", "A")]),
        (7, []),
    ],
)
def test_in_what_nothing_uses_templates_of_auth0_are_none(
    value: object, found: list[tuple[str, str]]
) -> None:
    assert list(unreplaced_in(value)) == found


def test_strings_of_a_deep_value_are_found_without_recursion() -> None:
    value: object = "deep"
    for _ in range(100_000):
        value = [value]
    ((path, text),) = strings(value)
    assert (len(path), text) == (300_000, "deep")
