"""auth0-deploy-cli: a tenant goes in, comes out, goes into another, and both give the same token.

Owns the steps and how the tool is run. It must not know the tool's API calls: what it asks
for is its own business.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt

from sdk.stand import READER_NAME, Site, Stand
from sdk.versions import HERE, NODE_18, NODE_24, NPM, environment

_TENANT = HERE / "tenant"
_CLIENT = "Billing"
_AUDIENCE = "https://bills.sdk.example/"
_HOOK = "add-plan"
_NOT_SHOWN = "_VALUE_NOT_SHOWN_"
# Secrets are in no export, so every deployment brings its own.
_SECRETS = {"PSEUDONYM_KEY": "sdk-pseudonym-key", "REGION": "eu"}
_KINDS = ["hooks", "clients", "resourceServers", "clientGrants", "tenant"]
_SECONDS = 300
# What it says of hooks wherever they are, of what only the tenant has, and of how we leave that out.
_EXPECTED = re.compile(
    "Hooks are deprecated|should be deleted|EXCLUDED_CLIENTS exclusion param is deprecated"
)
# What is different in two tokens for the same thing: when, of which tenant, and its name for the client.
_OWN = ("iat", "exp", "iss", "sub", "azp")


@dataclass(frozen=True)
class Tool:
    """One version of it."""

    name: str
    node: Path
    package: str


ALL = (
    Tool("auth0-deploy-cli 7.24.3", NODE_18, "auth0-deploy-cli-7"),
    Tool("auth0-deploy-cli 8.44.0", NODE_24, "auth0-deploy-cli-8"),
)


class Deployment:
    """From a directory into a tenant, and from there into another."""

    def __init__(self, tool: Tool, stand: Stand, folder: Path) -> None:
        self._tool = tool
        self._stand = stand
        self._folder = folder / tool.package
        self._folder.mkdir()

    def steps(self) -> Mapping[str, Callable[[], None]]:
        """In this order."""
        return {
            "import": self._import,
            "import again, which changes nothing": self._import_again,
            "the token says what the hook says": self._check_token,
            "export": self._export,
            "import of the export into another tenant": self._import_export,
            "both tenants give the same token": self._compare_tokens,
            "both tenants give the same export": self._compare_exports,
            "import that deletes": self._import_and_delete,
        }

    def _import(self) -> None:
        self._deploy(self._stand.first, _TENANT)
        assert _hooks(self._stand.first)[_HOOK]["enabled"] is True

    def _import_again(self) -> None:
        before = _hooks(self._stand.first)
        self._deploy(self._stand.first, _TENANT)
        assert _hooks(self._stand.first) == before

    def _check_token(self) -> None:
        claims = _claims(self._stand.first)
        assert claims["https://sdk.example/plan"] == "full"
        assert claims["https://sdk.example/region"] == "eu"
        assert len(claims["https://sdk.example/pseudonym"]) == 64
        assert claims["scope"] == "read:bills pay:bills"

    def _export(self) -> None:
        exported = self._dump(self._stand.first, "exported")
        script = (_TENANT / "hooks" / "add-plan.js").read_text()
        assert (exported / "hooks" / "add-plan.js").read_text() == script
        hook = json.loads((exported / "hooks" / "add-plan.json").read_text())
        assert hook["secrets"] == dict.fromkeys(_SECRETS, _NOT_SHOWN)

    def _import_export(self) -> None:
        """With the secrets put back, as the tool's manual says."""
        file = self._folder / "exported" / "hooks" / "add-plan.json"
        hook = json.loads(file.read_text())
        file.write_text(json.dumps({**hook, "secrets": _SECRETS}))
        self._deploy(self._stand.second, self._folder / "exported")

    def _compare_tokens(self) -> None:
        first, second = _claims(self._stand.first), _claims(self._stand.second)
        assert _common(first) == _common(second)
        assert first["iss"] != second["iss"]

    def _compare_exports(self) -> None:
        for name in ("first", "second"):
            self._dump(getattr(self._stand, name), name)
        for kind in ("hooks", "clients", "resource-servers", "grants"):
            first, second = (_files(self._folder / name / kind) for name in ("first", "second"))
            assert first == second, f"{first}\n{second}"

    def _import_and_delete(self) -> None:
        """What is not in the directory goes, the client that the tool runs as excepted."""
        for site in (self._stand.first, self._stand.second):
            empty = self._folder / "empty"
            (empty / "hooks").mkdir(parents=True, exist_ok=True)
            self._run(site, ["import", "--input_file", str(empty)], ["hooks"], AUTH0_ALLOW_DELETE="true")
            assert _hooks(site) == {}
            _remove(site)

    def _deploy(self, site: Site, directory: Path) -> None:
        mappings = json.dumps(_SECRETS)
        self._run(
            site,
            ["import", "--input_file", str(directory)],
            _KINDS,
            AUTH0_KEYWORD_REPLACE_MAPPINGS=mappings,
        )

    def _dump(self, site: Site, name: str) -> Path:
        folder = self._folder / name
        self._run(site, ["export", "--format", "directory", "--output_folder", str(folder)], _KINDS)
        return folder

    def _run(self, site: Site, arguments: list[str], kinds: list[str], **more: str) -> None:
        program = NPM / "node_modules" / self._tool.package / "lib" / "index.js"
        done = subprocess.run(
            [self._tool.node, program, *arguments],
            cwd=self._folder,
            env=environment(site.authority)
            | {
                "AUTH0_DOMAIN": site.domain,
                "AUTH0_CLIENT_ID": site.manager.client_id,
                "AUTH0_CLIENT_SECRET": site.manager.client_secret,
                "AUTH0_INCLUDED_ONLY": json.dumps(kinds),
                # Its grant is for the one tenant's Management API.
                "AUTH0_EXCLUDED_CLIENTS": json.dumps([READER_NAME]),
            }
            | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        said = f"{done.stdout}{done.stderr}"
        assert done.returncode == 0, said
        # It goes on where it may not do something, and only says so.
        assert all(_EXPECTED.search(line) for line in said.splitlines() if "warn" in line), said


# Any: JSON of the Management API.
def _api(site: Site, method: str, path: str, body: Any = None) -> Any:
    """Without the tool, to see what it did."""
    account = site.manager
    token = site.token(account.client_id, account.client_secret, site.management_audience).json()
    with site.http() as http:
        answer = http.request(
            method,
            f"api/v2/{path}",
            json=body,
            headers={"authorization": f"Bearer {token['access_token']}"},
        )
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


def _hooks(site: Site) -> dict[str, Any]:
    return {hook["name"]: hook for hook in _api(site, "GET", "hooks")}


def _client_id(site: Site) -> str:
    [found] = [client["client_id"] for client in _api(site, "GET", "clients") if client["name"] == _CLIENT]
    assert isinstance(found, str)
    return found


def _claims(site: Site) -> dict[str, Any]:
    """Of a token for the deployed client, which needs a secret that somebody has seen."""
    client_id = _client_id(site)
    rotated = _api(site, "POST", f"clients/{client_id}/rotate-secret")
    answer = site.token(client_id, rotated["client_secret"], _AUDIENCE)
    assert answer.status_code == 200, answer.text
    claims: dict[str, Any] = jwt.decode(answer.json()["access_token"], options={"verify_signature": False})
    return claims


def _common(claims: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if name not in _OWN}


def _files(folder: Path) -> dict[str, object]:
    """The order of an object's properties is nothing that anybody relies on."""
    return {
        path.name: json.loads(path.read_text()) if path.suffix == ".json" else path.read_text()
        for path in folder.iterdir()
        # Version 7 exports the grants of clients that it was told to leave out.
        if not path.name.startswith(f"{READER_NAME}-")
    }


def _remove(site: Site) -> None:
    """So that the next version begins where this one did."""
    _api(site, "DELETE", f"clients/{_client_id(site)}")
    for api in _api(site, "GET", "resource-servers"):
        if api["identifier"] == _AUDIENCE:
            _api(site, "DELETE", f"resource-servers/{api['id']}")
