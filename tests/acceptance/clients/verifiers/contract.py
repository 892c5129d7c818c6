"""What every verifier must do with our tokens, as a suite.

A test file subclasses `VerifierContract` and says in the fixture `verifier`, of module scope, which verifier
it is about.
"""

from __future__ import annotations

import time

import jwt
import pytest

from clients.machines import auth0_python_without_tls
from clients.service import AUDIENCE, MACHINE, OTHER_AUDIENCE, RefusedError, Service
from clients.verifiers.api import Verify
from clients.verifiers.rotation import rotate

# A gateway looks for a new state of the database every second.
_SECONDS = 30
_POLL_SECONDS = 0.1


def token_for(service: Service, audience: str = AUDIENCE) -> str:
    return auth0_python_without_tls(service, MACHINE, audience)


def kid(token: str) -> str:
    name: str = jwt.get_unverified_header(token)["kid"]
    return name


def altered(token: str) -> str:
    """The token with other claims under the same signature."""
    header, payload, signature = token.split(".")
    claims = jwt.decode(token, options={"verify_signature": False}) | {"sub": "somebody@clients"}
    other = jwt.encode(claims, "x" * 32).split(".")[1]
    assert other != payload
    return f"{header}.{other}.{signature}"


class VerifierContract:
    def test_a_token_is_accepted_and_its_claims_are_known(self, service: Service, verify: Verify) -> None:
        claims = verify(token_for(service))
        assert (claims["sub"], claims["scope"]) == ("machine@clients", "read:data extra")

    def test_a_token_with_other_claims_under_its_signature_is_refused(
        self, service: Service, verify: Verify
    ) -> None:
        with pytest.raises(RefusedError):
            verify(altered(token_for(service)))

    def test_a_token_for_another_api_is_refused(self, service: Service, verify: Verify) -> None:
        with pytest.raises(RefusedError):
            verify(token_for(service, OTHER_AUDIENCE))

    def test_tokens_are_accepted_from_before_a_rotation_of_keys_and_after(
        self, service: Service, verify: Verify
    ) -> None:
        before = token_for(service)
        verify(before)
        rotate(service)
        deadline = time.monotonic() + _SECONDS
        while kid(after := token_for(service)) == kid(before):
            assert time.monotonic() < deadline, "the gateway did not notice the rotation"
            time.sleep(_POLL_SECONDS)
        verify(after)
        verify(before)
