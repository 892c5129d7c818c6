"""One authenticated request: its tenant, its caller, and the way to change things.

Owns how a change reaches the store. It must not know what is changed: that is a rule of
the resource, a pure function over the tenant's records.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from warmhook.gateway.management.api.access import Caller
from warmhook.gateway.management.api.errors import unknown_host
from warmhook.gateway.model import TenantRecords, TenantSnapshot
from warmhook.gateway.store.base import Store

# What a resource's rules give: records in, records out. It may raise `ApiError`; then
# nothing is written.
Rule = Callable[[TenantRecords], TenantRecords]


@dataclass(frozen=True, slots=True)
class Session:
    """What a route works with."""

    tenant: TenantSnapshot
    caller: Caller
    store: Store

    @property
    def records(self) -> TenantRecords:
        """The tenant as it was when the request came. For reading: nobody waits for the database."""
        return self.tenant.records

    async def change(self, rule: Rule) -> TenantRecords:
        """Apply the rule to the stored records in one transaction, and return what is stored now.

        The rule runs in the transaction, over records that may be newer than `records`.
        """

        def change(stored: TenantRecords | None) -> TenantRecords:
            if stored is None:
                raise unknown_host()
            return rule(stored)

        return await self.store.update_tenant(self.tenant.tenant.name, change, author=self.caller.author)


def _session(request: Request) -> Session:
    found = request.state.session
    assert isinstance(found, Session), "the route has checked access"
    return found


# As a parameter of a route.
SessionOf = Annotated[Session, Depends(_session)]
