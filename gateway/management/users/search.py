"""The part of Auth0's user search that scripts use: exact values. No I/O.

Owns the query's grammar: `property:"value"`, several with AND between them, quotes only
where the value has spaces. Anything else is refused: a search that was half understood
would list the wrong people.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from warmhook.gateway.management.api.errors import ApiError, Code

_TERM: Final = r'([A-Za-z_][\w.-]*):(?:"((?:[^"\\]|\\.)*)"|([^\s"*?()\[\]{}]+))'
# The grammar as a regular expression, for whoever describes it too.
PATTERN: Final = rf"^\s*{_TERM}(?:\s+AND\s+{_TERM})*\s*$"
_TERMS: Final = re.compile(PATTERN)
_ONE: Final = re.compile(_TERM)
_ESCAPED: Final = re.compile(r"\\(.)")

# Any: a user as JSON.
Matches = Callable[[dict[str, Any]], bool]


def parse(query: str) -> Matches:
    """A test for users as they are shown. Raises `ApiError`."""
    if not _TERMS.match(query):
        raise ApiError(
            Code.INVALID_QUERY_STRING,
            "Query validation error: 'Expected property:\"value\", several with AND between them' "
            "on property q.",
        )
    terms = [
        (name.split("."), _ESCAPED.sub(r"\1", quoted) if quoted else bare)
        for name, quoted, bare in _ONE.findall(query)
    ]
    return lambda user: all(_has(user, path, value) for path, value in terms)


# Any: JSON.
def _has(value: Any, path: list[str], wanted: str) -> bool:
    """Whether the property has the value, or has it among its own, letter case aside."""
    if isinstance(value, list):
        return any(_has(one, path, wanted) for one in value)
    if path:
        return isinstance(value, dict) and path[0] in value and _has(value[path[0]], path[1:], wanted)
    if isinstance(value, bool):
        return ("true" if value else "false") == wanted
    return isinstance(value, str | int | float) and str(value).lower() == wanted.lower()
