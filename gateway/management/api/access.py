"""Who calls the Management API, and may they: from a bearer token to a `Caller`.

Owns what makes a token good here: signed by a published key of the tenant, issued by it
for its Management API, not expired, and of a client that still exists. It must not know
what the caller wants to do beyond the scopes that it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import jwt

from warmhook.gateway.management.api.errors import insufficient_scope, invalid_token
from warmhook.gateway.model import Tenant, TenantSnapshot
from warmhook.gateway.signing.signer import LoadedKey, TenantKeys

_REQUIRED: Final = ["iss", "aud", "sub", "iat", "exp"]
# auth0-python and others send a lower-case scheme now and then; RFC 9110 section 11.1 allows it.
_SCHEME: Final = "bearer"


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever the token was issued to."""

    client_id: str
    scopes: frozenset[str]
    # A user's id, where a person asked for the token.
    user_id: str | None = None

    @property
    def author(self) -> str:
        """Who it was, for versions and the audit."""
        return self.user_id or self.client_id


def caller(authorization: str | None, tenant: TenantSnapshot, keys: TenantKeys) -> Caller:
    """The caller that an `Authorization` header proves. Raises `ApiError` with 401."""
    if authorization is None:
        raise invalid_token("Missing authentication")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != _SCHEME or not token:
        raise invalid_token("Bad HTTP authentication header format")
    payload = _verified(token.strip(), tenant.tenant, keys)
    client_id = payload.get("azp") or payload.get("client_id")
    if not isinstance(client_id, str) or client_id not in tenant.clients:
        raise invalid_token()
    subject, scope = payload["sub"], payload.get("scope", "")
    if not isinstance(scope, str):
        raise invalid_token()
    return Caller(
        client_id=client_id,
        scopes=frozenset(scope.split()),
        user_id=None if subject in (client_id, f"{client_id}@clients") else subject,
    )


def require(found: Caller, needed: Sequence[str]) -> None:
    """Raises `ApiError` with 403 where the caller has none of the scopes."""
    if found.scopes.isdisjoint(needed):
        raise insufficient_scope(tuple(needed))


def require_all(found: Caller, needed: Iterable[str]) -> None:
    """Raises `ApiError` with 403 for the first scope that the caller does not have."""
    for scope in needed:
        require(found, (scope,))


# Any: a token's claims.
def _verified(token: str, tenant: Tenant, keys: TenantKeys) -> dict[str, Any]:
    """The claims of a token of this tenant, for this API. The caller is not told why a token fails."""
    try:
        key = _key(jwt.get_unverified_header(token).get("kid"), keys)
        payload: dict[str, Any] = jwt.decode(
            token,
            key.private.public_key(),
            # The key's own, whatever the token says.
            algorithms=[key.stored.alg.value],
            audience=tenant.management_audience,
            issuer=tenant.issuer,
            options={"require": _REQUIRED},
        )
    except jwt.ExpiredSignatureError:
        raise invalid_token("Expired token received for JSON Web Token validation") from None
    except jwt.InvalidTokenError:
        raise invalid_token() from None
    return payload


def _key(kid: object, keys: TenantKeys) -> LoadedKey:
    for key in keys.loaded:
        if key.stored.kid == kid:
            return key
    raise invalid_token()
