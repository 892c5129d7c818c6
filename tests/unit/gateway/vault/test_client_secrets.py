"""Client secrets are recognised by keyed hashes, under every key of the ring."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from samples.tenants import RING

from warmhook.gateway.vault.client_secrets import PREFIX_LENGTH, every_hash, hash_client_secret, key_name
from warmhook.gateway.vault.ring import KeyRing, new_key, parse_ring

OTHER = parse_ring(new_key())
BOTH = KeyRing((*OTHER.keys, *RING.keys))


def test_a_hash_names_scheme_and_key_and_is_the_keyed_sha_256() -> None:
    # RFC 5869 section 2.3, by hand: the ring's key is 32 times "k".
    subkey = hmac.digest(b"k" * 32, b"warmhook client secrets\x01", hashlib.sha256)
    key_id = hmac.digest(b"k" * 32, b"warmhook key id\x01", hashlib.sha256)[:4].hex()
    expected = hmac.new(subkey, b"secret", hashlib.sha256).hexdigest()
    assert hash_client_secret("secret", RING) == f"hmac-sha256${key_id}${expected}"


def test_a_hash_says_which_key_it_needs() -> None:
    hashed = hash_client_secret("secret", RING)
    assert key_name(hashed) == RING.keys[0].name
    assert hashed[:PREFIX_LENGTH].endswith(RING.keys[0].name)


def test_hashes_are_made_under_the_first_key_and_found_under_every_one() -> None:
    assert hash_client_secret("secret", BOTH) == hash_client_secret("secret", OTHER)
    hashes = {hash_client_secret("secret", ring).encode() for ring in (RING, OTHER)}
    assert set(every_hash("secret", BOTH)) == hashes


@pytest.mark.parametrize(
    ("presented", "ring"),
    {
        "another secret": ("Secret", RING),
        "an empty secret": ("", RING),
        "a secret that is no UTF-8": ("\ud800", RING),
        "a ring without the key": ("secret", OTHER),
    }.values(),
    ids=["another secret", "an empty secret", "a secret that is no UTF-8", "a ring without the key"],
)
def test_nothing_else_has_the_hash(presented: str, ring: KeyRing) -> None:
    assert hash_client_secret("secret", RING).encode() not in every_hash(presented, ring)
