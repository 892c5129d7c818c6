"""Signatures and key sets, checked by a library that is not ours."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from samples.tenants import ISSUER, Acme, key

from warmhook.gateway.model import KeyState, SigningAlg
from warmhook.gateway.signing.signer import KeyUnusableError, Signer, load_key

EVERY_ALG = Acme(keys=tuple(key(alg) for alg in SigningAlg))


@pytest.fixture
async def signer() -> AsyncIterator[Signer]:
    signer = Signer()
    yield signer
    await signer.close()


@pytest.mark.parametrize("alg", SigningAlg)
async def test_a_signature_is_good_by_the_published_key(signer: Signer, alg: SigningAlg) -> None:
    tenant = EVERY_ALG.snapshot()
    token = await signer.sign(tenant, alg, "JWT", {"sub": "ü", "n": 1})
    published = (await signer.keys(tenant)).jwk_set()
    header = jwt.get_unverified_header(token)
    assert header == {"typ": "JWT", "alg": alg, "kid": f"{alg}-0"}
    by_pyjwt = jwt.decode(token, jwt.PyJWKSet.from_dict(published)[header["kid"]], algorithms=[alg])
    assert by_pyjwt == {"sub": "ü", "n": 1}


@pytest.mark.parametrize("alg", SigningAlg)
async def test_a_changed_token_is_no_longer_good(signer: Signer, alg: SigningAlg) -> None:
    tenant = EVERY_ALG.snapshot()
    head, payload, signature = (await signer.sign(tenant, alg, "JWT", {"a": 1})).split(".")
    changed = payload[:-1] + ("A" if payload[-1] != "A" else "B")
    published = jwt.PyJWKSet.from_dict((await signer.keys(tenant)).jwk_set())
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(f"{head}.{changed}.{signature}", published[f"{alg}-0"], algorithms=[alg])


async def test_only_the_current_key_signs_and_all_are_published(signer: Signer) -> None:
    states = (KeyState.PREVIOUS, KeyState.CURRENT, KeyState.NEXT)
    tenant = Acme(
        keys=tuple(key(SigningAlg.ES256, state, number) for number, state in enumerate(states))
    ).snapshot()
    token = await signer.sign(tenant, SigningAlg.ES256, "JWT", {})
    assert jwt.get_unverified_header(token)["kid"] == "ES256-1"
    published = (await signer.keys(tenant)).jwk_set()["keys"]
    assert [entry["kid"] for entry in published] == ["ES256-0", "ES256-1", "ES256-2"]


async def test_keys_that_change_are_noticed(signer: Signer) -> None:
    before, after = key(SigningAlg.ES256, which=0), key(SigningAlg.ES256, which=1)
    for each in (before, after):
        token = await signer.sign(Acme(keys=(each,)).snapshot(), SigningAlg.ES256, "JWT", {})
        assert jwt.get_unverified_header(token)["kid"] == each.kid


async def test_keys_that_stay_are_not_loaded_again(signer: Signer) -> None:
    first = await signer.keys(Acme().snapshot())
    assert await signer.keys(Acme().snapshot()) is first
    other = key(SigningAlg.ES256)
    second = await signer.keys(Acme(keys=(key(), other)).snapshot())
    assert second.loaded[0] is first.loaded[0]


async def test_requests_of_one_moment_load_keys_once(signer: Signer) -> None:
    tenant = EVERY_ALG.snapshot()
    first, *others = await asyncio.gather(*(signer.keys(tenant) for _ in range(20)))
    assert all(keys is first for keys in others)


async def test_a_tenant_without_a_key_for_the_algorithm_is_told_to_the_operator(signer: Signer) -> None:
    with pytest.raises(KeyUnusableError, match="tenant acme has no current key for EdDSA"):
        await signer.sign(Acme().snapshot(), SigningAlg.EDDSA, "JWT", {})


def test_a_key_of_another_kind_is_refused() -> None:
    with pytest.raises(KeyUnusableError, match="key k is not a key for ES256"):
        load_key(replace(key(SigningAlg.EDDSA), kid="k", alg=SigningAlg.ES256), ISSUER)


def rsa_entry(issuer: str = ISSUER) -> dict[str, Any]:
    return dict(load_key(key(), issuer).jwk)


def certificate(entry: dict[str, Any]) -> x509.Certificate:
    (encoded,) = entry["x5c"]
    return x509.load_der_x509_certificate(base64.b64decode(encoded))


def test_an_rsa_key_is_published_as_auth0_does() -> None:
    entry = rsa_entry()
    assert set(entry) == {"alg", "kty", "use", "n", "e", "kid", "x5t", "x5c"}
    assert (entry["alg"], entry["kty"], entry["use"], entry["e"]) == ("RS256", "RSA", "sig", "AQAB")


def test_the_certificate_holds_the_key_and_its_thumbprint_is_published() -> None:
    entry = rsa_entry()
    found = certificate(entry)
    numbers = jwt.PyJWK(entry).key.public_numbers()
    assert found.public_key().public_numbers() == numbers  # type: ignore[union-attr]
    found.verify_directly_issued_by(found)
    assert found.subject.rfc4514_string() == "CN=acme.example"
    thumbprint = base64.urlsafe_b64encode(found.fingerprint(hashes.SHA1()))
    assert entry["x5t"] == thumbprint.rstrip(b"=").decode()


def test_every_gateway_publishes_the_same_certificate() -> None:
    assert rsa_entry() == rsa_entry()


def test_a_long_issuer_still_has_a_certificate() -> None:
    assert certificate(rsa_entry("https://" + "x" * 100 + "/")).subject.rfc4514_string() == "CN=" + "x" * 64


async def test_tokens_of_one_moment_get_each_its_own_signature(signer: Signer) -> None:
    tenant = EVERY_ALG.snapshot()
    key = jwt.PyJWKSet.from_dict((await signer.keys(tenant)).jwk_set())["RS256-0"]
    tokens = await asyncio.gather(
        *(signer.sign(tenant, SigningAlg.RS256, "JWT", {"n": number}) for number in range(100))
    )
    read = [jwt.decode(token, key, algorithms=["RS256"]) for token in tokens]
    assert read == [{"n": number} for number in range(100)]


async def test_a_token_that_is_alone_is_signed_as_any_other(signer: Signer) -> None:
    tenant = EVERY_ALG.snapshot()
    among_others = await signer.sign(tenant, SigningAlg.RS256, "JWT", {"n": 1})
    assert await signer.sign(tenant, SigningAlg.RS256, "JWT", {"n": 1}, alone=True) == among_others
