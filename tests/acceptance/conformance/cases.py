"""The cases: which hook is called with what.

`cases/*.yaml` is data that both sides of the comparison read. A case says
nothing about the answer, for the answer is Auth0's to give. Here the data
becomes values, in the form in which Auth0 posted it: one JSON body per call.
How either side is asked is no business of this module.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    # What json.loads gives. The bodies are arbitrary JSON, and stay so.
    Json = Any


class Trigger(StrEnum):
    CREDENTIALS_EXCHANGE = "credentials-exchange"
    PASSWORD_EXCHANGE = "password-exchange"
    PRE_USER_REGISTRATION = "pre-user-registration"
    POST_USER_REGISTRATION = "post-user-registration"
    POST_CHANGE_PASSWORD = "post-change-password"
    SEND_PHONE_MESSAGE = "send-phone-message"
    GENERIC = "generic"


@dataclass(frozen=True)
class Call:
    """One execution: the body that Auth0 posts, and what comes with it."""

    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    name: str
    trigger: Trigger
    hook: str
    secrets: Mapping[str, str]
    # More than one shows what a hook keeps from one execution to the next.
    calls: tuple[Call, ...]
    time_limit_ms: int
    memory_mb: int | None


# A hook that answers does so far within this, even on a busy machine.
PATIENCE_MS = 10_000
# A hook that never answers is not waited for longer than this.
SILENCE_MS = 400

_CLIENT = {"tenant": "acme", "id": "client-1", "name": "A Client", "metadata": {"plan": "full"}}
_USER = {
    "tenant": "acme",
    "id": "user-1",
    "displayName": "A User",
    "user_metadata": {"hobby": "chess"},
    "app_metadata": {"role": "admin"},
}
_REGISTRATION = {
    "user": {"id": "user-1", "email": "a@example.com", "user_metadata": {}, "app_metadata": {}},
    "context": {"requestLanguage": "en", "connection": {"id": "con_1", "name": "users"}},
}

# What is posted where a case does not say.
_USUAL_BODY: dict[Trigger, dict[str, Json]] = {
    Trigger.CREDENTIALS_EXCHANGE: {
        "client": _CLIENT,
        "scope": ["read:data"],
        "audience": "https://api.example.com/",
    },
    Trigger.PASSWORD_EXCHANGE: {
        "user": _USER,
        "client": _CLIENT,
        "scope": ["read:data"],
        "audience": "https://api.example.com/",
    },
    Trigger.PRE_USER_REGISTRATION: _REGISTRATION,
    Trigger.POST_USER_REGISTRATION: _REGISTRATION,
    Trigger.POST_CHANGE_PASSWORD: _REGISTRATION,
    Trigger.SEND_PHONE_MESSAGE: {
        "recipient": "+15550100",
        "text": "Your code is 123456",
        "context": {
            "message_type": "sms",
            "action": "enrollment",
            "language": "en",
            "code": "123456",
            "ip": "192.0.2.1",
            "user_agent": "agent/1",
            "user": {"user_id": "user-1"},
        },
    },
    Trigger.GENERIC: {"id": "client-1"},
}

# The parameters that hooks of a trigger are documented with.
_PARAMETERS = {
    Trigger.CREDENTIALS_EXCHANGE: "client, scope, audience, context, cb",
    Trigger.PASSWORD_EXCHANGE: "user, client, scope, audience, context, cb",
    Trigger.PRE_USER_REGISTRATION: "user, context, cb",
    Trigger.POST_USER_REGISTRATION: "user, context, cb",
    Trigger.POST_CHANGE_PASSWORD: "user, context, cb",
    Trigger.SEND_PHONE_MESSAGE: "recipient, text, context, cb",
    Trigger.GENERIC: "context, cb",
}

_CASE_FIELDS = {
    "trigger",
    "hook",
    "runs",
    "callback",
    "secrets",
    "call",
    "calls",
    "never_answers",
    "memory_mb",
}
_CALL_FIELDS = {"body", "with", "without", "headers", "query"}


def load_cases(folder: Path) -> Iterator[Case]:
    """Read every case; a name that occurs twice, or a field unknown here, is an error."""
    seen: set[str] = set()
    for file in sorted(folder.glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        mapping = yaml.compose(text, Loader=yaml.SafeLoader)
        assert isinstance(mapping, yaml.MappingNode)
        # The keys as written: of two that are equal, safe_load would drop one.
        names = [key.value for key, _ in mapping.value]
        for name in names:
            if name in seen:
                raise ValueError(f"{file.name}: two cases are called {name!r}")
            seen.add(name)
        for name, data in yaml.safe_load(text).items():
            yield _case(name, data)


def _case(name: str, data: dict[str, Json]) -> Case:
    _only(name, data, _CASE_FIELDS)
    trigger = Trigger(data.get("trigger", Trigger.CREDENTIALS_EXCHANGE))
    calls = data.get("calls", [data.get("call") or {}])
    return Case(
        name=name,
        trigger=trigger,
        hook=_script(name, trigger, data),
        secrets=data.get("secrets", {}),
        calls=tuple(_call(name, trigger, call or {}) for call in calls),
        time_limit_ms=SILENCE_MS if data.get("never_answers") else PATIENCE_MS,
        memory_mb=data.get("memory_mb"),
    )


def _script(name: str, trigger: Trigger, data: dict[str, Json]) -> str:
    """Put the script together: `hook` is all of it, `runs` a body, `callback` cb's arguments."""
    match data:
        case {"hook": hook}:
            return str(hook)
        case {"runs": runs}:
            body = str(runs)
        case {"callback": arguments}:
            body = f"cb({arguments});"
        case _:
            raise ValueError(f"{name!r} has no script")
    return f"module.exports = function ({_PARAMETERS[trigger]}) {{\n{body}\n}};\n"


def _call(name: str, trigger: Trigger, data: dict[str, Json]) -> Call:
    """`body` replaces the usual body; `with` and `without` change its properties."""
    _only(name, data, _CALL_FIELDS)
    body = data.get("body", _USUAL_BODY[trigger])
    if "with" in data:
        body = {**body, **data["with"]}
    if "without" in data:
        body = {key: value for key, value in body.items() if key not in data["without"]}
    return Call(body=body, headers=data.get("headers", {}), query=data.get("query", {}))


def _only(name: str, data: dict[str, Json], known: set[str]) -> None:
    if unknown := data.keys() - known:
        raise ValueError(f"{name!r} has fields that mean nothing: {sorted(unknown)}")
