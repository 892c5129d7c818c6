"""The key ring: what secrets at rest are sealed with, and client secrets hashed.

Owns the text that a ring is written in, the subkeys of each key, and the form of a
sealed value. It must not know where the text lies (`ring_file`) nor what is sealed.

The first key seals; every key opens. No key is used as it is: sealing, hashing and the
key's id each have a subkey of their own, so that none says anything of another.

A sealed value is a version byte, the key's id, a random 96-bit nonce, and AES-256-GCM's
ciphertext and tag. What stands before the ciphertext is authenticated with it, and so is
the context, the place where the value lies. NIST SP 800-38D section 8.3 allows a key
2**32 values with random nonces; a store has some thousands.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_BYTES: Final = 32
ID_BYTES: Final = 4

_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12
_HEADER_BYTES: Final = len(_VERSION) + ID_BYTES


class KeyRingError(Exception):
    """The key ring cannot be used; the message is a sentence for the operator, without a key in it."""


class UnsealError(Exception):
    """A sealed value cannot be opened: its key is missing, or it is not what was sealed there."""


@dataclass(frozen=True, slots=True)
class RingKey:
    """One key of a ring, as the subkeys derived from it. Two keys are equal when their ids are."""

    # Names the key in sealed values, hashes and reports. It reveals nothing of the key.
    id: bytes
    # For HMAC-SHA-256 over client secrets.
    hashing: bytes = field(repr=False, compare=False)
    sealing: AESGCM = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """The id as people and hashes write it."""
        return self.id.hex()


def ring_key(key: bytes) -> RingKey:
    """The subkeys of 32 random bytes (RFC 5869; the key is as good as an extracted one)."""
    assert len(key) == KEY_BYTES, "a key has 256 bits"
    return RingKey(
        id=_subkey(key, b"warmhook key id", ID_BYTES),
        hashing=_subkey(key, b"warmhook client secrets", KEY_BYTES),
        sealing=AESGCM(_subkey(key, b"warmhook sealed values", KEY_BYTES)),
    )


class KeyRing:
    """A `Sealer`. Its keys may be replaced while it is in use, all at once."""

    def __init__(self, keys: Sequence[RingKey]) -> None:
        assert keys, "a ring has a key"
        self._keys = tuple(keys)

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(key.name for key in self._keys)})"

    @property
    def keys(self) -> tuple[RingKey, ...]:
        """The newest first."""
        return self._keys

    def replace(self, other: KeyRing) -> None:
        """Go on with the keys of another ring."""
        self._keys = other.keys

    def seal(self, value: bytes, context: bytes) -> bytes:
        first = self._keys[0]
        header = _VERSION + first.id
        nonce = os.urandom(_NONCE_BYTES)
        return header + nonce + first.sealing.encrypt(nonce, value, header + context)

    def unseal(self, sealed: bytes, context: bytes) -> bytes:
        header, nonce = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES : _HEADER_BYTES + _NONCE_BYTES]
        if len(nonce) < _NONCE_BYTES or header[:1] != _VERSION:
            raise UnsealError("a sealed value has a form that this program does not know")
        key_id = header[1:]
        key = next((key for key in self._keys if key.id == key_id), None)
        if key is None:
            raise UnsealError(
                f"a value is sealed under the key {key_id.hex()}, which the key ring does not have "
                f"(it has {', '.join(key.name for key in self._keys)}); put that key back"
            )
        try:
            return key.sealing.decrypt(nonce, sealed[len(header + nonce) :], header + context)
        except InvalidTag:
            raise UnsealError(
                f"a value sealed under the key {key.name} was changed, or moved from another place"
            ) from None


def sealed_prefix(key: RingKey) -> bytes:
    """What each value begins with that is sealed under the key, and no other does."""
    return _VERSION + key.id


def parse_ring(text: str) -> KeyRing:
    """Read a ring: keys in base64, the newest first, one a line. `#` begins a comment.

    Raises `KeyRingError`.
    """
    keys: dict[bytes, RingKey] = {}
    for where, written in _words(text):
        key = ring_key(_decoded(written, where))
        if key.id in keys:
            raise KeyRingError(f"{where}: the key {key.name} is there twice")
        keys[key.id] = key
    if not keys:
        raise KeyRingError("there is no key in it; make one with: openssl rand -base64 32")
    return KeyRing(tuple(keys.values()))


def new_key() -> str:
    """A random key, as a ring's text has it."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")


def with_key(text: str, key: str) -> str:
    """The ring's text with the key before all others. Comments stay where they were."""
    parse_ring(key)
    return f"{key}\n{text}"


def without_key(text: str, name: str) -> str:
    """The ring's text without the key of that id. Raises `KeyRingError` if it is not in it."""
    ring = parse_ring(text)
    if all(key.name != name for key in ring.keys):
        raise KeyRingError(f"the ring has no key {name}; it has {', '.join(key.name for key in ring.keys)}")
    kept: list[str] = []
    for line in text.splitlines():
        written, hash_sign, comment = line.partition("#")
        words = [word for word in written.split() if ring_key(_decoded(word, "")).name != name]
        if words != written.split():
            # The line goes, unless it says more than this key.
            line = " ".join([*words, hash_sign + comment] if comment else words)  # noqa: PLW2901
            if not line:
                continue
        kept.append(line)
    remaining = "\n".join(kept) + "\n"
    parse_ring(remaining)
    return remaining


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Each key as it is written, with where. Several on a line are the environment's way."""
    for number, line in enumerate(text.splitlines(), 1):
        for word in line.partition("#")[0].split():
            yield f"line {number}", word


def _decoded(written: str, where: str) -> bytes:
    try:
        key = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        # The message must not quote the text: it may be a key with a letter missing.
        raise KeyRingError(f"{where}: expected {KEY_BYTES} bytes in base64, as openssl rand -base64 32 gives")
    return key


def _subkey(key: bytes, purpose: bytes, length: int) -> bytes:
    return HKDFExpand(SHA256(), length, purpose).derive(key)
