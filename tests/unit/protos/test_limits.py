"""A text's length is counted in bytes of UTF-8."""

from __future__ import annotations

import pytest

from warmhook.protos.limits import exceeds


@pytest.mark.parametrize(
    ("text", "max_bytes", "over"),
    [
        ("", 0, False),
        ("abcd", 4, False),
        ("abcde", 4, True),
        ("é" * 2, 4, False),
        ("é" * 2 + "a", 4, True),
        ("\U0001f600", 4, False),
        ("\U0001f600", 3, True),
    ],
)
def test_a_text_exceeds_a_bound_by_its_bytes(text: str, max_bytes: int, *, over: bool) -> None:
    assert exceeds(text, max_bytes) is over
