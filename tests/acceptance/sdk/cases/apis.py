"""APIs, which Auth0 calls resource servers: by id, and by an identifier that is a URL."""

from __future__ import annotations

import contextlib
from typing import Any

from sdk.session import Session

_SCOPES = [{"value": "read:data", "description": "Read data"}, {"value": "write:data"}]


def _api(identifier: str) -> dict[str, Any]:
    return {"name": "An API", "identifier": identifier, "scopes": _SCOPES, "token_lifetime": 3600}


def created(sdk: Session) -> None:
    body = _api("https://created.sdk.example/")
    with sdk.made("resource_servers", body) as api:
        assert {name: api[name] for name in body} == body
        assert len(api["id"]) == 24
        assert api["signing_alg"] == "RS256"


def taken(sdk: Session) -> None:
    with sdk.made("resource_servers", _api("https://taken.sdk.example/")):
        refused = sdk.refusal("resource_servers.create", _api("https://taken.sdk.example/"))
    assert refused.status == 409


def read(sdk: Session) -> None:
    with sdk.made("resource_servers", _api("https://read.sdk.example/v1/")) as api:
        assert sdk.call("resource_servers.get", api["id"]) == api


def read_by_identifier(sdk: Session) -> None:
    """Which the client encodes as one segment of the path, or does not."""
    with sdk.made("resource_servers", _api("urn:sdk:read")) as api:
        assert sdk.call("resource_servers.get", "urn:sdk:read") == api


def listed(sdk: Session) -> None:
    with contextlib.ExitStack() as apis:
        made = [
            apis.enter_context(sdk.made("resource_servers", _api(f"https://{n}.sdk.example/")))
            for n in range(3)
        ]
        found = sdk.call("resource_servers.list", {"per_page": 2})
    # The Management API is one of them.
    assert len(found) == 4
    assert all(api in found for api in made)


def changed(sdk: Session) -> None:
    with sdk.made("resource_servers", _api("https://changed.sdk.example/")) as api:
        changes = {"name": "Another", "token_lifetime": 60, "scopes": [{"value": "other"}]}
        assert sdk.call("resource_servers.update", api["id"], changes) == {**api, **changes}


def deleted(sdk: Session) -> None:
    api = sdk.call("resource_servers.create", _api("https://deleted.sdk.example/"))
    sdk.call("resource_servers.delete", api["id"])
    refused = sdk.refusal("resource_servers.get", api["id"])
    assert (refused.status, refused.message) == (404, "The resource server does not exist")


CASES = {
    "resource_servers.create": created,
    "resource_servers.create, the identifier taken": taken,
    "resource_servers.get": read,
    "resource_servers.get, by identifier": read_by_identifier,
    "resource_servers.list, page after page": listed,
    "resource_servers.update": changed,
    "resource_servers.delete": deleted,
}
