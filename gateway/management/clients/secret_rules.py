"""How a client's secrets come, expire and go. No I/O: records in, records out, or `ApiError`.

Owns rotation: a client may have several secrets, so that the old one goes on working until
everybody has the new one. It must not know how a secret is made or hashed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from warmhook.gateway.management.api.errors import ApiError, Code
from warmhook.gateway.management.clients.rules import find, put
from warmhook.gateway.model import ClientSecret, TenantRecords

# Each is compared at every token request of the client.
SECRETS_MAX: Final = 10


def add(records: TenantRecords, client_id: str, secret: ClientSecret, *, now: float) -> TenantRecords:
    """One more secret. Those that have expired are forgotten."""
    client = find(records, client_id)
    alive = tuple(one for one in client.secrets if _is_alive(one, now))
    if len(alive) >= SECRETS_MAX:
        raise ApiError(
            Code.TOO_MANY_CLIENT_SECRETS, f"The client has {len(alive)} secrets already; delete one first."
        )
    return put(records, replace(client, secrets=(*alive, secret)))


def remove(records: TenantRecords, client_id: str, secret_id: str) -> TenantRecords:
    """Revoke it. Without any secret the client cannot authenticate any more."""
    client = find(records, client_id)
    left = tuple(secret for secret in client.secrets if secret.id != secret_id)
    if left == client.secrets:
        raise ApiError(Code.CLIENT_SECRET_MISSING, "The client secret does not exist.")
    return put(records, replace(client, secrets=left))


def rotate(
    records: TenantRecords, client_id: str, secret: ClientSecret, *, now: float, grace: float
) -> TenantRecords:
    """The secret is the one; the others go at once, or within `grace` seconds."""
    client = find(records, client_id)
    ending = [_ending_by(one, now + grace) for one in client.secrets]
    alive = [one for one in ending if _is_alive(one, now)]
    # The oldest go first when rotations follow each other fast.
    return put(records, replace(client, secrets=(*alive[-(SECRETS_MAX - 1) :], secret)))


def _is_alive(secret: ClientSecret, now: float) -> bool:
    return secret.expires_at is None or now < secret.expires_at


def _ending_by(secret: ClientSecret, instant: float) -> ClientSecret:
    if secret.expires_at is not None and secret.expires_at <= instant:
        return secret
    return replace(secret, expires_at=instant)
