"""Making of signing keys.

Owns key sizes, curves and how a key gets its id. It must not know tokens, rotation or
the store.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from warmhook.gateway.model import KeyState, SigningAlg, SigningKey

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def new_signing_key(alg: SigningAlg, state: KeyState = KeyState.CURRENT) -> SigningKey:
    """A fresh key pair. An RSA one takes tens of milliseconds, and does not hold up other threads."""
    key: PrivateKey
    match alg:
        case SigningAlg.RS256:
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        case SigningAlg.ES256:
            key = ec.generate_private_key(ec.SECP256R1())
        case SigningAlg.EDDSA:
            key = ed25519.Ed25519PrivateKey.generate()
    return SigningKey(
        kid=thumbprint(key.public_key()),
        alg=alg,
        state=state,
        private_key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        since=time.time(),
    )


def thumbprint(key: PublicKey) -> str:
    """RFC 7638: SHA-256 of the key's required JWK members, in order and without spaces."""
    text = json.dumps(_required_members(key), sort_keys=True, separators=(",", ":"))
    return _base64url(hashlib.sha256(text.encode()).digest())


def _required_members(key: PublicKey) -> dict[str, str]:
    """RFC 7638 section 3.2; RFC 8037 section 2 for Ed25519."""
    match key:
        case rsa.RSAPublicKey():
            numbers = key.public_numbers()
            return {"kty": "RSA", "n": _integer(numbers.n), "e": _integer(numbers.e)}
        case ec.EllipticCurvePublicKey():
            point = key.public_numbers()
            # RFC 7518 section 6.2.1.2: coordinates have the full length of the curve.
            return {
                "kty": "EC",
                "crv": "P-256",
                "x": _base64url(point.x.to_bytes(32, "big")),
                "y": _base64url(point.y.to_bytes(32, "big")),
            }
        case ed25519.Ed25519PublicKey():
            raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
            return {"kty": "OKP", "crv": "Ed25519", "x": _base64url(raw)}


def _integer(value: int) -> str:
    return _base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
