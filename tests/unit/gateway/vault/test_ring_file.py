"""A key ring in a file is its owner's alone, is never made where one was named, and changes as a whole."""

from __future__ import annotations

import asyncio
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePath

import pytest
import structlog
from samples.tenants import RING, RING_TEXT

from warmhook.gateway.vault import ring_file
from warmhook.gateway.vault.ring import KeyRingError, new_key, parse_ring, with_key, without_key
from warmhook.gateway.vault.ring_file import OpenedRing, open_ring


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "ring"
    file.touch(mode=0o600)
    file.write_text(RING_TEXT)
    return file


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - a ring has no event for it
        await asyncio.sleep(0.01)


class TestMaking:
    def test_a_ring_is_made_once_and_for_its_owner_alone(self, elsewhere: Path) -> None:
        first, second = open_ring("", None), open_ring("", None)
        assert (first.file, first.made, second.made) == (ring_file.DEFAULT, True, False)
        assert first.ring.keys == second.ring.keys
        file = elsewhere / ring_file.DEFAULT
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert list(file.parent.iterdir()) == [file]

    def test_it_says_what_it_is_for(self, tmp_path: Path) -> None:
        ring_file.create(tmp_path / "ring")
        assert "Keep a copy in a safe place" in (tmp_path / "ring").read_text()

    def test_two_rings_differ(self, tmp_path: Path) -> None:
        for name in "ab":
            assert ring_file.create(tmp_path / name)
        assert ring_file.read(tmp_path / "a").keys != ring_file.read(tmp_path / "b").keys

    def test_all_that_make_it_at_once_get_one_ring(self, tmp_path: Path) -> None:
        everybody = threading.Barrier(8)

        def make(_n: int) -> tuple[bool, str]:
            everybody.wait()
            made = ring_file.create(tmp_path / "ring")
            return made, ring_file.read(tmp_path / "ring").keys[0].name

        with ThreadPoolExecutor(8) as threads:
            outcomes = list(threads.map(make, range(8)))
        assert sum(made for made, _ in outcomes) == 1
        assert len({name for _, name in outcomes}) == 1
        assert [file.name for file in tmp_path.iterdir()] == ["ring"]

    def test_a_named_file_that_is_not_there_is_never_made(self, tmp_path: Path) -> None:
        with pytest.raises(KeyRingError, match=r"the key ring \S+ring cannot be used: No such file"):
            open_ring("", tmp_path / "ring")
        assert list(tmp_path.iterdir()) == []


class TestReading:
    def test_the_environment_is_a_ring_without_a_file(self, elsewhere: Path) -> None:
        opened = open_ring(RING_TEXT, None)
        assert (opened.file, opened.made, opened.ring.keys) == (None, False, RING.keys)
        assert list(elsewhere.iterdir()) == []

    def test_an_environment_that_is_no_ring_is_named(self) -> None:
        with pytest.raises(
            KeyRingError, match="the key ring WARMHOOK_KEYS cannot be used: line 1"
        ) as refused:
            open_ring("too-short", None)
        assert "too-short" not in str(refused.value)

    def test_a_named_file_is_read(self, file: Path) -> None:
        opened = open_ring("", file)
        assert opened == OpenedRing(opened.ring, file)
        assert opened.ring.keys == RING.keys

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
    def test_a_file_that_others_can_open_is_refused_with_the_remedy(self, file: Path, mode: int) -> None:
        file.chmod(mode)
        with pytest.raises(KeyRingError, match=rf"mode {mode:04o}\); run: chmod 600"):
            ring_file.read(file)

    @pytest.mark.parametrize("mode", [0o400, 0o440, 0o444])
    def test_a_mounted_secret_may_be_readable_for_the_container(
        self, file: Path, monkeypatch: pytest.MonkeyPatch, mode: int
    ) -> None:
        monkeypatch.setattr(ring_file, "_MOUNTED", (PurePath(file.parent),))
        file.chmod(mode)
        assert ring_file.read(file).keys == RING.keys

    @pytest.mark.parametrize("mode", [0o660, 0o606])
    def test_a_mounted_secret_may_not_be_anybody_s_to_write(
        self, file: Path, monkeypatch: pytest.MonkeyPatch, mode: int
    ) -> None:
        monkeypatch.setattr(ring_file, "_MOUNTED", (PurePath(file.parent),))
        file.chmod(mode)
        with pytest.raises(KeyRingError, match="open to other users"):
            ring_file.read(file)

    @pytest.mark.parametrize("content", [b"", b"# nothing", bytes(32), b"\xff\xfe"])
    def test_a_file_that_is_no_ring_is_refused_and_kept(self, file: Path, content: bytes) -> None:
        file.write_bytes(content)
        with pytest.raises(KeyRingError, match=r"the key ring \S+ cannot be used"):
            ring_file.read(file)
        assert file.read_bytes() == content

    def test_a_place_where_no_file_can_be_is_refused(self, file: Path) -> None:
        with pytest.raises(KeyRingError, match="cannot be used"):
            ring_file.create(file / "ring")


class TestChanging:
    def test_a_key_comes_first_and_goes_again(self, file: Path) -> None:
        key = new_key()
        added = ring_file.change(file, lambda text: with_key(text, key))
        assert [added.keys[0], *RING.keys] == list(ring_file.read(file).keys)
        ring_file.change(file, lambda text: without_key(text, RING.keys[0].name))
        assert ring_file.read(file).keys == parse_ring(key).keys
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert list(file.parent.iterdir()) == [file]

    def test_a_change_to_what_is_no_ring_leaves_the_file_as_it_was(self, file: Path) -> None:
        with pytest.raises(KeyRingError, match="there is no key in it"):
            ring_file.change(file, lambda _: "")
        assert file.read_text() == RING_TEXT

    def test_keys_that_are_added_at_once_are_all_kept(self, file: Path) -> None:
        keys = [new_key() for _ in range(8)]
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda key: ring_file.change(file, lambda text: with_key(text, key)), keys))
        expected = {parse_ring(key).keys[0].name for key in keys} | {RING.keys[0].name}
        assert {key.name for key in ring_file.read(file).keys} == expected


class TestWatching:
    async def test_a_changed_file_is_used_without_a_restart(self, file: Path) -> None:
        ring, key = ring_file.read(file), new_key()
        async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(ring_file.watch(ring, file, interval=0.01))
            await asyncio.sleep(0.05)
            ring_file.change(file, lambda text: with_key(text, key))
            await until(lambda: len(ring.keys) == 2)
            watching.cancel()
        assert ring.keys == (*parse_ring(key).keys, *RING.keys)

    async def test_a_change_from_before_the_watching_began_is_used_too(self, file: Path) -> None:
        """A gateway reads its ring first, and may wait long for its database then."""
        ring, key = ring_file.read(file), new_key()
        ring_file.change(file, lambda text: with_key(text, key))
        async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(ring_file.watch(ring, file, interval=0.01))
            await until(lambda: len(ring.keys) == 2)
            watching.cancel()
        assert ring.keys == (*parse_ring(key).keys, *RING.keys)

    async def test_a_file_that_is_spoiled_is_logged_and_the_ring_kept(self, file: Path) -> None:
        ring = ring_file.read(file)
        with structlog.testing.capture_logs() as logged:
            async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(ring_file.watch(ring, file, interval=0.01))
                await asyncio.sleep(0.05)
                await asyncio.to_thread(file.write_text, "no ring at all")
                await until(lambda: bool(logged))
                watching.cancel()
        assert logged[0]["event"] == "key_ring_unreadable"
        assert "no ring at all" not in str(logged)
        assert ring.keys == RING.keys
