"""Takes out of an export what the operator has excluded by name. No I/O.

Owns what goes with an excluded object: the grants of a client, the users of a database. As with deploy-cli,
clients, databases and APIs are excluded by their names. It must not know how exclusions are given.
"""

from __future__ import annotations

from dataclasses import replace

from warmhook.gateway.importing.deploy_settings import Exclusions
from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.layout import Export, Item


def without_excluded(export: Export, findings: Findings) -> Export:
    """The export without them; each is reported as left out."""
    exclusions = export.exclusions
    clients, no_clients = _split("clients", export.clients, exclusions, findings)
    apis, no_apis = _split("resourceServers", export.resource_servers, exclusions, findings)
    databases, _ = _split("databases", export.databases, exclusions, findings)
    # A grant names its client by name or id.
    excluded_clients = {_text(item, name) for item in no_clients for name in ("name", "client_id")}
    excluded_clients |= exclusions.names.get("clients", frozenset())
    excluded_apis = {_text(item, "identifier") for item in no_apis}
    grants = []
    for grant in export.client_grants:
        client, audience = _text(grant, "client_id"), _text(grant, "audience")
        if client and client in excluded_clients:
            findings.left_out.append(f"{grant.where}: its client {client!r} is excluded")
        elif audience and audience in excluded_apis:
            findings.left_out.append(f"{grant.where}: its API {audience!r} is excluded")
        else:
            grants.append(grant)
    users = [user for user in export.users if not exclusions.excludes_name("databases", user[0])]
    return replace(
        export,
        clients=clients,
        resource_servers=apis,
        databases=databases,
        client_grants=tuple(grants),
        users=tuple(users),
    )


def _split(
    section: str, items: tuple[Item, ...], exclusions: Exclusions, findings: Findings
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Those that stay, and those that are excluded."""
    kept, excluded = [], []
    for item in items:
        name = _text(item, "name")
        is_third_party = section == "clients" and exclusions.third_parties and not _is_first_party(item)
        if exclusions.excludes_name(section, name) or is_third_party:
            findings.left_out.append(f"{item.where} {name!r}: excluded")
            excluded.append(item)
        else:
            kept.append(item)
    return tuple(kept), tuple(excluded)


def _is_first_party(item: Item) -> bool:
    """As for deploy-cli, which sees the property in every export."""
    return not isinstance(item.value, dict) or item.value.get("is_first_party", True) is True


def _text(item: Item, name: str) -> str:
    value = item.value.get(name) if isinstance(item.value, dict) else None
    return value if isinstance(value, str) else ""
