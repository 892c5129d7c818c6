"""What a token says, by PyJWT: an implementation that is not ours, with the key set from its address."""

from __future__ import annotations

import ssl
from typing import Any

import jwt

from clients.service import AUDIENCE, Service


def verified(service: Service, token: str, audience: str = AUDIENCE) -> dict[str, Any]:
    """The claims. Raises PyJWT's own exceptions."""
    trust = ssl.create_default_context(cafile=str(service.authority))
    key = jwt.PyJWKClient(service.jwks_url, ssl_context=trust).get_signing_key_from_jwt(token)
    claims: dict[str, Any] = jwt.decode(
        token, key, algorithms=["RS256"], audience=audience, issuer=service.issuer
    )
    return claims


def without_times(claims: dict[str, Any], lifetime: int) -> dict[str, Any]:
    """The claims that are the same for every such token."""
    rest = dict(claims)
    assert rest.pop("exp") - rest.pop("iat") == lifetime
    return rest
