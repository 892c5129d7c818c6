"""What a tenant tells the world about itself: RFC 8414 and OpenID Connect Discovery metadata. No I/O.

Owns the document's contents. It must not know how it is served. It promises only
what the gateway keeps: there is no authorization endpoint, and the password grant
is not mentioned unless some client of the tenant has it (RFC 9700 section 2.4).
"""

from __future__ import annotations

from typing import Any

from warmhook.gateway.model import TenantSnapshot
from warmhook.gateway.oauth.grants import CLIENT_CREDENTIALS, PASSWORD, PASSWORD_REALM
from warmhook.gateway.signing.signer import TenantKeys


def metadata(tenant: TenantSnapshot, keys: TenantKeys) -> dict[str, Any]:
    """The same document for both well-known names, so that all clients see the same."""
    issuer = tenant.tenant.issuer
    clients = tenant.clients.values()
    used = frozenset[str]().union(*(client.grant_types for client in clients))
    methods = ["client_secret_basic", "client_secret_post"]
    if any(client.token_endpoint_auth_method == "none" for client in clients):
        methods.append("none")
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}oauth/token",
        "jwks_uri": f"{issuer}.well-known/jwks.json",
        "grant_types_supported": [
            CLIENT_CREDENTIALS,
            *(grant for grant in (PASSWORD, PASSWORD_REALM) if grant in used),
        ],
        "response_types_supported": [],
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": methods,
        # Verifiers of access tokens read their algorithms here, though there are no ID tokens.
        "id_token_signing_alg_values_supported": sorted({key.stored.alg.value for key in keys.loaded}),
    }
