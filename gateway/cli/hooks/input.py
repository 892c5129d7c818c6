"""From the JSON of `hooks run --input` to a call of the hook. No I/O.

Owns the format, which is that of the Runner in Auth0's editor: the arguments of the
hook by name. It must not know how hooks are run.

    {"client": {"id", "name", "tenant", "metadata"}, "scope": ["…"], "audience": "…",
     "context": {"ip", "userAgent", "body", "headers", "query"},
     "user": {"id", "username", "email", "user_metadata", "app_metadata"}}

All of it may be left out; `user` is for password-exchange.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from warmhook.gateway.hooks.call import HookCall
from warmhook.gateway.model import Client, Hook, Tenant, TriggerId, User

_MEMBERS: Final[Mapping[str, Mapping[str, type]]] = {
    "": {"client": dict, "user": dict, "scope": list, "audience": str, "context": dict},
    "client": {"id": str, "name": str, "tenant": str, "metadata": dict},
    "user": {
        "id": str,
        "tenant": str,
        "username": str,
        "email": str,
        "displayName": str,
        "user_metadata": dict,
        "app_metadata": dict,
    },
    "context": {"ip": str, "userAgent": str, "body": dict, "headers": dict, "query": dict},
}
_KINDS: Final[Mapping[type, str]] = {dict: "an object", list: "an array", str: "a string"}


class InputError(Exception):
    """The input cannot be used; the message names the member."""


def read_input(document: object, hook: Hook) -> HookCall:
    """Raises `InputError`."""
    given = _object(document, "")
    client = _object(given.get("client", {}), "client")
    user = _object(given.get("user", {}), "user")
    context = _object(given.get("context", {}), "context")
    has_user = hook.trigger_id is TriggerId.PASSWORD_EXCHANGE
    if user and not has_user:
        raise InputError(f"user: hooks of {hook.trigger_id} have no user")
    return HookCall(
        request_id="hooks-run",
        tenant=Tenant(client.get("tenant", "tenant"), (), "https://tenant.example/"),
        hook=hook,
        client=Client(
            client.get("id", "client-id"),
            client.get("name", "client"),
            client_metadata=client.get("metadata", {}),
        ),
        user=_user(user) if has_user else None,
        audience=given.get("audience", "https://api.example/"),
        scope=_strings(given.get("scope", []), "scope"),
        body=context.get("body", {}),
        headers=_string_values(context.get("headers", {}), "context.headers"),
        query=_string_values(context.get("query", {}), "context.query"),
        ip=context.get("ip"),
        user_agent=context.get("userAgent"),
    )


def _user(user: Mapping[str, Any]) -> User:
    return User(
        user_id=user.get("id", "auth0|user-id"),
        connection="Username-Password-Authentication",
        email=user.get("email"),
        username=user.get("username"),
        name=user.get("displayName"),
        user_metadata=user.get("user_metadata", {}),
        app_metadata=user.get("app_metadata", {}),
    )


def _object(value: object, path: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f"{path or 'the input'} must be an object")
    for name, member in value.items():
        where = f"{path}.{name}" if path else name
        kind = _MEMBERS[path].get(name)
        if kind is None:
            raise InputError(f"{where} is not known; expected {', '.join(_MEMBERS[path])}")
        if not isinstance(member, kind):
            raise InputError(f"{where} must be {_KINDS[kind]}")
    return value


def _strings(value: list[object], path: str) -> tuple[str, ...]:
    if not all(isinstance(item, str) for item in value):
        raise InputError(f"{path} must be an array of strings")
    return tuple(map(str, value))


def _string_values(value: Mapping[str, object], path: str) -> dict[str, str]:
    if not all(isinstance(item, str) for item in value.values()):
        raise InputError(f"{path} must have strings as values")
    return {name.lower() if path.endswith("headers") else name: str(item) for name, item in value.items()}
