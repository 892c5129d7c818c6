"""Lays an export over what is stored of the tenant. No I/O; ids and secrets are random.

Owns what an import does to what is there: objects of the export replace their stored
selves, keeping ids, secrets and passwords that the export does not give; objects that
the export does not have stay, as with deploy-cli unless it may delete. It must not know
files or tables. Contradictions are problems like those of `parse`.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from warmhook.gateway.auth0.identifiers import (
    new_client_grant_id,
    new_client_id,
    new_client_secret,
    new_client_secret_id,
    new_resource_server_id,
)
from warmhook.gateway.auth0.merging import merged_settings
from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.merge_hooks import merge_hooks
from warmhook.gateway.importing.merge_users import merge_users
from warmhook.gateway.importing.objects import ParsedClient, ParsedExport, ParsedGrant
from warmhook.gateway.importing.supplied import Supplied
from warmhook.gateway.model import Client, ClientGrant, ClientSecret, ResourceServer, Tenant, TenantRecords
from warmhook.gateway.signing.schedule import with_keys


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be imported."""

    # Name, hosts and issuer. The default directory is the export's to say.
    tenant: Tenant
    export: ParsedExport
    supplied: Supplied
    # When: seconds since the epoch.
    now: float


@dataclass(frozen=True, slots=True)
class Hashing:
    """How secrets are hashed before they are stored."""

    client_secret: Callable[[str], str]
    password: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Credential:
    """A secret that was made, and is shown once."""

    client_name: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Merged:
    records: TenantRecords
    credentials: tuple[Credential, ...]


def merge(stored: TenantRecords | None, wanted: Wanted, hashing: Hashing, findings: Findings) -> Merged:
    """The tenant as it is to be stored. Raises `ImportRefusedError` with all problems."""
    before = stored or TenantRecords(wanted.tenant)
    export, supplied = wanted.export, wanted.supplied
    connections = before.connections | export.connections
    default = export.default_directory or before.tenant.default_directory
    if export.default_directory is not None and default not in connections:
        findings.problem("tenant", "default_directory", f"there is no database {default!r}")
    hashes = {login.lower(): hashing.password(password) for login, password in supplied.passwords.items()}
    clients = _ClientMerger(before.clients, export.clients, findings, hashing, wanted.now)
    for client in export.clients:
        clients.add(client)
    apis = _merge_resource_servers(before.resource_servers, export.resource_servers, findings)
    records = TenantRecords(
        tenant=dataclasses.replace(
            wanted.tenant,
            default_directory=default,
            # As a PATCH: what the export does not have stays.
            other=merged_settings(before.tenant.other, export.settings),
        ),
        connections=connections,
        clients=tuple(clients.by_id.values()),
        resource_servers=tuple(apis.values()),
        client_grants=_merge_grants(
            before.client_grants, export.client_grants, clients.by_id, apis, findings
        ),
        users=merge_users(before.users, export.users, hashes, findings, wanted.now),
        hooks=merge_hooks(before.hooks, export.hooks, supplied.hook_secrets, findings),
    )
    findings.refuse_if_any()
    # Last, because it takes longest.
    records = with_keys(dataclasses.replace(records, keys=before.keys))
    return Merged(records, tuple(clients.credentials))


class _ClientMerger:
    """Stored clients with those of the export laid over them, one after the other."""

    def __init__(
        self,
        stored: tuple[Client, ...],
        parsed: tuple[ParsedClient, ...],
        findings: Findings,
        hashing: Hashing,
        now: float,
    ) -> None:
        self.by_id = {client.client_id: client for client in stored}
        self.credentials: list[Credential] = []
        self._findings = findings
        self._hash = hashing.client_secret
        self._now = now
        # A client that the export names by id cannot also be meant by its name, whatever it is called now.
        meant = {client.client_id for client in parsed}
        self._by_name: dict[str, list[Client]] = defaultdict(list)
        for client in stored:
            if client.client_id not in meant:
                self._by_name[client.name].append(client)
        # Ids, and names of clients without one, that the export has had so far.
        self._seen: set[tuple[str, str]] = set()

    def add(self, client: ParsedClient) -> None:
        identity = ("client_id", client.client_id) if client.client_id else ("name", client.name)
        if identity in self._seen:
            self._findings.problem(client.where, identity[0], f"{identity[1]!r} occurs more than once")
        self._seen.add(identity)
        before = self._find(client)
        client_id = client.client_id or (before.client_id if before else new_client_id())
        self.by_id[client_id] = Client(
            client_id=client_id,
            name=client.name,
            secrets=self._secrets(client, before.secrets if before else (), client_id),
            grant_types=client.grant_types,
            token_endpoint_auth_method=client.token_endpoint_auth_method,
            client_metadata=client.client_metadata,
            other=client.other,
        )

    def _find(self, client: ParsedClient) -> Client | None:
        if client.client_id:
            return self.by_id.get(client.client_id)
        called = self._by_name[client.name]
        if len(called) > 1:
            self._findings.problem(
                client.where, "client_id", f"is required: several stored clients are called {client.name!r}"
            )
        return called[0] if called else None

    def _secrets(
        self, client: ParsedClient, stored: tuple[ClientSecret, ...], client_id: str
    ) -> tuple[ClientSecret, ...]:
        if client.client_secret is not None:
            hashed = self._hash(client.client_secret)
            known = [secret for secret in stored if secret.hashed == hashed]
            return (known[0] if known else self._secret(hashed),)
        if stored or client.token_endpoint_auth_method == "none":
            return stored
        secret = new_client_secret()
        self.credentials.append(Credential(client.name, client_id, secret))
        return (self._secret(self._hash(secret)),)

    def _secret(self, hashed: str) -> ClientSecret:
        return ClientSecret(hashed, id=new_client_secret_id(), created_at=self._now)


def _merge_resource_servers(
    stored: tuple[ResourceServer, ...], parsed: tuple[ResourceServer, ...], findings: Findings
) -> dict[str, ResourceServer]:
    for identifier, times in Counter(api.identifier for api in parsed).items():
        if identifier and times > 1:
            findings.problem("resource servers", "identifier", f"{identifier!r} occurs {times} times")
    apis = {api.identifier: api for api in stored}
    for api in parsed:
        known = apis.get(api.identifier)
        api_id = (known.id if known else api.id) or new_resource_server_id()
        apis[api.identifier] = dataclasses.replace(api, id=api_id)
    return apis


def _merge_grants(
    stored: tuple[ClientGrant, ...],
    parsed: tuple[ParsedGrant, ...],
    clients: Mapping[str, Client],
    apis: Mapping[str, ResourceServer],
    findings: Findings,
) -> tuple[ClientGrant, ...]:
    grants = {(grant.client_id, grant.audience): grant for grant in stored}
    seen: dict[tuple[str, str], str] = {}
    for grant in parsed:
        client_id = _resolve_client(grant, clients, findings)
        api = apis.get(grant.audience)
        if api is None and grant.audience:
            findings.problem(grant.where, "audience", f"there is no API {grant.audience!r}")
        if client_id is None or api is None:
            continue
        key = (client_id, grant.audience)
        if key in seen:
            findings.problem(grant.where, None, f"grants the same as {seen[key]}")
        seen[key] = grant.where
        grants[key] = ClientGrant(
            client_id,
            grant.audience,
            api.scopes if grant.scope is None else grant.scope,
            id=grants[key].id if key in grants else new_client_grant_id(),
        )
    return tuple(grants.values())


def _resolve_client(grant: ParsedGrant, clients: Mapping[str, Client], findings: Findings) -> str | None:
    """The id of the client that the grant means: as with deploy-cli, by name first."""
    named = [client.client_id for client in clients.values() if client.name == grant.client]
    if len(named) == 1:
        return named[0]
    if named:
        findings.problem(
            grant.where, "client_id", f"several clients are called {grant.client!r}; use the client's id"
        )
        return None
    if grant.client in clients:
        return grant.client
    if grant.client:
        findings.problem(grant.where, "client_id", f"there is no client {grant.client!r}")
    return None
