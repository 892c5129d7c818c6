"""Every kind of resource beside hooks, for the composition root.

Owns nothing but the list. What is slow or secret comes from outside: how a client's secret
and a person's password are hashed.
"""

from __future__ import annotations

from fastapi import APIRouter

from warmhook.gateway.management.client_grants import client_grant_routes
from warmhook.gateway.management.client_secrets import client_secret_routes
from warmhook.gateway.management.clients import HashSecret, client_routes
from warmhook.gateway.management.resource_servers import resource_server_routes
from warmhook.gateway.management.tenant_settings import tenant_settings_routes
from warmhook.gateway.management.users import HashPassword, user_list_routes, user_routes


def resource_routes(*, hash_secret: HashSecret, hash_password: HashPassword) -> tuple[APIRouter, ...]:
    """Their routes."""
    return (
        client_routes(hash_secret),
        client_secret_routes(hash_secret),
        resource_server_routes(),
        client_grant_routes(),
        user_list_routes(),
        user_routes(hash_password),
        tenant_settings_routes(),
    )
