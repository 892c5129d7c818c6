"""What a user may be made of, as the Management API's schema has it. No I/O.

Owns the properties, their types and limits. It must not know what is done with them.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, StringConstraints

from warmhook.gateway.management.api.paging import Page
from warmhook.gateway.management.api.payload import Flag, Payload, Update
from warmhook.gateway.management.users.search import PATTERN

_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+")


def _email(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise ValueError("Object didn't pass validation for format email")
    # Auth0 keeps addresses and user names in lower case.
    return value.lower()


Email = Annotated[
    str,
    StringConstraints(max_length=320),
    Field(json_schema_extra={"format": "email"}),
    AfterValidator(_email),
]
_Username = Annotated[
    str,
    StringConstraints(min_length=1, max_length=128, pattern=r"^[^\s@]([^\s]*[^\s])?$"),
    AfterValidator(str.lower),
]
_Password = Annotated[str, StringConstraints(min_length=1, max_length=1024)]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=300)]
# Any: free-form JSON.
_Metadata = dict[str, Any]


class UserProperties(Payload):
    """What can be set at creation and later. Null removes a property."""

    email: Email | None = None
    username: _Username | None = None
    blocked: bool | None = None
    user_metadata: _Metadata | None = None
    app_metadata: _Metadata | None = None
    name: _Name | None = None
    # From here on: kept and given back.
    email_verified: bool | None = None
    family_name: Annotated[str, StringConstraints(min_length=1, max_length=150)] | None = None
    given_name: Annotated[str, StringConstraints(min_length=1, max_length=150)] | None = None
    nickname: _Name | None = None
    phone_number: Annotated[str, StringConstraints(pattern=r"^\+[0-9]{1,15}$")] | None = None
    phone_verified: bool | None = None
    picture: Annotated[str, StringConstraints(max_length=2048)] | None = None
    # Warmhook sends no mail.
    verify_email: bool | None = None


class UserCreate(UserProperties):
    """A new user of a connection."""

    connection: Annotated[str, StringConstraints(min_length=1)]
    password: _Password
    user_id: Annotated[str, StringConstraints(max_length=255)] | None = Field(
        default=None, description="What stands after `auth0|`; made up where it is not sent."
    )


class UserUpdate(UserProperties, Update):
    """Changes to a user: what is left out stays as it is. Metadata are merged."""

    # The default is never looked at, since `model_fields_set` says what was sent.
    password: _Password = Field(default_factory=str)
    connection: str | None = Field(default=None, description="If it is sent, the user's own.")
    client_id: str | None = None
    verify_phone_number: bool | None = None


class UserPage(Page):
    """Which users to list."""

    connection: str | None = None
    q: Annotated[
        str | None,
        Field(
            max_length=1000,
            description='`property:"value"`, several with AND between them.',
            json_schema_extra={"pattern": PATTERN},
        ),
    ] = None
    search_engine: Annotated[str | None, Field(pattern="^v[123]$")] = None
    primary_order: Flag | None = None
