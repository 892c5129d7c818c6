"""What a change does to a tenant's settings. No I/O: records in, records out, or `ApiError`.

Owns which of Auth0's settings has a meaning here: the default directory, which must exist.
It must not know who asks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from warmhook.gateway.auth0.merging import merged_settings, unused
from warmhook.gateway.management.api.errors import ApiError, Code
from warmhook.gateway.management.tenant.payload import TenantSettingsUpdate
from warmhook.gateway.model import TenantRecords

_USED: Final = frozenset({"default_directory"})
_IN_MINUTES: Final = "_in_minutes"


def update(records: TenantRecords, payload: TenantSettingsUpdate) -> TenantRecords:
    tenant = records.tenant
    sent = payload.model_dump(exclude_unset=True)
    # Auth0's dashboard removes it by sending an empty string.
    directory = (
        (sent["default_directory"] or None) if "default_directory" in sent else tenant.default_directory
    )
    if directory is not None and directory not in records.connections:
        raise ApiError(Code.CONNECTION_MISSING, f"The connection does not exist: {directory}")
    other = merged_settings(tenant.other, _in_hours(unused(sent, _USED)))
    return replace(records, tenant=replace(tenant, default_directory=directory, other=other))


# Any: what was sent, validated.
def _in_hours(sent: dict[str, Any]) -> dict[str, Any]:
    """Lifetimes may be sent in minutes; they are always shown in hours."""
    settings = {name: value for name, value in sent.items() if not name.endswith(_IN_MINUTES)}
    for name, minutes in sent.items():
        if name.endswith(_IN_MINUTES) and minutes is not None:
            hours = minutes / 60
            settings[name.removesuffix(_IN_MINUTES)] = int(hours) if hours.is_integer() else hours
    return settings
