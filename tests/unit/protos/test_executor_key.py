"""What an executor says to prove itself, and who believes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from warmhook.protos.executor_key import ExecutorKeyError, is_proof, new_nonce, proof_of, read_key

KEY = b"0123456789abcdef0123456789abcdef"


def test_a_proof_is_believed() -> None:
    nonce = new_nonce()
    assert is_proof(proof_of(KEY, nonce), KEY, nonce)


@pytest.mark.parametrize("said", [None, "", "0" * 64, "é", b"\xff", "\ud800", proof_of(KEY, "another nonce")])
def test_nothing_else_is(said: str | bytes | None) -> None:
    assert not is_proof(said, KEY, "nonce")


def test_another_key_proves_nothing() -> None:
    assert not is_proof(proof_of(b"x" * 32, "nonce"), KEY, "nonce")


def test_no_two_nonces_are_alike() -> None:
    assert len({new_nonce() for _ in range(100)}) == 100


@pytest.mark.parametrize("text", ["k" * 32, "k" * 32 + "\n", "  " + "k" * 32 + "\r\n"])
def test_a_file_has_the_key_in_a_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key"
    file.write_text(text)
    assert read_key(file) == b"k" * 32


@pytest.mark.parametrize("text", ["", "k" * 31, "k" * 32 + "\n" + "k" * 32, "é" * 32])
def test_a_file_that_has_no_key_is_an_error_without_its_contents(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key"
    file.write_text(text)
    with pytest.raises(ExecutorKeyError) as error:
        read_key(file)
    assert str(file) in str(error.value)
    assert "kkkk" not in str(error.value)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ExecutorKeyError, match="No such file"):
        read_key(tmp_path / "key")
