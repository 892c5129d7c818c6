"""A file of secrets means what it means to npm's dotenv, and nothing in it is skipped.

The table is shared: tests/integration/gateway/cli/test_npm_dotenv.py holds dotenv itself to it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from warmhook.gateway.cli.dotenv import DotenvError, parse

VECTORS: list[dict[str, Any]] = json.loads(
    Path(__file__, "../../../../vectors/dotenv.json").resolve().read_text(encoding="utf-8")
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_file_means_what_it_means_to_dotenv(vector: dict[str, Any]) -> None:
    assert parse(vector["text"]) == vector["secrets"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("s3cret\n", 1),
        ("A=1\ns3cret\nB=2\n", 2),
        ("A=1\n\n# c\n = s3cret\n", 4),
        ("A B=s3cret\n", 1),
        ("é=s3cret\n", 1),
        ("A=1\nexport\n", 2),
        ("-----BEGIN s3cret-----\nA=1\n", 1),
        ("KEY=-----BEGIN-----\ns3cret\n-----END-----\n", 2),
    ],
)
def test_a_line_that_dotenv_would_skip_is_an_error_that_names_it(text: str, line: int) -> None:
    with pytest.raises(DotenvError) as refused:
        parse(text)
    assert refused.value.line == line
    assert str(refused.value) == f"line {line} must have the form NAME=VALUE"
