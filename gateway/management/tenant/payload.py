"""What a tenant's settings may be, as the Management API's schema has them. No I/O.

Owns the properties, their types and limits; Auth0's are all known, whether or not they
mean anything here. It must not know what is done with them.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from warmhook.gateway.management.api.payload import Payload, Update

# Any: an object whose members are given back as they are.
_Object = dict[str, Any]
_Hours = Annotated[int | float, Field(ge=0)]


class TenantSettings(Payload):
    """Null removes a setting."""

    default_directory: str | None = Field(
        default=None, description="The connection that passwords are checked in where none is named."
    )
    # From here on: kept and given back.
    access_token: _Object | None = None
    acr_values_supported: list[str] | None = None
    allow_organization_name_in_authentication_api: bool | None = None
    allowed_logout_urls: list[str] | None = None
    authorization_response_iss_parameter_supported: bool | None = None
    change_password: _Object | None = None
    client_id_metadata_document_dynamic_registration_supported: bool | None = None
    client_id_metadata_document_supported: bool | None = None
    country_codes: _Object | None = None
    customize_mfa_in_postlogin_action: bool | None = None
    default_audience: str | None = None
    default_redirection_uri: str | None = None
    default_token_quota: _Object | None = None
    device_flow: _Object | None = None
    dpop_strict_refresh_token_binding: bool | None = None
    dynamic_client_registration_security_mode: str | None = None
    enable_ai_guide: bool | None = None
    enabled_locales: list[str] | None = None
    ephemeral_session_lifetime: _Hours | None = None
    error_page: _Object | None = None
    flags: _Object | None = Field(default=None, description="Merged: what is not sent stays.")
    friendly_name: Annotated[str, StringConstraints(max_length=300)] | None = None
    guardian_mfa_page: _Object | None = None
    idle_ephemeral_session_lifetime: _Hours | None = None
    idle_session_lifetime: _Hours | None = None
    include_session_metadata_in_tenant_logs: bool | None = None
    legacy_sandbox_version: str | None = None
    mtls: _Object | None = None
    oidc_logout: _Object | None = None
    phone_consolidated_experience: bool | None = None
    picture_url: str | None = None
    pushed_authorization_requests_supported: bool | None = None
    resource_parameter_profile: str | None = None
    sandbox_version: str | None = Field(
        default=None, description="The version of Node.js is the executor's; this one is only kept."
    )
    security_headers: _Object | None = None
    session_cookie: _Object | None = None
    session_lifetime: _Hours | None = None
    sessions: _Object | None = None
    skip_non_verifiable_callback_uri_confirmation_prompt: bool | None = None
    support_email: str | None = None
    support_url: str | None = None
    universal_login: _Object | None = None
    use_scope_descriptions_for_consent: bool | None = None


class TenantSettingsUpdate(TenantSettings, Update):
    """Changes to the settings: what is left out stays as it is."""

    # In place of the same in hours.
    ephemeral_session_lifetime_in_minutes: _Hours | None = None
    idle_ephemeral_session_lifetime_in_minutes: _Hours | None = None
    idle_session_lifetime_in_minutes: _Hours | None = None
    session_lifetime_in_minutes: _Hours | None = None
