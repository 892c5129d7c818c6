"""A connection on which no request gets anywhere is closed; one on which requests come is not."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn

from warmhook.gateway.web import connection
from warmhook.gateway.web.asgi import Receive, Scope, Send
from warmhook.gateway.web.connection import Connection

PATIENCE = 0.3
REQUEST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", PATIENCE)


async def echo(_scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body, and takes its time."""
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    await asyncio.sleep(PATIENCE * 2)
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    config = uvicorn.Config(echo, http=Connection, ws="none", lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        yield listener.getsockname()[1]
        server.should_exit = True
        await serving


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


@pytest.mark.parametrize("sent", [b"", b"POST / HT", b"POST / HTTP/1.1\r\nHost: x\r\n", b"\r\n\r\n"])
async def test_a_head_that_does_not_come_is_given_up_on(port: int, sent: bytes) -> None:
    async with connected(port) as (reader, writer):
        started = time.monotonic()
        writer.write(sent)
        assert await asyncio.wait_for(reader.read(), 10) == b""
        assert time.monotonic() - started >= PATIENCE * 0.9


async def test_a_head_that_comes_in_drops_has_no_more_time_than_others(port: int) -> None:
    async with connected(port) as (reader, writer):
        closed = asyncio.create_task(reader.read())
        for byte in REQUEST:
            writer.write(bytes([byte]))
            done, _ = await asyncio.wait([closed], timeout=PATIENCE / 10)
            if done:
                break
        # A byte that was on its way when the gateway closed is answered with a reset.
        with suppress(ConnectionResetError):
            assert await asyncio.wait_for(closed, 10) == b""


async def test_a_request_that_is_being_answered_has_no_deadline_here(port: int) -> None:
    async with connected(port) as (reader, writer):
        for _ in range(2):
            writer.write(REQUEST)
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
            assert head.startswith(b"HTTP/1.1 200")
            assert await reader.readexactly(4) == b"body"


async def test_a_body_that_is_on_its_way_has_no_deadline_here(port: int) -> None:
    async with connected(port) as (reader, writer):
        writer.write(REQUEST[:-4])
        await asyncio.sleep(PATIENCE * 2)
        writer.write(REQUEST[-4:])
        assert (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)).startswith(b"HTTP/1.1 200")


async def test_a_connection_is_kept_between_requests(port: int) -> None:
    async with connected(port) as (reader, writer):
        for _ in range(2):
            writer.write(REQUEST)
            await asyncio.wait_for(reader.readuntil(b"\r\n\r\nbody"), 10)
            await asyncio.sleep(PATIENCE * 2)


async def test_the_second_head_has_a_deadline_too(port: int) -> None:
    async with connected(port) as (reader, writer):
        writer.write(REQUEST)
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\nbody"), 10)
        writer.write(b"POST / HT")
        assert await asyncio.wait_for(reader.read(), 10) == b""


async def test_a_body_may_be_longer_than_a_head(port: int) -> None:
    body = b"x" * (connection.HEAD_MAX * 20)
    async with connected(port) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        assert await asyncio.wait_for(reader.readexactly(len(body)), 10) == body
