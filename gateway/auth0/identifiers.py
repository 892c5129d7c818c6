"""Ids and secrets in the forms that Auth0 gives them.

Owns their alphabets and lengths. It must not know the records that carry them.
Letters and digits only: clients disagree on how anything else is encoded in HTTP Basic.
"""

from __future__ import annotations

import secrets
import string
import time
from typing import Final

_ALPHANUMERIC: Final = string.ascii_letters + string.digits
# Crockford's: no I, L, O, U.
_BASE32: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_client_id() -> str:
    return _alphanumeric(32)


def new_client_secret() -> str:
    return _alphanumeric(64)


def new_client_secret_id() -> str:
    """Auth0 has one secret for each client and so no name for it; this one is ours."""
    return f"sec_{_alphanumeric(16)}"


def new_resource_server_id() -> str:
    return secrets.token_hex(12)


def new_client_grant_id() -> str:
    return f"cgr_{_alphanumeric(16)}"


def new_user_id() -> str:
    return f"auth0|{secrets.token_hex(12)}"


def new_hook_id() -> str:
    """A ULID: 48 bits of milliseconds, 80 bits of chance."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return "".join(_BASE32[number >> shift & 31] for shift in range(125, -1, -5))


def _alphanumeric(length: int) -> str:
    return "".join(secrets.choice(_ALPHANUMERIC) for _ in range(length))
