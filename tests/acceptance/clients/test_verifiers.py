"""Verifiers that people use accept our tokens, and only those."""

from __future__ import annotations

import jwt
import pytest

from clients import javascript
from clients.machines import auth0_python
from clients.service import AUDIENCE, MACHINE, PLAN, PROFILE_AUDIENCE, RefusedError, Service
from clients.tokens import verified, without_times


@pytest.fixture(scope="module")
def token(service: Service) -> str:
    return auth0_python(service, MACHINE, AUDIENCE)


@pytest.fixture(scope="module")
def profile_token(service: Service) -> str:
    """In the layout of RFC 9068."""
    return auth0_python(service, MACHINE, PROFILE_AUDIENCE)


def tampered(token: str) -> str:
    """The token with other claims under the same signature."""
    header, payload, signature = token.split(".")
    claims = jwt.decode(token, options={"verify_signature": False}) | {"sub": "somebody@clients"}
    other = jwt.encode(claims, "x" * 32).split(".")[1]
    assert other != payload
    return f"{header}.{other}.{signature}"


def test_pyjwt_finds_the_key_in_the_key_set(service: Service, token: str) -> None:
    assert verified(service, token)[PLAN] == "full"
    with pytest.raises(jwt.InvalidSignatureError):
        verified(service, tampered(token))
    with pytest.raises(jwt.InvalidAudienceError):
        verified(service, token, audience=PROFILE_AUDIENCE)


def test_jose_finds_the_key_in_the_key_set(service: Service, token: str) -> None:
    claims = javascript.run("jose.mjs", service, token=token, audience=AUDIENCE, typ="JWT")
    assert claims == verified(service, token)
    with pytest.raises(RefusedError) as refused:
        javascript.run("jose.mjs", service, token=tampered(token), audience=AUDIENCE)
    assert refused.value.error == "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"


def test_jose_recognises_an_access_token_of_rfc_9068(service: Service, profile_token: str) -> None:
    claims = javascript.run("jose.mjs", service, token=profile_token, audience=PROFILE_AUDIENCE, typ="at+jwt")
    assert claims.pop("jti")
    assert without_times(claims, 86400) == {
        PLAN: "full",
        "iss": service.issuer,
        "sub": "machine@clients",
        "aud": PROFILE_AUDIENCE,
        "client_id": "machine",
        "scope": "read:data extra",
    }


def test_an_api_on_express_lets_in_who_has_a_token(service: Service, token: str) -> None:
    answers = javascript.run(
        "express-oauth2-jwt-bearer.mjs",
        service,
        audience=AUDIENCE,
        strict=False,
        tokens=[token, tampered(token), None, token],
    )
    assert [answer["status"] for answer in answers] == [200, 401, 401, 200]
    assert answers[0]["body"] == verified(service, token)
    assert answers[1]["body"] == {"code": "invalid_token"}


def test_a_strict_api_on_express_lets_in_access_tokens_of_rfc_9068_only(
    service: Service, token: str, profile_token: str
) -> None:
    answers = javascript.run(
        "express-oauth2-jwt-bearer.mjs",
        service,
        audience=[AUDIENCE, PROFILE_AUDIENCE],
        strict=True,
        tokens=[profile_token, token],
    )
    assert [answer["status"] for answer in answers] == [200, 401]
    assert answers[0]["body"]["client_id"] == "machine"
