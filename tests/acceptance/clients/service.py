"""What the clients are pointed at, and what they may get there: addresses, accounts, answers."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

EXPORT = Path(__file__).parent / "tenant"
TENANT = "clients"

AUDIENCE = "https://api.clients.example/"
# Another API, with tokens of the same layout.
OTHER_AUDIENCE = "https://other.clients.example/"
# Its tokens have the layout of RFC 9068.
PROFILE_AUDIENCE = "https://profile.clients.example/"
REALM = "People"
USERNAME = "jane@clients.example"
USER_ID = "auth0|5f7c8ec7c33c6c004bbafe82"
PASSWORD = "correct horse + battery/staple=ü"
MEMBER_KEY = "clients-hook-secret-9d3e"

PLAN = "https://clients.example/plan"
MEMBER = "https://clients.example/member"


@dataclass(frozen=True)
class Account:
    """A client of the tenant."""

    client_id: str
    client_secret: str


MACHINE = Account("machine", "pQ7xV2mN9cR4-4Rc9Nm2Vx7Qp-9c4e7b")
# Every character that some client encodes and another does not.
ODD = Account("odd-secret_1.0~x", "a+b %41/=:&\"'()*!-_.~?#,; 7d2fA9")
# Its hook denies it.
SUSPENDED = Account("suspended", "kT3bW8yL5sD1-1Ds5Ly8Wb3Tk-9c4e7b")
APP = Account("app", "hJ6fZ0gA4vE2-2Ev4Ag0Zf6Jh-9c4e7b")


@dataclass(frozen=True)
class Service:
    """Where the tenant is served."""

    # With TLS, as "localhost:port".
    domain: str
    # Without, as "127.0.0.1:port".
    plain: str
    # File of the authority that vouches for `domain`.
    authority: Path
    # The executor's gRPC address, as "127.0.0.1:port".
    executor: str
    # Of the gateway's process and of its commands.
    environment: Mapping[str, str] = field(repr=False)

    @property
    def issuer(self) -> str:
        return f"https://{self.domain}/"

    @property
    def token_url(self) -> str:
        return f"{self.issuer}oauth/token"

    @property
    def jwks_url(self) -> str:
        return f"{self.issuer}.well-known/jwks.json"


class RefusedError(Exception):
    """What a client's own exception says of our answer; None where it does not say."""

    def __init__(self, error: str | None, description: str | None, status: int | None = None) -> None:
        super().__init__(error, description, status)
        self.error = error
        self.description = description
        self.status = status


def member() -> str:
    """What the hook of the password grant says of the user."""
    return hmac.digest(MEMBER_KEY.encode(), USER_ID.encode(), hashlib.sha256).hex()
