"""Each client's way of getting a token for a machine: the service, an account and an audience give a token.

Owns how each library is called, and where its exceptions keep our words. Refusals
become `RefusedError`; anything else that a client raises is a failure of the test.
"""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from collections.abc import Callable

import httpx
from auth0.authentication import GetToken
from auth0.authentication.exceptions import Auth0Error
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from httpx_auth import InvalidGrantRequest, OAuth2, OAuth2ClientCredentials
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session as RequestsOAuth2Session

from clients import javascript
from clients.service import Account, RefusedError, Service

AskForMachine = Callable[[Service, Account, str], str]


def auth0_python(service: Service, account: Account, audience: str) -> str:
    return _auth0_python(GetToken(service.domain, account.client_id, account.client_secret), audience)


def auth0_python_without_tls(service: Service, account: Account, audience: str) -> str:
    client = GetToken(service.plain, account.client_id, account.client_secret, protocol="http")
    return _auth0_python(client, audience)


def _auth0_python(client: GetToken, audience: str) -> str:
    try:
        token: str = client.client_credentials(audience)["access_token"]
    except Auth0Error as error:
        raise RefusedError(error.error_code, error.message, error.status_code) from error
    return token


def authlib_post(service: Service, account: Account, audience: str) -> str:
    return _authlib(service, account, audience, "client_secret_post")


def authlib_basic(service: Service, account: Account, audience: str) -> str:
    """Authlib does not form-encode what it puts into the header."""
    return _authlib(service, account, audience, "client_secret_basic")


def _authlib(service: Service, account: Account, audience: str, method: str) -> str:
    with OAuth2Session(
        account.client_id, account.client_secret, token_endpoint_auth_method=method
    ) as session:
        try:
            token: str = session.fetch_token(
                service.token_url, grant_type="client_credentials", audience=audience
            )["access_token"]
        except OAuthError as error:
            raise RefusedError(error.error, error.description) from error
    return token


def requests_oauthlib_post(service: Service, account: Account, audience: str) -> str:
    return _requests_oauthlib(
        service, account, audience, include_client_id=True, client_secret=account.client_secret
    )


def requests_oauthlib_basic(service: Service, account: Account, audience: str) -> str:
    """Requests does not form-encode either."""
    auth = HTTPBasicAuth(account.client_id, account.client_secret)
    return _requests_oauthlib(service, account, audience, auth=auth)


def _requests_oauthlib(service: Service, account: Account, audience: str, **authentication: object) -> str:
    client = BackendApplicationClient(account.client_id)
    with RequestsOAuth2Session(client=client) as session:
        try:
            token: str = session.fetch_token(service.token_url, audience=audience, **authentication)[
                "access_token"
            ]
        except OAuth2Error as error:
            # Its exception has a status of its own, whatever ours was.
            raise RefusedError(error.error, error.description) from error
    return token


def oauthlib(service: Service, account: Account, audience: str) -> str:
    """Oauthlib words the request and reads the answer; here the standard library carries them."""
    client = BackendApplicationClient(account.client_id)
    url, headers, body = client.prepare_token_request(
        service.token_url, audience=audience, include_client_id=True, client_secret=account.client_secret
    )
    request = urllib.request.Request(url, body.encode(), headers)
    trust = ssl.create_default_context(cafile=str(service.authority))
    try:
        with urllib.request.urlopen(request, context=trust, timeout=30) as response:
            answer = response.read()
    except urllib.error.HTTPError as error:
        with error:
            answer = error.read()
    try:
        token: str = client.parse_request_body_response(answer.decode())["access_token"]
    except OAuth2Error as error:
        raise RefusedError(error.error, error.description) from error
    return token


def httpx_auth(service: Service, account: Account, audience: str) -> str:
    """Gets a token before the first request to the API, which is answered here."""
    # It keeps a token for each client and scope, whatever the secret.
    OAuth2.token_cache.clear()
    trust = ssl.create_default_context(cafile=str(service.authority))
    with httpx.Client(verify=trust) as for_tokens:
        auth = OAuth2ClientCredentials(
            service.token_url,
            client_id=account.client_id,
            client_secret=account.client_secret,
            client=for_tokens,
            audience=audience,
        )
        transport = httpx.MockTransport(lambda request: httpx.Response(200, headers=request.headers))
        with httpx.Client(transport=transport, auth=auth) as api:
            try:
                answer = api.get(audience)
            except InvalidGrantRequest as error:
                code, _, description = str(error).partition(": ")
                raise RefusedError(code, description) from error
    return answer.headers["authorization"].removeprefix("Bearer ")


def _script(name: str, **task: object) -> AskForMachine:
    def ask(service: Service, account: Account, audience: str) -> str:
        token: str = javascript.run(
            name,
            service,
            clientId=account.client_id,
            clientSecret=account.client_secret,
            audience=audience,
            **task,
        )
        return token

    return ask


CLIENTS: dict[str, AskForMachine] = {
    "auth0-python": auth0_python,
    "auth0-python, without TLS": auth0_python_without_tls,
    "authlib, secret in the body": authlib_post,
    "authlib, secret in the header": authlib_basic,
    "requests-oauthlib, secret in the body": requests_oauthlib_post,
    "requests-oauthlib, secret in the header": requests_oauthlib_basic,
    "oauthlib": oauthlib,
    "httpx-auth": httpx_auth,
    "npm auth0, AuthenticationClient": _script("auth0-authentication.mjs"),
    "npm auth0, ManagementClient": _script("auth0-management.mjs"),
    "simple-oauth2, secret in the body": _script("simple-oauth2.mjs", method="body"),
    "simple-oauth2, secret in the header": _script("simple-oauth2.mjs", method="header"),
    "openid-client, secret in the body": _script("openid-client.mjs", method="client_secret_post"),
    "openid-client, secret in the header": _script("openid-client.mjs", method="client_secret_basic"),
    "oauth4webapi, secret in the body": _script("oauth4webapi.mjs", method="client_secret_post"),
    "oauth4webapi, secret in the header": _script("oauth4webapi.mjs", method="client_secret_basic"),
}

# These read the challenge of a 401, as RFC 6749 wants it there, and nothing else of the answer.
READ_THE_CHALLENGE_ONLY = {
    CLIENTS["openid-client, secret in the header"],
    CLIENTS["oauth4webapi, secret in the header"],
}
