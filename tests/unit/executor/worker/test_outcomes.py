"""Reading outcomes of workers that may be owned by their hooks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import Accepted, Denied, DoesNotCompile, Outcome, Threw, Thrown, UnusableResult
from warmhook.executor.worker.frames import Frame, ProtocolError
from warmhook.executor.worker.outcomes import MAX_DEPTH, read_outcome

_ERROR = {"name": "TypeError", "message": "m", "stack": "at hook"}
_THROWN = Thrown("m", "TypeError", "at hook")

GOOD: dict[str, tuple[dict[str, Any], bytes, Outcome]] = {
    "claims": ({"kind": "accepted", "hasClaims": True}, b'{"a":1}', Accepted('{"a":1}')),
    "claims that are no object": ({"kind": "accepted", "hasClaims": True}, b"null", Accepted("null")),
    "no claims": ({"kind": "accepted", "hasClaims": False}, b"", Accepted(None)),
    "a denial": ({"kind": "denied", **_ERROR}, b'{"code":7}', Denied(_THROWN, '{"code":7}')),
    "a denial without name and stack": (
        {"kind": "denied", "name": None, "message": "", "stack": None},
        b"{}",
        Denied(Thrown(""), "{}"),
    ),
    "a denial whose properties are nested too deeply for any reader": (
        {"kind": "denied", "name": None, "message": "m", "stack": "Error: m"},
        b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1),
        Denied(Thrown("m", None, "Error: m"), '{"message":"m","stack":"Error: m"}'),
    ),
    "a throw": ({"kind": "threw", "uncaught": False, **_ERROR}, b"", Threw(_THROWN, uncaught=False)),
    "an uncaught throw": ({"kind": "threw", "uncaught": True, **_ERROR}, b"", Threw(_THROWN, uncaught=True)),
    "a syntax error": ({"kind": "does_not_compile", **_ERROR}, b"", DoesNotCompile(_THROWN)),
    "a result that is no JSON": (
        {"kind": "unusable_result", "message": "a cycle"},
        b"",
        UnusableResult("a cycle"),
    ),
    "a property nobody knows": (
        {"kind": "threw", "uncaught": False, "x": [1], **_ERROR},
        b"",
        Threw(_THROWN, uncaught=False),
    ),
}

# Only claims can be unusable; whatever else is wrong is a broken worker.
CLAIMS: dict[str, tuple[bytes, Outcome]] = {
    "nothing": (b"", UnusableResult("The result of the hook is not JSON")),
    "NaN": (b'{"a":NaN}', UnusableResult("The result of the hook is not JSON")),
    "Infinity": (b"-Infinity", UnusableResult("The result of the hook is not JSON")),
    "two values": (b"{}{}", UnusableResult("The result of the hook is not JSON")),
    "invalid UTF-8": (b'"\xff"', UnusableResult("The result of the hook is not JSON")),
    "a surrogate encoded as UTF-8": (b'"\xed\xa0\x80"', UnusableResult("The result of the hook is not JSON")),
    "a trailing backslash": (b'"\\', UnusableResult("The result of the hook is not JSON")),
    "too deep": (
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        UnusableResult("The result of the hook is nested more than 1024 levels deep"),
    ),
    "a million levels": (
        b'{"a":' * 1_000_000,
        UnusableResult("The result of the hook is nested more than 1024 levels deep"),
    ),
    "too deep behind a lone surrogate": (
        rb'["\ud800",' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"]",
        UnusableResult("The result of the hook is nested more than 1024 levels deep"),
    ),
    "NaN behind a lone surrogate": (
        rb'["\ud800",NaN]',
        UnusableResult("The result of the hook is not JSON"),
    ),
    "as deep as may be": (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, Accepted("[" * MAX_DEPTH + "]" * MAX_DEPTH)),
    "a lone surrogate": (rb'"\uD800"', Accepted(r'"\uD800"')),
    "a lone surrogate as a name": (rb'{"\udfff":1}', Accepted(r'{"\udfff":1}')),
    "a lone surrogate, as deep as may be": (
        b"[" * MAX_DEPTH + rb'"\ud800"' + b"]" * MAX_DEPTH,
        Accepted("[" * MAX_DEPTH + r'"\ud800"' + "]" * MAX_DEPTH),
    ),
    "the same behind an escaped backslash": (rb'"\\ud800"', Accepted(r'"\\ud800"')),
    "an escape cut short": (rb'["\ud800","\ud80"]', UnusableResult("The result of the hook is not JSON")),
    "an integer beyond 64 bits": (b"9" * 400, UnusableResult("The result of the hook is not JSON")),
    "an integer beyond 2^53": (b"18446744073709551615", Accepted("18446744073709551615")),
    "NUL": (rb'"\u0000"', Accepted(r'"\u0000"')),
}

_BROKEN_HEADERS: dict[str, dict[str, Any]] = {
    "no kind": {},
    "a kind of the future": {"kind": "applauded"},
    "a kind that is a list": {"kind": ["accepted"]},
    "a kind that is null": {"kind": None},
}

_WRONG: list[Any] = [None, 0, 1, 1.5, "true", "", [], {}, ["m"], {"toString": "m"}, 10**40]


def frame(header: dict[str, Any], body: bytes = b"") -> Frame:
    return Frame({"type": "outcome", "execution": 1, **header}, body)


@pytest.mark.parametrize("case", GOOD)
def test_an_outcome_is_read(case: str) -> None:
    header, body, outcome = GOOD[case]
    assert read_outcome(frame(header, body)) == outcome


@pytest.mark.parametrize("case", CLAIMS)
def test_claims_are_json_or_unusable(case: str) -> None:
    body, outcome = CLAIMS[case]
    assert read_outcome(frame({"kind": "accepted", "hasClaims": True}, body)) == outcome


@pytest.mark.parametrize(
    ("kind", "code"),
    [("invalid_arguments", Code.INVALID_ARGUMENT), ("unauthorized", Code.UNAUTHORIZED_EXTENSION)],
)
def test_a_hook_that_was_not_called_is_a_refusal(kind: str, code: Code) -> None:
    refusal = read_outcome(frame({"kind": kind, "message": "Unauthorized extensibility point"}))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.message) == (code, "Unauthorized extensibility point")


@pytest.mark.parametrize("kind", ["invalid_arguments", "unauthorized"])
def test_a_refusal_too_long_for_a_status_is_a_broken_worker(kind: str) -> None:
    with pytest.raises(ProtocolError):
        read_outcome(frame({"kind": kind, "message": "x" * 10_000}))


@pytest.mark.parametrize("case", _BROKEN_HEADERS)
def test_an_unknown_kind_is_a_broken_worker(case: str) -> None:
    with pytest.raises(ProtocolError) as failure:
        read_outcome(frame(_BROKEN_HEADERS[case]))
    assert failure.value.code == "unknown_kind"


def test_an_unknown_kind_is_not_repeated_in_the_error() -> None:
    """Errors reach the log, and a hook could say its secrets."""
    with pytest.raises(ProtocolError) as failure:
        read_outcome(frame({"kind": "hunter2"}))
    assert "hunter2" not in str(failure.value)


@pytest.mark.parametrize("case", GOOD)
def test_a_field_of_a_wrong_type_is_a_broken_worker(case: str) -> None:
    header, body, _ = GOOD[case]
    for field in header.keys() - {"kind", "x"}:
        for wrong in _WRONG:
            right = str | None if field in {"name", "stack"} else type(header[field])
            if isinstance(wrong, right):
                continue
            with pytest.raises(ProtocolError) as failure:
                read_outcome(frame({**header, field: wrong}, body))
            assert failure.value.code == "wrong_field", f"{field} {wrong!r}"


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'{"a":NaN}', b'"{}"', b"{}{}", b"\xff", b" {}"])
def test_a_denial_whose_properties_are_no_object_is_a_broken_worker(body: bytes) -> None:
    with pytest.raises(ProtocolError) as failure:
        read_outcome(frame({"kind": "denied", **_ERROR}, body))
    assert failure.value.code == "properties_not_json"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
_kinds = st.sampled_from([header["kind"] for header, _, _ in GOOD.values()] + ["unauthorized", "x"]) | _json
_fields = st.sampled_from(["hasClaims", "name", "message", "stack", "uncaught"])
_texts = _json.map(json.dumps).map(str.encode)


@given(_kinds, st.dictionaries(_fields, _json), st.binary(max_size=60) | _texts)
def test_whatever_a_worker_says_is_an_outcome_a_refusal_or_a_protocol_error(
    kind: Any, fields: dict[str, Any], body: bytes
) -> None:
    try:
        outcome = read_outcome(frame({**fields, "kind": kind}, body))
    except ProtocolError:
        return
    assert isinstance(outcome, Outcome | Refusal)


@given(_json)
def test_claims_leave_as_they_came(value: Any) -> None:
    """Also with lone surrogates, which JavaScript escapes; but never with NaN or an infinity."""
    text = json.dumps(value)
    outcome = read_outcome(frame({"kind": "accepted", "hasClaims": True}, text.encode()))
    if isinstance(outcome, Accepted):
        assert outcome.claims_json == text
        json.loads(text, parse_constant=pytest.fail)
    else:
        assert "NaN" in text or "Infinity" in text or any(len(part) > 300 for part in text.split())
