"""Signs tokens: from a payload to a compact JWS (RFC 7515), and from a tenant's keys to its JWK set.

Owns loaded keys, which of them signs, and how each is published. It must not know
what the claims mean, nor when keys are rotated: their states come with them.

Most of what a token costs here is the signature, so everything else is done once a key:
parsing it, and the encoded header. RSA takes ten times as long as the others, so it goes
to another process. The others would be slower there, and so would RSA while no other
request waits.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from base64 import b64encode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

import orjson
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from warmhook.gateway.model import KeyState, SigningAlg, SigningKey, TenantSnapshot
from warmhook.gateway.signing.process import SigningProcess
from warmhook.gateway.signing.rs256 import rs256

_PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

_P256_BYTES: Final = 32


class KeyUnusableError(Exception):
    """A stored key is not what it says it is, or a tenant has none for an algorithm."""


@dataclass(frozen=True, slots=True)
class LoadedKey:
    """A signing key, ready for use."""

    stored: SigningKey
    private: _PrivateKey
    # As in the tenant's JWK set.
    jwk: Mapping[str, Any]
    # Encoded JWS headers with the dot that follows, by `typ`.
    headers: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class TenantKeys:
    """A tenant's keys, as tokens and the JWK set need them."""

    stored: tuple[SigningKey, ...]
    loaded: tuple[LoadedKey, ...]
    current: Mapping[SigningAlg, LoadedKey]

    def jwk_set(self) -> dict[str, Any]:
        return {"keys": [key.jwk for key in self.loaded]}


class Signer:
    """Signs for every tenant. Close it when done."""

    def __init__(self) -> None:
        self._process = SigningProcess()
        # By tenant name; replaced where a snapshot brings other keys.
        self._tenants: dict[str, TenantKeys] = {}
        # While one request loads a tenant's keys, the others of that tenant wait for it.
        self._loading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def sign(
        self,
        tenant: TenantSnapshot,
        alg: SigningAlg,
        typ: str,
        payload: Mapping[str, Any],
        *,
        alone: bool = False,
    ) -> str:
        """A compact JWS. `alone`: the event loop has nobody else to serve while it signs."""
        keys = await self.keys(tenant)
        key = keys.current.get(alg)
        if key is None:
            raise KeyUnusableError(f"tenant {tenant.tenant.name} has no current key for {alg}")
        signing_input = key.headers[typ] + _base64url(orjson.dumps(payload))
        signature = None
        if isinstance(key.private, rsa.RSAPrivateKey) and not alone:
            signature = await self._process.sign(key.stored.private_key, signing_input)
        if signature is None:
            signature = _sign(key.private, signing_input)
        return (signing_input + b"." + _base64url(signature)).decode()

    async def keys(self, tenant: TenantSnapshot) -> TenantKeys:
        """The tenant's keys, loaded at their first use."""
        name = tenant.tenant.name
        known = self._tenants.get(name)
        if _are_current(known, tenant):
            return known
        async with self._loading[name]:
            known = self._tenants.get(name)
            if not _are_current(known, tenant):
                known = self._tenants[name] = await asyncio.to_thread(_load_tenant, tenant, known)
            return known

    async def close(self) -> None:
        await self._process.close()


def _are_current(known: TenantKeys | None, tenant: TenantSnapshot) -> TypeGuard[TenantKeys]:
    return known is not None and (known.stored is tenant.keys or known.stored == tenant.keys)


def _load_tenant(tenant: TenantSnapshot, known: TenantKeys | None) -> TenantKeys:
    kept = {key.stored: key for key in known.loaded} if known else {}
    loaded = tuple(kept.get(key) or load_key(key, tenant.tenant.issuer) for key in tenant.keys)
    current = {key.stored.alg: key for key in loaded if key.stored.state is KeyState.CURRENT}
    return TenantKeys(stored=tenant.keys, loaded=loaded, current=current)


def load_key(stored: SigningKey, issuer: str) -> LoadedKey:
    """Parse and check a key, and derive all that is the same for every token it signs."""
    private = serialization.load_pem_private_key(stored.private_key, password=None)
    if stored.alg is SigningAlg.RS256 and isinstance(private, rsa.RSAPrivateKey):
        jwk = _rsa_jwk(private, issuer)
    elif (
        stored.alg is SigningAlg.ES256
        and isinstance(private, ec.EllipticCurvePrivateKey)
        and isinstance(private.curve, ec.SECP256R1)
    ):
        jwk = _ec_jwk(private.public_key())
    elif stored.alg is SigningAlg.EDDSA and isinstance(private, ed25519.Ed25519PrivateKey):
        jwk = {"kty": "OKP", "crv": "Ed25519", "x": _text(private.public_key().public_bytes_raw())}
    else:
        raise KeyUnusableError(f"key {stored.kid} is not a key for {stored.alg}")
    return LoadedKey(
        stored=stored,
        private=private,
        jwk={"alg": stored.alg.value, "use": "sig", "kid": stored.kid, **jwk},
        headers={
            typ: _base64url(orjson.dumps({"typ": typ, "alg": stored.alg.value, "kid": stored.kid})) + b"."
            for typ in ("JWT", "at+jwt")
        },
    )


def _sign(key: _PrivateKey, data: bytes) -> bytes:
    """RFC 7518 sections 3.3 and 3.4, RFC 8037 section 3.1."""
    if isinstance(key, rsa.RSAPrivateKey):
        return rs256(key, data)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(_P256_BYTES) + s.to_bytes(_P256_BYTES)
    return key.sign(data)


def _rsa_jwk(private: rsa.RSAPrivateKey, issuer: str) -> dict[str, Any]:
    numbers = private.public_key().public_numbers()
    certificate = _certificate(private, issuer)
    return {
        "kty": "RSA",
        "n": _text(_unsigned(numbers.n)),
        "e": _text(_unsigned(numbers.e)),
        "x5t": _text(certificate.fingerprint(hashes.SHA1())),  # noqa: S303 - RFC 7517 section 4.8 says SHA-1
        "x5c": [b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()],
    }


def _ec_jwk(public: ec.EllipticCurvePublicKey) -> dict[str, Any]:
    numbers = public.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _text(numbers.x.to_bytes(_P256_BYTES)),
        "y": _text(numbers.y.to_bytes(_P256_BYTES)),
    }


def _certificate(private: rsa.RSAPrivateKey, issuer: str) -> x509.Certificate:
    """The envelope that Auth0 publishes RSA keys in. It proves nothing.

    All of it follows from the key and the issuer, the signature included, so every
    gateway of a tenant publishes the same one, and nobody has to store it.
    """
    public = private.public_key()
    spki = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    host = issuer.removeprefix("https://").removeprefix("http://").strip("/")
    # X.509 bounds a common name to 64 characters.
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host[:64] or "issuer")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(int.from_bytes(hashlib.sha256(spki).digest()[:16]) | 1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        # RFC 5280 section 4.1.2.5: no well-defined end.
        .not_valid_after(dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC))
        .sign(private, hashes.SHA256())
    )


def _unsigned(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8)


def _base64url(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def _text(data: bytes) -> str:
    return _base64url(data).decode()
