"""The key that an executor and its gateways share, and how the one proves to the other that it has it.

Owns the file's form and the proof. It must not know what is sent afterwards.

A gateway puts a nonce into the metadata of the stream that it is about to use. The executor puts its proof into
the metadata that it answers with, before the gateway sends anything. So the proof belongs to this very
connection: whoever takes the executor's address afterwards has to prove itself again.
"""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path
from typing import Final

NONCE: Final = "warmhook-nonce"
PROOF: Final = "warmhook-proof"

# As many as 128 random bits need in hexadecimal.
KEY_MIN_CHARACTERS: Final = 32
_NONCE_BYTES: Final = 32
_PURPOSE: Final = b"warmhook executor\0"


class ExecutorKeyError(Exception):
    """The key cannot be used; the message is a sentence for the operator, without the key in it."""


def read_key(file: str | Path) -> bytes:
    """The key in the file: one line of printable ASCII, such as `openssl rand -hex 32` prints.

    Raises `ExecutorKeyError`.
    """
    try:
        key = Path(file).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise ExecutorKeyError(f"the executor's key file {file} cannot be read: {error}") from None
    if len(key) < KEY_MIN_CHARACTERS or not key.isprintable():
        raise ExecutorKeyError(
            f"the executor's key file {file} must have one line of at least {KEY_MIN_CHARACTERS} characters"
        )
    return key.encode()


def new_nonce() -> str:
    """What no proof has been made for."""
    return secrets.token_hex(_NONCE_BYTES)


def proof_of(key: bytes, nonce: str) -> str:
    """What only a holder of the key can say to the nonce."""
    return hmac.digest(key, _PURPOSE + nonce.encode("utf-8", "surrogatepass"), "sha256").hex()


def is_proof(said: str | bytes | None, key: bytes, nonce: str) -> bool:
    """Is it the proof?"""
    expected = proof_of(key, nonce).encode()
    encoded = said.encode("utf-8", "surrogatepass") if isinstance(said, str) else said or b""
    return hmac.compare_digest(encoded, expected)
