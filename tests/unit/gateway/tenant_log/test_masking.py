"""What readers of a hook's console see in place of its secrets."""

from __future__ import annotations

import pytest

from warmhook.gateway.tenant_log.masking import masked

PEM = "-----BEGIN KEY-----\nabc123\n-----END KEY-----"

CASES = {
    "a secret within a text": (["s3cret"], "key=s3cret;", "key=********;"),
    "a secret that is written twice": (["s3cret"], "s3cret s3cret", "******** ********"),
    "a secret that begins with another one": (["abc", "abcdef"], "abcdef abc", "******** ********"),
    "a secret with the signs of a pattern": (["a.c*(d"], "a.c*(d abc", "******** abc"),
    "a secret as JSON writes it": (['a"b\\c'], r'{"k":"a\"b\\c"}', '{"k":"********"}'),
    "a secret beyond ASCII, escaped": (["geheimß"], '"geheim\\u00df"', '"********"'),
    "a secret of several lines, as it is": ([PEM], f"<{PEM}>", "<********>"),
    "a secret of several lines, within an object": (
        [PEM],
        "{ k: '-----BEGIN KEY-----\\nabc123\\n-----END KEY-----' }",
        "{ k: '********' }",
    ),
    "one line of a secret of several": ([PEM], "first: abc123", "first: ********"),
    "a secret with a quote, within an object": (["it's"], r"{ k: 'it\'s' }", "{ k: '********' }"),
    "a secret without its last line end": (["s3cret\n"], "s3cret", "********"),
    "a value too short to be a secret stays": (["1", "no"], "1 no", "1 no"),
    "an empty value masks nothing": ([""], "text", "text"),
    "no secrets": ([], "text", "text"),
}


@pytest.mark.parametrize("case", CASES)
def test_secret_values_are_masked(case: str) -> None:
    secrets, text, expected = CASES[case]
    assert masked(text, secrets) == expected
