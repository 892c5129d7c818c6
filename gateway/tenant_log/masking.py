"""Secret values out of what a hook wrote. No I/O.

Owns what counts as a value's appearance. It must not know where the text goes. This
keeps a secret from being shown by accident; a hook that wants to show one can always
spell it otherwise, and it is the hook's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final

MASK: Final = "********"

# Shorter values ("1", "no") are hardly secrets, and masking them would leave no text.
_SHORTEST: Final = 3


def masked(text: str, secrets: Iterable[str]) -> str:
    """The text with every secret, as it is and as JSON and JavaScript write it, replaced."""
    spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
    if not spellings:
        return text
    # The longest first, so that a secret that begins with another goes as a whole.
    pattern = "|".join(re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True))
    return re.sub(pattern, MASK, text)


def _spellings(secret: str) -> set[str]:
    """Within an object a value is escaped; one of several lines may be written line by line."""
    lines = [line for line in secret.splitlines() if line.strip()]
    plain = {secret, secret.strip(), *lines}
    escaped = {
        json.dumps(value, ensure_ascii=ascii_only)[1:-1] for value in plain for ascii_only in (True, False)
    }
    # console.log quotes strings within objects as JavaScript, by preference with single quotes.
    quoted = {value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") for value in plain}
    return {spelling for spelling in plain | escaped | quoted if len(spelling) >= _SHORTEST}
