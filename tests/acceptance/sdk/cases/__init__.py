"""What every SDK must be able to do, a case for each call and for each answer that people handle.

A case's name begins with the call that it is about. It gets a session, and it leaves the
tenant as it found it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sdk.cases import apis, clients, hook_secrets, hooks, tenant, users
from sdk.session import Session

Case = Callable[[Session], None]

CASES: Mapping[str, Case] = {
    **hooks.CASES,
    **hook_secrets.CASES,
    **clients.CASES,
    **apis.CASES,
    **users.CASES,
    **tenant.CASES,
}
