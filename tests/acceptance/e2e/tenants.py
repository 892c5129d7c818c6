"""The tenants of the end-to-end tests, and how they are asked for tokens.

`acme` has a hook that obeys the request, and a secret in it; `globex` has none. Both
have a client called "machine" and the same API, so that nothing but the host tells
their requests apart.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import jwt
from live.stack import Service, Warmhook

EXPORTS = Path(__file__).parent
ACME = "acme.example"
GLOBEX = "globex.example"
AUDIENCE = "https://api.example/"
CLAIM = "https://acme.example/hook"

API_KEY = "acme-hook-secret-b2f41"
USERNAME = "jane@acme.example"
PASSWORD = "acme-user-password-77c1"

MACHINE = {
    "grant_type": "client_credentials",
    "client_id": "machine",
    "client_secret": "acme-machine-secret-0123456789-abcdef",
    "audience": AUDIENCE,
}
# Of globex, where no hook has a say.
ROBOT = MACHINE | {"client_id": "robot", "client_secret": "globex-robot-secret-0123456789-abcdef"}
# Acme has no hook for this grant.
LOGIN = {
    "grant_type": "password",
    "client_id": "app",
    "client_secret": "acme-app-secret-0123456789-abcdefghij",
    "audience": AUDIENCE,
    "username": USERNAME,
    "password": PASSWORD,
}


def issuer(host: str) -> str:
    return f"https://{host}/"


def import_acme(warmhook: Warmhook) -> None:
    warmhook.import_tenant(
        EXPORTS / "acme",
        tenant="acme",
        issuer=issuer(ACME),
        hosts=[ACME],
        secrets={"hooks": {"obeys": {"API_KEY": API_KEY}}, "users": {USERNAME: PASSWORD}},
    )


def import_globex(warmhook: Warmhook) -> None:
    warmhook.import_tenant(EXPORTS / "globex", tenant="globex", issuer=issuer(GLOBEX), hosts=[GLOBEX])


def client_of(gateway: Service, host: str = ACME) -> httpx.AsyncClient:
    """Sends every request to the tenant of that host name. Close it."""
    return httpx.AsyncClient(base_url=gateway.url, headers={"host": host}, timeout=30)


async def ask(client: httpx.AsyncClient, parameters: dict[str, str], **more: str) -> httpx.Response:
    return await client.post("/oauth/token", data=parameters | more)


async def claims_of(client: httpx.AsyncClient, response: httpx.Response) -> dict[str, Any]:
    """What the token says, once its signature, issuer and audience are seen to be right."""
    assert response.status_code == 200, response.text
    token = response.json()["access_token"]
    keys = jwt.PyJWKSet.from_dict((await client.get("/.well-known/jwks.json")).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims: dict[str, Any] = jwt.decode(
        token, key, algorithms=["RS256"], audience=AUDIENCE, issuer=issuer(client.headers["host"])
    )
    return claims
