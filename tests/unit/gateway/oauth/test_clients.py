"""Who is asking: each row is a way to present oneself, and whether it is believed."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from samples.tenants import MACHINE, RING, secret

from warmhook.gateway.errors import OAuthError, Reason
from warmhook.gateway.limits.attempts import CLIENT_SECRET, Attempts
from warmhook.gateway.model import Client
from warmhook.gateway.oauth import clients
from warmhook.gateway.oauth.request import TokenRequest
from warmhook.gateway.vault.ring import KeyRing

NOW = 1000.0
ODD = "p+w %41:=&ü"
CLIENTS = {
    client.client_id: client
    for client in (
        MACHINE,
        replace(MACHINE, client_id="a:b c", secrets=(secret(ODD),)),
        replace(MACHINE, client_id="plus", secrets=(secret("a+b"),)),
        replace(MACHINE, client_id="percent", secrets=(secret("a%2Bb"),)),
        replace(
            MACHINE,
            client_id="rotating",
            secrets=(secret("old", NOW), secret("older", NOW - 1), secret("new", NOW + 1), secret("newest")),
        ),
        replace(MACHINE, client_id="bare", secrets=()),
        replace(MACHINE, client_id="public", token_endpoint_auth_method="none"),
        replace(MACHINE, client_id="post", token_endpoint_auth_method="client_secret_post"),
        replace(MACHINE, client_id="basic", token_endpoint_auth_method="client_secret_basic"),
        replace(MACHINE, client_id="other-key", secrets=(replace(secret("x"), hashed="hmac-sha256$0$0"),)),
    )
}


def authenticate(
    body: dict[str, Any],
    authorization: str | None = None,
    *,
    attempts: Attempts | None = None,
    at: float = 0.0,
    ip: str = "192.0.2.1",
) -> Client:
    request = TokenRequest(request_id="r", parameters=body, authorization=authorization, ip=ip)
    counted = Attempts(CLIENT_SECRET) if attempts is None else attempts
    return clients.authenticate(
        request, CLIENTS, ring=RING, now=NOW, guesses=clients.Guesses(counted, "acme", at)
    )


def basic(pair: str, scheme: str = "Basic") -> str:
    return f"{scheme} {base64.b64encode(pair.encode()).decode()}"


def body(client_id: str, client_secret: str | None = None) -> dict[str, str]:
    return {"client_id": client_id} | ({} if client_secret is None else {"client_secret": client_secret})


SECRET = "machine-secret"

# Body, Authorization header, the client that is believed.
ACCEPTED: dict[str, tuple[dict[str, str], str | None, str]] = {
    "a secret in the body": (body("machine", SECRET), None, "machine"),
    "Basic": ({}, basic(f"machine:{SECRET}"), "machine"),
    "Basic in small letters": ({}, basic(f"machine:{SECRET}", "basic"), "machine"),
    "Basic, and the same client_id in the body": (body("machine"), basic(f"machine:{SECRET}"), "machine"),
    "Basic, form-encoded": ({}, basic("a%3Ab+c:p%2Bw+%2541%3A%3D%26%C3%BC"), "a:b c"),
    "Basic, every character encoded": ({}, basic("%6D%61%63%68%69%6E%65:machine%2Dsecret"), "machine"),
    "Basic, not encoded, with a plus": ({}, basic("plus:a+b"), "plus"),
    "Basic, not encoded, with something like an escape": ({}, basic("percent:a%2Bb"), "percent"),
    "a secret that expires later": (body("rotating", "new"), None, "rotating"),
    "a secret that never expires": (body("rotating", "newest"), None, "rotating"),
    "a client that has no secret, and needs none": (body("public"), None, "public"),
    "post, where only post is allowed": (body("post", SECRET), None, "post"),
    "Basic, where only Basic is allowed": ({}, basic(f"basic:{SECRET}"), "basic"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_client_is_believed(case: str) -> None:
    parameters, authorization, client_id = ACCEPTED[case]
    assert authenticate(parameters, authorization).client_id == client_id


UNAUTHORIZED: dict[str, tuple[dict[str, str], str | None]] = {
    "an unknown client": (body("nobody", SECRET), None),
    "a wrong secret": (body("machine", "wrong"), None),
    "a secret in other case": (body("machine", SECRET.upper()), None),
    "the stored hash as the secret": (body("machine", MACHINE.secrets[0].hashed), None),
    "no secret": (body("machine"), None),
    "no secret, and none stored": (body("bare"), None),
    "a secret, and none stored": (body("bare", "x"), None),
    "an unknown client without a secret": (body("nobody"), None),
    "a secret that expires now": (body("rotating", "old"), None),
    "a secret that has expired": (body("rotating", "older"), None),
    "a secret hashed under another key": (body("other-key", "x"), None),
    "a public client with a secret": (body("public", SECRET), None),
    "post, where only Basic is allowed": (body("basic", SECRET), None),
    "Basic, where only post is allowed": ({}, basic(f"post:{SECRET}")),
    "Basic with a wrong secret": ({}, basic("machine:wrong")),
    "Basic with an empty secret": ({}, basic("machine:")),
    "Basic with an empty client": ({}, basic(f":{SECRET}")),
    "Basic for a public client": ({}, basic("public:")),
    "Basic without a colon": ({}, basic("machine")),
    "Basic that is no base64": ({}, "Basic ???"),
    "Basic with nothing": ({}, "Basic"),
    "Basic that is no UTF-8": ({}, "Basic " + base64.b64encode(b"\xff:\xff").decode()),
    "Basic in letters that base64 has not": ({}, "Basic ü"),
    "another scheme": (body("public"), "Bearer abc"),
    "an empty header": (body("public"), ""),
    "an assertion": (body("machine") | {"client_assertion": "jwt"}, None),
}


@pytest.mark.parametrize("case", UNAUTHORIZED)
def test_whoever_is_not_believed_hears_the_same(case: str) -> None:
    with pytest.raises(OAuthError, match="Unauthorized") as refused:
        authenticate(*UNAUTHORIZED[case])
    assert refused.value.reason is Reason.CLIENT_NOT_AUTHENTICATED


REFUSED: dict[str, tuple[dict[str, str], str | None, str]] = {
    "Basic and a secret": (body("machine", SECRET), basic(f"machine:{SECRET}"), "'client_secret'"),
    "another scheme and a secret": (body("machine", SECRET), "Bearer x", "'client_secret'"),
    "Basic and an assertion": ({"client_assertion": "jwt"}, basic("machine:x"), "'client_assertion'"),
    "a secret and an assertion": (
        body("machine", SECRET) | {"client_assertion": "jwt"},
        None,
        "'client_secret' or 'client_assertion'",
    ),
    "Basic, and another client_id": (body("plus"), basic(f"machine:{SECRET}"), "'client_id' differs"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_request_that_says_two_things_is_refused_for_that(case: str) -> None:
    parameters, authorization, words = REFUSED[case]
    with pytest.raises(OAuthError, match=words) as refused:
        authenticate(parameters, authorization)
    assert refused.value.reason is Reason.BAD_REQUEST


def test_a_request_that_names_no_client_is_told_so() -> None:
    with pytest.raises(OAuthError, match="Missing client_id"):
        authenticate({"client_secret": SECRET})


@contextmanager
def counted_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    hashed: list[str] = []
    original = clients.every_hash

    def counting(presented: str, ring: KeyRing) -> tuple[bytes, ...]:
        hashed.append(presented)
        return original(presented, ring)

    with monkeypatch.context() as patch:
        patch.setattr(clients, "every_hash", counting)
        yield hashed


@pytest.mark.parametrize("presented", ["wrong", SECRET, "new", "old", "a%2Bb"])
@pytest.mark.parametrize("in_header", [True, False])
def test_every_client_and_no_client_cost_the_same_hashes(
    monkeypatch: pytest.MonkeyPatch, presented: str, in_header: bool
) -> None:
    counts = set()
    for client_id in [*(name for name in CLIENTS if name != "a:b c"), "nobody"]:
        with counted_hashes(monkeypatch) as hashed:
            try:
                if in_header:
                    authenticate({}, basic(f"{client_id}:{presented}"))
                else:
                    authenticate(body(client_id, presented))
            except OAuthError:
                pass
        counts.add(tuple(sorted(hashed)))
    assert len(counts) == 1


def guessed(attempts: Attempts, client_id: str, secret: str, **where: Any) -> Reason | None:
    try:
        authenticate(body(client_id, secret), attempts=attempts, **where)
    except OAuthError as error:
        return error.reason
    return None


@pytest.mark.parametrize("client_id", ["machine", "nobody"])
def test_a_secret_is_not_guessed_without_end(client_id: str) -> None:
    attempts = Attempts(CLIENT_SECRET)
    tried = {guessed(attempts, client_id, f"wrong-{number}") for number in range(CLIENT_SECRET.failures)}
    assert tried == {Reason.CLIENT_NOT_AUTHENTICATED}
    # Not even the right one is told from a wrong one.
    assert guessed(attempts, client_id, SECRET) is Reason.TOO_MANY_SECRETS
    right = None if client_id == "machine" else Reason.CLIENT_NOT_AUTHENTICATED
    assert guessed(attempts, client_id, SECRET, at=CLIENT_SECRET.recovery_seconds) is right


def test_who_guesses_locks_out_nobody_else() -> None:
    attempts = Attempts(CLIENT_SECRET)
    for number in range(CLIENT_SECRET.failures):
        guessed(attempts, "machine", f"wrong-{number}")
    assert guessed(attempts, "machine", SECRET, ip="192.0.2.2") is None
    assert guessed(attempts, "post", SECRET) is None


def test_the_right_secret_forgets_the_wrong_ones() -> None:
    attempts = Attempts(CLIENT_SECRET)
    for number in range(CLIENT_SECRET.failures - 1):
        guessed(attempts, "machine", f"wrong-{number}")
    assert guessed(attempts, "machine", SECRET) is None
    assert len(attempts) == 0
