"""Is it the same work? Asked of every contender before it is measured.

Owns what the effect of the hook is: one scope and one claim, in a token whose signature
holds, or in the answer of a hook run. A peer that does less is no peer.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import jwt

from bench.load import Target
from bench.processes import BenchError

_CLAIM, _VALUE = "https://foo.com/claim", "bar"
_SCOPE = ["read:data", "extra"]


def check_token(name: str, target: Target, keys_url: str) -> None:
    """One token: RS256 of 2048 bits, with the scope and the claim of the hook, told in the answer too."""
    answer = json.loads(_post(target))
    keys = jwt.PyJWKSet.from_dict(json.loads(_get(keys_url, target.requests[0][0])))
    header = jwt.get_unverified_header(answer["access_token"])
    key = keys[header["kid"]] if "kid" in header else keys.keys[0]
    try:
        payload = jwt.decode(
            answer["access_token"], key.key, algorithms=["RS256"], audience="https://api.example.com/"
        )
    except jwt.InvalidTokenError as error:
        raise BenchError(f"{name} gives tokens that are not good: {error}") from error
    found = {
        "alg": header["alg"],
        "bits": key.key.key_size,
        "claim": payload.get(_CLAIM),
        "scope of the token": payload.get("scope", "").split(),
        "scope of the answer": answer.get("scope", "").split(),
    }
    expected = {
        "alg": "RS256",
        "bits": 2048,
        "claim": _VALUE,
        "scope of the token": _SCOPE,
        "scope of the answer": _SCOPE,
    }
    _equal(name, found, expected)


def check_hook(name: str, target: Target) -> None:
    """One run over HTTP; Auth0's compilers put the claims into an envelope."""
    answer = json.loads(_post(target))
    check_claims(name, answer.get("data", answer))


def check_claims(name: str, claims: object) -> None:
    _equal(name, claims, {_CLAIM: _VALUE, "scope": _SCOPE})


def _equal(name: str, found: object, expected: object) -> None:
    if found != expected:
        raise BenchError(f"{name} does other work than the rest: {found}, not {expected}")


def _post(target: Target) -> bytes:
    host, body = target.requests[0]
    headers = {"Content-Type": target.content_type, "Host": host}
    return _read(urllib.request.Request(target.url, body.encode(), headers))


def _get(url: str, host: str) -> bytes:
    return _read(urllib.request.Request(url, headers={"Host": host}))


def _read(request: urllib.request.Request) -> bytes:
    # Never by way of a proxy: this is loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as response:
            body: bytes = response.read()
    except urllib.error.HTTPError as error:
        told = error.read().decode(errors="replace")
        raise BenchError(f"{request.full_url} answered {error.code}: {told[:500]}") from error
    return body
