"""What has happened to one token request so far, for the logs. No I/O.

Owns what is recorded of a request. It must not know who reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from warmhook.gateway.errors import OAuthError
from warmhook.gateway.hooks.values import HookRun
from warmhook.gateway.model import Hook
from warmhook.gateway.oauth.claims import Dropped


@dataclass(slots=True)
class Trace:
    """What has happened to one request so far, for the logs."""

    # As the request names it, known or not.
    client_id: str | None = None
    grant_type: str | None = None
    hook: Hook | None = None
    hook_run: HookRun | None = None
    dropped: tuple[Dropped, ...] = ()
    # None: a token was issued.
    refused: OAuthError | None = None

    @property
    def hook_id(self) -> str | None:
        return None if self.hook is None else self.hook.id
