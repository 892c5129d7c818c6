"""What a client may be made of, as the Management API's schema has it.

Owns the properties, their types and limits; Auth0's are all known, whether or not they
mean anything here. It must not know what is done with them. No I/O.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from warmhook.gateway.management.api.paging import Page
from warmhook.gateway.management.api.payload import Flag, Instant, Payload, Query, Update
from warmhook.gateway.vault.client_secrets import SECRET_MAX_CHARACTERS, SECRET_MIN_CHARACTERS

_Name = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^<>]+$")]
_Metadata = Annotated[str, StringConstraints(max_length=255)]
# A fast hash protects only a secret that cannot be guessed.
_Secret = Annotated[
    str, StringConstraints(min_length=SECRET_MIN_CHARACTERS, max_length=SECRET_MAX_CHARACTERS)
]
_MetadataName = Annotated[str, StringConstraints(min_length=1, max_length=255)]
# Any: an object whose members are given back as they are.
_Object = dict[str, Any]

# Thirty days.
GRACE_MAX: Final = 2_592_000

AppType = Literal[
    "native",
    "spa",
    "regular_web",
    "non_interactive",
    "resource_server",
    "express_configuration",
    "rms",
    "box",
    "cloudbees",
    "concur",
    "dropbox",
    "mscrm",
    "echosign",
    "egnyte",
    "newrelic",
    "office365",
    "salesforce",
    "sentry",
    "sharepoint",
    "slack",
    "springcm",
    "zendesk",
    "zoom",
    "sso_integration",
    "oag",
]


class ClientProperties(Payload):
    """What can be set at creation and later. Null sets a property back to its default."""

    grant_types: list[str] | None = None
    token_endpoint_auth_method: Literal["none", "client_secret_post", "client_secret_basic"] | None = None
    client_metadata: dict[_MetadataName, _Metadata | None] | None = Field(
        default=None,
        description="Hooks see it as `client.metadata`. At most 10 properties; null removes one.",
    )
    app_type: AppType | None = None
    description: Annotated[str, StringConstraints(max_length=140)] | None = None
    # From here on: kept and given back.
    addons: _Object | None = None
    allowed_clients: list[str] | None = None
    allowed_logout_urls: list[str] | None = None
    allowed_origins: list[str] | None = None
    anonymous_sessions: _Object | None = None
    async_approval_notification_channels: list[str] | None = None
    b2b_integration_configuration: _Object | None = None
    callbacks: list[str] | None = None
    client_aliases: list[str] | None = None
    client_authentication_methods: _Object | None = None
    compliance_level: str | None = None
    cross_origin_auth: bool | None = None
    cross_origin_authentication: bool | None = None
    cross_origin_loc: str | None = None
    custom_login_page: str | None = None
    custom_login_page_on: bool | None = None
    custom_login_page_preview: str | None = None
    default_organization: _Object | None = None
    encryption_key: _Object | None = None
    enforce_anon_session_transfer_network_binding: str | None = None
    express_configuration: _Object | None = None
    fedcm_login: _Object | None = None
    form_template: str | None = None
    identity_assertion_authorization_grant: _Object | None = None
    initiate_login_uri: str | None = None
    is_first_party: bool | None = None
    is_token_endpoint_ip_header_trusted: bool | None = None
    jwt_configuration: _Object | None = None
    logo_uri: str | None = None
    mobile: _Object | None = None
    my_organization_configuration: _Object | None = None
    native_social_login: _Object | None = None
    oidc_backchannel_logout: _Object | None = None
    oidc_conformant: bool | None = None
    oidc_logout: _Object | None = None
    oidc_support: _Object | None = None
    organization_discovery_methods: list[str] | None = None
    organization_require_behavior: str | None = None
    organization_usage: str | None = None
    par_request_expiry: int | None = None
    redirection_policy: str | None = None
    refresh_token: _Object | None = None
    require_proof_of_possession: bool | None = None
    require_pushed_authorization_requests: bool | None = None
    resource_server_identifier: str | None = None
    session_transfer: _Object | None = None
    signed_request_object: _Object | None = None
    skip_non_verifiable_callback_uri_confirmation_prompt: bool | None = None
    sso: bool | None = None
    sso_disabled: bool | None = None
    third_party_security_mode: str | None = None
    token_exchange: _Object | None = None
    token_quota: _Object | None = None
    token_vault_privileged_access: _Object | None = None
    web_origins: list[str] | None = None


class ClientCreate(ClientProperties):
    """A new client."""

    name: _Name
    client_secret: _Secret | None = Field(default=None, description="Made where it is not sent.")


class ClientUpdate(ClientProperties, Update):
    """Changes to a client: what is left out stays as it is."""

    # The defaults are never looked at, since `model_fields_set` says what was sent.
    name: _Name = Field(default_factory=str)
    client_secret: _Secret = Field(
        default_factory=str, description="Takes the place of all the client's secrets at once."
    )


class ClientPage(Page):
    """Which clients to list."""

    is_global: Annotated[Flag | None, Field(description="There are no global clients here.")] = None
    is_first_party: Flag | None = None
    app_type: Annotated[str | None, Field(description="One or more types, with commas between them.")] = None


class Rotation(Query):
    """How a secret is rotated."""

    grace_period: Annotated[
        int,
        Field(ge=0, le=GRACE_MAX, description="Seconds for which the secrets of before go on working."),
    ] = 0


class SecretCreate(Payload):
    """One more secret of a client."""

    expires_at: Instant | None = Field(default=None, description="With an offset; null: never.")
