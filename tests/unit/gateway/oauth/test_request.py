"""How bodies are read: each row is a body, and the parameters or the complaint it comes to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmhook.gateway.errors import OAuthError
from warmhook.gateway.hooks.call import without_credentials
from warmhook.gateway.oauth.request import TokenRequest, parse_body

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def _nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth - 1):
        value = [value]
    return value


READ: dict[str, tuple[str, bytes, dict[str, Any]]] = {
    "a form": (FORM, b"grant_type=a&scope=b+c%20d", {"grant_type": "a", "scope": "b c d"}),
    "a form with a charset": (f"{FORM}; charset=UTF-8", b"a=1", {"a": "1"}),
    "a form in other case": ("Application/X-WWW-Form-URLEncoded", b"a=1", {"a": "1"}),
    "a form in UTF-8": (FORM, b"username=%C3%BC", {"username": "ü"}),
    "a form in UTF-8 that is not encoded": (FORM, "username=ü".encode(), {"username": "ü"}),
    "a form with an unknown empty parameter": (FORM, b"x=&y", {"x": "", "y": ""}),
    "a form with an empty known parameter": (FORM, b"scope=&audience=", {}),
    "a form with a semicolon": (FORM, b"a=1;b=2", {"a": "1;b=2"}),
    "an empty form": (FORM, b"", {}),
    "JSON": (
        JSON,
        b'{"grant_type":"a","n":1,"o":{"p":[null]}}',
        {"grant_type": "a", "n": 1, "o": {"p": [None]}},
    ),
    "a form that says ISO-8859-1, as Apache HttpClient does": (
        f"{FORM}; charset=ISO-8859-1",
        b"a=%C3%A9",
        {"a": "é"},
    ),
    "a form that says US-ASCII": (f"{FORM}; charset=US-ASCII", b"a=1", {"a": "1"}),
    "a form that says utf8, which is no registered name": (
        f"{FORM}; charset=utf8",
        "a=é".encode(),
        {"a": "é"},
    ),
    "a form with a charset that nobody knows": (f"{FORM}; charset=x-unknown", b"a=1", {"a": "1"}),
    "JSON that says ISO-8859-1": (f"{JSON}; charset=ISO-8859-1", b'{"a": "\\u00e9"}', {"a": "é"}),
    "JSON with a charset": (f'{JSON}; charset="utf-8"', b"{}", {}),
    "JSON with nulls": (JSON, b'{"scope":null,"x":null}', {}),
    "JSON with empty strings": (JSON, b'{"scope":"","x":""}', {"x": ""}),
    "JSON with a large number": (JSON, b'{"x":1e300}', {"x": 1e300}),
    "JSON nested as deeply as allowed": (JSON, b'{"x":' + b"[" * 32 + b"]" * 32 + b"}", {"x": _nested(32)}),
}


@pytest.mark.parametrize("case", READ)
def test_a_body_is_read(case: str) -> None:
    content_type, body, parameters = READ[case]
    assert parse_body(content_type, body) == parameters


REFUSED: dict[str, tuple[str | None, bytes, str]] = {
    "no content type": (None, b"a=1", "Content-Type must be"),
    "another content type": ("text/plain", b"a=1", "Content-Type must be"),
    "a longer content type": ("application/json-patch+json", b"{}", "Content-Type must be"),
    "multipart": ("multipart/form-data; boundary=x", b"", "Content-Type must be"),
    "bytes of another charset": (f"{FORM}; charset=latin1", "a=é".encode("latin-1"), "charset"),
    "UTF-8 under another charset's name": (f"{FORM}; charset=latin1", "a=é".encode(), "charset"),
    "a form in UTF-16": (f"{FORM}; charset=utf-16", "a=1".encode("utf-16-le"), "charset"),
    "a repeated parameter in a form": (FORM, b"scope=a&scope=b", "'scope' must not be repeated"),
    "a repeated unknown parameter in a form": (FORM, b"x=a&x=a", "'x' must not be repeated"),
    "a repeated name, one encoded": (FORM, b"scope=a&%73cope=b", "'scope' must not be repeated"),
    "a form that is no UTF-8": (FORM, b"a=%FF", "not UTF-8"),
    "a form that is no UTF-8, raw": (FORM, b"a=\xff", "not UTF-8"),
    "a form with too many parameters": (FORM, b"&".join(b"a%d=1" % n for n in range(300)), "more than 256"),
    "JSON that ends early": (JSON, b'{"a":', "not JSON"),
    "nothing as JSON": (JSON, b"", "not JSON"),
    "JSON that is no UTF-8": (JSON, b'{"a":"\xff"}', "not JSON"),
    "JSON with half a character": (JSON, b'{"a":"\\ud800"}', "not JSON"),
    "JSON with NaN": (JSON, b'{"a":NaN}', "not JSON"),
    "JSON with a byte-order mark": (JSON, b"\xef\xbb\xbf{}", "not JSON"),
    "an array": (JSON, b"[]", "must be a JSON object"),
    "null": (JSON, b"null", "must be a JSON object"),
    "a string": (JSON, b'"grant_type=a"', "must be a JSON object"),
    "JSON with a repeated name": (JSON, b'{"scope":"a","scope":"b"}', "'scope' must not be repeated"),
    "JSON with a repeated name, one escaped": (JSON, b'{"scope":"a","\\u0073cope":"b"}', "'scope'"),
    "JSON with a repeated name further in": (JSON, b'{"x":{"y":1,"y":2}}', "'y' must not be repeated"),
    "JSON nested too deeply": (JSON, b'{"x":' + b"[" * 33 + b"]" * 33 + b"}", "'x' is nested too deeply"),
    "JSON nested too deeply where a repeated name hides it": (
        JSON,
        b'{"x":' + b"[" * 1020 + b"]" * 1020 + b',"x":1}',
        "nested too deeply",
    ),
    "JSON nested absurdly": (JSON, b'{"x":' + b"[" * 60000 + b"]" * 60000 + b"}", "not JSON"),
    "JSON nested as deeply as the parser goes": (
        JSON,
        b'{"x":' + b'{"y":' * 1000 + b"1" + b"}" * 1001,
        "'x' is",
    ),
    "JSON with too many parameters": (
        JSON,
        b"{" + b",".join(b'"a%d":1' % n for n in range(300)) + b"}",
        "more than 256",
    ),
    "a grant_type that is a number": (JSON, b'{"grant_type":1}', "'grant_type' must be a string"),
    "a scope that is an array": (JSON, b'{"scope":["a"]}', "'scope' must be a string"),
    "a client_id that is an object": (JSON, b'{"client_id":{}}', "'client_id' must be a string"),
    "a password that is true": (JSON, b'{"password":true}', "'password' must be a string"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_body_is_refused_by_name(case: str) -> None:
    content_type, body, words = REFUSED[case]
    with pytest.raises(OAuthError, match=words):
        parse_body(content_type, body)


json_like = st.text(alphabet='{}[]":,\\\\u0dn1eE-. ' + "grant_type", max_size=60).map(str.encode)
form_like = st.text(alphabet="&=%+;aA0", max_size=60).map(str.encode)


@settings(max_examples=1000, deadline=None)
@given(
    content_type=st.sampled_from([JSON, FORM, f"{JSON};charset=", ";", ""]) | st.text(max_size=20),
    body=json_like | form_like | st.binary(max_size=60),
)
def test_no_body_does_anything_but_be_read_or_refused(content_type: str, body: bytes) -> None:
    try:
        parameters = parse_body(content_type, body)
    except OAuthError:
        return
    assert all(value is not None for value in parameters.values())
    TokenRequest("r", parameters).text("scope")


def test_a_long_name_is_not_repeated_in_full() -> None:
    with pytest.raises(OAuthError) as refused:
        parse_body(FORM, b"x" * 5000 + b"=1&" + b"x" * 5000 + b"=2")
    assert len(refused.value.description) < 200


def test_a_hook_sees_parameters_and_no_credentials() -> None:
    parameters = {
        "client_id": "a",
        "client_secret": "s",
        "password": "p",
        "username": "u",
        "client_assertion": "j",
        "assertion": "j",
        "refresh_token": "r",
        "code": "c",
        "code_verifier": "v",
        "otp": "1",
        "subject_token": "kept",
        "userId": 7,
    }
    assert without_credentials(parameters) == {
        "client_id": "a",
        "username": "u",
        "subject_token": "kept",
        "userId": 7,
    }


def test_a_request_does_not_show_its_secrets_when_printed() -> None:
    request = TokenRequest("r", {"password": "hunter2"}, "Basic hunter2", {"x": "hunter2"}, {"y": "hunter2"})
    assert "hunter2" not in repr(request)
