"""How a change is laid over what is stored: Auth0's merge. No I/O.

Owns one rule: properties that are sent replace the stored ones, null removes one, and what
is not sent stays. Only the first level is merged, but for a tenant's flags. It must not know any other
property.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from warmhook.gateway.model import JsonObject


def merged(stored: JsonObject, sent: JsonObject) -> dict[str, Any]:
    """What is to be stored."""
    return {name: value for name, value in {**stored, **sent}.items() if value is not None}


def merged_metadata(stored: JsonObject, sent: JsonObject | None) -> dict[str, Any]:
    """As `merged`; null and an empty object remove everything, as Auth0 does with metadata."""
    return merged(stored, sent) if sent else {}


def merged_settings(stored: JsonObject, sent: JsonObject) -> dict[str, Any]:
    """As `merged`, for the settings of a tenant: its flags are merged one by one as well."""
    if sent.get("flags") is not None:
        sent = {**sent, "flags": merged(stored.get("flags") or {}, sent["flags"])}
    return merged(stored, sent)


def unused(sent: Mapping[str, Any], used: frozenset[str]) -> dict[str, Any]:
    """What is kept for Auth0's tools alone."""
    return {name: value for name, value in sent.items() if name not in used}
