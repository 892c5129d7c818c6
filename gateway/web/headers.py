"""A request's headers within bounds, and whose tenant it is. No I/O.

Owns how headers are read, for every route. It must not know any route.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from warmhook.gateway import errors
from warmhook.gateway.model import TenantSnapshot
from warmhook.gateway.store.base import Store
from warmhook.gateway.web.asgi import Scope
from warmhook.gateway.web.forwarded import host_name
from warmhook.protos.limits import FIELD_VALUE_MAX_BYTES, FIELDS_MAX, NAME_MAX_BYTES, exceeds

# Of all headers together.
HEADERS_MAX_BYTES: Final = 32 * 1024


@dataclass(frozen=True, slots=True)
class Headers:
    """A request's headers, read once."""

    # In lower case; repeated ones joined as RFC 9110 section 5.3 says.
    values: Mapping[str, str]
    # Those that were sent more than once.
    repeated: frozenset[str]

    def one(self, name: str) -> str | None:
        """A header that makes no sense twice. Raises `OAuthError`."""
        if name in self.repeated:
            raise errors.bad_request(f"Header '{name}' must not be repeated.")
        return self.values.get(name)


def read_headers(scope: Scope) -> Headers:
    """Raises `OAuthError` where they are too many."""
    values: dict[str, str] = {}
    repeated: set[str] = set()
    size = 0
    for raw_name, raw_value in scope["headers"]:
        size += len(raw_name) + len(raw_value)
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if name in values:
            repeated.add(name)
            value = f"{values[name]}, {value}"
        values[name] = value
    if size > HEADERS_MAX_BYTES:
        raise errors.headers_too_large(HEADERS_MAX_BYTES)
    if not are_within_bounds(values):
        raise errors.header_too_large(FIELDS_MAX, NAME_MAX_BYTES, FIELD_VALUE_MAX_BYTES)
    return Headers(values, frozenset(repeated))


def tenant_of(store: Store, headers: Headers) -> TenantSnapshot:
    """The tenant that the request's host name belongs to. Raises `OAuthError`."""
    tenant = store.snapshot.tenants.get(host_name(headers.one("host") or ""))
    if tenant is None:
        raise errors.unknown_host()
    return tenant


def are_within_bounds(fields: Mapping[str, str]) -> bool:
    """Could a hook be shown these headers, or this query?"""
    return len(fields) <= FIELDS_MAX and not any(
        exceeds(name, NAME_MAX_BYTES) or exceeds(value, FIELD_VALUE_MAX_BYTES)
        for name, value in fields.items()
    )
