"""What a running gateway answers, as JSON that can be recorded and compared with later answers.

Owns how a gateway is asked, and what is left out of an answer because it differs each time.
It must not know which tenants there are, nor where the gateway has its records from.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import httpx
import jwt
from live.stack import Service

# Any: JSON.
Json = Any
Object = Mapping[str, Any]


def connected(gateway: Service, host: str) -> httpx.Client:
    """A connection to the tenant of that host name. Close it."""
    return httpx.Client(base_url=gateway.url, headers={"host": host}, timeout=30)


def key_set(http: httpx.Client) -> Json:
    return _read(http, "/.well-known/jwks.json")


def managing(gateway: Service, host: str, issuer: str, credentials: Object) -> httpx.Client:
    """A connection whose requests may manage the tenant. Close it."""
    form = {**credentials, "grant_type": "client_credentials", "audience": f"{issuer}api/v2/"}
    with connected(gateway, host) as http:
        bearer = issued(http, {"form": form})
    managed = connected(gateway, host)
    managed.headers["authorization"] = f"Bearer {bearer}"
    return managed


def read(http: httpx.Client, path: str) -> Json:
    """The answer of the Management API."""
    return _read(http, f"/api/v2/{path}")


def ask(http: httpx.Client, request: Object) -> httpx.Response:
    """Send a token request: {"form": …}, and "basic": [id, secret] where they go into the header."""
    return http.post("/oauth/token", data=request["form"], headers=_authorization(request))


def issued(http: httpx.Client, request: Object) -> str:
    """The token that is the answer."""
    response = ask(http, request)
    assert response.status_code == 200, f"{request['form']}: {response.text}"
    found: str = response.json()["access_token"]
    return found


def token(http: httpx.Client, request: Object, keys: Json) -> Json:
    """The answer to a token request, and what the token says. One of the keys must have signed it.

    Two tokens differ in their times and their ids. These are left out, once the lifetime is checked.
    """
    response = ask(http, request)
    body = response.json()
    if response.status_code != 200:
        return {"status": response.status_code, "body": body}
    signed = body.pop("access_token")
    claims = verified(signed, keys)
    assert claims.pop("exp") - claims.pop("iat") == body["expires_in"]
    if "jti" in claims:
        claims["jti"] = "differs"
    return {
        "status": 200,
        "body": body,
        "header": jwt.get_unverified_header(signed),
        "claims": claims,
    }


def verified(signed: str, keys: Json) -> dict[str, Any]:
    """The claims of a token that one of the keys has signed, however old it is."""
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(signed)["kid"]]
    claims: dict[str, Any] = jwt.decode(
        signed,
        key,
        algorithms=[key.algorithm_name],
        options={"verify_aud": False, "verify_exp": False},
    )
    return claims


def _read(http: httpx.Client, path: str) -> Json:
    response = http.get(path)
    assert response.status_code == 200, f"{path}: {response.text}"
    return response.json()


def _authorization(request: Object) -> dict[str, str]:
    if "basic" not in request:
        return {}
    return {"authorization": f"Basic {base64.b64encode(':'.join(request['basic']).encode()).decode()}"}
