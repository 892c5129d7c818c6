"""The digest of a hook is the contract's, byte for byte."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from warmhook.protos.digest import NO_LIMITS, hook_digest

_VECTORS = Path(__file__).parents[2] / "vectors" / "hook_digest.json"
VECTORS: dict[str, dict[str, Any]] = {row["case"]: row for row in json.loads(_VECTORS.read_text())}


@pytest.mark.parametrize("case", VECTORS)
def test_the_digest_is_the_vectors(case: str) -> None:
    row = VECTORS[case]
    limits = [row["limits"][name] for name in ("time_limit_ms", "memory_mb", "console_bytes", "result_bytes")]
    assert hook_digest(row["source"], row["secrets"], row["dependencies"], limits) == row["digest"]


def test_the_encoding_is_the_one_that_the_contract_spells_out() -> None:
    encoded = b"".join(
        (
            b"\0\0\0\x10warmhook.hook.v1",
            b"\0\0\0\x02\xc3\xa9",
            b"\0\0\0\x02\0\0\0\x01A\0\0\0\x011\0\0\0\x01b\0\0\0\x012",
            b"\0\0\0\x00",
            b"\0\0\0\x0520000\0\0\0\x010\0\0\0\x010\0\0\0\x010",
        )
    )
    assert hook_digest("é", {"b": "2", "A": "1"}, {}, (20_000, 0, 0, 0)) == sha256(encoded).hexdigest()


def test_names_sort_by_their_bytes_and_not_by_utf16() -> None:
    """U+FFFF is after U+10000 in UTF-16, and before it in UTF-8."""
    one = hook_digest("", {"\uffff": "", "\U00010000": ""}, {}, NO_LIMITS)
    assert one == hook_digest("", {"\U00010000": "", "\uffff": ""}, {}, NO_LIMITS)


def test_no_two_vectors_share_a_digest() -> None:
    assert len({row["digest"] for row in VECTORS.values()}) == len(VECTORS)


def test_the_order_in_which_secrets_are_stored_does_not_matter() -> None:
    assert hook_digest("x", {"a": "1", "b": "2"}, {}) == hook_digest("x", {"b": "2", "a": "1"}, {})


def test_nothing_can_be_moved_from_one_place_to_another() -> None:
    digests = [
        hook_digest("ab", {}, {}, NO_LIMITS),
        hook_digest("a", {"b": ""}, {}, NO_LIMITS),
        hook_digest("a", {}, {"b": ""}, NO_LIMITS),
        hook_digest("a", {"": "b"}, {}, NO_LIMITS),
        hook_digest("a", {"b": "", "c": ""}, {}, NO_LIMITS),
        hook_digest("a", {"b": "c"}, {}, NO_LIMITS),
        hook_digest("a", {}, {}, (1, 0, 0, 0)),
        hook_digest("a", {}, {}, (0, 1, 0, 0)),
    ]
    assert len(set(digests)) == len(digests)
