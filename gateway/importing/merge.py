"""Lays an export over what is stored of the tenant. No I/O; ids and secrets are random.

Owns what an import does to what is there: objects of the export replace their stored
selves, keeping ids, secrets and passwords that the export does not give; objects that
the export does not have stay, as with deploy-cli unless it may delete. It must not know
files or tables. What contradicts something else is left out, as by `parse`.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
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
from warmhook.gateway.importing.findings import Findings, Problem
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
    """The tenant as it is to be stored. Raises `ImportRefusedError` with all problems, if there are."""
    before = stored or TenantRecords(wanted.tenant)
    export, supplied = wanted.export, wanted.supplied
    connections = before.connections | export.connections
    default = export.default_directory or before.tenant.default_directory
    if export.default_directory is not None and default not in connections:
        problem = Problem("tenant", "default_directory", f"there is no database {export.default_directory!r}")
        _missing("databases", export.default_directory, problem, export, findings)
        default = before.tenant.default_directory
    hashes = {login.lower(): hashing.password(password) for login, password in supplied.passwords.items()}
    clients = _ClientMerger(before.clients, export.clients, findings, hashing, wanted.now)
    for client in export.clients:
        clients.add(client)
    apis = _merge_resource_servers(before.resource_servers, export.resource_servers)
    grants = _GrantMerger(wanted, before.client_grants, clients.by_id, apis, findings)
    for grant in export.client_grants:
        grants.add(grant)
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
        client_grants=tuple(grants.by_key.values()),
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
            self._findings.cannot_use(client.where, identity[0], f"{identity[1]!r} occurs more than once")
            return
        self._seen.add(identity)
        called = [] if client.client_id else self._by_name[client.name]
        if len(called) > 1:
            problem = f"is required: several stored clients are called {client.name!r}"
            self._findings.cannot_use(client.where, "client_id", problem)
            return
        before = self.by_id.get(client.client_id) if client.client_id else next(iter(called), None)
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

    def _secrets(
        self, client: ParsedClient, stored: tuple[ClientSecret, ...], client_id: str
    ) -> tuple[ClientSecret, ...]:
        if client.client_secret is not None:
            hashed = self._hash(client.client_secret)
            known = [secret for secret in stored if secret.hashed == hashed]
            return (known[0] if known else self._secret(hashed),)
        if stored or client.token_endpoint_auth_method == "none":
            return stored
        if client.key_method is not None:
            self._findings.cannot_use(
                client.where,
                client.key_method,
                "is not a way to authenticate here yet, and no secret was made in its place; "
                "for one, give the client a client_secret",
            )
            return ()
        secret = new_client_secret()
        self.credentials.append(Credential(client.name, client_id, secret))
        return (self._secret(self._hash(secret)),)

    def _secret(self, hashed: str) -> ClientSecret:
        return ClientSecret(hashed, id=new_client_secret_id(), created_at=self._now)


def _merge_resource_servers(
    stored: tuple[ResourceServer, ...], parsed: tuple[ResourceServer, ...]
) -> dict[str, ResourceServer]:
    apis = {api.identifier: api for api in stored}
    for api in parsed:
        known = apis.get(api.identifier)
        api_id = (known.id if known else api.id) or new_resource_server_id()
        apis[api.identifier] = dataclasses.replace(api, id=api_id)
    return apis


class _GrantMerger:
    """Stored grants with those of the export laid over them, one after the other."""

    def __init__(
        self,
        wanted: Wanted,
        stored: tuple[ClientGrant, ...],
        clients: Mapping[str, Client],
        apis: Mapping[str, ResourceServer],
        findings: Findings,
    ) -> None:
        # By client and audience.
        self.by_key = {(grant.client_id, grant.audience): grant for grant in stored}
        self._wanted = wanted
        self._clients = clients
        self._apis = apis
        self._findings = findings
        # Where the export has had each grant so far.
        self._seen: dict[tuple[str, str], str] = {}

    def add(self, grant: ParsedGrant) -> None:
        client = self._client(grant)
        api = self._apis.get(grant.audience)
        if api is None:
            problem = Problem(grant.where, "audience", f"there is no API {grant.audience!r}")
            _missing("resourceServers", grant.audience, problem, self._wanted.export, self._findings)
        if client is None or api is None:
            return
        key = (client.client_id, grant.audience)
        if key in self._seen:
            self._findings.cannot_use(grant.where, None, f"grants the same as {self._seen[key]}")
            return
        self._seen[key] = grant.where
        scope = api.scopes if grant.scope is None else grant.scope
        if grant.audience == self._wanted.tenant.management_audience:
            self._findings.notes.append(
                f"{grant.where}: {client.name} ({client.client_id}) may manage this tenant: "
                f"{' '.join(scope) or 'no scopes'}"
            )
        grant_id = self.by_key[key].id if key in self.by_key else new_client_grant_id()
        self.by_key[key] = ClientGrant(client.client_id, grant.audience, scope, id=grant_id)

    def _client(self, grant: ParsedGrant) -> Client | None:
        """The client that the grant means: as with deploy-cli, by name first."""
        named = [client for client in self._clients.values() if client.name == grant.client]
        if len(named) > 1:
            several = f"several clients are called {grant.client!r}; use the client's id"
            self._findings.cannot_use(grant.where, "client_id", several)
            return None
        if named:
            return named[0]
        if grant.client not in self._clients:
            problem = Problem(grant.where, "client_id", f"there is no client {grant.client!r}")
            _missing("clients", grant.client, problem, self._wanted.export, self._findings)
        return self._clients.get(grant.client)


def _missing(section: str, name: str, problem: Problem, export: ParsedExport, findings: Findings) -> None:
    """Report what needs an object that is not there; it is as the operator wants it if that is excluded."""
    if export.exclusions.excludes(section) or export.exclusions.excludes_name(section, name):
        findings.left_out.append(f"{problem}; it is excluded")
    else:
        findings.unusable.append(problem)
