"""What an API may be made of, as the Management API's schema has it. No I/O.

Owns the properties, their types and limits. It must not know what is done with them.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints

from warmhook.gateway.management.api.payload import Payload, Update

_LONGEST_LIFETIME: Final = 2_592_000
SCOPES_MAX: Final = 1000

# Any: an object whose members are given back as they are.
_Object = dict[str, Any]

# RFC 6749 section 3.3.
ScopeValue = Annotated[
    str, StringConstraints(min_length=1, max_length=280, pattern=r"^[\x21\x23-\x5B\x5D-\x7E]+$")
]


class ScopeSent(Payload):
    """A permission of an API."""

    value: ScopeValue
    description: Annotated[str, StringConstraints(max_length=500)] | None = None


def _distinct(scopes: list[ScopeSent]) -> list[ScopeSent]:
    if len({scope.value for scope in scopes}) < len(scopes):
        raise ValueError("Scope values must be unique")
    return scopes


Scopes = Annotated[list[ScopeSent], Field(max_length=SCOPES_MAX), AfterValidator(_distinct)]
Lifetime = Annotated[int, Field(ge=1, le=_LONGEST_LIFETIME, description="Seconds.")]


class ResourceServerProperties(Payload):
    """What can be set at creation and later. Null sets a property back to its default."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^<>]+$")] | None = None
    scopes: Scopes | None = None
    signing_alg: Literal["RS256", "ES256", "EdDSA"] | None = None
    token_lifetime: Lifetime | None = None
    token_dialect: (
        Literal["access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz"] | None
    ) = Field(
        default=None,
        description="With `_authz` a token looks as without; there is no `permissions` claim here.",
    )
    # From here on: kept and given back.
    access_token: _Object | None = None
    allow_offline_access: bool | None = None
    allow_online_access: bool | None = None
    allow_online_access_with_ephemeral_sessions: bool | None = None
    authorization_details: list[Any] | None = None
    authorization_policy: _Object | None = None
    consent_policy: str | None = None
    enforce_policies: bool | None = None
    proof_of_possession: _Object | None = None
    require_consent_non_repudiation: bool | None = None
    skip_consent_for_verifiable_first_party_clients: bool | None = None
    subject_type_authorization: _Object | None = None
    token_encryption: _Object | None = None
    token_lifetime_for_anonymous_access_tokens: Lifetime | None = None
    token_lifetime_for_web: Lifetime | None = None


class ResourceServerCreate(ResourceServerProperties):
    """A new API."""

    identifier: Annotated[str, StringConstraints(min_length=1, max_length=600)] = Field(
        description="The `audience` of token requests. It cannot be changed."
    )


class ResourceServerUpdate(ResourceServerProperties, Update):
    """Changes to an API: what is left out stays as it is."""
