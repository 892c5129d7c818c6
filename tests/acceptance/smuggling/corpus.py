"""The corpus: every published way to hide a request where a proxy and a server read HTTP/1 differently.

Owns the bytes, and what the gateway alone makes of them. It must not know proxies nor sockets.

Each case hides `CANARY`, or is a lawful relative of one that does. The forms are those of RFC 9112 section
11.2, of Watchfire's "HTTP Request Smuggling" (2005), of "HTTP Desync Attacks" (2019), "HTTP/1 must die"
(2025) with its 0.CL and Expect forms, of the mutation lists of smuggler.py and of "T-Reqs" (2021), and of the
chunk-extension and chunk-terminator forms ("TERM.EXT", "EXT.TERM", "TERM.SPILL", 2025).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# Whoever answers this took a part of another request for a request.
CANARY = (
    b"POST /oauth/token HTTP/1.1\r\nHost: acme.example\r\nX-Smuggled: yes\r\n"
    b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
)
HOST = b"Host: acme.example\r\n"
# 405 and not 400, so that a request which was read as it should be is told from one that was refused.
POST = b"POST /health/live HTTP/1.1\r\n" + HOST
GET = b"GET /health/live HTTP/1.1\r\n" + HOST
LENGTH = b"Content-Length: %d\r\n" % len(CANARY)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
AS_CHUNK = b"%x\r\n%s\r\n0\r\n\r\n" % (len(CANARY), CANARY)

REFUSED = (400,)
# The body was read as one, and the path has no such method.
READ = (405,)


@dataclass(frozen=True)
class Case:
    family: str
    name: str
    # Each is sent by itself, with a moment in between.
    pieces: tuple[bytes, ...]
    # What the gateway alone answers.
    statuses: tuple[int, ...]
    # It closes the connection.
    closed: bool

    @property
    def title(self) -> str:
        return f"{self.family}: {self.name}"


def corpus() -> list[Case]:
    return [
        case
        for family in (
            _upgrade,
            _both_lengths,
            _transfer_encoding,
            _content_length,
            _chunks,
            _line_ends,
            _headers,
            _early_answers,
            _after_the_end,
            _targets,
            _hosts,
        )
        for case in family()
    ]


def _read(family: str, name: str, *pieces: bytes) -> Case:
    return Case(family, name, pieces, READ, closed=False)


def _refused(family: str, name: str, *pieces: bytes) -> Case:
    return Case(family, name, pieces, REFUSED, closed=True)


def _upgrade() -> Iterator[Case]:
    offer = b"Connection: Upgrade\r\nUpgrade: %s\r\n"
    for protocol in (b"h2c", b"TLS/1.2", b"websocket", b"HTTP/2.0", b"a, b"):
        head = POST + offer % protocol + LENGTH + b"\r\n"
        yield _read("upgrade", f"{protocol.decode()}, the body with the head", head + CANARY)
        yield _read("upgrade", f"{protocol.decode()}, the body by itself", head, CANARY)
        yield _read("upgrade", f"{protocol.decode()}, the body in two parts", head + CANARY[:9], CANARY[9:])
    for path in (b"/oauth/token", b"/api/v2/hooks", b"/.well-known/jwks.json", b"/nothing"):
        head = b"PUT %s HTTP/1.1\r\n" % path + HOST + offer % b"h2c" + LENGTH + b"\r\n"
        yield Case(
            "upgrade",
            f"on {path.decode()}",
            (head, CANARY),
            (404,) if path == b"/nothing" else READ,
            closed=False,
        )
    yield _read("upgrade", "a chunked body", POST + offer % b"h2c" + CHUNKED + b"\r\n", AS_CHUNK)
    settings = (
        b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n"
    )
    yield _read("upgrade", "with HTTP2-Settings", POST + settings + LENGTH + b"\r\n", CANARY)
    yield _read(
        "upgrade",
        "beside keep-alive",
        POST + b"Connection: keep-alive, Upgrade\r\nUpgrade: h2c\r\n" + LENGTH + b"\r\n",
        CANARY,
    )
    yield _read(
        "upgrade",
        "offered twice",
        POST + offer % b"h2c" + b"Upgrade: websocket\r\n" + LENGTH + b"\r\n",
        CANARY,
    )
    yield _read("upgrade", "without Connection", POST + b"Upgrade: h2c\r\n" + LENGTH + b"\r\n", CANARY)
    yield Case(
        "upgrade",
        "and close",
        (POST + b"Connection: close, Upgrade\r\nUpgrade: h2c\r\n" + LENGTH + b"\r\n", CANARY),
        READ,
        closed=True,
    )
    yield _refused(
        "upgrade", "with two lengths", POST + offer % b"h2c" + LENGTH + b"Content-Length: 0\r\n\r\n" + CANARY
    )
    yield _refused(
        "upgrade", "with a length and chunks", POST + offer % b"h2c" + LENGTH + CHUNKED + b"\r\n" + AS_CHUNK
    )
    yield Case(
        "upgrade", "CONNECT, and what would go through the tunnel",
        (b"CONNECT acme.example:443 HTTP/1.1\r\n" + HOST + b"\r\n", CANARY), READ, closed=True,
    )  # fmt: skip


def _both_lengths() -> Iterator[Case]:
    """CL.TE and TE.CL."""
    for name, lengths in {
        "a length, then chunks": b"Content-Length: 5\r\n" + CHUNKED,
        "chunks, then a length": CHUNKED + b"Content-Length: 5\r\n",
        "a length that is right": b"Content-Length: %d\r\n" % len(AS_CHUNK) + CHUNKED,
        "a length of none": b"Content-Length: 0\r\n" + CHUNKED,
    }.items():
        yield _refused("both lengths", name, POST + lengths + b"\r\n0\r\n\r\n" + CANARY)
        yield _refused("both lengths", f"{name}, the canary as a chunk", POST + lengths + b"\r\n" + AS_CHUNK)
    one_zero = POST.replace(b"HTTP/1.1", b"HTTP/1.0")
    yield _refused(
        "both lengths", "HTTP/1.0 with both", one_zero + LENGTH + CHUNKED + b"\r\n0\r\n\r\n" + CANARY
    )
    yield _refused("both lengths", "HTTP/1.0 with chunks", one_zero + CHUNKED + b"\r\n0\r\n\r\n" + CANARY)


def _transfer_encoding() -> Iterator[Case]:
    """TE.TE: a Transfer-Encoding that one of two readers does not see."""
    lines = {
        "xchunked": b"Transfer-Encoding: xchunked",
        "identity": b"Transfer-Encoding: identity",
        "chunked, identity": b"Transfer-Encoding: chunked, identity",
        "identity, chunked": b"Transfer-Encoding: identity, chunked",
        "gzip, chunked": b"Transfer-Encoding: gzip, chunked",
        "chunked, chunked": b"Transfer-Encoding: chunked, chunked",
        "in quotes": b'Transfer-Encoding: "chunked"',
        "in single quotes": b"Transfer-Encoding: 'chunked'",
        "with a parameter": b"Transfer-Encoding: chunked;q=1",
        "with an empty member": b"Transfer-Encoding: ,chunked",
        "with an empty member behind": b"Transfer-Encoding: chunked,",
        "empty": b"Transfer-Encoding:",
        "twice, the second unknown": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
        "twice, the first unknown": b"Transfer-Encoding: x\r\nTransfer-Encoding: chunked",
        "twice the same": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "cow": b"Transfer-Encoding: cow\r\nTransfer-Encoding: chunked",
        "folded": b"Transfer-Encoding:\r\n chunked",
        "folded with a tab": b"Transfer-Encoding:\r\n\tchunked",
        "folded behind": b"Transfer-Encoding: chunked\r\n x",
        "a space before the colon": b"Transfer-Encoding : chunked",
        "a tab before the colon": b"Transfer-Encoding\t: chunked",
        "a space before the name": b" Transfer-Encoding: chunked",
        "a line end before the colon": b"Transfer-Encoding\r\n : chunked",
        "behind a bare LF": b"X: x\nTransfer-Encoding: chunked",
        "behind a bare CR": b"X: x\rTransfer-Encoding: chunked",
        "behind a NUL": b"X: x\0Transfer-Encoding: chunked",
        "in another header's value by a bare CR LF CR": b"X: x\r\n\rTransfer-Encoding: chunked",
    }
    for name, line in lines.items():
        for body, where in ((b"0\r\n\r\n" + CANARY, "behind the last chunk"), (AS_CHUNK, "as a chunk")):
            yield _refused(
                "transfer-encoding",
                f"{name}, the canary {where}",
                POST + line + b"\r\n" + LENGTH + b"\r\n" + body,
            )
        yield _refused("transfer-encoding", f"{name}, without a length", POST + line + b"\r\n\r\n" + AS_CHUNK)
    # The mutations: a byte before, behind, and at the end of name and value, beside a length.
    for byte in (*range(0x21), 0x7F, 0x80, 0x85, 0xA0, 0xFF):
        raw = bytes([byte])
        if raw in b" \t":
            continue
        for name, line in {
            "before the value": b"Transfer-Encoding: %schunked" % raw,
            "behind the value": b"Transfer-Encoding: chunked%s" % raw,
            "before the name": b"%sTransfer-Encoding: chunked" % raw,
            "behind the name": b"Transfer-Encoding%s: chunked" % raw,
            "in the name": b"Transfer%sEncoding: chunked" % raw,
        }.items():
            # A line end there ends the line, lawfully or not.
            if raw in b"\r\n" and name in ("before the name", "behind the value"):
                continue
            yield _refused(
                "transfer-encoding", f"byte {byte:#04x} {name}", POST + LENGTH + line + b"\r\n\r\n" + AS_CHUNK
            )
    for name, line in {
        "in capitals": b"TRANSFER-ENCODING: CHUNKED",
        "without a space": b"Transfer-Encoding:chunked",
        "with a tab": b"Transfer-Encoding:\tchunked",
        "with spaces around": b"Transfer-Encoding:  chunked  ",
    }.items():
        yield _read("transfer-encoding", f"lawful, {name}", POST + line + b"\r\n\r\n" + AS_CHUNK)
    yield _read(
        "transfer-encoding",
        "another name is another header",
        POST + b"Transfer_Encoding: chunked\r\n" + LENGTH + b"\r\n" + CANARY,
    )


def _content_length() -> Iterator[Case]:
    size = len(CANARY)
    for name, lines in {
        "two that differ": b"Content-Length: %d\r\nContent-Length: 0" % size,
        "two that differ, the other way": b"Content-Length: 0\r\nContent-Length: %d" % size,
        "two that agree": b"Content-Length: %d\r\nContent-Length: %d" % (size, size),
        "a list": b"Content-Length: %d, %d" % (size, size),
        "a list that differs": b"Content-Length: 0, %d" % size,
        "a sign": b"Content-Length: +%d" % size,
        "less than nothing": b"Content-Length: -%d" % size,
        "minus nothing": b"Content-Length: -0",
        "hexadecimal": b"Content-Length: 0x%x" % size,
        "an exponent": b"Content-Length: 1e2",
        "a decimal point": b"Content-Length: %d.0" % size,
        "an underscore": b"Content-Length: 1_0",
        "a parameter": b"Content-Length: %d;q=1" % size,
        "a comma behind": b"Content-Length: %d," % size,
        "words behind": b"Content-Length: %d aa" % size,
        "a space within": b"Content-Length: 1 1",
        "in quotes": b'Content-Length: "%d"' % size,
        "empty": b"Content-Length:",
        "more than 64 bits": b"Content-Length: 18446744073709551616",
        "more than 64 bits by the canary": b"Content-Length: %d" % (2**64 + size),
        "folded": b"Content-Length:\r\n %d" % size,
        "folded behind": b"Content-Length: 0\r\n %d" % size,
        "a space before the colon": b"Content-Length : %d" % size,
        "behind a bare LF": b"X: x\nContent-Length: %d" % size,
        "behind a bare CR": b"X: x\rContent-Length: %d" % size,
        "a NUL behind": b"Content-Length: %d\0" % size,
        "a vertical tab before": b"Content-Length: \x0b%d" % size,
        "no-break space before": b"Content-Length: \xa0%d" % size,
        "a full-width digit": b"Content-Length: \xef\xbc\x99",
    }.items():
        yield _refused("content-length", name, POST + lines + b"\r\n\r\n" + CANARY)
    zeros = POST + b"Content-Length: 000%d\r\n\r\n" % size + CANARY
    yield _read("content-length", "lawful, leading zeros", zeros)
    yield Case(
        "content-length", "CL.0: a GET with a body", (GET + LENGTH + b"\r\n" + CANARY,), (200,), closed=False
    )
    yield Case(
        "content-length", "0.CL: the body by itself", (GET + LENGTH + b"\r\n", CANARY), (200,), closed=False
    )
    head = GET.replace(b"GET", b"HEAD") + LENGTH + b"\r\n"
    yield Case("content-length", "CL.0: a HEAD with a body", (head + CANARY,), (200,), closed=False)
    options = GET.replace(b"GET", b"OPTIONS") + LENGTH + b"\r\n"
    yield Case("content-length", "CL.0: an OPTIONS with a body", (options + CANARY,), (204,), closed=False)
    for path in (b"/../oauth/token", b"/oauth//token", b"/%2f", b"/CON", b"/favicon.ico"):
        yield Case(
            "content-length", f"CL.0 on {path.decode()}",
            (b"POST %s HTTP/1.1\r\n" % path + HOST + LENGTH + b"\r\n" + CANARY,), (404,), closed=False,
        )  # fmt: skip


def _chunks() -> Iterator[Case]:
    head = POST + CHUNKED + b"\r\n"
    size, data = b"%x" % len(CANARY), CANARY
    for name, body in {
        "a sign": b"+%s\r\n%s\r\n0\r\n\r\n" % (size, data),
        "less than nothing": b"-1\r\n%s\r\n0\r\n\r\n" % data,
        "0x": b"0x%s\r\n%s\r\n0\r\n\r\n" % (size, data),
        "an underscore": b"1_0\r\n%s\r\n0\r\n\r\n" % data,
        "a space before": b" %s\r\n%s\r\n0\r\n\r\n" % (size, data),
        "no size": b"\r\n%s\r\n0\r\n\r\n" % data,
        "no size but an extension": b";a=b\r\n%s\r\n0\r\n\r\n" % data,
        "more than 64 bits": b"1%016x\r\n%s\r\n0\r\n\r\n" % (len(data), data),
        "more than 64 bits and zeros": b"f" * 20 + b"\r\n%s\r\n0\r\n\r\n" % data,
        "a bare LF behind the size": b"%s\n%s\r\n0\r\n\r\n" % (size, data),
        "a bare CR behind the size": b"%s\r%s\r\n0\r\n\r\n" % (size, data),
        "TERM.EXT: a bare LF behind an extension": b"2;\nxx\r\n%s\r\n0\r\n\r\n%s" % (size, data),
        "EXT.TERM: a bare CR in an extension": b"2;a\rxx\r\n0\r\n\r\n%s" % data,
        "a NUL in an extension": b"2;a\0\r\nxx\r\n0\r\n\r\n%s" % data,
        "TERM.SPILL: a bare LF behind the data": b"5\r\nAAAAA\n%s\r\n%s\r\n0\r\n\r\n" % (size, data),
        "SPILL.TERM: a bare CR behind the data": b"5\r\nAAAAA\r%s\r\n%s\r\n0\r\n\r\n" % (size, data),
        "no line end behind the data": b"5\r\nAAAAA%s\r\n%s\r\n0\r\n\r\n" % (size, data),
        "ONE.TWO: two other bytes behind the data": b"5\r\nAAAAAXX0\r\n\r\n%s" % data,
        "ZERO.TWO: data that is longer": b"2\r\nAAAAA\r\n0\r\n\r\n%s" % data,
        "a bare LF behind the last chunk": b"0\n\n%s" % data,
        "a bare LF behind the trailers": b"0\r\nX: y\n\n%s" % data,
        "a trailer without a colon": b"0\r\nxyz\r\n\r\n%s" % data,
        "a trailer with a space before its colon": b"0\r\nX : y\r\n\r\n%s" % data,
        "a trailer with a folded value": b"0\r\nX: y\r\n z\r\n\r\n%s" % data,
        "a full-width digit": b"\xef\xbc\x92\r\nxx\r\n0\r\n\r\n" + data,
        "a trailer that would be a length": b"%s\r\n%s\r\n0\r\nContent-Length: 9\r\n\r\n" % (size, data),
    }.items():
        yield _refused("chunks", name, head + body)
    for name, body in {
        "capital digits": b"%s\r\n%s\r\n0\r\n\r\n" % (size.upper(), data),
        "leading zeros": b"000%s\r\n%s\r\n0\r\n\r\n" % (size, data),
        "an extension": b"%s;a=b\r\n%s\r\n0\r\n\r\n" % (size, data),
        "an extension in quotes": b'%s;a="b c"\r\n%s\r\n0\r\n\r\n' % (size, data),
        "trailers": b"%s\r\n%s\r\n0\r\nX-Trailer: 1\r\n\r\n" % (size, data),
        "a last chunk of many zeros": b"%s\r\n%s\r\n0000\r\n\r\n" % (size, data),
    }.items():
        yield _read("chunks", f"lawful, {name}", head + body)
        cut = len(body) // 2
        yield _read("chunks", f"lawful, {name}, in two parts", head + body[:cut], body[cut:])


def _line_ends() -> Iterator[Case]:
    for name, request in {
        "bare LF behind the request line": POST.replace(b"HTTP/1.1\r\n", b"HTTP/1.1\n")
        + LENGTH
        + b"\r\n"
        + CANARY,
        "bare LF behind a header": POST.replace(b"example\r\n", b"example\n") + LENGTH + b"\r\n" + CANARY,
        "bare LF twice for the end": POST + LENGTH[:-2] + b"\n\n" + CANARY,
        "a bare LF for the end": POST + LENGTH + b"\n" + CANARY,
        "bare CR behind a header": POST.replace(b"example\r\n", b"example\r") + LENGTH + b"\r\n" + CANARY,
        "CR CR LF": POST.replace(b"example\r\n", b"example\r\r\n") + LENGTH + b"\r\n" + CANARY,
        "LF CR": POST.replace(b"example\r\n", b"example\n\r") + LENGTH + b"\r\n" + CANARY,
        "a NUL for an end": POST + b"X: y\0\r\n" + LENGTH + b"\r\n" + CANARY,
        "a vertical tab for an end": POST + b"X: y\x0b\r\n" + LENGTH + b"\r\n" + CANARY,
        "a bare CR before the end": POST + b"\r" + LENGTH + b"\r\n" + CANARY,
    }.items():
        yield _refused("line ends", name, request)
    yield _read(
        "line ends", "lawful, an empty line before the request", b"\r\n" + POST + LENGTH + b"\r\n" + CANARY
    )


def _headers() -> Iterator[Case]:
    for name, line in {
        "folded": b"X: a\r\n b\r\n",
        "folded with a tab": b"X: a\r\n\tb\r\n",
        "folded, first of all": b"",
        "no colon": b"Xyz\r\n",
        "no name": b": y\r\n",
        "a space in the name": b"X Y: z\r\n",
        "a space before the colon": b"X : z\r\n",
        "brackets in the name": b"X(y): z\r\n",
        "a NUL in the name": b"X\0: z\r\n",
        "a NUL in the value": b"X: a\0b\r\n",
        "a bell in the value": b"X: a\x07b\r\n",
        "a letter that is not ASCII in the name": b"X\xe9: z\r\n",
    }.items():
        start = POST if line else b"POST /health/live HTTP/1.1\r\n Host: acme.example\r\n"
        yield _refused("headers", name, start + line + LENGTH + b"\r\n" + CANARY)


def _early_answers() -> Iterator[Case]:
    """An answer that comes before the body leaves the two sides in doubt about whether the body will come."""
    much = b"Content-Length: 10000000\r\n"
    yield Case(
        "early answers", "413, the canary as the announced body",
        (b"POST /oauth/token HTTP/1.1\r\n" + HOST + much + b"\r\n", CANARY), (413,), closed=False,
    )  # fmt: skip
    for path, statuses in ((b"/health/live", READ), (b"/nothing", (404,))):
        head = b"POST %s HTTP/1.1\r\n" % path + HOST + b"Expect: 100-continue\r\n" + LENGTH + b"\r\n"
        yield Case(
            "early answers",
            f"Expect on {path.decode()}, answered before the body",
            (head, CANARY),
            statuses,
            closed=True,
        )
        yield Case(
            "early answers",
            f"Expect on {path.decode()}, the body with the head",
            (head + CANARY,),
            statuses,
            closed=False,
        )
    for expectation in (b"100-Continue", b"x 100-continue", b"100-continue, x", b"y"):
        head = POST + b"Expect: %s\r\n" % expectation + LENGTH + b"\r\n"
        yield Case(
            "early answers", f"Expect: {expectation.decode()}", (head + CANARY,), READ, closed=False
        )  # fmt: skip
    head = POST.replace(b"POST", b"GET") + b"Expect: 100-continue\r\n" + LENGTH + b"\r\n"
    yield Case("early answers", "0.CL: Expect of a GET", (head, CANARY), (200,), closed=True)
    token = b"POST /oauth/token HTTP/1.1\r\n" + HOST + b"Content-Encoding: gzip\r\n" + LENGTH + b"\r\n"
    yield Case("early answers", "refused by its head", (token, CANARY), (400,), closed=False)


def _after_the_end() -> Iterator[Case]:
    for name, line, version in (
        ("close", b"Connection: close\r\n", b"1.1"),
        ("close among others", b"Connection: x, close\r\n", b"1.1"),
        ("close in another header of the name", b"Connection: x\r\nConnection: close\r\n", b"1.1"),
        ("close and keep-alive", b"Connection: close, keep-alive\r\n", b"1.1"),
        ("HTTP/1.0", b"", b"1.0"),
        ("HTTP/1.0 that would go on", b"Connection: keep-alive\r\n", b"1.0"),
    ):
        request = GET.replace(b"1.1", version) + line + b"\r\n"
        yield Case("after the end", f"{name}, with more bytes", (request + CANARY,), (200,), closed=True)
        body = POST.replace(b"1.1", version) + line + b"Content-Length: 2\r\n\r\n{}"
        yield Case(
            "after the end", f"{name}, with more bytes behind a body", (body + CANARY,), READ, closed=True
        )
    yield Case(
        "after the end",
        "a bad request behind a good one",
        (GET + b"\r\nNONSENSE\r\n\r\n" + CANARY,),
        (200,),
        closed=True,
    )
    yield Case(
        "after the end", "a bad chunk behind a good request",
        (GET + b"\r\n" + POST + CHUNKED + b"\r\nxyz\r\n" + CANARY,), (200,), closed=True,
    )  # fmt: skip
    yield Case(
        "after the end",
        "lawful, two requests at once",
        (GET + b"\r\n" + POST + LENGTH + b"\r\n" + CANARY,),
        (200, 405),
        closed=False,
    )


# A proxy's rule for a path holds only if no other spelling is that path.
_OTHER_PATHS = (
    b"/%6fauth/token",
    b"/oauth%2ftoken",
    b"/oauth%2Ftoken",
    b"//oauth/token",
    b"/x/../oauth/token",
    b"/oauth/token/",
    b"/oauth/token;x",
    b"/api%2fv2/hooks",
    b"/%61pi/v2/hooks",
    b"/api/v2%2fhooks",
    b"//api/v2/hooks",
    b"/x/..%2fapi/v2/hooks",
    b"/health/live/",
    b"/health%2flive",
    b"/.well-known/jwks.json/",
)


def _targets() -> Iterator[Case]:
    for name, line in {
        "HTTP/0.9": b"GET /health/live\r\n",
        "HTTP/0.9 in full": b"GET /health/live HTTP/0.9\r\n",
        "HTTP/1.2": b"GET /health/live HTTP/1.2\r\n",
        "HTTP/2.0": b"GET /health/live HTTP/2.0\r\n",
        "HTTP/1.10": b"GET /health/live HTTP/1.10\r\n",
        "http in small letters": b"GET /health/live http/1.1\r\n",
        "no version": b"GET /health/live HTTP/\r\n",
        "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n",
        "a tab": b"GET\t/health/live\tHTTP/1.1\r\n",
        "a space behind the version": b"GET /health/live HTTP/1.1 \r\n",
        "a method in small letters": b"get /health/live HTTP/1.1\r\n",
        "a method nobody knows": b"GETTT /health/live HTTP/1.1\r\n",
        "a fragment": b"GET /health/live# HTTP/1.1\r\n",
        "a backslash": b"GET /health\\live HTTP/1.1\r\n",
        "a NUL": b"GET /health/live\0 HTTP/1.1\r\n",
        "a byte that is not ASCII": b"GET /health/live\xff HTTP/1.1\r\n",
        "no slash": b"GET health/live HTTP/1.1\r\n",
        "another scheme": b"GET ftp://acme.example/health/live HTTP/1.1\r\n",
        "another host": b"GET http://other.example/health/live HTTP/1.1\r\n",
        "a user before the host": b"GET http://acme.example@other.example/health/live HTTP/1.1\r\n",
        "a star for a GET": b"GET * HTTP/1.1\r\n",
    }.items():
        yield _refused("targets", name, line + HOST + b"\r\n" + CANARY)
    for path in _OTHER_PATHS:
        request = b"GET %s HTTP/1.1\r\n" % path + HOST + LENGTH + b"\r\n" + CANARY
        yield Case("targets", f"{path.decode()} is another path", (request,), (404,), closed=False)
    whole = b"GET http://acme.example/health/live HTTP/1.1\r\n" + HOST + LENGTH + b"\r\n" + CANARY
    yield Case("targets", "lawful, a whole URL of the same host", (whole,), (200,), closed=False)
    spaces = b"GET  /health/live HTTP/1.1\r\n" + HOST + LENGTH + b"\r\n" + CANARY
    yield Case(
        "targets", "two spaces, which RFC 9112 section 3 allows to read", (spaces,), (200,), closed=False
    )
    star = b"OPTIONS * HTTP/1.1\r\n" + HOST + LENGTH + b"\r\n" + CANARY
    yield Case("targets", "lawful, a star for OPTIONS", (star,), (204,), closed=False)


def _hosts() -> Iterator[Case]:
    line = b"GET /.well-known/jwks.json HTTP/1.1\r\n"
    rest = LENGTH + b"\r\n" + CANARY
    for name, host in {
        "none": b"",
        "two": HOST + b"Host: other.example\r\n",
        "two that agree": HOST + HOST,
        "one with a space before its colon": b"Host : acme.example\r\n",
        "a folded one": b"Host:\r\n acme.example\r\n",
    }.items():
        yield _refused("hosts", name, line + host + rest)
    for name, host in {
        "an empty one": b"Host:\r\n",
        "a list": b"Host: acme.example, other.example\r\n",
        "a path": b"Host: acme.example/x\r\n",
        "a user": b"Host: acme.example@other.example\r\n",
        "a space within": b"Host: acme.example other.example\r\n",
        "another": b"Host: other.example\r\n",
    }.items():
        yield Case("hosts", name, (line + host + rest,), (404,), closed=False)
    for name, host in {
        "in capitals": b"Host: ACME.example\r\n",
        "with a port": b"Host: acme.example:443\r\n",
        "with the dot of an absolute name": b"Host: acme.example.\r\n",
        "with both": b"Host: acme.example.:443\r\n",
    }.items():
        yield Case("hosts", f"lawful, {name}", (line + host + rest,), (200,), closed=False)
