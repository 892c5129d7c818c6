"""What a hook may say in a token.

Owns the claim rules: an authorization and a hook's result go in, the token's
claims and everything that was dropped, with its reason, come out. No I/O, no
clock. It must not know how the hook was run or how the token is signed.

The rules (Auth0, "Extensibility Point: Credentials Exchange"):

1. `scope` of the result, an array of strings, is the token's scope. A result
   without it gives a token without scopes.
2. A property becomes a claim if its name is an http or https URL whose host is
   not auth0.com, webtask.io or webtask.run, nor below one of them.
3. Everything else is ignored. We say what, and why.

Names are judged by the WHATWG URL parser that Node.js uses, so that a name means
here what it means to the hook: case, ports, user-info, percent-encoding, IDNA,
backslashes, tabs and line ends are undone before the host is compared.

No standard claim has a URL as its name, so rule 2 keeps standard claims out of a
hook's reach. They are also laid over the hook's claims, last.

Where the documents are silent, the strict reading holds: only a string that is a
scope token is a scope, and a result that is not an object is ignored.
"""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import ada_url
import orjson

from warmhook.gateway import errors
from warmhook.gateway.model import JsonObject, TokenDialect, TriggerId
from warmhook.gateway.oauth.authorization import Authorization

# Auth0: custom claims of more than 100 KB fail the transaction. Bytes of JSON in UTF-8.
CUSTOM_CLAIMS_MAX: Final = 100_000

_RESERVED_HOSTS: Final = ("auth0.com", "webtask.io", "webtask.run")
_RESERVED_SUFFIXES: Final = tuple("." + host for host in _RESERVED_HOSTS)

# Longer names are judged anew each time, so that what is remembered stays small.
_NAME_REMEMBERED_MAX: Final = 256

# RFC 6749 section 3.3, scope-token. A space would make one string two scopes.
_SCOPE_TOKEN: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")


class DropReason(enum.StrEnum):
    """Why a part of a hook's result is not in the token."""

    NOT_AN_OBJECT = "result_not_an_object"
    NOT_A_URL = "name_not_a_url"
    NOT_HTTP = "scheme_not_http"
    RESERVED_HOST = "reserved_host"
    SCOPE_NOT_AN_ARRAY = "scope_not_an_array"
    NOT_A_SCOPE = "not_a_scope_token"
    OUTSIDE_ACCESS_TOKEN = "outside_access_token"
    NO_ID_TOKEN = "no_id_token"


@dataclass(frozen=True, slots=True)
class Dropped:
    """One thing that was ignored: its name in the result, never its value."""

    name: str
    reason: DropReason


@dataclass(frozen=True, slots=True)
class HookClaims:
    """What is left of a hook's result once the rules have been applied."""

    scope: tuple[str, ...]
    custom: JsonObject
    dropped: tuple[Dropped, ...] = ()


def without_hook(authorization: Authorization) -> HookClaims:
    """Where no hook is enabled, the token carries what was authorized."""
    return HookClaims(scope=authorization.scope, custom={})


def apply_rules(result: object, trigger: TriggerId) -> HookClaims:
    """Judge a hook's result: any JSON value, or None where the hook gave none.

    Raises `OAuthError` where the custom claims are too large for any token.
    """
    if result is None:
        return HookClaims(scope=(), custom={})
    if not isinstance(result, dict):
        return HookClaims(scope=(), custom={}, dropped=(Dropped("", DropReason.NOT_AN_OBJECT),))
    dropped: list[Dropped] = []
    if trigger is TriggerId.PASSWORD_EXCHANGE:
        result = _access_token_part(result, dropped)
    scope: tuple[str, ...] = ()
    custom: dict[str, Any] = {}
    for name, value in result.items():
        if name == "scope":
            scope = _judge_scope(value, dropped)
        elif reason := judge_name(name):
            dropped.append(Dropped(name, reason))
        else:
            custom[name] = value
    if custom:
        _check_size(custom)
    return HookClaims(scope, custom, tuple(dropped))


def judge_name(name: str) -> DropReason | None:
    """Why a property of this name is dropped; None if it may become a claim."""
    return _judged(name) if len(name) <= _NAME_REMEMBERED_MAX else _judge(name)


def _judge(name: str) -> DropReason | None:
    try:
        url = ada_url.parse_url(name, ("protocol", "hostname"))
    except ValueError:
        return DropReason.NOT_A_URL
    if url["protocol"] not in ("https:", "http:"):
        return DropReason.NOT_HTTP
    # The parser keeps the dot of a fully qualified name, which names the same host.
    host = url["hostname"].rstrip(".")
    if host in _RESERVED_HOSTS or host.endswith(_RESERVED_SUFFIXES):
        return DropReason.RESERVED_HOST
    return None


# A hook uses the same few names in every token, and the parser takes longer than all other rules.
_judged = functools.lru_cache(maxsize=1024)(_judge)


def access_token_claims(
    authorization: Authorization,
    hook: HookClaims,
    *,
    issuer: str,
    issued_at: int,
    token_id: str,
) -> dict[str, Any]:
    """The payload, in Auth0's order. `token_id` is used by the dialect that has `jti`."""
    api = authorization.resource_server
    claims: dict[str, Any] = {
        **hook.custom,
        "iss": issuer,
        "sub": authorization.subject,
        "aud": api.identifier,
        "iat": issued_at,
        "exp": issued_at + api.token_lifetime,
    }
    client_id = authorization.client.client_id
    if api.token_dialect is TokenDialect.RFC9068_PROFILE:
        claims["client_id"] = client_id
        claims["jti"] = token_id
    else:
        claims["azp"] = client_id
    if hook.scope:
        claims["scope"] = " ".join(hook.scope)
    if api.token_dialect is TokenDialect.ACCESS_TOKEN:
        claims["gty"] = authorization.gty
    return claims


def _access_token_part(result: Mapping[str, Any], dropped: list[Dropped]) -> Mapping[str, Any]:
    """Undo the second response protocol of `password-exchange`: {accessToken: {…}, idToken: {…}}.

    In the first protocol neither name could become a claim, so a result that has
    one of them as an object was written for the second.
    """
    nested = {name for name in ("accessToken", "idToken") if isinstance(result.get(name), dict)}
    if not nested:
        return result
    for name, value in result.items():
        if name == "idToken" and name in nested:
            dropped.extend(Dropped(f"idToken.{inner}", DropReason.NO_ID_TOKEN) for inner in value)
        elif name not in nested:
            dropped.append(Dropped(name, DropReason.OUTSIDE_ACCESS_TOKEN))
    access_token: Mapping[str, Any] = result["accessToken"] if "accessToken" in nested else {}
    return access_token


def _judge_scope(value: object, dropped: list[Dropped]) -> tuple[str, ...]:
    """An array of scope tokens, in the hook's order, each once."""
    if not isinstance(value, list):
        dropped.append(Dropped("scope", DropReason.SCOPE_NOT_AN_ARRAY))
        return ()
    scopes: dict[str, None] = {}
    for index, member in enumerate(value):
        if isinstance(member, str) and _SCOPE_TOKEN.fullmatch(member):
            scopes[member] = None
        else:
            dropped.append(Dropped(f"scope[{index}]", DropReason.NOT_A_SCOPE))
    if sum(map(len, scopes)) + len(scopes) > CUSTOM_CLAIMS_MAX:
        raise errors.claims_unusable("larger than 100 KB")
    return tuple(scopes)


def _check_size(custom: Mapping[str, Any]) -> None:
    try:
        size = len(orjson.dumps(custom))
    except orjson.JSONEncodeError as error:
        # The only reason for which parsed JSON cannot be written again.
        raise errors.claims_unusable("nested too deeply") from error
    if size > CUSTOM_CLAIMS_MAX:
        raise errors.claims_unusable("larger than 100 KB")
