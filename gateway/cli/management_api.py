"""The Management API as the commands use it: the token, the calls, and what goes wrong.

Owns the token and the exit code of each failure. It must not know what a command asks for.
It speaks HTTP like anybody else, so it works on any Warmhook.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn

import httpx

from warmhook.gateway.cli.credentials import Credentials, read_credentials
from warmhook.gateway.cli.exits import ExitCode, fail, warn

_TIMEOUT_SECONDS: Final = 30.0
_PAGE: Final = 100

_EXIT_CODES: Final[Mapping[int, ExitCode]] = {
    401: ExitCode.UNAUTHORIZED,
    403: ExitCode.UNAUTHORIZED,
    404: ExitCode.NOT_FOUND,
    408: ExitCode.TIMED_OUT,
}


class ManagementApi:
    """A session. The first call gets a token. Every failure ends the command."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._http = httpx.Client(base_url=credentials.url, timeout=_TIMEOUT_SECONDS)
        self._token: str | None = None

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        if_match: str | None = None,
        **query: str | None,
    ) -> Any:
        """The answer's JSON, None where there is none. `path` is below /api/v2/."""
        request = self._request(method, path, body, query)
        if if_match is not None:
            request.headers["if-match"] = if_match
        response = self._send(request)
        if warning := response.headers.get("x-warmhook-warning"):
            warn(warning)
        return response.json() if response.content else None

    def read(self, path: str) -> tuple[Any, str]:
        """The answer's JSON and its ETag, for a change that must not undo somebody else's."""
        response = self._send(self._request("GET", path, None, {}))
        return response.json(), response.headers["etag"]

    def pages(self, path: str, **query: str | None) -> Iterator[Any]:
        """Every item of a list."""
        page = 0
        while items := self.call("GET", path, page=str(page), per_page=str(_PAGE), **query):
            yield from items
            if len(items) < _PAGE:
                return
            page += 1

    def stream(self, path: str, **query: str | None) -> Iterator[str]:
        """The lines of an answer that has no end."""
        request = self._request("GET", path, None, query)
        request.extensions["timeout"] = {
            "connect": _TIMEOUT_SECONDS,
            "read": None,
            "write": None,
            "pool": None,
        }
        try:
            response = self._http.send(request, stream=True)
            try:
                if response.is_error:
                    response.read()
                    _refused(response)
                yield from _lines(response.iter_text())
            finally:
                response.close()
        except httpx.HTTPError as error:
            _unreachable(error, self._credentials.url)

    def token(self, audience: str | None = None, scope: str | None = None) -> str:
        """An access token for an API, by default the Management API's own."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret,
            "audience": audience or f"{self._issuer()}api/v2/",
            **({"scope": scope} if scope else {}),
        }
        response = self._send(self._http.build_request("POST", "oauth/token", data=form))
        token: str = response.json()["access_token"]
        return token

    def _issuer(self) -> str:
        found = self._send(self._http.build_request("GET", ".well-known/openid-configuration"))
        issuer: str = found.json()["issuer"]
        return issuer

    def _request(
        self, method: str, path: str, body: object, query: Mapping[str, str | None]
    ) -> httpx.Request:
        if self._token is None:
            self._token = self.token()
        return self._http.build_request(
            method,
            f"api/v2/{path}",
            params={name: value for name, value in query.items() if value is not None},
            content=None if body is None else json.dumps(body),
            headers={
                "authorization": f"Bearer {self._token}",
                **({} if body is None else {"content-type": "application/json"}),
            },
        )

    def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            response = self._http.send(request)
        except httpx.HTTPError as error:
            _unreachable(error, self._credentials.url)
        if response.is_error:
            _refused(response)
        return response


def management_api() -> ManagementApi:
    """With the credentials of the environment."""
    return ManagementApi(read_credentials(os.environ))


def _lines(chunks: Iterator[str]) -> Iterator[str]:
    """Only a line feed ends a line. A hook can write all the other characters that `splitlines` knows."""
    unended = ""
    for chunk in chunks:
        *lines, unended = (unended + chunk).split("\n")
        for line in lines:
            yield line.removesuffix("\r")
    if unended:
        yield unended


def _refused(response: httpx.Response) -> NoReturn:
    try:
        body = response.json()
    except ValueError:
        body = {}
    said = body.get("message") or body.get("error_description") or response.reason_phrase
    code = _EXIT_CODES.get(response.status_code)
    if code is None:
        code = ExitCode.SERVER_ERROR if response.is_server_error else ExitCode.BAD_REQUEST
    fail(code, f"{response.status_code}: {said}")


def _unreachable(error: httpx.HTTPError, url: str) -> NoReturn:
    if isinstance(error, httpx.TimeoutException):
        fail(ExitCode.TIMED_OUT, f"{url} does not answer in time")
    fail(ExitCode.SERVER_ERROR, f"{url} cannot be reached: {error}")
