"""Signing keys have the strength their algorithm asks for, and ids that anybody can recompute."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from warmhook.gateway.model import KeyState, SigningAlg
from warmhook.gateway.signing.making import new_signing_key, thumbprint


def test_the_thumbprint_of_rfc_7638_section_3_1() -> None:
    n = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
        "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdA"
        "ZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"
        "kEgU8awapJzKnqDKgw"
    )
    modulus = int.from_bytes(urlsafe_b64decode(n + "=="), "big")
    key = rsa.RSAPublicNumbers(65537, modulus).public_key()
    assert thumbprint(key) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_the_thumbprint_of_rfc_8037_appendix_a_3() -> None:
    raw = urlsafe_b64decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    key = ed25519.Ed25519PublicKey.from_public_bytes(raw)
    assert thumbprint(key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_the_thumbprint_of_a_coordinate_that_begins_with_a_zero_keeps_it() -> None:
    # A scalar whose public point has an x that begins with a zero byte.
    key = next(
        key.public_key()
        for key in (ec.derive_private_key(scalar, ec.SECP256R1()) for scalar in range(1, 10_000))
        if key.public_key().public_numbers().x < 1 << 248
    )
    jwk = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key))
    members = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    digest = hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest()
    assert thumbprint(key) == urlsafe_b64encode(digest).rstrip(b"=").decode()


@pytest.mark.parametrize("alg", SigningAlg)
def test_a_new_key_is_current_named_by_its_thumbprint_and_signs(alg: SigningAlg) -> None:
    made = new_signing_key(alg)
    private = load_pem_private_key(made.private_key, None)
    assert isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey)
    assert made.state is KeyState.CURRENT
    assert made.kid == thumbprint(private.public_key())
    token = jwt.encode({"sub": "x"}, private, algorithm=alg.value)
    assert jwt.decode(token, private.public_key(), algorithms=[alg.value]) == {"sub": "x"}


def test_rsa_keys_have_2048_bits() -> None:
    private = load_pem_private_key(new_signing_key(SigningAlg.RS256).private_key, None)
    assert isinstance(private, rsa.RSAPrivateKey)
    assert private.key_size == 2048


def test_a_key_does_not_show_itself() -> None:
    assert "PRIVATE" not in repr(new_signing_key(SigningAlg.ES256))
