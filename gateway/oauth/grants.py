"""What the requester may have: one small class per `grant_type`, each giving an `Authorization`.

Owns what differs between grants: which parameters they need, who the subject is,
which scopes come of it. It must not know hooks, tokens or how the client was
authenticated; that the client may use the grant has been checked by the pipeline.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from warmhook.gateway import errors
from warmhook.gateway.limits.attempts import Attempts
from warmhook.gateway.limits.networks import network_of
from warmhook.gateway.limits.turns import FullError
from warmhook.gateway.model import Client, ResourceServer, TenantSnapshot, TriggerId, User
from warmhook.gateway.oauth.authorization import Authorization
from warmhook.gateway.oauth.request import TokenRequest

CLIENT_CREDENTIALS: Final = "client_credentials"
PASSWORD: Final = "password"
PASSWORD_REALM: Final = "http://auth0.com/oauth/grant-type/password-realm"

# Clients ask for these by habit. They are not granted: there is no ID token and no /userinfo.
_OIDC_SCOPES: Final = frozenset({"openid", "profile", "email", "address", "phone", "offline_access"})

# A check takes milliseconds; what takes longer is the queue in front of it.
_PASSWORD_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class AuthenticatedRequest:
    """A token request from an authenticated client."""

    request: TokenRequest
    tenant: TenantSnapshot
    client: Client
    # Monotonic.
    now: float


class Grant(Protocol):
    """A row of the table that the pipeline looks `grant_type` up in."""

    @property
    def confidential_only(self) -> bool:
        """Whether a client without a secret is refused, whatever its `grant_types` say."""

    async def authorize(self, asked: AuthenticatedRequest) -> Authorization:
        """Raises `OAuthError`."""


class PasswordCheck(Protocol):
    """`gateway.vault.passwords.Passwords`, as far as a grant needs it."""

    async def verify(self, password: str, phc: str | None, behalf: Hashable) -> bool:
        """`phc` is None for a user that does not exist, which takes as long as for one that does.

        Turns go round between those on whose `behalf` it is done. Raises `FullError`.
        """


def all_grants(passwords: PasswordCheck, attempts: Attempts) -> Mapping[str, Grant]:
    """Every grant of the gateway, by `grant_type`."""
    login = _Login(passwords, attempts)
    return {
        CLIENT_CREDENTIALS: ClientCredentials(),
        PASSWORD: Password(login),
        PASSWORD_REALM: PasswordRealm(login),
    }


class ClientCredentials:
    """RFC 6749 section 4.4: the client acts for itself, within its client grant."""

    confidential_only = True

    async def authorize(self, asked: AuthenticatedRequest) -> Authorization:
        client = asked.client
        audience = asked.request.text("audience")
        if audience is None:
            raise errors.no_audience()
        api = _resource_server(asked.tenant, audience)
        grant = asked.tenant.client_grants.get((client.client_id, audience))
        if grant is None:
            raise errors.no_client_grant(audience)
        scope = _requested_scope(asked.request) or grant.scope
        missing = [name for name in scope if name not in grant.scope]
        if missing:
            raise errors.scope_not_granted(missing)
        return Authorization(
            client=client,
            resource_server=api,
            subject=f"{client.client_id}@clients",
            scope=scope,
            gty="client-credentials",
            trigger=TriggerId.CREDENTIALS_EXCHANGE,
        )


class _Login:
    """What both password grants share: a name, a password, and a connection to look them up in."""

    def __init__(self, passwords: PasswordCheck, attempts: Attempts) -> None:
        self._passwords = passwords
        self._attempts = attempts

    async def authorize(self, asked: AuthenticatedRequest, connection: str, gty: str) -> Authorization:
        request = asked.request
        username = request.required("username")
        password = request.required("password")
        api = _resource_server(asked.tenant, request.required("audience"))
        if api.identifier == asked.tenant.tenant.management_audience:
            # Client grants do not limit people, so they would have all of its scopes.
            raise errors.unknown_audience(api.identifier)
        user = await self._check_user(asked, connection, username, password)
        return Authorization(
            client=asked.client,
            resource_server=api,
            subject=user.user_id,
            scope=_user_scope(_requested_scope(request), api),
            gty=gty,
            trigger=TriggerId.PASSWORD_EXCHANGE,
            user=user,
        )

    async def _check_user(
        self, asked: AuthenticatedRequest, connection: str, username: str, password: str
    ) -> User:
        login = username.lower()
        key = (asked.tenant.tenant.name, connection, login, asked.request.ip)
        self._check_attempts(key, asked.now)
        user = asked.tenant.users.get((connection, login))
        try:
            async with asyncio.timeout(_PASSWORD_SECONDS):
                phc = user.password_hash if user else None
                right = await self._passwords.verify(password, phc, network_of(asked.request.ip))
        except (TimeoutError, FullError):
            raise errors.too_many_logins() from None
        self._check_attempts(key, asked.now)
        if user is None or not right:
            self._attempts.failed(key, asked.now)
            raise errors.wrong_password()
        self._attempts.succeeded(key)
        if user.blocked:
            raise errors.user_blocked()
        return user

    def _check_attempts(self, key: Hashable, now: float) -> None:
        wait = self._attempts.wait(key, now)
        if wait is not None:
            raise errors.too_many_attempts(math.ceil(wait))


class Password:
    """RFC 6749 section 4.3, against the tenant's default directory."""

    confidential_only = False

    def __init__(self, login: _Login) -> None:
        self._login = login

    async def authorize(self, asked: AuthenticatedRequest) -> Authorization:
        connection = asked.tenant.tenant.default_directory
        if connection is None:
            raise errors.no_default_directory()
        return await self._login.authorize(asked, connection, "password")


class PasswordRealm:
    """Auth0's extension of it: the request names the connection."""

    confidential_only = False

    def __init__(self, login: _Login) -> None:
        self._login = login

    async def authorize(self, asked: AuthenticatedRequest) -> Authorization:
        realm = asked.request.required("realm")
        if realm not in asked.tenant.connections:
            raise errors.unknown_realm(realm)
        return await self._login.authorize(asked, realm, "password-realm")


def _resource_server(tenant: TenantSnapshot, audience: str) -> ResourceServer:
    api = tenant.resource_servers.get(audience)
    if api is None:
        raise errors.unknown_audience(audience)
    return api


def _user_scope(requested: tuple[str, ...], api: ResourceServer) -> tuple[str, ...]:
    """Only an API's own scopes can be granted: those asked for, or all of them if none was."""
    of_apis = [name for name in requested if name not in _OIDC_SCOPES]
    return tuple(name for name in of_apis if name in api.scopes) if of_apis else api.scopes


def _requested_scope(request: TokenRequest) -> tuple[str, ...]:
    """In the order asked for, each once; empty where nothing was asked for."""
    return tuple(dict.fromkeys((request.text("scope") or "").split()))
