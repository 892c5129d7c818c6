"""Hashing of client secrets.

Owns the hash and how a hash is spelled. It must not know clients, the store or HTTP.

A client secret is long and random, so a keyed SHA-256 cannot be searched and costs
microseconds. The hash is made under the ring's first key. A new hash can be made only when a
client presents the secret, so a key is needed for as long as a hash under it is stored.
"""

from __future__ import annotations

import hmac
from typing import Final

from warmhook.gateway.vault.ring import ID_BYTES, KeyRing, RingKey

# Of a secret that is brought from elsewhere. A fast hash protects only what cannot be guessed.
SECRET_MIN_CHARACTERS: Final = 32
SECRET_MAX_CHARACTERS: Final = 512

_SCHEME: Final = "hmac-sha256$"

# How much of a hash says which key it was made under: the scheme and the key's id.
PREFIX_LENGTH: Final = len(_SCHEME) + 2 * ID_BYTES


def hash_client_secret(secret: str, ring: KeyRing) -> str:
    """What is stored of a secret: `hmac-sha256$<key id>$<hex>`."""
    return _hash(secret, ring.keys[0])


def every_hash(secret: str, ring: KeyRing) -> tuple[bytes, ...]:
    """Every hash that may be stored of a secret, one for each key. The work depends on the ring alone."""
    return tuple(_hash(secret, key).encode() for key in ring.keys)


def key_name(hashed: str) -> str:
    """The id of the key that a hash was made under."""
    return hashed[len(_SCHEME) : PREFIX_LENGTH]


def _hash(secret: str, key: RingKey) -> str:
    # A lone surrogate has no UTF-8 form. It must count as a wrong secret, not as an error.
    digest = hmac.digest(key.hashing, secret.encode("utf-8", "surrogatepass"), "sha256")
    return f"{_SCHEME}{key.name}${digest.hex()}"
