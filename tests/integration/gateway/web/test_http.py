"""What HTTP lets a client do on a connection to the token endpoint, byte by byte."""

from __future__ import annotations

import asyncio
import json
import re

import pytest
import structlog
from fakes.executor import FakeExecutor, held, until_executing
from live.gateway import StartGateway
from live.raw_http import HEAD, Raw
from samples.tenants import AUDIENCE, HOOK, Acme

from warmhook.gateway.oauth.request import BODY_MAX

BODY = json.dumps(
    {
        "grant_type": "client_credentials",
        "client_id": "machine",
        "client_secret": "machine-secret",
        "audience": AUDIENCE,
    }
).encode()
LENGTH = b"content-length: %d\r\n" % len(BODY)
REQUEST = b"%s%s\r\n%s" % (HEAD, LENGTH, BODY)

# A whole gateway also says the date.
_ANSWER_HEAD = re.compile(
    rb"HTTP/1.1 200 OK\r\n"
    rb"content-type: application/json\r\n"
    rb"cache-control: no-store\r\n"
    rb"pragma: no-cache\r\n"
    rb"x-auth0-requestid: [0-9a-f]{20}\r\n"
    rb"content-length: \d+\r\n"
    rb"(?P<connection>connection: close\r\n)?"
    rb"\r\n"
)

# What arrives together, with a turn of the gateway's in between.
PIECES: dict[str, list[bytes]] = {
    "as a whole": [REQUEST],
    "its body after its head": [HEAD + LENGTH + b"\r\n", BODY],
    "in three pieces, of which none ends where a part does": [REQUEST[:40], REQUEST[40:-20], REQUEST[-20:]],
    "as one chunk": [b"%stransfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (HEAD, len(BODY), BODY)],
    "in chunks, the last of which comes alone": [
        b"%stransfer-encoding: chunked\r\n\r\n5\r\n%s\r\n" % (HEAD, BODY[:5]),
        b"%x\r\n%s\r\n" % (len(BODY) - 5, BODY[5:]),
        b"0\r\n\r\n",
    ],
    "with an expectation that it does not wait for": [
        HEAD + b"expect: something\r\n" + LENGTH + b"\r\n" + BODY
    ],
}


@pytest.mark.parametrize("case", PIECES)
async def test_a_request_is_answered_however_it_arrives(start_gateway: StartGateway, case: str) -> None:
    raw = await Raw.to(await start_gateway())
    for _ in range(2):
        for piece in PIECES[case]:
            await raw.send(piece)
            await asyncio.sleep(0.02)
        assert (await raw.answer())[0] == 200
    await raw.close()


async def test_an_answer_has_these_headers_in_this_order(start_gateway: StartGateway) -> None:
    raw = await Raw.to(await start_gateway())
    await raw.send(REQUEST)
    found = _ANSWER_HEAD.fullmatch(await raw.head())
    assert found
    assert found["connection"] is None
    await raw.close()


CLOSING: dict[str, bytes] = {
    "a client that says so": HEAD + b"connection: close\r\n" + LENGTH + b"\r\n" + BODY,
    "a client of HTTP/1.0": REQUEST.replace(b"HTTP/1.1", b"HTTP/1.0"),
    "a client of HTTP/1.0 that would go on": REQUEST.replace(
        b" HTTP/1.1\r\n", b" HTTP/1.0\r\nconnection: keep-alive\r\n"
    ),
}


@pytest.mark.parametrize("case", CLOSING)
async def test_a_connection_is_closed_after_the_only_answer_to(
    start_gateway: StartGateway, case: str
) -> None:
    raw = await Raw.to(await start_gateway())
    await raw.send(CLOSING[case])
    found = _ANSWER_HEAD.match(answered := await raw.rest())
    assert found
    assert found["connection"]
    assert json.loads(answered[found.end() :])["token_type"] == "Bearer"
    await raw.close()


async def test_requests_that_do_not_wait_for_answers_get_them_in_their_order(
    start_gateway: StartGateway, executor: FakeExecutor
) -> None:
    go_on = asyncio.Event()

    executor.script = held(go_on)
    raw = await Raw.to(await start_gateway(Acme(hooks=(HOOK,)), executor=executor.target))
    wrong_secret = REQUEST.replace(b"machine-secret", b"another-secret")
    wrong_method = REQUEST.replace(b"POST", b"PUT")
    elsewhere = b"GET /health/live HTTP/1.1\r\nhost: acme.example\r\n\r\n"
    await raw.send(REQUEST, wrong_secret, elsewhere, wrong_method, REQUEST)
    await until_executing(executor)
    go_on.set()
    assert [(await raw.answer())[0] for _ in range(5)] == [200, 401, 200, 405, 200]
    await raw.close()


async def test_a_client_that_waits_to_be_told_to_go_on_is_told(start_gateway: StartGateway) -> None:
    raw = await Raw.to(await start_gateway())
    await raw.send(HEAD, LENGTH, b"expect: 100-continue\r\n\r\n")
    assert await raw.head() == b"HTTP/1.1 100 Continue\r\n\r\n"
    await raw.send(BODY)
    assert (await raw.answer())[0] == 200
    await raw.close()


async def test_a_client_whose_body_would_be_refused_is_not_told_to_go_on(start_gateway: StartGateway) -> None:
    raw = await Raw.to(await start_gateway())
    await raw.send(HEAD, b"content-length: %d\r\nexpect: 100-continue\r\n\r\n" % (BODY_MAX + 1))
    assert (await raw.answer())[0] == 413
    await raw.close()


async def test_a_body_that_is_there_at_once_and_too_long_is_refused(start_gateway: StartGateway) -> None:
    raw = await Raw.to(await start_gateway())
    chunk = b"%x\r\n%s\r\n" % (BODY_MAX + 1, b"x" * (BODY_MAX + 1))
    await raw.send(HEAD, b"transfer-encoding: chunked\r\n\r\n", chunk, b"0\r\n\r\n", REQUEST)
    assert [(await raw.answer())[0] for _ in range(2)] == [413, 200]
    await raw.close()


async def test_an_answer_to_head_ends_with_its_head(start_gateway: StartGateway) -> None:
    raw = await Raw.to(await start_gateway())
    await raw.send(b"HEAD /oauth/token HTTP/1.1\r\nhost: acme.example\r\n\r\n", REQUEST)
    assert (await raw.head()).startswith(b"HTTP/1.1 405 ")
    assert (await raw.answer())[0] == 200
    await raw.close()


async def test_a_request_whose_client_has_left_runs_to_its_end(
    start_gateway: StartGateway, executor: FakeExecutor
) -> None:
    go_on = asyncio.Event()

    executor.script = held(go_on)
    client = await start_gateway(Acme(hooks=(HOOK,)), executor=executor.target)
    raw = await Raw.to(client)
    with structlog.testing.capture_logs() as lines:
        await raw.send(REQUEST)
        await until_executing(executor)
        await raw.close()
        await asyncio.sleep(0.05)
        go_on.set()
        while "token_request" not in (line["event"] for line in lines):  # noqa: ASYNC110 - a log that is looked at
            await asyncio.sleep(0.01)
    assert [line["outcome"] for line in lines if line["event"] == "token_request"] == ["issued"]
