"""A tenant's records as the files of auth0-deploy-cli's directory format. No I/O.

Owns which object goes into which file, and what of it. It must not know the file system.
The result imports again, here and by auth0-deploy-cli: an import of an export changes
nothing. Objects that are known by an id of their tenant (a grant's client) go by name,
as deploy-cli has it, where that name is unique.

Left out: secrets of clients and passwords, of which only hashes are stored; users; keys.
The secrets of hooks are named, with Auth0's placeholder for the value.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from warmhook.gateway.auth0.hook_names import NOT_SHOWN
from warmhook.gateway.model import Client, ClientGrant, Hook, ResourceServer, TenantRecords

# What no file name may have, on any system.
_UNFIT: Final = re.compile(r'[/?<>\\:*|"\x00-\x1f\x80-\x9f]|^\.+$|[. ]+$')
# In bytes, with room for a number and a suffix: file systems take 255.
_NAME_MAX: Final = 200

# Content by path below the directory, with forward slashes.
Files = Mapping[str, str]


def files_of(records: TenantRecords) -> Files:
    """Every file of the export."""
    files = _Files()
    names = Counter(client.name for client in records.clients)
    client_names = {
        client.client_id: client.name if names[client.name] == 1 else client.client_id
        for client in records.clients
    }
    # Every tenant has this API from the start; deploy-cli leaves it out as well.
    management = records.tenant.management_audience
    files.json("tenant", _tenant(records))
    for client in records.clients:
        files.json(f"clients/{_fit(client.name)}", _client(client))
    for api in records.resource_servers:
        if api.identifier != management:
            files.json(f"resource-servers/{_fit(api.name)}", _resource_server(api))
    for grant in records.client_grants:
        if grant.audience != management:
            name = client_names[grant.client_id]
            api_name = next(api.name for api in records.resource_servers if api.identifier == grant.audience)
            files.json(f"grants/{_fit(f'{name}-{api_name}')}", _grant(grant, name))
    for connection in sorted(records.connections):
        document = {"name": connection, "strategy": "auth0"}
        files.json(f"database-connections/{connection}/database", document)
    for hook in records.hooks:
        files.text(f"hooks/{hook.name}.js", hook.script)
        files.json(f"hooks/{hook.name}", _hook(hook))
    return files.by_path


def hook_secrets(records: TenantRecords) -> dict[str, dict[str, str]]:
    """The secrets themselves, by hook and name: what `warmhook import --secrets-file` takes as `hooks`."""
    return {hook.name: dict(hook.secrets) for hook in records.hooks if hook.secrets}


class _Files:
    def __init__(self) -> None:
        self.by_path: dict[str, str] = {}
        self._taken: Counter[str] = Counter()

    def json(self, path: str, document: object) -> None:
        """Files whose names differ in case only are one file on some systems."""
        self._taken[path.lower()] += 1
        times = self._taken[path.lower()]
        unique = path if times == 1 else f"{path} ({times})"
        self.text(f"{unique}.json", json.dumps(document, indent=2, ensure_ascii=False) + "\n")

    def text(self, path: str, content: str) -> None:
        self.by_path[path] = content


def _tenant(records: TenantRecords) -> dict[str, Any]:
    default = records.tenant.default_directory
    return {**records.tenant.other, **({} if default is None else {"default_directory": default})}


def _client(client: Client) -> dict[str, Any]:
    method = client.token_endpoint_auth_method
    return {
        "name": client.name,
        "client_id": client.client_id,
        "grant_types": sorted(client.grant_types),
        **({} if method is None else {"token_endpoint_auth_method": method}),
        **({"client_metadata": dict(client.client_metadata)} if client.client_metadata else {}),
        **client.other,
    }


def _resource_server(api: ResourceServer) -> dict[str, Any]:
    return {
        "name": api.name,
        "identifier": api.identifier,
        "signing_alg": api.signing_alg.value,
        "token_lifetime": api.token_lifetime,
        "token_dialect": api.token_dialect.value,
        "scopes": [
            {"value": value, "description": api.scope_descriptions[value]}
            if value in api.scope_descriptions
            else {"value": value}
            for value in api.scopes
        ],
        **api.other,
    }


def _grant(grant: ClientGrant, client: str) -> dict[str, Any]:
    return {"client_id": client, "audience": grant.audience, "scope": list(grant.scope)}


def _hook(hook: Hook) -> dict[str, Any]:
    return {
        "name": hook.name,
        "script": f"./{hook.name}.js",
        "triggerId": hook.trigger_id.value,
        "enabled": hook.enabled,
        "secrets": dict.fromkeys(sorted(hook.secrets), NOT_SHOWN),
        "dependencies": dict(hook.dependencies),
    }


def _fit(name: str) -> str:
    return (_UNFIT.sub("", name) or "unnamed").encode()[:_NAME_MAX].decode(errors="ignore")
