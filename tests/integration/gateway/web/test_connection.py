"""A connection on which no request gets anywhere is closed; one on which requests come is not."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial

import pytest
import uvicorn

from warmhook.gateway.web import connection
from warmhook.gateway.web.asgi import Application, Receive, Scope, Send
from warmhook.gateway.web.connection import Connection, Connections

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


@asynccontextmanager
async def served(application: Application, most: int = 100) -> AsyncIterator[int]:
    http = partial(Connection, open_connections=Connections(most))
    config = uvicorn.Config(application, http=http, ws="none", lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        yield listener.getsockname()[1]
        server.should_exit = True
        await serving


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with served(echo) as port:
        yield port


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


@pytest.fixture
def seen() -> list[Scope]:
    """The scopes of the requests that `told` was asked."""
    return []


@pytest.fixture
async def quick_port(seen: list[Scope]) -> AsyncIterator[int]:
    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        """Answers at once, and reads no body where the path says so."""
        while scope["path"] != "/unread" and (await receive()).get("more_body"):
            pass
        seen.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})

    async with served(told) as port:
        yield port


async def test_of_many_requests_at_once_only_so_many_are_read(quick_port: int, seen: list[Scope]) -> None:
    async with connected(quick_port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 5000)
        answered = await asyncio.wait_for(reader.read(), 10)
    # One that is being answered, and those that wait for it.
    assert answered.count(b"HTTP/1.1 200") == len(seen) == connection.PIPELINE_MAX + 1
    assert answered.rpartition(b"HTTP/1.1 200")[2].lower().count(b"connection: close") == 1


async def test_what_is_behind_a_body_is_no_header(quick_port: int, seen: list[Scope]) -> None:
    chunks = b"2\r\nab\r\n0\r\nAuthorization: Basic x\r\nX-Last: y\r\n\r\n"
    async with connected(quick_port) as (reader, writer):
        for _ in range(2):
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
            await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    assert [scope["headers"] for scope in seen] == [[(b"host", b"x"), (b"transfer-encoding", b"chunked")]] * 2


@pytest.mark.parametrize(("path", "kept"), [("/", True), ("/unread", False)])
async def test_a_client_that_waits_to_send_its_body_keeps_the_connection_if_it_was_read(
    quick_port: int, path: str, *, kept: bool
) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n".encode()
    async with connected(quick_port) as (reader, writer):
        writer.write(head)
        told = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        if kept:
            assert told == b"HTTP/1.1 100 Continue\r\n\r\n"
            writer.write(b"{}")
            told = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        assert told.startswith(b"HTTP/1.1 200")
        assert (b"connection: close" in told.lower()) is not kept


async def test_a_request_of_too_many_headers_is_refused_before_its_end(
    quick_port: int, seen: list[Scope]
) -> None:
    async with connected(quick_port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a:\r\n" * 300)
        answered = await asyncio.wait_for(reader.read(), 10)
    assert answered.startswith(b"HTTP/1.1 431 ")
    assert seen == []


async def test_a_body_that_ends_badly_is_not_answered_as_if_it_had_ended(
    quick_port: int, seen: list[Scope]
) -> None:
    async with connected(quick_port) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n")
        await asyncio.sleep(0.05)
        writer.write(b"zz\r\n")
        answered = await asyncio.wait_for(reader.read(), 10)
    assert answered.startswith(b"HTTP/1.1 400 ")
    assert answered.count(b"HTTP/1.1") == 1


async def test_more_connections_than_may_be_open_are_told_so() -> None:
    async def never(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise AssertionError

    async with served(never, most=2) as port, AsyncExitStack() as stack:
        for _ in range(2):
            await stack.enter_async_context(connected(port))
        async with connected(port) as (reader, _):
            assert (await asyncio.wait_for(reader.read(), 10)).startswith(b"HTTP/1.1 503 ")


async def test_a_connection_that_is_closed_makes_room_for_another() -> None:
    async with served(echo, most=1) as port:
        for _ in range(3):
            async with connected(port) as (reader, writer):
                writer.write(REQUEST.replace(b"Host: x", b"Host: x\r\nConnection: close"))
                assert (await asyncio.wait_for(reader.read(), 10)).startswith(b"HTTP/1.1 200 ")
            await asyncio.sleep(0.05)
