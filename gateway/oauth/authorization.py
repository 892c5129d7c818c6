"""What a requester may have: the value that a grant decides and a token says. No I/O.

Owns its shape. It must not know how it was decided.
"""

from __future__ import annotations

from dataclasses import dataclass

from warmhook.gateway.model import Client, ResourceServer, TriggerId, User


@dataclass(frozen=True, slots=True)
class Authorization:
    """What a grant allows the requester before a hook has run."""

    client: Client
    resource_server: ResourceServer
    # Becomes `sub`.
    subject: str
    scope: tuple[str, ...]
    # Auth0's claim that names the grant.
    gty: str
    # The trigger whose hook runs for this grant.
    trigger: TriggerId
    # None: the client acts for itself.
    user: User | None = None
