"""Each verifier's way of telling good tokens from others: the service and an API's identifier give a check.

Owns how each library finds the keys and is told what to expect. Refusals become
`RefusedError`; anything else that a verifier raises is a failure of the test.
"""

from __future__ import annotations

import contextlib
import json
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import joserfc.jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from jwcrypto.common import JWException
from jwcrypto.jwk import JWKSet
from jwcrypto.jwt import JWT

from clients import javascript
from clients.service import RefusedError, Service
from clients.verifiers import apache
from clients.verifiers.api import Verify

# The verifier runs, and keeps what it caches, inside the context.
Verifier = Callable[[Service, str], AbstractContextManager[Verify]]


@contextlib.contextmanager
def with_joserfc(service: Service, audience: str) -> Iterator[Verify]:
    """Keeps the key set that it began with; it has no way of its own to get another."""
    keys = KeySet.import_key_set(_discovered_keys(service))
    expected = joserfc.jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": service.issuer}, aud={"essential": True, "value": audience}
    )

    def verify(token: str) -> dict[str, Any]:
        try:
            decoded = joserfc.jwt.decode(token, keys, algorithms=["RS256"])
            expected.validate(decoded.claims)
        except JoseError as error:
            raise RefusedError(error.error, error.description) from error
        return decoded.claims

    yield verify


@contextlib.contextmanager
def with_jwcrypto(service: Service, audience: str) -> Iterator[Verify]:
    """As joserfc, it keeps the key set."""
    keys = JWKSet.from_json(json.dumps(_discovered_keys(service)))

    def verify(token: str) -> dict[str, Any]:
        expected = {"iss": service.issuer, "aud": audience, "exp": None}
        try:
            decoded = JWT(jwt=token, key=keys, algs=["RS256"], check_claims=expected)
        except JWException as error:
            raise RefusedError(type(error).__name__, str(error)) from error
        claims: dict[str, Any] = json.loads(decoded.claims)
        return claims

    yield verify


def _discovered_keys(service: Service) -> Any:
    trust = ssl.create_default_context(cafile=str(service.authority))

    def document(url: str) -> Any:
        with urllib.request.urlopen(url, context=trust, timeout=30) as answer:
            return json.load(answer)

    return document(document(f"{service.issuer}.well-known/openid-configuration")["jwks_uri"])


def _script(name: str) -> Verifier:
    return lambda service, audience: javascript.api(name, service, audience=audience)


VERIFIERS: dict[str, Verifier] = {
    "joserfc": with_joserfc,
    "jwcrypto": with_jwcrypto,
    "koa-jwt": _script("koa-jwt.mjs"),
    "passport-jwt": _script("passport-jwt.mjs"),
    "@fastify/jwt": _script("fastify-jwt.mjs"),
    "mod_auth_openidc": apache.mod_auth_openidc,
    "mod_oauth2": apache.mod_oauth2,
}
