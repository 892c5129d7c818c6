"""Where the local socket is, and what of it is left behind."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from live import another_user
from live.executor import StartExecutor
from structlog.testing import capture_logs

from warmhook.executor.api.local_address import listening, new_name, remove
from warmhook.executor.api.local_edge import LocalService
from warmhook.protos.local_socket import address_of, is_place_trusted


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A short one: a socket's address has a hundred characters."""
    with tempfile.TemporaryDirectory(prefix="wh-") as folder:
        yield Path(folder)


def runtime(folder: Path, mode: int = 0o700) -> Path:
    folder.mkdir(mode=0o700)
    folder.chmod(mode)
    return folder


def test_the_socket_is_in_a_directory_that_nobody_else_may_enter(tmp_path: Path) -> None:
    name = new_name({"XDG_RUNTIME_DIR": str(runtime(tmp_path / "run"))})
    assert Path(name).parent == tmp_path / "run" / "warmhook"
    assert Path(name).parent.stat().st_mode & 0o777 == 0o700
    assert is_place_trusted(name)


def open_to_others(folder: Path) -> Path:
    return runtime(folder, 0o755)


def with_an_open_directory_in_it(folder: Path) -> Path:
    runtime(runtime(folder) / "warmhook", 0o755)
    return folder


def with_a_link_in_it(folder: Path) -> Path:
    (runtime(folder) / "warmhook").symlink_to(runtime(folder.with_name("elsewhere")))
    return folder


def of_a_length_that_no_address_has(folder: Path) -> Path:
    return runtime(folder.with_name("x" * 100))


@pytest.mark.parametrize(
    "make",
    [
        open_to_others,
        with_an_open_directory_in_it,
        with_a_link_in_it,
        of_a_length_that_no_address_has,
        lambda folder: Path("relative"),
        lambda folder: folder,
    ],
)
def test_a_directory_that_is_not_private_is_not_used(tmp_path: Path, make: Any) -> None:
    name = new_name({"XDG_RUNTIME_DIR": str(make(tmp_path / "run"))})
    assert not name.startswith(str(tmp_path))
    assert "relative" not in name
    assert is_place_trusted(name)


def test_a_path_that_others_can_reach_is_no_place_for_a_gateway_to_look(tmp_path: Path) -> None:
    assert not is_place_trusted(str(runtime(tmp_path / "run", 0o711) / "executor-0.sock"))
    assert not is_place_trusted(str(tmp_path / "nowhere" / "executor-0.sock"))
    assert is_place_trusted("warmhook-executor-0")


def test_what_a_killed_executor_left_is_taken_away_and_what_lives_is_not(tmp_path: Path) -> None:
    environment = {"XDG_RUNTIME_DIR": str(runtime(tmp_path / "run"))}
    dead, busy, own = (new_name(environment) for _ in range(3))
    listening(dead).close()
    unrelated = Path(dead).with_name("notes.txt")
    unrelated.write_text("mine")
    with listening(busy) as alive, socket.socket(socket.AF_UNIX) as waiting:
        alive.listen(0)
        waiting.connect(address_of(busy))
        with listening(own):
            assert {path.name for path in Path(own).parent.iterdir()} == {
                Path(busy).name,
                Path(own).name,
                unrelated.name,
            }
    remove(own)
    remove(own)
    assert not Path(own).exists()


def test_an_executor_takes_its_socket_away_and_that_of_one_that_was_killed(
    start_executor: StartExecutor,
) -> None:
    killed = start_executor()
    left = Path(killed.status().local_socket)
    if not left.is_absolute():
        pytest.skip("there is no place for a directory of our own on this machine")
    killed.process.kill()
    killed.process.wait()
    assert left.exists()
    following = start_executor()
    assert not left.exists()
    own = Path(following.status().local_socket)
    assert own.is_socket()
    assert following.close() == 0
    assert not own.exists()


TRIES = """
import socket, sys
for _ in range(int(sys.argv[2])):
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect("\\0" + sys.argv[1])
        try:
            assert caller.recv(1) == b""
        except ConnectionResetError:
            pass
"""


@another_user.needed
async def test_strangers_are_counted_and_told_of_once_a_second() -> None:
    name = f"warmhook-test-{os.getpid()}-{time.monotonic_ns()}"
    # Nobody of those who come gets as far as an execution.
    service = LocalService(name, cast("Any", None), cast("Any", None), 1024)
    with capture_logs() as lines:
        await service.start()
        started = time.monotonic()
        for _ in range(2):
            process = await asyncio.create_subprocess_exec(
                *another_user.program(TRIES, name, "150"), **another_user.OPTIONS
            )
            assert await process.wait() == 0
        seconds = time.monotonic() - started
        service.end()
    said = [line for line in lines if line["event"] == "local_callers_refused"]
    assert sum(line["count"] for line in said) == 300
    assert said[0]["count"] == 1, "the first is told at once"
    assert len(said) <= seconds + 2


@another_user.needed
def test_another_user_cannot_even_try(start_executor: StartExecutor) -> None:
    name = start_executor().status().local_socket
    script = (
        "import socket, sys\nwith socket.socket(socket.AF_UNIX) as caller:\n    caller.connect(sys.argv[1])\n"
    )
    said = subprocess.run(
        another_user.program(script, name),
        **another_user.OPTIONS,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert "PermissionError" in said.stderr
