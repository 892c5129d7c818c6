"""Each client's way of logging a person in: the service and a password give a token.

As `machines`, for the password grants. The realm grant is Auth0's own, so only Auth0's
clients have it.
"""

from __future__ import annotations

from collections.abc import Callable

from auth0.authentication import GetToken
from auth0.authentication.exceptions import Auth0Error
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from oauthlib.oauth2 import LegacyApplicationClient, OAuth2Error
from requests_oauthlib import OAuth2Session as RequestsOAuth2Session

from clients import javascript
from clients.service import APP, AUDIENCE, REALM, USERNAME, RefusedError, Service

AskForPerson = Callable[[Service, str], str]


def auth0_python_realm(service: Service, password: str) -> str:
    """A JSON body, in which what was not given is null."""
    return _auth0_python(service, password, realm=REALM)


def auth0_python_password(service: Service, password: str) -> str:
    return _auth0_python(service, password, grant_type="password")


def _auth0_python(service: Service, password: str, **options: str) -> str:
    client = GetToken(service.domain, APP.client_id, APP.client_secret)
    try:
        token: str = client.login(USERNAME, password, audience=AUDIENCE, **options)["access_token"]
    except Auth0Error as error:
        raise RefusedError(error.error_code, error.message, error.status_code) from error
    return token


def authlib(service: Service, password: str) -> str:
    with OAuth2Session(APP.client_id, APP.client_secret) as session:
        try:
            token: str = session.fetch_token(
                service.token_url, username=USERNAME, password=password, audience=AUDIENCE
            )["access_token"]
        except OAuthError as error:
            raise RefusedError(error.error, error.description) from error
    return token


def requests_oauthlib(service: Service, password: str) -> str:
    with RequestsOAuth2Session(client=LegacyApplicationClient(APP.client_id)) as session:
        try:
            token: str = session.fetch_token(
                service.token_url,
                username=USERNAME,
                password=password,
                audience=AUDIENCE,
                include_client_id=True,
                client_secret=APP.client_secret,
            )["access_token"]
        except OAuth2Error as error:
            # Its exception has a status of its own, whatever ours was.
            raise RefusedError(error.error, error.description) from error
    return token


def _script(name: str, *, realm: str | None = None, **task: object) -> AskForPerson:
    def ask(service: Service, password: str) -> str:
        user = {"username": USERNAME, "password": password} | ({"realm": realm} if realm else {})
        token: str = javascript.run(
            name,
            service,
            clientId=APP.client_id,
            clientSecret=APP.client_secret,
            audience=AUDIENCE,
            user=user,
            **task,
        )
        return token

    return ask


WITH_PASSWORD: dict[str, AskForPerson] = {
    "auth0-python": auth0_python_password,
    "authlib": authlib,
    "requests-oauthlib": requests_oauthlib,
    "npm auth0": _script("auth0-authentication.mjs"),
    "openid-client": _script("openid-client.mjs", method="client_secret_basic"),
}
WITH_REALM: dict[str, AskForPerson] = {
    "auth0-python": auth0_python_realm,
    "npm auth0": _script("auth0-authentication.mjs", realm=REALM),
}
