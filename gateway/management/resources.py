"""Every resource of the Management API, for the composition root.

Owns the list and its order. What is slow or secret comes from outside: how a client's secret and a
person's password are hashed, and how a script is compiled.
"""

from __future__ import annotations

from fastapi import APIRouter

from warmhook.gateway.management.client_grants.routes import client_grant_routes
from warmhook.gateway.management.clients.routes import HashSecret, client_routes
from warmhook.gateway.management.clients.secrets import client_secret_routes
from warmhook.gateway.management.hooks.logs import hook_log_routes
from warmhook.gateway.management.hooks.routes import hook_routes
from warmhook.gateway.management.hooks.secrets import hook_secret_routes
from warmhook.gateway.management.hooks.syntax import SyntaxCheck
from warmhook.gateway.management.hooks.versions import hook_version_routes
from warmhook.gateway.management.resource_servers.routes import resource_server_routes
from warmhook.gateway.management.tenant.audit import audit_routes
from warmhook.gateway.management.tenant.logs import log_routes
from warmhook.gateway.management.tenant.routes import tenant_settings_routes
from warmhook.gateway.management.users.routes import HashPassword, user_list_routes, user_routes
from warmhook.gateway.store.base import Store
from warmhook.gateway.tenant_log.executions import Executions


def resource_routes(
    *,
    store: Store,
    executions: Executions,
    syntax_error: SyntaxCheck,
    hash_secret: HashSecret,
    hash_password: HashPassword,
) -> tuple[APIRouter, ...]:
    """Their routes."""
    return (
        # Before those of one hook, whose id could be anything.
        hook_log_routes(executions),
        hook_routes(syntax_error),
        hook_secret_routes(),
        hook_version_routes(store.history),
        audit_routes(store.history),
        log_routes(store.tenant_log),
        client_routes(hash_secret),
        client_secret_routes(hash_secret),
        resource_server_routes(),
        client_grant_routes(),
        user_list_routes(),
        user_routes(hash_password),
        tenant_settings_routes(),
    )
