"""The tenant's settings and its log."""

from __future__ import annotations

import time
from typing import Any

from sdk.session import Session

# An event is written down when there is a moment for it.
_SECONDS = 20.0


def settings_read(sdk: Session) -> None:
    assert sdk.call("settings.get")["default_directory"] == "Username-Password-Authentication"


def settings_changed(sdk: Session) -> None:
    changed = sdk.call("settings.update", {"friendly_name": sdk.sdk.name})
    assert changed["friendly_name"] == sdk.sdk.name
    assert sdk.call("settings.get")["friendly_name"] == sdk.sdk.name
    sdk.call("settings.update", {"friendly_name": "SDK"})


def logs_listed(sdk: Session) -> None:
    event = _event_of_a_token(sdk)
    assert event["type"] == "seccft"
    assert event["client_id"] == sdk.site.reader.client_id
    assert event["audience"] == sdk.site.management_audience


def log_read(sdk: Session) -> None:
    event = _event_of_a_token(sdk)
    assert sdk.call("logs.get", event["log_id"]) == event


def _event_of_a_token(sdk: Session) -> dict[str, Any]:
    before = {event["log_id"] for event in _tokens(sdk)}
    reader = sdk.site.reader
    answer = sdk.site.token(reader.client_id, reader.client_secret, sdk.site.management_audience)
    assert answer.status_code == 200, answer.text
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        for event in _tokens(sdk):
            if event["log_id"] not in before:
                return event
        time.sleep(0.05)
    raise AssertionError("there is no event of the token")


def _tokens(sdk: Session) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sdk.call("logs.list", {"q": "type:seccft", "per_page": 100})
    return found


CASES = {
    "settings.get": settings_read,
    "settings.update": settings_changed,
    "logs.list": logs_listed,
    "logs.get": log_read,
}
