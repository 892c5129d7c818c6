"""auth0-python 5.x and 6.x: keyword arguments, models, and pagers that fetch the next page themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import driver
from auth0.management import ManagementClient
from auth0.management.core.api_error import ApiError
from auth0.management.core.jsonable_encoder import jsonable_encoder

# The only names that the wire spells otherwise.
_KEYWORDS = {"triggerId": "trigger_id"}
# By default it tries again after a 409, which takes its time, and after any 5xx, which it so would hide.
_ONCE: Mapping[str, Any] = {"request_options": {"max_retries": 0}}


def connect(domain: str, account: driver.Credentials) -> driver.Calls:
    """It gets its token itself, when it first needs one."""
    management = ManagementClient(
        domain=domain, client_id=account["client_id"], client_secret=account["client_secret"]
    )
    return {**_hooks(management), **_resources(management)}


def _hooks(management: ManagementClient) -> driver.Calls:
    hooks, secrets = management.hooks, management.hooks.secrets
    return {
        "hooks.list": _every(hooks.list),
        "hooks.page": lambda page, size: jsonable_encoder(
            hooks.list(page=page, per_page=size, **_ONCE).response
        ),
        "hooks.create": _created(hooks.create),
        "hooks.get": lambda id_, fields=None: jsonable_encoder(
            hooks.get(id_, fields=fields and ",".join(fields), **_ONCE)
        ),
        "hooks.update": _updated(hooks.update),
        "hooks.delete": _deleted(hooks.delete),
        "hooks.secrets.get": _read(secrets.get),
        "hooks.secrets.add": lambda id_, values: secrets.create(id_, request=values, **_ONCE),
        "hooks.secrets.update": lambda id_, values: secrets.update(id_, request=values, **_ONCE),
        "hooks.secrets.delete": lambda id_, names: secrets.delete(id_, request=names, **_ONCE),
    }


def _resources(management: ManagementClient) -> driver.Calls:
    calls: dict[str, Callable[..., Any]] = {}
    for name in ("clients", "resource_servers", "client_grants", "users"):
        resource = getattr(management, name)
        calls |= {
            f"{name}.list": _every(resource.list),
            f"{name}.create": _created(resource.create),
            f"{name}.get": _read(resource.get),
            f"{name}.update": _updated(resource.update),
            f"{name}.delete": _deleted(resource.delete),
        }
    users, settings, logs = management.users, management.tenants.settings, management.logs
    return {
        **calls,
        "clients.rotate_secret": _read(management.clients.rotate_secret),
        "client_grants.take": lambda size: _every(management.client_grants.list)({"take": size}),
        "users.by_email": lambda email: jsonable_encoder(users.list_users_by_email(email=email, **_ONCE)),
        "settings.get": _read(settings.get),
        "settings.update": _created(settings.update),
        "logs.list": lambda query: _every(logs.list)(_search(query)),
        "logs.get": _read(logs.get),
    }


def _every(list_: Callable[..., Any]) -> Callable[[Mapping[str, Any]], Any]:
    return lambda query: [jsonable_encoder(item) for item in list_(**_keywords(query), **_ONCE)]


def _created(create: Callable[..., Any]) -> Callable[[Mapping[str, Any]], Any]:
    return lambda body: jsonable_encoder(create(**_keywords(body), **_ONCE))


def _updated(update: Callable[..., Any]) -> Callable[[str, Mapping[str, Any]], Any]:
    return lambda id_, body: jsonable_encoder(update(id_, **_keywords(body), **_ONCE))


def _read(get: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *id_: jsonable_encoder(get(*id_, **_ONCE))


def _deleted(delete: Callable[..., Any]) -> Callable[[str], Any]:
    return lambda id_: delete(id_, **_ONCE)


def _keywords(body: Mapping[str, Any]) -> dict[str, Any]:
    return {_KEYWORDS.get(name, name): value for name, value in body.items()}


def _search(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of the log, whose `q` it calls so."""
    return {"search" if name == "q" else name: value for name, value in query.items()}


def refusal(error: Exception) -> Mapping[str, object] | None:
    if not isinstance(error, ApiError):
        return None
    body = error.body
    # Some refusals it parses, others it leaves as they came.
    said = body if isinstance(body, dict) else jsonable_encoder(body)
    return {
        "status": error.status_code,
        "code": said.get("errorCode") or said.get("error_code"),
        "message": said.get("message"),
    }


driver.serve(connect, refusal)
