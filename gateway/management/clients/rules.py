"""What a change does to a tenant's clients. No I/O: records in, records out, or `ApiError`.

Owns the defaults of a new client, Auth0's merge, and which grants a client without a secret
may not have. It must not know who asks, how secrets are made, or how several of them live
together (`secret_rules`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from warmhook.gateway.auth0.merging import merged, merged_metadata, unused
from warmhook.gateway.management.api.errors import ApiError, Code, invalid_body
from warmhook.gateway.management.clients.payload import ClientCreate, ClientUpdate
from warmhook.gateway.model import Client, ClientSecret, TenantRecords

_METADATA_MAX: Final = 10
_NONE: Final = "none"
_WITH_SECRET: Final = "client_credentials"

# In Auth0's order, which is also the order in which they are shown.
_DEFAULT_GRANTS: Final = ("authorization_code", "implicit", "refresh_token", _WITH_SECRET)
# RFC 6749 section 4.5: any other grant is an absolute URI.
NAMED_GRANTS: Final = (*_DEFAULT_GRANTS, "password")

# The properties that have a field of their own.
_USED: Final = frozenset(
    {"name", "client_secret", "grant_types", "token_endpoint_auth_method", "client_metadata"}
)


def find(records: TenantRecords, client_id: str) -> Client:
    """Raises `ApiError` with 404."""
    for client in records.clients:
        if client.client_id == client_id:
            return client
    raise missing()


def missing() -> ApiError:
    return ApiError(Code.CLIENT_MISSING, "The client does not exist")


def create(
    records: TenantRecords, client_id: str, payload: ClientCreate, secret: ClientSecret
) -> TenantRecords:
    sent = payload.model_dump(exclude_unset=True)
    method = sent.get("token_endpoint_auth_method")
    client = Client(
        client_id=client_id,
        name=payload.name,
        secrets=(secret,),
        grant_types=_grants(sent.get("grant_types"), method),
        token_endpoint_auth_method=method,
        client_metadata=merged_metadata({}, sent.get("client_metadata")),
        other=merged({}, unused(sent, _USED)),
    )
    _check(client)
    return replace(records, clients=(*records.clients, client))


def update(
    records: TenantRecords, client_id: str, payload: ClientUpdate, secret: ClientSecret | None
) -> TenantRecords:
    """`secret`, where one was sent, takes the place of all others."""
    client = find(records, client_id)
    # Any: what was sent, validated.
    sent: dict[str, Any] = payload.model_dump(exclude_unset=True)
    method = sent.get("token_endpoint_auth_method", client.token_endpoint_auth_method)
    changed = replace(
        client,
        name=sent.get("name", client.name),
        secrets=client.secrets if secret is None else (secret,),
        grant_types=_grants(sent["grant_types"], method) if "grant_types" in sent else client.grant_types,
        token_endpoint_auth_method=method,
        client_metadata=merged_metadata(client.client_metadata, sent["client_metadata"])
        if "client_metadata" in sent
        else client.client_metadata,
        other=merged(client.other, unused(sent, _USED)),
    )
    _check(changed)
    return put(records, changed)


def delete(records: TenantRecords, client_id: str) -> TenantRecords:
    """The client goes, and so do its grants."""
    find(records, client_id)
    return replace(
        records,
        clients=tuple(client for client in records.clients if client.client_id != client_id),
        client_grants=tuple(grant for grant in records.client_grants if grant.client_id != client_id),
    )


def put(records: TenantRecords, client: Client) -> TenantRecords:
    """The client in the place of the one with its id."""
    clients = tuple(client if one.client_id == client.client_id else one for one in records.clients)
    return replace(records, clients=clients)


def _grants(sent: list[str] | None, method: str | None) -> frozenset[str]:
    if sent is None:
        return frozenset(_DEFAULT_GRANTS) - ({_WITH_SECRET} if method == _NONE else frozenset())
    _refuse_grants(grant for grant in sent if grant not in NAMED_GRANTS and ":" not in grant)
    return frozenset(sent)


def _check(client: Client) -> None:
    if client.token_endpoint_auth_method == _NONE:
        _refuse_grants(client.grant_types & {_WITH_SECRET})
    if len(client.client_metadata) > _METADATA_MAX:
        raise invalid_body(
            f"'Too many properties defined ({len(client.client_metadata)}), maximum {_METADATA_MAX}' "
            "on property client_metadata"
        )


def _refuse_grants(wrong: Iterable[str]) -> None:
    if names := ", ".join(sorted(set(wrong))):
        raise ApiError(Code.INVALID_BODY, f"Invalid grant types: {names}")
