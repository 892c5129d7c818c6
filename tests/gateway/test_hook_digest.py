"""The digest of a hook, against the vectors that the executor is held to as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from warmhook.gateway.hook_digest import hook_digest

_VECTORS = Path(__file__).parents[1] / "vectors" / "hook_digest.json"
VECTORS: dict[str, dict[str, Any]] = {row["case"]: row for row in json.loads(_VECTORS.read_text())}


@pytest.mark.parametrize("case", VECTORS)
def test_the_digest_is_the_vectors(case: str) -> None:
    row = VECTORS[case]
    limits = row["limits"]
    ordered = (
        limits["time_limit_ms"],
        limits["memory_mb"],
        limits["console_bytes"],
        limits["result_bytes"],
    )
    digest = hook_digest(row["source"], row["secrets"], row["dependencies"], ordered)
    assert digest == row["digest"]


def test_no_two_vectors_share_a_digest() -> None:
    assert len({row["digest"] for row in VECTORS.values()}) == len(VECTORS)


def test_the_order_in_which_secrets_are_stored_does_not_matter() -> None:
    assert hook_digest("x", {"a": "1", "b": "2"}, {}) == hook_digest("x", {"b": "2", "a": "1"}, {})
