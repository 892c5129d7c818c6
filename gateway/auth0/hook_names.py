"""How Auth0 spells the names of hooks, and what it writes where it does not show a secret. No I/O.

The Management API stores names in kebab case as lodash makes it: `test-hook735` becomes
`test-hook-735`, `cce hook` becomes `cce-hook`.
"""

from __future__ import annotations

import re
from typing import Final

# In place of a secret's value, in Auth0's answers and exports as in ours.
NOT_SHOWN: Final = "_VALUE_NOT_SHOWN_"

# As the Management API's schema has it.
_ACCEPTED: Final = re.compile(r"[a-zA-Z0-9]([ \-a-zA-Z0-9]*[a-zA-Z0-9])?")

# lodash's words, for the characters that are accepted: ordinals stay whole, a run of
# capitals ends before the capital that begins a word, digits stand apart from letters.
_WORD: Final = re.compile(
    r"[A-Z]?[a-z]+"
    r"|[A-Z]+(?=[A-Z][a-z])"
    r"|[A-Z]+"
    r"|\d*(?:1ST|2ND|3RD|(?![123])\dTH)(?=\b|[a-z_])"
    r"|\d*(?:1st|2nd|3rd|(?![123])\dth)(?=\b|[A-Z_])"
    r"|\d+"
)


def is_hook_name(name: str) -> bool:
    """Whether the Management API takes it."""
    return _ACCEPTED.fullmatch(name) is not None


def kebab_case(name: str) -> str:
    """The name as Auth0 stores it."""
    return "-".join(word.lower() for word in _WORD.findall(name))
