"""Hook names are stored as Auth0 stores them."""

from __future__ import annotations

import pytest

from warmhook.gateway.auth0.hook_names import is_hook_name, kebab_case


@pytest.mark.parametrize(
    ("given", "stored"),
    {
        # Seen on Auth0.
        "test-hook735": "test-hook-735",
        "cce hook": "cce-hook",
        "testing that kebab casing works": "testing-that-kebab-casing-works",
        # lodash's own examples and rules.
        "Foo Bar": "foo-bar",
        "fooBar": "foo-bar",
        "FOO BAR": "foo-bar",
        "already-kebab": "already-kebab",
        "XMLHttpRequest": "xml-http-request",
        "enable 6h format": "enable-6-h-format",
        "walk500Miles": "walk-500-miles",
        "ABC1": "abc-1",
        "my 1st hook": "my-1st-hook",
        "my 2ND hook": "my-2nd-hook",
        "12th3": "12-th-3",
        "a": "a",
        "7": "7",
    }.items(),
)
def test_names_become_kebab_case(given: str, stored: str) -> None:
    assert kebab_case(given) == stored
    assert kebab_case(stored) == stored


@pytest.mark.parametrize("name", ["a", "A1", "a b", "a-b", "a - b"])
def test_names_that_auth_0_takes(name: str) -> None:
    assert is_hook_name(name)


@pytest.mark.parametrize("name", ["", "-a", "a-", " a", "a ", "a_b", "a.b", "ä", "a\n", "a\tb"])
def test_names_that_auth_0_refuses(name: str) -> None:
    assert not is_hook_name(name)
