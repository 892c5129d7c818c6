"""Whatever bytes arrive: an answer that names what is wrong, or the end of the connection. Never a hang.

Raw sockets, since no HTTP library sends such things.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live.stack import Service

from e2e.tenants import ACME, MACHINE, ask, claims_of, client_of

# Longer than any of this should take, shorter than the gateway's own patience.
ANSWER_SECONDS = 8.0
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    @property
    def description(self) -> str:
        """Every refusal has one, in JSON."""
        described: dict[str, str] = json.loads(self.body)
        assert described.keys() >= {"error", "error_description"}
        return described["error_description"]


async def exchange(gateway: Service, *parts: bytes, answers: int = 1) -> list[Answer]:
    """Send the parts, one after another, and read so many answers, or fewer if the gateway closes."""
    host, _, port = gateway.address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    read: list[Answer] = []
    # It may close in the middle of what is too long to be read.
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.01)
        async with asyncio.timeout(ANSWER_SECONDS):
            while len(read) < answers:
                read.append(await read_answer(reader))
    writer.close()
    return read


async def read_answer(reader: asyncio.StreamReader) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    status, *headers = head.decode().lower().splitlines()
    lengths = [line.partition(":")[2] for line in headers if line.startswith("content-length:")]
    return Answer(int(status.split()[1]), await reader.readexactly(int(lengths[0])))


def post(body: bytes, content_type: str | None = FORM, **headers: str) -> bytes:
    lines = [f"Host: {ACME}", f"Content-Length: {len(body)}"]
    lines += [f"Content-Type: {content_type}"] if content_type else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("POST /oauth/token HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def machine(**more: object) -> bytes:
    return json.dumps(MACHINE | more).encode()


GOOD = urlencode(MACHINE).encode()

# What is sent, the status, and what the description names.
REFUSED = {
    "a form that is not UTF-8": (post(b"grant_type=\xff\xfe"), 400, "not UTF-8"),
    "a form that is not UTF-8 once decoded": (post(b"grant_type=%FF"), 400, "not UTF-8"),
    "JSON that is not UTF-8": (post(b'{"grant_type": "\xff"}', JSON), 400, "not JSON"),
    "JSON that is no object": (post(b"[1]", JSON), 400, "must be a JSON object"),
    "JSON with nothing in it": (post(b"", JSON), 400, "not JSON"),
    "JSON that is not a number": (post(b'{"scope": NaN}', JSON), 400, "not JSON"),
    "JSON with half of a character": (post(b'{"scope": "\\ud800"}', JSON), 400, "not JSON"),
    "arrays without end": (post(b"[" * 100_000, JSON), 400, "not JSON"),
    "a parameter that is deep": (post(machine(x=json.loads("[" * 50 + "]" * 50)), JSON), 400, "'x'"),
    "a grant type that is a number": (post(machine(grant_type=5), JSON), 400, "'grant_type'"),
    "a client that is an array": (post(machine(client_id=["machine"]), JSON), 400, "'client_id'"),
    "a secret that is an object": (post(machine(client_secret={}), JSON), 400, "'client_secret'"),
    "a scope that is an array": (post(machine(scope=["read:data"]), JSON), 400, "'scope'"),
    "an audience that is true": (post(machine(audience=True), JSON), 400, "'audience'"),
    "a parameter twice": (post(GOOD + b"&audience=x"), 400, "'audience'"),
    "a member twice": (post(b'{"scope": "a", "scope": "b"}', JSON), 400, "'scope'"),
    "three hundred parameters": (post(b"&".join(b"p%d=" % n for n in range(300))), 400, "256"),
    "no content type": (post(GOOD, None), 400, "Content-Type"),
    "a content type that we do not read": (post(GOOD, "multipart/form-data"), 400, "Content-Type"),
    "a charset that we do not read": (
        post(GOOD.decode().encode("utf-16"), FORM + "; charset=utf-16"),
        400,
        "charset",
    ),
    "a body that is compressed": (post(GOOD, Content_Encoding="gzip"), 400, "Content-Encoding"),
    "a header twice": (post(GOOD, Host="globex.example"), 400, "'host'"),
    "headers that are too long": (post(GOOD, X_Long="x" * 40_000), 431, "32768"),
    "a header that is no base64": (post(b"grant_type=x", Authorization="Basic ?"), 401, "Unauthorized"),
    "a header without a secret": (post(b"grant_type=x", Authorization="Basic eA=="), 401, "Unauthorized"),
    "a client with a NUL": (post(b"grant_type=x&client_id=a%00b&client_secret=c"), 401, "Unauthorized"),
    "a client of 100 KB": (
        post(b"grant_type=x&client_secret=c&client_id=" + b"x" * 100_000),
        401,
        "Unauthorized",
    ),
    "an audience of 100 KB": (
        post(urlencode(MACHINE | {"audience": "x" * 100_000}).encode()),
        403,
        "x" * 600 + "…",
    ),
    "a body of 200 KB": (post(b"x" * 200_000), 413, "131072"),
    "no host": (b"POST /oauth/token HTTP/1.0\r\nContent-Length: 0\r\n\r\n", 404, "host"),
    "another method": (f"PUT /oauth/token HTTP/1.1\r\nHost: {ACME}\r\n\r\n".encode(), 405, "method"),
    "a path that is not there": (
        f"GET /%00/../../etc/passwd HTTP/1.1\r\nHost: {ACME}\r\n\r\n".encode(),
        404,
        "path",
    ),
}

# Not HTTP at all, or more of it than is read: the server's own answer, or the end of the connection.
NO_HTTP = {
    "noise": b"\x00\xff\x16\x03\x01" * 100 + b"\r\n\r\n",
    "a length that is negative": b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "a length and chunks": b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks of no number": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a path that is not ASCII": b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path of a megabyte": b"GET /" + b"x" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "ten thousand headers": b"GET / HTTP/1.1\r\n" + b"X: %s\r\n" % (b"x" * 100) * 10_000 + b"\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\n: x\r\n\r\n",
    "a header of a megabyte": b"GET / HTTP/1.1\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n",
    "a version of the future": b"GET / HTTP/9.9\r\n\r\n",
}


@pytest.fixture(autouse=True)
def _no_traceback(gateway: Service) -> Iterator[None]:
    seen = len(gateway.output())
    yield
    written = gateway.output()[seen:]
    assert "Traceback" not in written
    assert "token_request_failed" not in written
    assert gateway.process.poll() is None


@pytest.mark.parametrize("case", REFUSED)
async def test_a_request_that_is_wrong_is_told_so(gateway: Service, case: str) -> None:
    sent, status, named = REFUSED[case]
    (answer,) = await exchange(gateway, sent)
    assert (answer.status, named in answer.description) == (status, True), answer.body[:500]


@pytest.mark.parametrize("case", NO_HTTP)
async def test_what_is_no_http_ends_the_connection(gateway: Service, case: str) -> None:
    answers = await exchange(gateway, NO_HTTP[case], answers=2)
    assert [answer.status for answer in answers] in ([400], [431], [])


async def test_a_body_in_chunks_is_a_body(gateway: Service) -> None:
    head = f"POST /oauth/token HTTP/1.1\r\nHost: {ACME}\r\nContent-Type: {FORM}\r\n"
    chunks = [b"%x\r\n%s\r\n" % (len(GOOD[n : n + 7]), GOOD[n : n + 7]) for n in range(0, len(GOOD), 7)]
    parts = [f"{head}Transfer-Encoding: chunked\r\n\r\n".encode(), *chunks, b"0\r\n\r\n"]
    (answer,) = await exchange(gateway, *parts)
    assert answer.status == 200


async def test_chunks_without_end_are_refused(gateway: Service) -> None:
    head = f"POST /oauth/token HTTP/1.1\r\nHost: {ACME}\r\nContent-Type: {FORM}\r\n"
    chunks = [b"4000\r\n" + b"x" * 0x4000 + b"\r\n"] * 12
    (answer,) = await exchange(gateway, f"{head}Transfer-Encoding: chunked\r\n\r\n".encode(), *chunks)
    assert (answer.status, "131072" in answer.description) == (413, True)


@pytest.mark.parametrize(
    "start",
    [
        b"POST /oauth/token HTTP/1.1\r\nX: ",
        post(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + b"0\r\nX: ",
    ],
    ids=["header", "trailer"],
)
async def test_a_header_without_end_is_cut_off(gateway: Service, start: bytes) -> None:
    host, _, port = gateway.address.rpartition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(start)
    # More than any buffer on the way holds.
    writer.write(b"x" * 50_000_000)
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(writer.drain(), ANSWER_SECONDS)
    writer.transport.abort()


async def test_requests_that_do_not_wait_for_answers_get_them_in_order(gateway: Service) -> None:
    bad = post(b"grant_type=unknown&client_id=machine&client_secret=acme-machine-secret-0123456789-abcdef")
    answers = await exchange(gateway, post(GOOD) + bad + post(GOOD), answers=3)
    assert [answer.status for answer in answers] == [200, 400, 200]


async def test_the_slow_do_not_hold_up_the_others(gateway: Service) -> None:
    host, _, port = gateway.address.rpartition(":")
    slow = [await asyncio.open_connection(host, int(port)) for _ in range(100)]
    try:
        for number, (_, writer) in enumerate(slow):
            # Half of them stop in the header, half in the body.
            writer.write(post(GOOD)[: 40 if number % 2 else -1])
            await writer.drain()
        async with client_of(gateway) as client, asyncio.timeout(ANSWER_SECONDS):
            for _ in range(20):
                await claims_of(client, await ask(client, MACHINE))
    finally:
        for _, writer in slow:
            writer.close()


async def test_a_client_that_leaves_at_once_is_no_error(gateway: Service) -> None:
    host, _, port = gateway.address.rpartition(":")
    for sent in (b"", b"POST", post(GOOD)[:-1], post(GOOD)):
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(sent)
        writer.transport.abort()
    async with client_of(gateway) as client:
        await claims_of(client, await ask(client, MACHINE))


BODIES = st.one_of(
    st.binary(max_size=300),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*MACHINE, "scope", "x"]), inner),
        max_leaves=10,
    ).map(lambda value: json.dumps(value).encode()),
    st.dictionaries(st.sampled_from([*MACHINE, "scope", "x"]), st.text()).map(
        lambda form: urlencode(form, errors="surrogatepass").encode()
    ),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES, content_type=st.sampled_from([FORM, JSON, JSON + "; charset=utf-8", "text/plain"]))
def test_any_body_is_refused_with_a_description(gateway: Service, body: bytes, content_type: str) -> None:
    (answer,) = asyncio.run(exchange(gateway, post(body, content_type)))
    assert answer.status in {400, 401, 403}
    assert answer.description
