"""Who is asking: authenticates the client of a token request.

Owns the methods (`client_secret_basic`, `client_secret_post`, `none`) and the
order of checks. It must not know grants, nor how secrets are hashed.

The work done, keyed hashes above all, depends on the request alone: an unknown
client, one without secrets and one with five cost the same, and get the same
answer. No step is taken only because an earlier one did not match.
"""

from __future__ import annotations

import binascii
import hmac
import math
from base64 import b64decode
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from warmhook.gateway import errors
from warmhook.gateway.limits.attempts import Attempts
from warmhook.gateway.limits.networks import network_of
from warmhook.gateway.model import Client
from warmhook.gateway.oauth.request import TokenRequest
from warmhook.gateway.vault.client_secrets import every_hash
from warmhook.gateway.vault.ring import KeyRing

_BASIC: Final = "client_secret_basic"
_POST: Final = "client_secret_post"
_NONE: Final = "none"

# The methods of a client that has none of its own set.
_DEFAULT_METHODS: Final = frozenset({_BASIC, _POST})

# No client has this id, so that looking it up is the work of an unknown client.
_NOBODY: Final = Client(client_id="", name="")


@dataclass(frozen=True, slots=True)
class _Presented:
    """One way to read what the request says about its client."""

    client_id: str
    # None: no secret was sent.
    secret: str | None
    method: str


@dataclass(frozen=True, slots=True)
class Guesses:
    """The wrong secrets that still count: of a tenant's clients, from one network."""

    attempts: Attempts
    tenant: str
    # Monotonic.
    now: float

    def key(self, client_id: str, ip: str | None) -> Hashable:
        return self.tenant, client_id, network_of(ip)


def authenticate(
    request: TokenRequest, clients: Mapping[str, Client], *, ring: KeyRing, now: float, guesses: Guesses
) -> Client:
    """The client that sent the request. Raises `OAuthError`. `now` is seconds since the epoch."""
    readings = _read(request)
    if not readings:
        raise errors.client_not_authenticated()
    key = guesses.key(readings[0].client_id, request.ip)
    wait = guesses.attempts.wait(key, guesses.now)
    if wait is not None:
        raise errors.too_many_secrets(math.ceil(wait))
    matches = [_match(reading, clients, ring=ring, now=now) for reading in readings]
    for client in matches:
        if client is not None:
            guesses.attempts.succeeded(key)
            return client
    if readings[0].secret is not None:
        guesses.attempts.failed(key, guesses.now)
    raise errors.client_not_authenticated()


def _match(
    presented: _Presented, clients: Mapping[str, Client], *, ring: KeyRing, now: float
) -> Client | None:
    client = clients.get(presented.client_id, _NOBODY)
    known = client is not _NOBODY
    if presented.secret is None:
        return client if known and client.token_endpoint_auth_method == _NONE else None
    # Hashed once for each key, whatever the client has, and compared with everything it has.
    hashes = every_hash(presented.secret, ring)
    good = False
    for secret in client.secrets:
        alive = secret.expires_at is None or now < secret.expires_at
        stored = secret.hashed.encode()
        for hashed in hashes:
            good |= hmac.compare_digest(stored, hashed) and alive
    method = client.token_endpoint_auth_method
    allowed = _DEFAULT_METHODS if method is None else {method}
    return client if known and good and presented.method in allowed else None


def _read(request: TokenRequest) -> tuple[_Presented, ...]:
    """Every reading of the one method that the request uses; more than one method is refused."""
    in_body = [name for name in ("client_secret", "client_assertion") if request.text(name)]
    client_id = request.text("client_id")
    if request.authorization is not None:
        if in_body:
            raise errors.bad_request(
                f"The client must use one authentication method: Authorization header or '{in_body[0]}'."
            )
        return _read_basic(request.authorization, client_id)
    if len(in_body) > 1:
        raise errors.bad_request(
            "The client must use one authentication method: 'client_secret' or 'client_assertion'."
        )
    if client_id is None:
        raise errors.missing_client_id()
    if "client_assertion" in in_body:
        # No client has keys for assertions, so none can be right.
        raise errors.client_not_authenticated()
    return (_Presented(client_id, request.text("client_secret"), _POST),)


def _read_basic(authorization: str, body_client_id: str | None) -> tuple[_Presented, ...]:
    """RFC 6749 section 2.3.1 has id and secret form-encoded; half of the clients in use do not encode."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise errors.client_not_authenticated()
    try:
        raw = b64decode(encoded.strip(" "), validate=True)
    except (binascii.Error, ValueError):
        raise errors.client_not_authenticated() from None
    raw_id, colon, raw_secret = raw.partition(b":")
    if not colon:
        raise errors.client_not_authenticated()
    spellings = {
        (_form_decode(raw_id), _form_decode(raw_secret)): None,
        (raw_id, raw_secret): None,
    }
    readings: list[_Presented] = []
    for id_bytes, secret_bytes in spellings:
        try:
            readings.append(_Presented(id_bytes.decode(), secret_bytes.decode(), _BASIC))
        except UnicodeDecodeError:
            continue
    if body_client_id is not None and all(body_client_id != reading.client_id for reading in readings):
        raise errors.bad_request("Parameter 'client_id' differs from the client of the Authorization header.")
    return tuple(readings)


def _form_decode(value: bytes) -> bytes:
    return unquote_to_bytes(value.replace(b"+", b" "))
