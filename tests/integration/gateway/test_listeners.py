"""The gateway's sockets: one that closes loses nobody, and one that was handed over is used as it is."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from live import handing_over
from live.executor import ROOT
from live.installation import WARMHOOK
from samples.tenants import RING_TEXT

from warmhook.gateway.config import Settings
from warmhook.gateway.listeners import Listener, Purpose, open_listeners

GATEWAY = (sys.executable, "-m", "gateway")
SYSTEMD = "systemd-socket-activate"


@pytest.fixture
def environment(tmp_path: Path, migrated_file: Path) -> dict[str, str]:
    """Nothing listens on the address in it."""
    return {
        "PATH": os.environ["PATH"],
        "WARMHOOK_DATABASE_URL": f"sqlite:///{shutil.copy(migrated_file, tmp_path)}",
        "WARMHOOK_KEYS": RING_TEXT,
        "WARMHOOK_GATEWAY_LISTEN": "127.0.0.1:1",
        "WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "0",
        "WARMHOOK_EXECUTOR_TARGET": "127.0.0.1:1",
    }


# --- a socket that closes -----------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_socket_that_is_about_to_close_keeps_who_has_connected_and_ignores_all_others(host: str) -> None:
    with open_listeners(Settings(listen=(host, 0)), {}, os.getpid()) as (listener,):
        address = (host, listener.port)
        listener.socket.listen()
        with socket.create_connection(address, 10) as before:
            listener.ignore_new_connections()
            with pytest.raises(TimeoutError):
                socket.create_connection(address, 0.3)
            before.sendall(b"GET")
            taken, _ = listener.socket.accept()
            with taken:
                taken.settimeout(10)
                assert taken.recv(3) == b"GET"
                taken.sendall(b"200")
                assert before.recv(3) == b"200"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, 10)


def test_a_socket_that_others_have_too_goes_on_accepting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as given:
        with given.dup() as ours:
            Listener(Purpose.GATEWAY, ours, handed_over=True).ignore_new_connections()
        socket.create_connection(given.getsockname(), 10).close()


async def test_nobody_can_connect_before_it_can_serve(environment: dict[str, str]) -> None:
    """A balancer then tries another gateway, and loses nothing if this one cannot start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.11", 0))
        address: tuple[str, int] = probe.getsockname()
    environment |= {
        "WARMHOOK_GATEWAY_LISTEN": "{}:{}".format(*address),
        # Nobody answers there, and a gateway waits for its database.
        "WARMHOOK_DATABASE_URL": "postgresql://warmhook@127.0.0.1:1/warmhook",
    }
    async with started(GATEWAY, environment, {}) as process:
        assert process.stderr is not None
        assert b"store_waited_for" in await asyncio.wait_for(process.stderr.readline(), 30)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*address)
        process.kill()


# --- sockets that were handed over --------------------------------------------------------


@asynccontextmanager
async def started(
    program: Sequence[str], environment: Mapping[str, str], sockets: Mapping[str, socket.socket]
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(handing_over.command(sockets, program) if sockets else program),
        cwd=ROOT,
        env={**environment, **handing_over.environment(sockets)},
        pass_fds=handing_over.pass_fds(sockets),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.communicate(), 30)


async def said(process: asyncio.subprocess.Process, lines: int) -> dict[str, str]:
    """Where it listens, by name."""
    assert process.stdout is not None
    found: dict[str, str] = {}
    for _ in range(lines):
        line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        match = re.fullmatch(r"warmhook (\w+) listening on (http://\S+)\n", line)
        assert match, line
        found[match[1]] = match[2]
    return found


def url_of(listener: socket.socket) -> str:
    return "http://{}:{}".format(*listener.getsockname())


PROGRAMS = {
    "python -m gateway": GATEWAY,
    "warmhook gateway": (WARMHOOK, "gateway"),
    "warmhook serve": (WARMHOOK, "serve"),
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
async def test_it_listens_on_what_it_was_handed(program: Sequence[str], environment: dict[str, str]) -> None:
    del environment["WARMHOOK_EXECUTOR_TARGET"]
    with socket.create_server(("127.0.0.1", 0)) as given:
        async with started(program, environment, {"warmhook.socket": given}) as process:
            assert await said(process, 1) == {"gateway": url_of(given)}
            async with httpx.AsyncClient(base_url=url_of(given)) as client:
                assert (await client.get("/health/live")).status_code == 200
            process.terminate()
            assert await asyncio.wait_for(process.wait(), 30) == 0
        # It is still open here, and waits for the next gateway.
        socket.create_connection(given.getsockname(), 10).close()


async def test_the_management_api_may_have_a_socket_of_its_own(environment: dict[str, str]) -> None:
    with ExitStack() as stack:
        sockets = {
            name: stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            for name in ("management", "gateway")
        }
        async with started(GATEWAY, environment, sockets) as process:
            urls = {name: url_of(given) for name, given in sockets.items()}
            assert await said(process, 2) == urls
            async with httpx.AsyncClient() as client:
                openapi = {
                    name: (await client.get(f"{url}/api/v2/openapi.json")).status_code
                    for name, url in urls.items()
                }
    assert openapi == {"management": 200, "gateway": 404}


async def test_what_is_not_handed_over_has_the_address_of_the_settings(environment: dict[str, str]) -> None:
    environment["WARMHOOK_GATEWAY_LISTEN"] = "127.0.0.1:0"
    with socket.create_server(("127.0.0.1", 0)) as given:
        async with started(GATEWAY, environment, {"management": given}) as process:
            urls = await said(process, 2)
        assert urls["management"] == url_of(given) != urls["gateway"]


def datagrams() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    return made


def connecting() -> socket.socket:
    return socket.socket()


def local() -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    made.bind(f"\0warmhook-{os.getpid()}-{id(made)}")
    made.listen()
    return made


@pytest.mark.parametrize("make", [datagrams, connecting, local])
async def test_a_socket_that_cannot_be_listened_on_is_a_sentence(
    make: type[socket.socket], environment: dict[str, str]
) -> None:
    with make() as given:
        async with started(GATEWAY, environment, {"gateway": given}) as process:
            printed, complained = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, printed) == (1, b"")
    assert re.fullmatch(rb"warmhook gateway: descriptor 3 was handed over .*\n", complained), complained


@pytest.mark.skipif(shutil.which(SYSTEMD) is None, reason="no systemd on this machine")
async def test_systemd_hands_its_sockets_over(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = "{}:{}".format(*probe.getsockname())
    process = await asyncio.create_subprocess_exec(
        *(SYSTEMD, f"--listen={address}", "--fdname=gateway"),
        *(f"--setenv={name}={value}" for name, value in environment.items() if name != "PATH"),
        *GATEWAY,
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        assert b"Listening on" in await asyncio.wait_for(process.stderr.readline(), 30)
        async with httpx.AsyncClient(base_url=f"http://{address}", timeout=30) as client:
            # This request starts the gateway, and waits for it.
            assert (await client.get("/health/live")).json() == {"status": "live"}
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0
