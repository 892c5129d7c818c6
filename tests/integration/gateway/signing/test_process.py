"""RSA signatures are made by a process of their own, and by the gateway itself while there is none."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from samples.tenants import pem

from warmhook.gateway.model import SigningAlg
from warmhook.gateway.signing.process import SigningProcess
from warmhook.gateway.signing.rs256 import __file__ as rs256_program
from warmhook.gateway.signing.rs256 import rs256

PEM = pem(SigningAlg.RS256)


def signed(data: bytes, key: bytes = PEM) -> bytes:
    private = load_pem_private_key(key, password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    return rs256(private, data)


def children() -> set[int]:
    return set(map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()))


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


async def until(there: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not there():  # noqa: ASYNC110 - another process's doing.
            await asyncio.sleep(0.01)


async def first_signature(process: SigningProcess) -> bytes:
    async with asyncio.timeout(20):
        while (signature := await process.sign(PEM, b"first")) is None:  # noqa: ASYNC110 - as above.
            await asyncio.sleep(0.01)
    return signature


@pytest.fixture
async def process() -> AsyncIterator[SigningProcess]:
    process = SigningProcess()
    yield process
    await process.close()


@pytest.fixture
async def pid(process: SigningProcess) -> int:
    """Of the process, which is ready."""
    await first_signature(process)
    (pid,) = (child for child in children() if b"rs256.py" in command_of(child))
    return pid


async def test_nobody_waits_for_the_process_to_be_ready(process: SigningProcess) -> None:
    assert await process.sign(PEM, b"data") is None
    assert await first_signature(process) == signed(b"first")


async def test_each_gets_its_own_signature_by_its_own_key(process: SigningProcess) -> None:
    await first_signature(process)
    keys = (PEM, pem(SigningAlg.RS256, 1))
    # Some megabytes: more than a socket takes at once.
    asked = [(keys[number % 2], b"%d" % number * 20_000) for number in range(50)]
    made = await asyncio.gather(*(process.sign(key, data) for key, data in asked))
    assert made == [signed(data, key) for key, data in asked]


async def test_what_cannot_be_signed_is_given_back_and_holds_up_no_other(process: SigningProcess) -> None:
    await first_signature(process)
    bad, good = await asyncio.gather(process.sign(b"no key", b"data"), process.sign(PEM, b"data"))
    assert (bad, good) == (None, signed(b"data"))


async def test_a_signature_that_nobody_waits_for_holds_up_no_other(process: SigningProcess) -> None:
    await first_signature(process)
    given_up = asyncio.create_task(process.sign(PEM, b"late"))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await process.sign(PEM, b"data") == signed(b"data")


async def test_when_the_process_dies_its_work_is_given_back_and_another_takes_its_place(
    process: SigningProcess, pid: int
) -> None:
    os.kill(pid, signal.SIGSTOP)
    asked = [asyncio.create_task(process.sign(PEM, b"data")) for _ in range(3)]
    await asyncio.sleep(0.05)
    with structlog.testing.capture_logs() as logged:
        os.kill(pid, signal.SIGKILL)
        assert await asyncio.gather(*asked) == [None, None, None]
        assert await first_signature(process) == signed(b"first")
    assert [line["event"] for line in logged] == ["signing_process_ended"]
    # asyncio's own loop says 255 of a child that `kill` has found dead before its watcher has.
    assert logged[0]["status"] in (-signal.SIGKILL, 255)
    assert pid not in children()


async def test_work_is_not_left_with_a_process_that_does_not_get_on_with_it(
    process: SigningProcess, pid: int
) -> None:
    os.kill(pid, signal.SIGSTOP)
    async with asyncio.timeout(10):
        assert await process.sign(PEM, b"data") is None
        assert await first_signature(process) == signed(b"first")
    assert pid not in children()


async def test_it_is_not_told_the_gateways_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARMHOOK_KEYS", "secret")
    process = SigningProcess()
    try:
        await first_signature(process)
        (pid,) = (child for child in children() if b"rs256.py" in command_of(child))
        assert b"WARMHOOK" not in environment_of(pid)
    finally:
        await process.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_to_the_whole_group_leaves_it_at_work(
    process: SigningProcess, pid: int, number: signal.Signals
) -> None:
    os.kill(pid, number)
    assert await process.sign(PEM, b"data") == signed(b"data")


async def test_closing_ends_the_process(process: SigningProcess, pid: int) -> None:
    await process.close()
    assert pid not in children()
    assert await process.sign(PEM, b"data") is None


async def test_closing_before_it_is_ready_ends_it_too() -> None:
    before = children()
    process = SigningProcess()
    await until(lambda: children() != before)
    await process.close()
    assert children() == before


def test_the_program_ends_with_its_socket() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        program = subprocess.Popen([sys.executable, "-P", rs256_program], stdin=theirs)
    with ours:
        assert ours.recv(4) == bytes(4)
    assert program.wait(timeout=20) == 0
