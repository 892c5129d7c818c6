"""Verifiers that people use accept our tokens, and only those."""

from __future__ import annotations

import jwt
import pytest

from clients import javascript
from clients.service import AUDIENCE, PLAN, PROFILE_AUDIENCE, RefusedError, Service
from clients.tokens import verified, without_times
from clients.verifiers.contract import VerifierContract, altered, token_for
from clients.verifiers.libraries import VERIFIERS, Verifier


@pytest.fixture(scope="module", params=VERIFIERS.values(), ids=VERIFIERS.keys())
def verifier(request: pytest.FixtureRequest) -> Verifier:
    chosen: Verifier = request.param
    return chosen


class TestVerifiers(VerifierContract):
    """Each of them."""


@pytest.fixture(scope="module")
def token(service: Service) -> str:
    return token_for(service)


@pytest.fixture(scope="module")
def profile_token(service: Service) -> str:
    """In the layout of RFC 9068."""
    return token_for(service, PROFILE_AUDIENCE)


def test_pyjwt_finds_the_key_in_the_key_set(service: Service, token: str) -> None:
    assert verified(service, token)[PLAN] == "full"
    with pytest.raises(jwt.InvalidSignatureError):
        verified(service, altered(token))
    with pytest.raises(jwt.InvalidAudienceError):
        verified(service, token, audience=PROFILE_AUDIENCE)


def test_jose_finds_the_key_in_the_key_set(service: Service, token: str) -> None:
    claims = javascript.run("jose.mjs", service, token=token, audience=AUDIENCE, typ="JWT")
    assert claims == verified(service, token)
    with pytest.raises(RefusedError) as refused:
        javascript.run("jose.mjs", service, token=altered(token), audience=AUDIENCE)
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
        tokens=[token, altered(token), None, token],
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
