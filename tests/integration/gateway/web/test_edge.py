"""The HTTP edge over a socket: what is refused before anybody is asked, and what goes on afterwards."""

from __future__ import annotations

import ipaddress
import json
from typing import Any

import pytest
import structlog
from fakes.executor import FakeExecutor, accepting
from live.gateway import StartGateway
from live.raw_http import HEAD, Raw
from samples.tenants import AUDIENCE, HOOK, Acme

from warmhook.gateway.errors import Reason
from warmhook.gateway.oauth.request import BODY_MAX
from warmhook.gateway.web import token_endpoint
from warmhook.gateway.web.error_table import ERRORS
from warmhook.gateway.web.headers import HEADERS_MAX_BYTES
from warmhook.protos.limits import FIELD_VALUE_MAX_BYTES, FIELDS_MAX, NAME_MAX_BYTES

REQUEST = {
    "grant_type": "client_credentials",
    "client_id": "machine",
    "client_secret": "machine-secret",
    "audience": AUDIENCE,
}


def test_every_reason_has_its_place_on_the_wire() -> None:
    assert set(ERRORS) == set(Reason)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
async def test_tokens_are_asked_for_by_post(start_gateway: StartGateway, method: str) -> None:
    client = await start_gateway()
    response = await client.request(method, "/oauth/token")
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert response.headers["cache-control"] == "no-store"


# RFC 9110 sections 9.3.2 and 9.3.7.
METHODS = {
    "/oauth/token": {"POST"},
    "/health/live": {"GET", "HEAD"},
    "/.well-known/jwks.json": {"GET", "HEAD"},
    "/api/v2/hooks": {"GET", "HEAD", "POST"},
    "/api/v2/hooks/a%2Fb": {"GET", "HEAD", "PATCH", "DELETE"},
    "/api/v2/docs": {"GET", "HEAD"},
}


@pytest.mark.parametrize("path", METHODS)
async def test_options_names_the_methods_of_a_path(start_gateway: StartGateway, path: str) -> None:
    client = await start_gateway()
    response = await client.options(path, headers={"host": "acme.example"})
    assert (response.status_code, response.content) == (204, b"")
    assert set(response.headers["allow"].split(", ")) == METHODS[path]
    refused = await client.request("TRACE", path, headers={"host": "acme.example"})
    assert refused.status_code == 405
    assert set(refused.headers["allow"].split(", ")) == METHODS[path]


async def test_options_of_no_path_is_404(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    for path in ("/nothing", "/api/v2/nothing"):
        response = await client.options(path, headers={"host": "acme.example"})
        assert (response.status_code, "allow" in response.headers) == (404, False)


@pytest.mark.parametrize(
    "path",
    ["/health/live", "/health/ready", "/.well-known/jwks.json", "/nothing", "/api/v2/hooks", "/api/v2/docs"],
)
async def test_head_is_answered_as_get_without_the_body(start_gateway: StartGateway, path: str) -> None:
    client = await start_gateway()
    got = await client.get(path, headers={"host": "acme.example"})
    head = await client.head(path, headers={"host": "acme.example"})
    assert (head.status_code, head.headers, head.content) == (got.status_code, got.headers, b"")


@pytest.mark.parametrize(
    "path", ["/.well-known/jwks.json/", "/health/live/", "/api/v2/hooks/", "//health/live"]
)
async def test_a_slash_too_many_is_another_path(start_gateway: StartGateway, path: str) -> None:
    client = await start_gateway()
    response = await client.get(
        client.base_url.join(".").copy_with(raw_path=path.encode()), headers={"host": "acme.example"}
    )
    assert (response.status_code, "location" in response.headers) == (404, False)


async def test_a_form_and_json_get_the_same_answer(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    by_form = (await client.post("/oauth/token", data=REQUEST)).json()
    by_json = (await client.post("/oauth/token", json=REQUEST | {"realm": None})).json()
    for answer in (by_form, by_json):
        answer.pop("access_token")
    assert by_form == by_json


_HEADER_BOUNDS = "A request may have 200 headers, with names of 128 bytes and values of 16384."
_QUERY_BOUNDS = "The query has a name of more than 128 bytes, or a value of more than 16384."

HEADERS: dict[str, tuple[list[tuple[str, str]], int, str]] = {
    "two Authorization headers": (
        [("authorization", "Basic a"), ("authorization", "Basic b")],
        400,
        "Header 'authorization' must not be repeated.",
    ),
    "two content types": (
        [("content-type", "application/json"), ("content-type", "application/json")],
        400,
        "Header 'content-type' must not be repeated.",
    ),
    "a compressed body": (
        [("content-type", "application/json"), ("content-encoding", "gzip")],
        400,
        "Content-Encoding must be identity.",
    ),
    "headers without end": (
        [("x-long", "x" * HEADERS_MAX_BYTES)],
        431,
        f"The request headers are longer than {HEADERS_MAX_BYTES} bytes.",
    ),
    "a name that no hook could be given": ([("x" * (NAME_MAX_BYTES + 1), "")], 431, _HEADER_BOUNDS),
    "a value that no hook could be given": ([("x", "x" * (FIELD_VALUE_MAX_BYTES + 1))], 431, _HEADER_BOUNDS),
    "more headers than a hook could be given": (
        [(f"x-{number}", "") for number in range(FIELDS_MAX)],
        431,
        _HEADER_BOUNDS,
    ),
}

QUERIES: dict[str, tuple[dict[str, str], str]] = {
    "a name that no hook could be given": ({"ü" * 65: ""}, _QUERY_BOUNDS),
    "a value that no hook could be given": ({"x": "x" * (FIELD_VALUE_MAX_BYTES + 1)}, _QUERY_BOUNDS),
    "more fields than a hook could be given": (
        {str(number): "" for number in range(FIELDS_MAX + 1)},
        f"The query has more than {FIELDS_MAX} fields.",
    ),
}


@pytest.mark.parametrize("case", HEADERS)
async def test_headers_that_make_no_sense_are_refused(start_gateway: StartGateway, case: str) -> None:
    headers, status, description = HEADERS[case]
    client = await start_gateway()
    response = await client.post("/oauth/token", content=b"{}", headers=headers)
    assert response.status_code == status
    assert response.json() == {"error": "invalid_request", "error_description": description}


@pytest.mark.parametrize("case", QUERIES)
async def test_queries_that_make_no_sense_are_refused(start_gateway: StartGateway, case: str) -> None:
    query, description = QUERIES[case]
    client = await start_gateway()
    response = await client.post("/oauth/token", json=REQUEST, params=query)
    assert response.status_code == 400
    assert response.json() == {"error": "invalid_request", "error_description": description}


async def test_a_body_that_is_announced_too_long_is_not_waited_for(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    raw = await Raw.to(client)
    await raw.send(HEAD, b"content-length: %d\r\n\r\n" % (BODY_MAX + 1))
    status, body = await raw.answer()
    assert (status, body["error_description"]) == (413, f"The request body is longer than {BODY_MAX} bytes.")
    await raw.close()


async def test_a_body_that_turns_out_too_long_is_refused(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    raw = await Raw.to(client)
    chunk = b"%x\r\n%s\r\n" % (65536, b"x" * 65536)
    await raw.send(HEAD, b"transfer-encoding: chunked\r\n\r\n", chunk, chunk, chunk)
    assert (await raw.answer())[0] == 413
    await raw.close()
    assert (await client.post("/oauth/token", json=REQUEST)).status_code == 200


async def test_a_body_of_exactly_the_limit_is_read(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    body = json.dumps(REQUEST | {"filler": ""}).encode()
    body = body.replace(b'"filler": ""', b'"filler": "%s"' % (b"x" * (BODY_MAX - len(body))))
    assert len(body) == BODY_MAX
    response = await client.post("/oauth/token", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 200


async def test_a_body_in_single_bytes_is_read(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    body = json.dumps(REQUEST).encode()

    async def drip() -> Any:
        for byte in body:
            yield bytes([byte])

    response = await client.post("/oauth/token", content=drip(), headers={"content-type": "application/json"})
    assert response.status_code == 200


async def test_a_body_that_does_not_come_is_given_up_on(
    start_gateway: StartGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_endpoint, "_BODY_SECONDS", 0.05)
    client = await start_gateway()
    raw = await Raw.to(client)
    await raw.send(HEAD, b"content-length: 10\r\n\r\n", b"{")
    assert (await raw.answer())[0] == 408
    await raw.close()


async def test_a_client_that_leaves_in_the_middle_harms_nobody(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    raw = await Raw.to(client)
    await raw.send(HEAD, b"content-length: 10\r\n\r\n", b"{")
    await raw.close()
    with structlog.testing.capture_logs() as lines:
        assert (await client.post("/oauth/token", json=REQUEST)).status_code == 200
    assert [line["event"] for line in lines] == ["token_request"]


async def test_the_hook_sees_the_request(start_gateway: StartGateway, executor: FakeExecutor) -> None:
    trusted = (ipaddress.ip_network("127.0.0.0/8"),)
    client = await start_gateway(Acme(hooks=(HOOK,)), executor=executor.target, trusted=trusted)
    response = await client.post(
        "/oauth/token?a=1&a=2&b=",
        json=REQUEST | {"userId": 7, "organization": None},
        headers={"x-forwarded-for": "203.0.113.9", "user-agent": "test/1", "x-custom": "yes"},
    )
    assert response.status_code == 200
    context = executor.executed[0].context
    assert (context.ip, context.user_agent) == ("203.0.113.9", "test/1")
    assert dict(context.query) == {"a": "2", "b": ""}
    assert context.headers["x-custom"] == "yes"
    seen = json.loads(context.body_json)
    assert seen == {
        "grant_type": "client_credentials",
        "client_id": "machine",
        "audience": AUDIENCE,
        "userId": 7,
    }


async def test_a_request_is_one_line_in_the_log_that_holds_no_value(
    start_gateway: StartGateway, executor: FakeExecutor
) -> None:
    executor.script = accepting({"https://foo.com/a": "cl4im", "iss": "cl4im", "scope": ["extra", "cl4im s"]})
    client = await start_gateway(Acme(hooks=(HOOK,)), executor=executor.target)
    with structlog.testing.capture_logs() as lines:
        response = await client.post("/oauth/token", json=REQUEST)
    (line,) = (line for line in lines if line["event"] == "token_request")
    assert line.pop("took_us") > 0
    assert line == {
        "event": "token_request",
        "log_level": "info",
        "status": 200,
        "request_id": response.headers["x-auth0-requestid"],
        "tenant": "acme",
        "client_id": "machine",
        "grant_type": "client_credentials",
        "outcome": "issued",
        "hook": "hook-1",
        "hook_outcome": "accepted",
        "hook_cold": False,
        "hook_queued_us": 0,
        "hook_startup_us": 0,
        "hook_run_us": 0,
        "dropped_count": 2,
        "dropped": [
            {"name": "iss", "reason": "name_not_a_url"},
            {"name": "scope[1]", "reason": "not_a_scope_token"},
        ],
    }


async def test_a_refusal_is_a_line_too_and_long_names_are_cut(start_gateway: StartGateway) -> None:
    client = await start_gateway()
    with structlog.testing.capture_logs() as lines:
        await client.post(
            "/oauth/token", json=REQUEST | {"client_id": "x" * 10_000, "client_secret": "hunter2"}
        )
        await client.post("/oauth/token", json=REQUEST, headers={"host": "nobody"})
    first, second = lines
    assert (first["outcome"], first["status"]) == ("client_not_authenticated", 401)
    assert len(first["client_id"]) < 200
    assert "hunter2" not in str(lines)
    assert (second["outcome"], second["tenant"]) == ("unknown_host", None)


async def test_what_we_got_wrong_is_in_the_log_and_not_in_the_answer(
    start_gateway: StartGateway,
) -> None:
    client = await start_gateway(Acme(keys=()))
    with structlog.testing.capture_logs() as lines:
        response = await client.post("/oauth/token", json=REQUEST)
    assert response.json() == {"error": "server_error", "error_description": "Internal error"}
    assert [(line["event"], line["log_level"]) for line in lines] == [
        ("token_request_failed", "error"),
        ("token_request", "info"),
    ]
    assert lines[1]["outcome"] == "internal"
