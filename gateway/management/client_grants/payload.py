"""What a client grant may be made of, as the Management API's schema has it. No I/O.

Owns the properties, their types and limits. It must not know what is done with them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from warmhook.gateway.management.api.paging import Page
from warmhook.gateway.management.api.payload import Flag, Payload, Update
from warmhook.gateway.management.resource_servers.payload import SCOPES_MAX, ScopeValue

_Scopes = Annotated[list[ScopeValue], Field(max_length=SCOPES_MAX)]
_Id = Annotated[str, StringConstraints(min_length=1, max_length=600)]


class ClientGrantProperties(Payload):
    """What can be set at creation and later."""

    # The defaults are never looked at in a change, since `model_fields_set` says what was sent.
    scope: _Scopes = Field(default_factory=list)
    allow_all_scopes: bool = Field(
        default_factory=bool, description="Instead of `scope`: all that the API has at this moment."
    )
    # A grant for people's tokens would be taken for one of the client's own.
    subject_type: Literal["client"] | None = None
    # From here on: taken for Auth0's tools, and without a meaning where there are no organizations.
    organization_usage: Literal["deny", "allow", "require"] | None = None
    allow_any_organization: bool | None = None
    authorization_details_types: list[str] | None = None


class ClientGrantCreate(ClientGrantProperties):
    """A new grant: what a client may ask of an API in its own name."""

    client_id: _Id
    audience: _Id


class ClientGrantUpdate(ClientGrantProperties, Update):
    """Changes to a grant: what is left out stays as it is."""


class ClientGrantPage(Page):
    """Which grants to list, by page or, with `take`, from a checkpoint on."""

    client_id: _Id | None = None
    audience: _Id | None = None
    subject_type: Literal["client", "user", "anonymous_user"] | None = None
    allow_any_organization: Flag | None = None
    take: Annotated[int | None, Field(ge=1, le=100)] = None
    from_: Annotated[str | None, Field(alias="from", max_length=64, description="`next` of before.")] = None
