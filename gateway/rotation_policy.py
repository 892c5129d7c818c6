"""How this installation rotates its signing keys: the settings as a policy.

Owns the step from the operator's units to seconds. It must not know what a policy brings
about (`signing.rotation`).
"""

from __future__ import annotations

from warmhook.gateway.config import Settings
from warmhook.gateway.signing.rotation import DAY, Policy


def rotation_policy(settings: Settings) -> Policy:
    """How signing keys are rotated."""
    days = settings.key_rotation_days
    return Policy(
        rotate_every=days * DAY if days else None,
        publish_ahead=settings.key_publish_ahead_minutes * 60,
    )
