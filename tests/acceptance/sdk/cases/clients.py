"""Clients, their secrets and their grants."""

from __future__ import annotations

import contextlib
from typing import Any

from sdk.session import Session

_MACHINE = {"name": "Machine", "app_type": "non_interactive", "grant_types": ["client_credentials"]}
_AUDIENCE = "https://grants.sdk.example/"
_API = {
    "name": "Granted",
    "identifier": _AUDIENCE,
    "scopes": [{"value": "read:data", "description": "Read"}, {"value": "write:data"}],
}
_NO_CLIENT = "A" * 32
_NO_GRANT = "cgr_AAAAAAAAAAAAAAAA"


def created(sdk: Session) -> None:
    with sdk.made("clients", {**_MACHINE, "client_metadata": {"plan": "full"}}) as client:
        assert {name: client[name] for name in _MACHINE} == _MACHINE
        assert client["client_metadata"] == {"plan": "full"}
        assert len(client["client_id"]) == 32
        assert len(client["client_secret"]) >= 32


def read(sdk: Session) -> None:
    """Without the secret, which is shown once."""
    with sdk.made("clients", _MACHINE) as client:
        shown = sdk.call("clients.get", client["client_id"])
        assert "client_secret" not in shown
        assert {**shown, "client_secret": client["client_secret"]} == client


def listed(sdk: Session) -> None:
    with contextlib.ExitStack() as clients:
        made = {clients.enter_context(sdk.made("clients", _MACHINE))["client_id"] for _ in range(3)}
        found = [client["client_id"] for client in sdk.call("clients.list", {"per_page": 2})]
    assert made < set(found)
    assert len(found) == len(set(found))


def changed(sdk: Session) -> None:
    with sdk.made("clients", _MACHINE) as client:
        changes = {"description": "Of the SDK", "client_metadata": {"plan": "half"}}
        shown = sdk.call("clients.update", client["client_id"], changes)
        assert {name: shown[name] for name in changes} == changes
        assert shown["name"] == "Machine"


def rotated(sdk: Session) -> None:
    """The old secret ends and the new one works, at once."""
    with _granted(sdk) as client:
        rotated = sdk.call("clients.rotate_secret", client["client_id"])
        assert rotated["client_secret"] != client["client_secret"]
        assert sdk.token(client, _AUDIENCE).status_code == 401
        assert sdk.token(rotated, _AUDIENCE).status_code == 200


def deleted(sdk: Session) -> None:
    client = sdk.call("clients.create", _MACHINE)
    sdk.call("clients.delete", client["client_id"])
    refused = sdk.refusal("clients.get", client["client_id"])
    assert (refused.status, refused.message) == (404, "The client does not exist")


def missing(sdk: Session) -> None:
    for refused in (
        sdk.refusal("clients.get", _NO_CLIENT),
        sdk.refusal("clients.update", _NO_CLIENT, {"name": "Found"}),
        sdk.refusal("clients.rotate_secret", _NO_CLIENT),
    ):
        assert (refused.status, refused.message) == (404, "The client does not exist")


@contextlib.contextmanager
def _granted(sdk: Session) -> Any:
    with (
        sdk.made("clients", _MACHINE) as client,
        sdk.made("resource_servers", _API),
        sdk.made("client_grants", _grant(client, "read:data")),
    ):
        yield client


def _grant(client: dict[str, Any], *scope: str) -> dict[str, Any]:
    return {"client_id": client["client_id"], "audience": _AUDIENCE, "scope": list(scope)}


def granted(sdk: Session) -> None:
    with (
        sdk.made("clients", _MACHINE) as client,
        sdk.made("resource_servers", _API),
        sdk.made("client_grants", _grant(client, "read:data")) as grant,
    ):
        expected = {**_grant(client, "read:data"), "id": grant["id"], "subject_type": "client"}
        assert grant == expected
        assert sdk.token(client, _AUDIENCE).json()["scope"] == "read:data"


def grant_read(sdk: Session) -> None:
    with _granted(sdk) as client:
        [grant] = sdk.call("client_grants.list", {"client_id": client["client_id"]})
        assert sdk.call("client_grants.get", grant["id"]) == grant


def grants_listed(sdk: Session) -> None:
    with _granted(sdk) as client:
        [of_client] = sdk.call("client_grants.list", {"client_id": client["client_id"]})
        assert of_client["scope"] == ["read:data"]
        assert sdk.call("client_grants.list", {"audience": _AUDIENCE}) == [of_client]


def grants_page_after_page(sdk: Session) -> None:
    """Those of the two that manage the tenant are among them."""
    with _granted(sdk):
        found = [grant["id"] for grant in sdk.call("client_grants.list", {"per_page": 2})]
    assert len(found) == len(set(found)) == 3


def grants_from_checkpoints(sdk: Session) -> None:
    with _granted(sdk):
        found = [grant["id"] for grant in sdk.call("client_grants.take", 1)]
    assert len(found) == len(set(found)) == 3


def grant_changed(sdk: Session) -> None:
    with _granted(sdk) as client:
        [grant] = sdk.call("client_grants.list", {"client_id": client["client_id"]})
        changed = sdk.call("client_grants.update", grant["id"], {"scope": ["write:data"]})
        assert changed == {**grant, "scope": ["write:data"]}
        assert sdk.token(client, _AUDIENCE).json()["scope"] == "write:data"


def grant_deleted(sdk: Session) -> None:
    with _granted(sdk) as client:
        [grant] = sdk.call("client_grants.list", {"client_id": client["client_id"]})
        sdk.call("client_grants.delete", grant["id"])
        assert sdk.call("client_grants.list", {"client_id": client["client_id"]}) == []
        assert sdk.token(client, _AUDIENCE).status_code == 403


def grant_twice(sdk: Session) -> None:
    with _granted(sdk) as client:
        assert sdk.refusal("client_grants.create", _grant(client, "write:data")).status == 409


def grant_missing(sdk: Session) -> None:
    refused = sdk.refusal("client_grants.update", _NO_GRANT, {"scope": []})
    assert (refused.status, refused.message) == (404, "The grant does not exist.")


CASES = {
    "clients.create": created,
    "clients.get": read,
    "clients.get, update and rotate_secret, what is not there": missing,
    "clients.list, page after page": listed,
    "clients.update": changed,
    "clients.rotate_secret": rotated,
    "clients.delete": deleted,
    "client_grants.create": granted,
    "client_grants.create, one that is there": grant_twice,
    "client_grants.get": grant_read,
    "client_grants.list": grants_listed,
    "client_grants.list, page after page": grants_page_after_page,
    "client_grants.list, from checkpoints": grants_from_checkpoints,
    "client_grants.update": grant_changed,
    "client_grants.update, what is not there": grant_missing,
    "client_grants.delete": grant_deleted,
}
