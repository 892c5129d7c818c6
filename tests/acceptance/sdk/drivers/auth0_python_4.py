"""auth0-python 3.x and 4.x: dictionaries in and out, and pages that the caller counts."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import driver

try:
    from auth0.authentication import GetToken
    from auth0.exceptions import Auth0Error
    from auth0.management import Auth0
except ImportError:
    from auth0.v3.authentication import GetToken
    from auth0.v3.exceptions import Auth0Error
    from auth0.v3.management import Auth0

    def _ask(domain: str, *account: str) -> Any:
        return GetToken(domain).client_credentials(*account, f"https://{domain}/api/v2/")
else:

    def _ask(domain: str, *account: str) -> Any:
        return GetToken(domain, *account).client_credentials(f"https://{domain}/api/v2/")


def connect(domain: str, account: driver.Credentials) -> driver.Calls:
    token = _ask(domain, account["client_id"], account["client_secret"])["access_token"]
    management = Auth0(domain, token)
    return {**_hooks(management), **_resources(management)}


def _hooks(management: Auth0) -> driver.Calls:
    hooks = management.hooks
    return {
        # By default it asks for enabled hooks only.
        "hooks.list": lambda query: _every(hooks.all, "hooks", {"enabled": None, **query}),
        "hooks.page": lambda page, size: hooks.all(
            enabled=None, page=page, per_page=size, include_totals=True
        ),
        "hooks.create": hooks.create,
        "hooks.get": lambda id_, fields=None: hooks.get(id_, fields=fields),
        "hooks.update": hooks.update,
        "hooks.delete": hooks.delete,
        "hooks.secrets.get": hooks.get_secrets,
        "hooks.secrets.add": hooks.add_secrets,
        "hooks.secrets.update": hooks.update_secrets,
        "hooks.secrets.delete": hooks.delete_secrets,
    }


def _resources(management: Auth0) -> driver.Calls:
    clients, apis, grants = management.clients, management.resource_servers, management.client_grants
    users, tenants, logs = management.users, management.tenants, management.logs
    return {
        "clients.list": lambda query: _every(clients.all, "clients", query),
        "clients.create": clients.create,
        "clients.get": clients.get,
        "clients.update": clients.update,
        "clients.delete": clients.delete,
        "clients.rotate_secret": clients.rotate_secret,
        "resource_servers.list": lambda query: _every(apis.get_all, "resource_servers", query),
        "resource_servers.create": apis.create,
        "resource_servers.get": apis.get,
        "resource_servers.update": apis.update,
        "resource_servers.delete": apis.delete,
        "client_grants.list": lambda query: _every(grants.all, "client_grants", query),
        "client_grants.create": grants.create,
        "client_grants.update": grants.update,
        "client_grants.delete": grants.delete,
        "users.list": lambda query: _every(users.list, "users", query),
        "users.create": users.create,
        "users.get": users.get,
        "users.by_email": management.users_by_email.search_users_by_email,
        "users.update": users.update,
        "users.delete": users.delete,
        "settings.get": tenants.get,
        "settings.update": tenants.update,
        "logs.list": lambda query: _every(logs.search, "logs", query),
        "logs.get": logs.get,
    }


def _every(list_: Callable[..., Any], name: str, query: Mapping[str, Any]) -> list[Any]:
    """All pages, as scripts read them: until one is empty."""
    found: list[Any] = []
    for number in itertools.count():
        page = list_(page=number, **query)
        items = page[name] if isinstance(page, dict) else page
        if not items:
            return found
        found += items
    raise AssertionError("it counts for ever")


def refusal(error: Exception) -> Mapping[str, object] | None:
    if not isinstance(error, Auth0Error):
        return None
    return {"status": error.status_code, "code": error.error_code, "message": error.message}


driver.serve(connect, refusal)
