"""How a document is cached: its ETag, and whether a client has it already. No I/O.

Owns RFC 9110's comparison of ETags, as far as reading goes. It must not know documents.
"""

from __future__ import annotations

import hashlib


def etag_of(body: bytes) -> str:
    """A strong ETag (RFC 9110 section 8.8.3): equal only for equal bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_known(etag: str, if_none_match: str | None) -> bool:
    """Whether `If-None-Match` names the ETag, or any (section 13.1.2: compared weakly)."""
    if if_none_match is None:
        return False
    named = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return etag in named or named == ["*"]
