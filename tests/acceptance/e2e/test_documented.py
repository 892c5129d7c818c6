"""The examples of Auth0's documentation, end to end: script in, token out, claim for claim.

The scripts are the demo's, which has them word for word; each is enabled in turn in a
copy of its export.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import jwt
import pytest
from live.stack import ROOT, Service, Warmhook

from e2e.tenants import ask, client_of, issuer

HOST = "documented.example"
AUDIENCE = "https://api.example.com/"
USERNAME = "ada@example.com"
ACCOUNT = {
    "client_id": "documented",
    "client_secret": "documented-secret-0123456789-abcdef",
    "audience": AUDIENCE,
}
MACHINE = ACCOUNT | {"grant_type": "client_credentials"}
PERSON = ACCOUNT | {"grant_type": "password", "username": USERNAME, "password": "documented-password"}


@dataclass(frozen=True)
class Example:
    # A hook of the demo; or its script, where the documentation has only a piece of one.
    hook: str
    # What the hook adds to the token.
    claims: dict[str, str]
    script: str | None = None
    request: dict[str, str] = field(default_factory=lambda: MACHINE)


EXAMPLES = {
    "a claim and a scope": Example(
        "add-claim-and-scope", {"https://foo.com/claim": "bar", "scope": "read:data extra"}
    ),
    "a scope more": Example("add-scope", {"scope": "read:data read:resource"}),
    "a claim, and by omission no scopes": Example("add-claim", {"https://example.com/foo": "bar"}),
    "the starter code leaves the scopes as they are": Example("starter-code", {"scope": "read:data"}),
    "so did the first one": Example("starter-code-beta", {"scope": "read:data"}),
    "what the runtime expects": Example(
        "expected",
        {"https://anything.com/foo": "bar", "scope": "scope1 scope2"},
        script="""module.exports = function (client, scope, audience, context, cb) {
            cb(null, { "https://anything.com/foo": "bar", "scope": [ "scope1", "scope2" ] });
        };""",
    ),
    "the password starter code has a claim that is no URL": Example(
        "password-starter-code", {}, request=PERSON
    ),
}
DENYING = Example(
    "denying",
    {},
    script="""module.exports = function (client, scope, audience, context, cb) {
        cb(new Error('access denied'));
    };""",
)


@pytest.fixture
async def ask_with(
    imported: Warmhook, gateway: Service, tmp_path: Path
) -> AsyncIterator[Callable[[Example], Awaitable[httpx.Response]]]:
    """Enables an example, and sends its request."""
    export = tmp_path / "export"
    shutil.copytree(ROOT / "examples/demo", export, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    async with client_of(gateway, HOST) as client:

        async def ask_with(example: Example) -> httpx.Response:
            edit(export, example)
            before = await revision(client)
            await asyncio.to_thread(
                imported.import_tenant,
                export,
                tenant="documented",
                issuer=issuer(HOST),
                hosts=[HOST],
                secrets={
                    "hooks": {"pseudonym": {"PSEUDONYM_KEY": "documented-key"}},
                    "users": {USERNAME: PERSON["password"]},
                },
            )
            await served(client, before)
            return await ask(client, example.request)

        yield ask_with


async def served(client: httpx.AsyncClient, before: int) -> None:
    # Another process is waited for.
    while await revision(client) == before:  # noqa: ASYNC110
        await asyncio.sleep(0.02)


async def revision(client: httpx.AsyncClient) -> int:
    number: int = (await client.get("/health/ready")).json()["revision"]
    return number


def edit(export: Path, example: Example) -> None:
    """Enable the example and no other hook, and give the client a secret that we know."""
    if example.script is not None:
        hook = {"name": example.hook, "script": f"./{example.hook}.js", "triggerId": "credentials-exchange"}
        (export / f"hooks/{example.hook}.json").write_text(json.dumps(hook))
        (export / f"hooks/{example.hook}.js").write_text(example.script)
    for file in (export / "hooks").glob("*.json"):
        hook = json.loads(file.read_text())
        file.write_text(json.dumps(hook | {"enabled": hook["name"] == example.hook}))
    (client,) = (export / "clients").glob("*.json")
    known = {name: ACCOUNT[name] for name in ("client_id", "client_secret")}
    client.write_text(json.dumps(json.loads(client.read_text()) | known))


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
async def test_the_token_says_what_the_documentation_says(
    ask_with: Callable[[Example], Awaitable[httpx.Response]], example: Example
) -> None:
    answer = await ask_with(example)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert claims.pop("exp") - claims.pop("iat") == 86400
    is_person = example.request is PERSON
    assert claims.pop("sub").startswith("auth0|" if is_person else "documented@clients")
    assert claims == {
        "iss": issuer(HOST),
        "aud": AUDIENCE,
        "azp": "documented",
        "gty": "password" if is_person else "client-credentials",
        **example.claims,
    }
    assert body.get("scope") == example.claims.get("scope")


async def test_an_error_denies_the_token(
    ask_with: Callable[[Example], Awaitable[httpx.Response]],
) -> None:
    answer = await ask_with(DENYING)
    assert (answer.status_code, answer.json()) == (
        500,
        {"error": "server_error", "error_description": "access denied"},
    )
