"""What a hook may say: each row is a result, and what of it reaches the token."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from samples.tenants import API, AUDIENCE, ISSUER, MACHINE

from warmhook.gateway.errors import OAuthError, Reason
from warmhook.gateway.model import TokenDialect, TriggerId
from warmhook.gateway.oauth.authorization import Authorization
from warmhook.gateway.oauth.claims import (
    CUSTOM_CLAIMS_MAX,
    DropReason,
    HookClaims,
    access_token_claims,
    apply_rules,
    judge_name,
    without_hook,
)

NAMES: dict[str, tuple[str, DropReason | None]] = {
    "an https URL": ("https://foo.com/claim", None),
    "an http URL": ("http://foo.com/claim", None),
    "a URL without a path": ("https://foo.com", None),
    "a host with a port": ("https://foo.com:8443/claim", None),
    "an IP address": ("https://127.0.0.1/claim", None),
    "a single label": ("http://localhost/claim", None),
    "spaces around it, which the parser strips": (" https://foo.com/claim ", None),
    "a reserved host in the path": ("https://foo.com/auth0.com", None),
    "a reserved host in the query": ("https://foo.com/?https://auth0.com/", None),
    "a reserved host as user-info": ("https://auth0.com@foo.com/", None),
    "a host that ends like a reserved one": ("https://notauth0.com/claim", None),
    "a host that starts like a reserved one": ("https://auth0.com.evil.example/", None),
    "another top-level domain": ("https://auth0.org/", None),
    "a plain word": ("claim", DropReason.NOT_A_URL),
    "the empty name": ("", DropReason.NOT_A_URL),
    "a standard claim": ("iss", DropReason.NOT_A_URL),
    "a standard claim in other case": ("ISS", DropReason.NOT_A_URL),
    "the client's claim": ("azp", DropReason.NOT_A_URL),
    "a path": ("/claim", DropReason.NOT_A_URL),
    "a URL without a scheme": ("//foo.com/claim", DropReason.NOT_A_URL),
    "a host without a scheme": ("foo.com/claim", DropReason.NOT_A_URL),
    "a scheme without a host": ("https://", DropReason.NOT_A_URL),
    "a space in the host": ("https://foo bar.com/", DropReason.NOT_A_URL),
    "a port that is no number": ("https://foo.com:x/", DropReason.NOT_A_URL),
    "a prototype's name": ("__proto__", DropReason.NOT_A_URL),
    "a urn": ("urn:auth0:claim", DropReason.NOT_HTTP),
    "ftp": ("ftp://foo.com/claim", DropReason.NOT_HTTP),
    "a websocket": ("wss://foo.com/claim", DropReason.NOT_HTTP),
    "javascript": ("javascript:alert(1)", DropReason.NOT_HTTP),
    "something like https": ("httpss://foo.com/", DropReason.NOT_HTTP),
    "auth0.com": ("https://auth0.com/claim", DropReason.RESERVED_HOST),
    "webtask.io": ("http://webtask.io/claim", DropReason.RESERVED_HOST),
    "webtask.run": ("https://webtask.run", DropReason.RESERVED_HOST),
    "below a reserved host": ("https://acme.eu.auth0.com/claim", DropReason.RESERVED_HOST),
    "the scheme in capitals": ("HTTPS://auth0.com/", DropReason.RESERVED_HOST),
    "the host in capitals": ("https://AUTH0.COM/", DropReason.RESERVED_HOST),
    "with a port": ("https://auth0.com:8443/", DropReason.RESERVED_HOST),
    "with the default port": ("https://auth0.com:443/", DropReason.RESERVED_HOST),
    "with user-info": ("https://foo.com@auth0.com/", DropReason.RESERVED_HOST),
    "with user and password": ("https://foo.com:x@auth0.com/", DropReason.RESERVED_HOST),
    "with a trailing dot": ("https://auth0.com./", DropReason.RESERVED_HOST),
    "with several trailing dots": ("https://auth0.com../", DropReason.RESERVED_HOST),
    "below it, with a trailing dot": ("https://x.auth0.com./", DropReason.RESERVED_HOST),
    "percent-encoded": ("https://%61uth0%2Ecom/", DropReason.RESERVED_HOST),
    "with full-width letters": ("https://\uff41\uff55\uff54\uff48\uff10.com/", DropReason.RESERVED_HOST),
    "with an ideographic full stop": ("https://auth0\u3002com/", DropReason.RESERVED_HOST),
    "with a soft hyphen": ("https://au\u00adth0.com/", DropReason.RESERVED_HOST),
    "with backslashes": ("https:\\\\auth0.com\\claim", DropReason.RESERVED_HOST),
    "without slashes": ("https:auth0.com", DropReason.RESERVED_HOST),
    "with many slashes": ("https://////auth0.com/", DropReason.RESERVED_HOST),
    "with a tab inside": ("https://auth0\t.com/", DropReason.RESERVED_HOST),
    "with a line end inside": ("ht\ntps://auth0.com/", DropReason.RESERVED_HOST),
    "with control characters around it": ("\x00\x1fhttps://auth0.com/\x1f", DropReason.RESERVED_HOST),
    "with a fragment": ("https://auth0.com#@foo.com", DropReason.RESERVED_HOST),
    "with a backslash before an @": ("https://auth0.com\\@foo.com", DropReason.RESERVED_HOST),
}


@pytest.mark.parametrize("case", NAMES)
def test_a_name_is_judged_by_the_url_that_it_is(case: str) -> None:
    name, reason = NAMES[case]
    assert judge_name(name) == reason


D = DropReason
CREDENTIALS = TriggerId.CREDENTIALS_EXCHANGE
PASSWORD = TriggerId.PASSWORD_EXCHANGE
FOO = "https://foo.com/claim"

# Trigger, result, and then: the token's scope, its custom claims, what was dropped.
RESULTS: dict[str, tuple[TriggerId, Any, tuple[str, ...], dict[str, Any], list[tuple[str, D]]]] = {
    "scope and a claim": (CREDENTIALS, {"scope": ["a", "b"], FOO: "bar"}, ("a", "b"), {FOO: "bar"}, []),
    "no result": (CREDENTIALS, None, (), {}, []),
    "an empty object": (CREDENTIALS, {}, (), {}, []),
    "a result without scope": (CREDENTIALS, {FOO: 1}, (), {FOO: 1}, []),
    "claims of any JSON type": (
        CREDENTIALS,
        {FOO: {"a": [1, None, True, 1.5]}, FOO + "2": None},
        (),
        {FOO: {"a": [1, None, True, 1.5]}, FOO + "2": None},
        [],
    ),
    "a string": (CREDENTIALS, "scope", (), {}, [("", D.NOT_AN_OBJECT)]),
    "an array": (CREDENTIALS, ["read:data"], (), {}, [("", D.NOT_AN_OBJECT)]),
    "a number": (CREDENTIALS, 7, (), {}, [("", D.NOT_AN_OBJECT)]),
    "true": (CREDENTIALS, True, (), {}, [("", D.NOT_AN_OBJECT)]),
    "names that are not allowed": (
        CREDENTIALS,
        {"iss": "x", "sub": "x", "https://auth0.com/x": 1, "urn:x": 2, FOO: 3},
        (),
        {FOO: 3},
        [
            ("iss", D.NOT_A_URL),
            ("sub", D.NOT_A_URL),
            ("https://auth0.com/x", D.RESERVED_HOST),
            ("urn:x", D.NOT_HTTP),
        ],
    ),
    "a scope twice": (CREDENTIALS, {"scope": ["b", "a", "b"]}, ("b", "a"), {}, []),
    "an empty scope": (CREDENTIALS, {"scope": []}, (), {}, []),
    "a scope that is a string": (CREDENTIALS, {"scope": "a b"}, (), {}, [("scope", D.SCOPE_NOT_AN_ARRAY)]),
    "a scope that is null": (CREDENTIALS, {"scope": None}, (), {}, [("scope", D.SCOPE_NOT_AN_ARRAY)]),
    "a scope that is an object": (
        CREDENTIALS,
        {"scope": {"a": 1}},
        (),
        {},
        [("scope", D.SCOPE_NOT_AN_ARRAY)],
    ),
    "members that are no scopes": (
        CREDENTIALS,
        {"scope": ["a", 1, None, ["b"], "", "b c", 'd"', "e\\", "ü", "f\n", "g"]},
        ("a", "g"),
        {},
        [(f"scope[{index}]", D.NOT_A_SCOPE) for index in range(1, 10)],
    ),
    "the second protocol of password-exchange": (
        PASSWORD,
        {"accessToken": {"scope": ["a"], FOO: 1, "x": 2}, "idToken": {FOO: 3}},
        ("a",),
        {FOO: 1},
        [("idToken." + FOO, D.NO_ID_TOKEN), ("x", D.NOT_A_URL)],
    ),
    "the second protocol with only an ID token": (
        PASSWORD,
        {"idToken": {FOO: 3}},
        (),
        {},
        [("idToken." + FOO, D.NO_ID_TOKEN)],
    ),
    "both protocols at once: the second counts": (
        PASSWORD,
        {"scope": ["b"], FOO: 1, "accessToken": {"scope": ["a"]}},
        ("a",),
        {},
        [("scope", D.OUTSIDE_ACCESS_TOKEN), (FOO, D.OUTSIDE_ACCESS_TOKEN)],
    ),
    "accessToken that is no object": (
        PASSWORD,
        {"scope": ["a"], "accessToken": "x"},
        ("a",),
        {},
        [("accessToken", D.NOT_A_URL)],
    ),
    "the second protocol is not spoken in credentials-exchange": (
        CREDENTIALS,
        {"accessToken": {"scope": ["a"]}},
        (),
        {},
        [("accessToken", D.NOT_A_URL)],
    ),
}


@pytest.mark.parametrize("case", RESULTS)
def test_a_result_becomes_scope_and_claims_and_the_rest_is_named(case: str) -> None:
    trigger, result, scope, custom, dropped = RESULTS[case]
    said = apply_rules(result, trigger)
    assert (said.scope, said.custom) == (scope, custom)
    assert [(item.name, item.reason) for item in said.dropped] == dropped


def test_custom_claims_of_exactly_the_limit_are_accepted() -> None:
    frame = len(f'{{"{FOO}":""}}')
    value = "x" * (CUSTOM_CLAIMS_MAX - frame)
    assert apply_rules({FOO: value}, CREDENTIALS).custom == {FOO: value}
    with pytest.raises(OAuthError, match="larger than 100 KB") as refused:
        apply_rules({FOO: value + "x"}, CREDENTIALS)
    assert refused.value.reason is Reason.CLAIMS_UNUSABLE


def test_the_limit_counts_bytes_and_not_characters() -> None:
    with pytest.raises(OAuthError, match="larger than 100 KB"):
        apply_rules({FOO: "ü" * (CUSTOM_CLAIMS_MAX // 2)}, CREDENTIALS)


def test_dropped_claims_do_not_count_towards_the_limit() -> None:
    assert apply_rules({"x": "y" * CUSTOM_CLAIMS_MAX}, CREDENTIALS).custom == {}


def test_scopes_are_limited_as_claims_are() -> None:
    with pytest.raises(OAuthError, match="larger than 100 KB"):
        apply_rules({"scope": [f"scope-{number}" for number in range(10_000)]}, CREDENTIALS)


def test_claims_nested_too_deeply_to_be_written_refuse_the_token() -> None:
    value: Any = 1
    for _ in range(500):
        value = [value]
    with pytest.raises(OAuthError, match="nested too deeply"):
        apply_rules({FOO: value}, CREDENTIALS)


AUTHORIZATION = Authorization(
    client=MACHINE,
    resource_server=API,
    subject="machine@clients",
    scope=("read:data",),
    gty="client-credentials",
    trigger=CREDENTIALS,
)


def claims(hook: HookClaims, authorization: Authorization = AUTHORIZATION) -> list[tuple[str, Any]]:
    payload = access_token_claims(authorization, hook, issuer=ISSUER, issued_at=1000, token_id="id")
    return list(payload.items())


def test_claims_stand_in_the_order_that_auth0_writes_them_in() -> None:
    assert claims(HookClaims(scope=("a", "b"), custom={FOO: "bar"})) == [
        (FOO, "bar"),
        ("iss", ISSUER),
        ("sub", "machine@clients"),
        ("aud", AUDIENCE),
        ("iat", 1000),
        ("exp", 4600),
        ("azp", "machine"),
        ("scope", "a b"),
        ("gty", "client-credentials"),
    ]


def test_a_token_without_scopes_has_no_scope_claim() -> None:
    assert "scope" not in dict(claims(HookClaims(scope=(), custom={})))


def test_without_a_hook_the_token_has_what_was_authorized() -> None:
    assert dict(claims(without_hook(AUTHORIZATION)))["scope"] == "read:data"


def test_standard_claims_win_even_over_a_name_that_slipped_through() -> None:
    said = HookClaims(scope=(), custom={"iss": "evil", "sub": "evil", "exp": 9, "azp": "evil", "gty": "evil"})
    assert dict(claims(said)) == dict(claims(HookClaims(scope=(), custom={})))


def test_the_rfc9068_dialect_has_client_id_and_jti() -> None:
    api = replace(API, token_dialect=TokenDialect.RFC9068_PROFILE)
    payload = dict(claims(HookClaims(("a",), {}), replace(AUTHORIZATION, resource_server=api)))
    assert payload == {
        "iss": ISSUER,
        "sub": "machine@clients",
        "aud": AUDIENCE,
        "iat": 1000,
        "exp": 4600,
        "client_id": "machine",
        "jti": "id",
        "scope": "a",
    }
