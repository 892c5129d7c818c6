"""Secrets are compared by their hashes, passwords cost the same for everybody, keys stay private."""

from __future__ import annotations

import asyncio
import os
import stat
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway.vault import (
    DEFAULT,
    TEST_ONLY,
    KeyFileError,
    Passwords,
    hash_client_secret,
    load_or_create_key,
    verify_client_secret,
)

KEY = bytes(range(32))
OTHER_KEY = bytes(32)


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    passwords = Passwords(TEST_ONLY)
    yield passwords
    passwords.close()


class TestClientSecrets:
    def test_a_hash_names_scheme_and_key_and_is_the_keyed_sha_256(self) -> None:
        # Computed with: openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f
        assert hash_client_secret("secret", KEY) == (
            "hmac-sha256$630dcd29$723f228d66d0f98dd0b43d22396eda3938365077ed1737631b6ca62d2dca6b43"
        )

    def test_the_secret_itself_is_accepted(self) -> None:
        assert verify_client_secret("secret", hash_client_secret("secret", KEY), KEY)

    @pytest.mark.parametrize(
        ("presented", "hashed", "key"),
        [
            pytest.param("Secret", hash_client_secret("secret", KEY), KEY, id="another secret"),
            pytest.param("", hash_client_secret("secret", KEY), KEY, id="an empty secret"),
            pytest.param("secret", hash_client_secret("secret", KEY), OTHER_KEY, id="another key"),
            pytest.param("secret", "", KEY, id="no hash"),
            pytest.param("secret", "hmac-sha256$630dcd29$", KEY, id="a hash cut short"),
            pytest.param("secret", "sécret", KEY, id="a hash that is none"),
            pytest.param("\ud800", hash_client_secret("secret", KEY), KEY, id="a secret that is no UTF-8"),
        ],
    )
    def test_anything_else_is_refused(self, presented: str, hashed: str, key: bytes) -> None:
        assert not verify_client_secret(presented, hashed, key)


class TestPasswords:
    async def test_the_password_itself_is_accepted(self, passwords: Passwords) -> None:
        assert await passwords.verify("pässword", passwords.hash("pässword"))

    @pytest.mark.parametrize("presented", ["Pässword", "", "\ud800", "pässword\0"])
    async def test_any_other_is_refused(self, passwords: Passwords, presented: str) -> None:
        assert not await passwords.verify(presented, passwords.hash("pässword"))

    @pytest.mark.parametrize("phc", [None, "", "$argon2id$v=19$m=8", "$2b$10$abcdefghijklmnopqrstuv"])
    async def test_no_usable_hash_is_nobody_s_password(self, passwords: Passwords, phc: str | None) -> None:
        assert not await passwords.verify("password", phc)

    def test_two_hashes_of_one_password_differ(self, passwords: Passwords) -> None:
        assert passwords.hash("password") != passwords.hash("password")

    def test_the_default_is_argon2id_at_the_owasp_minimum(self) -> None:
        passwords = Passwords(DEFAULT)
        assert passwords.hash("password").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        passwords.close()

    async def test_an_unknown_user_costs_what_a_known_one_costs(self) -> None:
        passwords = Passwords(DEFAULT)
        phc = passwords.hash("password")

        async def cost(phc: str | None) -> float:
            times = []
            for _ in range(5):
                before = time.process_time()
                await passwords.verify("wrong", phc)
                times.append(time.process_time() - before)
            return min(times)

        known, unknown, unusable = await cost(phc), await cost(None), await cost("$argon2id$rubbish")
        passwords.close()
        assert 0.5 < unknown / known < 2
        assert 0.5 < unusable / known < 2

    async def test_verifying_leaves_the_event_loop_free(self, passwords: Passwords) -> None:
        seen: set[str] = set()
        hasher = passwords._hasher

        class Watching:
            def verify(self, phc: str, password: bytes) -> bool:
                seen.add(threading.current_thread().name)
                return hasher.verify(phc, password)

        passwords._hasher = Watching()  # type: ignore[assignment]
        await asyncio.gather(*(passwords.verify("password", None) for _ in range(20)))
        assert threading.main_thread().name not in seen
        assert 1 <= len(seen) <= (os.cpu_count() or 1)


class TestKeyFile:
    def test_a_key_is_made_once_and_for_its_owner_alone(self, tmp_path: Path) -> None:
        file = tmp_path / "deep" / "secret.key"
        key = load_or_create_key(file)
        assert len(key) == 32
        assert load_or_create_key(file) == key
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert list(file.parent.iterdir()) == [file]

    def test_two_keys_differ(self, tmp_path: Path) -> None:
        assert load_or_create_key(tmp_path / "a") != load_or_create_key(tmp_path / "b")

    def test_all_that_make_it_at_once_get_one_key(self, tmp_path: Path) -> None:
        everybody = threading.Barrier(8)

        def make(_n: int) -> bytes:
            everybody.wait()
            return load_or_create_key(tmp_path / "secret.key")

        with ThreadPoolExecutor(8) as threads:
            keys = set(threads.map(make, range(8)))
        assert len(keys) == 1
        assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
    def test_a_file_that_others_can_open_is_refused_with_the_remedy(self, tmp_path: Path, mode: int) -> None:
        file = tmp_path / "secret.key"
        load_or_create_key(file)
        file.chmod(mode)
        with pytest.raises(KeyFileError, match=rf"mode {mode:04o}\); run: chmod 600"):
            load_or_create_key(file)

    @pytest.mark.parametrize("content", [b"", bytes(31), bytes(33)])
    def test_a_file_of_another_length_is_refused_and_kept(self, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "secret.key"
        file.touch(mode=0o600)
        file.write_bytes(content)
        with pytest.raises(KeyFileError, match="does not hold 32 bytes"):
            load_or_create_key(file)
        assert file.read_bytes() == content

    def test_a_place_where_no_file_can_be_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(KeyFileError, match="cannot be used"):
            load_or_create_key(tmp_path / "file" / "secret.key")
