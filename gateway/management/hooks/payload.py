"""What may be sent for a hook and its secrets. No I/O.

Owns names, types and limits. It must not know what is stored. Limits are the executor's,
so that what is saved can be run; the number of secrets is Auth0's.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from warmhook.gateway.auth0.hook_names import NOT_SHOWN, is_hook_name
from warmhook.gateway.management.api.paging import Page
from warmhook.gateway.management.api.payload import Flag, Payload, Update
from warmhook.gateway.model import TriggerId
from warmhook.protos.limits import (
    DEPENDENCIES_MAX,
    NAME_MAX_BYTES,
    SECRET_MAX_BYTES,
    SOURCE_MAX_BYTES,
    exceeds,
)

SECRETS_MAX: Final = 20


def _within(most: int) -> AfterValidator:
    """In bytes of UTF-8, which is what the executor counts."""

    def check(value: str) -> str:
        if exceeds(value, most):
            raise ValueError(f"Is longer than {most} bytes")
        return value

    return AfterValidator(check)


def _hook_name(value: str) -> str:
    if not is_hook_name(value):
        raise ValueError("Object didn't pass validation for format hook-name")
    return value


def _real_value(value: str) -> str:
    if value == NOT_SHOWN:
        raise ValueError(f"{NOT_SHOWN} stands for a value that is not shown; it cannot be a value itself")
    return value


HookName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=NAME_MAX_BYTES,
        description="Stored in kebab case.",
        json_schema_extra={"pattern": "^[a-zA-Z0-9]([ \\-a-zA-Z0-9]*[a-zA-Z0-9])?$"},
    ),
    AfterValidator(_hook_name),
]
Script = Annotated[
    str,
    Field(min_length=1, description=f"At most {SOURCE_MAX_BYTES} bytes. Stored and run as it is."),
    _within(SOURCE_MAX_BYTES),
]
# Strict mode would accept only the enum's member, but JSON has strings.
Trigger = Annotated[TriggerId, Field(strict=False)]
_PackageName = Annotated[str, Field(min_length=1, max_length=NAME_MAX_BYTES), _within(NAME_MAX_BYTES)]
Dependencies = Annotated[
    dict[_PackageName, Annotated[str, Field(max_length=NAME_MAX_BYTES), _within(NAME_MAX_BYTES)]],
    Field(max_length=DEPENDENCIES_MAX, description="npm package names, each with its exact version."),
]

SecretName = Annotated[str, Field(min_length=1, max_length=NAME_MAX_BYTES), _within(NAME_MAX_BYTES)]
SecretValue = Annotated[
    str, Field(max_length=SECRET_MAX_BYTES), _within(SECRET_MAX_BYTES), AfterValidator(_real_value)
]
Secrets = Annotated[dict[SecretName, SecretValue], Field(min_length=1, max_length=SECRETS_MAX)]
SecretNames = Annotated[list[SecretName], Field(min_length=1, max_length=SECRETS_MAX)]


class HookCreate(Payload):
    """A new hook."""

    name: HookName
    script: Script
    triggerId: Trigger
    enabled: bool = False
    dependencies: Dependencies = Field(default_factory=dict)


class HookUpdate(Update):
    """Changes to a hook: what is left out stays as it is."""

    # The defaults are never looked at, since `model_fields_set` says what was sent.
    name: HookName = Field(default_factory=str)
    script: Script = Field(default_factory=str)
    enabled: bool = Field(default_factory=bool)
    dependencies: Dependencies = Field(default_factory=dict)


class HookPage(Page):
    """Which hooks to list."""

    enabled: Annotated[Flag | None, Field(description="Only those that are enabled, or are not.")] = None
    triggerId: Annotated[TriggerId | None, Field(description="Only those of this trigger.")] = None
