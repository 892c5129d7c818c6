"""A client that has a document already is told so, and nobody else."""

from __future__ import annotations

import pytest

from warmhook.gateway.web.etags import etag_of, is_known

ETAG = etag_of(b"document")

CONDITIONS: dict[str, tuple[str | None, bool]] = {
    "no condition": (None, False),
    "the same": (ETAG, True),
    "another": (etag_of(b"another"), False),
    "one of several": (f'"x", {ETAG},"y"', True),
    "made weak on the way": (f"W/{ETAG}", True),
    "any": ("*", True),
    "any, with spaces": (" * ", True),
    "a star among others": ('*, "x"', False),
    "without its quotes": (ETAG.strip('"'), False),
    "nothing": ("", False),
}


@pytest.mark.parametrize(("condition", "known"), CONDITIONS.values(), ids=CONDITIONS.keys())
def test_a_document_is_known_by_its_etag(condition: str | None, known: bool) -> None:
    assert is_known(ETAG, condition) is known


def test_an_etag_is_strong_and_tells_documents_apart() -> None:
    assert ETAG[0] == ETAG[-1] == '"'
    assert etag_of(b"document") == ETAG != etag_of(b"document ")
