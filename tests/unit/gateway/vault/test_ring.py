"""A sealed value opens where it was sealed, under a key of the ring, and tells nothing otherwise."""

from __future__ import annotations

import base64
import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.tenants import RING, RING_TEXT

from warmhook.gateway.vault.ring import (
    KeyRing,
    KeyRingError,
    UnsealError,
    new_key,
    parse_ring,
    sealed_prefix,
    with_key,
    without_key,
)

CONTEXT = b"acme/hook_secrets/01A/KEY/value"
SECRET = b"the value of a secret"
SEALED = RING.seal(SECRET, CONTEXT)
A, B, C = (base64.b64encode(bytes([n]) * 32).decode() for n in range(3))


def names(text: str) -> list[str]:
    return [key.name for key in parse_ring(text).keys]


@given(value=st.binary(max_size=300), context=st.binary(max_size=60))
def test_what_is_sealed_opens(value: bytes, context: bytes) -> None:
    assert RING.unseal(RING.seal(value, context), context) == value


def test_a_sealed_value_says_its_version_and_key_and_nothing_of_the_secret() -> None:
    assert SEALED.startswith(b"\x01" + RING.keys[0].id)
    assert SEALED.startswith(sealed_prefix(RING.keys[0]))
    # Version, key id, nonce, ciphertext, tag.
    assert len(SEALED) == 1 + 4 + 12 + len(SECRET) + 16
    assert SECRET not in SEALED


def test_the_same_secret_is_never_sealed_twice_alike() -> None:
    assert len({RING.seal(SECRET, CONTEXT) for _ in range(100)}) == 100


TAMPERED: dict[str, bytes] = {
    "nothing at all": b"",
    "the version alone": SEALED[:1],
    "cut inside the nonce": SEALED[:16],
    "cut before the ciphertext": SEALED[:17],
    "cut inside the tag": SEALED[:-1],
    "longer by a byte": SEALED + b"\0",
    "another version": b"\x02" + SEALED[1:],
    "plaintext": b"\x01" + SECRET,
}


@pytest.mark.parametrize("sealed", TAMPERED.values(), ids=TAMPERED.keys())
def test_what_is_not_a_sealed_value_does_not_open(sealed: bytes) -> None:
    with pytest.raises(UnsealError):
        RING.unseal(sealed, CONTEXT)


@pytest.mark.parametrize("place", range(len(SEALED)))
def test_no_bit_can_be_changed(place: int) -> None:
    changed = bytearray(SEALED)
    changed[place] ^= 1
    with pytest.raises(UnsealError):
        RING.unseal(bytes(changed), CONTEXT)


@pytest.mark.parametrize("context", [b"", CONTEXT + b"\0", CONTEXT[:-1], CONTEXT.replace(b"acme", b"evil")])
def test_a_value_cannot_be_moved_to_another_place(context: bytes) -> None:
    with pytest.raises(UnsealError, match="moved from another place"):
        RING.unseal(SEALED, context)


def test_a_key_under_the_id_of_another_opens_nothing() -> None:
    key_id = RING.keys[0].id
    (other,) = parse_ring(A).keys
    impostor = KeyRing([type(other)(id=key_id, hashing=other.hashing, sealing=other.sealing)])
    with pytest.raises(UnsealError, match="was changed"):
        impostor.unseal(SEALED, CONTEXT)


def test_the_first_key_seals_and_every_key_opens() -> None:
    old, both, new = parse_ring(A), parse_ring(f"{B}\n{A}"), parse_ring(B)
    by_old, by_both = old.seal(SECRET, CONTEXT), both.seal(SECRET, CONTEXT)
    assert both.unseal(by_old, CONTEXT) == SECRET
    assert new.unseal(by_both, CONTEXT) == SECRET
    with pytest.raises(UnsealError, match=rf"under the key {old.keys[0].name}, which the key ring does not"):
        new.unseal(by_old, CONTEXT)


def test_a_ring_that_is_replaced_goes_on_with_the_other_keys() -> None:
    ring = parse_ring(A)
    sealed = ring.seal(SECRET, CONTEXT)
    ring.replace(parse_ring(f"{B}\n{A}"))
    assert ring.unseal(sealed, CONTEXT) == SECRET
    assert ring.seal(SECRET, CONTEXT).startswith(sealed_prefix(parse_ring(B).keys[0]))


@pytest.mark.parametrize(
    "shown", [repr(RING), str(RING), repr(RING.keys), repr(RING.keys[0])], ids=["ring", "str", "keys", "key"]
)
def test_a_ring_does_not_show_its_keys(shown: str) -> None:
    assert RING.keys[0].name in shown or "RingKey" in shown
    for secret in (b"k" * 32, RING.keys[0].hashing):
        assert base64.b64encode(secret).decode() not in shown
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown


def test_a_ring_cannot_be_pickled_away() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(RING.keys[0])


GOOD: dict[str, tuple[str, list[str]]] = {
    "one key": (A, [A]),
    "newest first": (f"{B}\n{A}\n", [B, A]),
    "comments and empty lines": (f"# ring of 2026\n\n{B} # new\n  {A}\t\n# end", [B, A]),
    "one line, as in an environment": (f"{B} {A}", [B, A]),
    "lines of Windows": (f"{B}\r\n{A}\r\n", [B, A]),
}


@pytest.mark.parametrize(("text", "keys"), GOOD.values(), ids=GOOD.keys())
def test_a_ring_is_read(text: str, keys: list[str]) -> None:
    assert names(text) == [name for key in keys for name in names(key)]


NO_KEY = base64.b64encode(bytes(31)).decode()
BAD: dict[str, tuple[str, str]] = {
    "nothing": ("", "there is no key in it; make one with: openssl rand -base64 32"),
    "comments only": (f"# {A}", "there is no key in it"),
    "a key of another length": (f"{A}\n{NO_KEY}", "line 2: expected 32 bytes in base64"),
    "no base64": ("secret-key", "line 1: expected 32 bytes in base64"),
    "a key without its padding": (A.rstrip("="), "line 1: expected 32 bytes"),
    "not ASCII": ("ключ", "line 1: expected 32 bytes"),
    "the same key twice": (f"{A}\n# again\n{A}", "line 3: the key [0-9a-f]{8} is there twice"),
}


@pytest.mark.parametrize(("text", "problem"), BAD.values(), ids=BAD.keys())
def test_a_text_that_is_no_ring_is_refused_without_a_word_of_it(text: str, problem: str) -> None:
    with pytest.raises(KeyRingError, match=problem) as refused:
        parse_ring(text)
    for word in re.findall(r"\S{8,}", text):
        assert word not in str(refused.value)


def test_a_new_key_comes_first_and_is_another_each_time() -> None:
    key = new_key()
    assert key != new_key()
    assert names(with_key(f"# mine\n{A}\n", key)) == names(key) + names(A)


DROPPED: dict[str, tuple[str, str]] = {
    "the last": (f"{B}\n{A}\n", f"{B}\n"),
    "the first, comments stay": (f"# top\n{A}\n# old\n{B}\n", f"# top\n# old\n{B}\n"),
    "one with a comment behind it": (f"{A} # 2025\n{B} # 2026\n", f"# 2025\n{B} # 2026\n"),
    "one of several on a line": (f"{B} {A} {C}", f"{B} {C}\n"),
}


@pytest.mark.parametrize(("text", "remaining"), DROPPED.values(), ids=DROPPED.keys())
def test_a_key_is_taken_out_of_the_text(text: str, remaining: str) -> None:
    assert without_key(text, names(A)[0]) == remaining


def test_the_last_key_stays() -> None:
    with pytest.raises(KeyRingError, match="there is no key in it"):
        without_key(f"{A}\n", names(A)[0])


def test_a_key_that_is_not_there_cannot_be_taken_out() -> None:
    with pytest.raises(KeyRingError, match=f"the ring has no key 00000000; it has {names(A)[0]}"):
        without_key(A, "00000000")


def test_the_tests_own_ring_is_what_it_says() -> None:
    assert base64.b64decode(RING_TEXT) == b"k" * 32
