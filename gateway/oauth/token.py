"""The way of a token request: parsed request in, signed token out, in numbered steps.

Owns the order of the steps and what is recorded of them. It must not know HTTP, nor
what a step decides. The pipeline takes every step, so a grant cannot forget one.

Every refusal is an `OAuthError`. What the executor could not do becomes one here;
anything else that is raised is a mistake of ours, which the edge hides.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from warmhook.gateway import errors
from warmhook.gateway.hooks.call import HookCall
from warmhook.gateway.hooks.values import Accepted, Denied, ExecutorUnavailableError, Failed, HookRun
from warmhook.gateway.limits.attempts import CLIENT_SECRET, Attempts
from warmhook.gateway.model import Client, Hook, Tenant, TenantSnapshot, TokenDialect
from warmhook.gateway.oauth import claims, clients
from warmhook.gateway.oauth.authorization import Authorization
from warmhook.gateway.oauth.claims import HookClaims
from warmhook.gateway.oauth.clients import Guesses
from warmhook.gateway.oauth.grants import AuthenticatedRequest, Grant
from warmhook.gateway.oauth.request import TokenRequest
from warmhook.gateway.oauth.trace import Trace
from warmhook.gateway.signing.signer import Signer
from warmhook.gateway.vault.ring import KeyRing

_TYP: Final = {TokenDialect.ACCESS_TOKEN: "JWT", TokenDialect.RFC9068_PROFILE: "at+jwt"}


class Hooks(Protocol):
    """`gateway.hooks.runner.HookRunner`, as far as the pipeline needs it."""

    async def run(self, call: HookCall) -> HookRun:
        """Run the hook once."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    access_token: str = field(repr=False)
    scope: tuple[str, ...]
    # Seconds.
    expires_in: int


class TokenEndpoint:
    """Issues tokens, for any tenant."""

    def __init__(self, *, grants: Mapping[str, Grant], hooks: Hooks, signer: Signer, ring: KeyRing) -> None:
        self._grants = grants
        self._hooks = hooks
        self._signer = signer
        self._ring = ring
        self._wrong_secrets = Attempts(CLIENT_SECRET)
        # Requests that have begun and not ended.
        self._under_way = 0

    async def issue(self, request: TokenRequest, tenant: TenantSnapshot, trace: Trace) -> IssuedToken:
        """Raises `OAuthError`."""
        self._under_way += 1
        try:
            return await self._issue(request, tenant, trace)
        finally:
            self._under_way -= 1

    async def _issue(self, request: TokenRequest, tenant: TenantSnapshot, trace: Trace) -> IssuedToken:
        # 1. What is asked for.
        grant_type = request.required("grant_type")
        trace.grant_type = grant_type
        trace.client_id = request.text("client_id")

        # 2. Who is asking.
        guesses = Guesses(self._wrong_secrets, tenant.tenant.name, time.monotonic())
        client = clients.authenticate(
            request, tenant.clients, ring=self._ring, now=time.time(), guesses=guesses
        )
        trace.client_id = client.client_id

        # 3. What they may have.
        grant = self._grant(grant_type, client)
        asked = AuthenticatedRequest(request, tenant, client, now=time.monotonic())
        authorization = await grant.authorize(asked)

        # 4. What the tenant's hook has to say.
        said = await self._ask_hook(authorization, request, tenant, trace)
        trace.dropped = said.dropped

        # 5. The token.
        api = authorization.resource_server
        payload = claims.access_token_claims(
            authorization,
            said,
            issuer=tenant.tenant.issuer,
            issued_at=int(time.time()),
            token_id=secrets.token_urlsafe(16),
        )
        token = await self._signer.sign(
            tenant, api.signing_alg, _TYP[api.token_dialect], payload, alone=self._under_way == 1
        )
        return IssuedToken(token, said.scope, api.token_lifetime)

    def _grant(self, grant_type: str, client: Client) -> Grant:
        grant = self._grants.get(grant_type)
        if grant is None:
            raise errors.unsupported_grant_type(grant_type)
        public = client.token_endpoint_auth_method == "none"
        if grant_type not in client.grant_types or (public and grant.confidential_only):
            raise errors.grant_not_allowed(grant_type)
        return grant

    async def _ask_hook(
        self, authorization: Authorization, request: TokenRequest, tenant: TenantSnapshot, trace: Trace
    ) -> HookClaims:
        hook = tenant.hooks.get(authorization.trigger)
        if hook is None or authorization.resource_server.identifier == tenant.tenant.management_audience:
            # Hooks have no say in who manages hooks: if one failed, nobody could log in to repair it,
            # and one that adds scopes would give its author the tenant.
            return claims.without_hook(authorization)
        trace.hook = hook
        try:
            run = await self._hooks.run(_call(tenant.tenant, hook, authorization, request))
        except ExecutorUnavailableError as error:
            raise errors.executor_unavailable(error.retry_after) from error
        trace.hook_run = run
        match run.result:
            case Accepted(result):
                return claims.apply_rules(result, authorization.trigger)
            case Denied(name, message):
                raise errors.hook_denied(name, message)
            case Failed(failure):
                raise errors.hook_failed(failure)


def _call(tenant: Tenant, hook: Hook, authorization: Authorization, request: TokenRequest) -> HookCall:
    return HookCall(
        request_id=request.request_id,
        tenant=tenant,
        hook=hook,
        client=authorization.client,
        user=authorization.user,
        audience=authorization.resource_server.identifier,
        scope=authorization.scope,
        body=request.parameters,
        headers=request.headers,
        query=request.query,
        ip=request.ip,
        user_agent=request.user_agent,
    )
