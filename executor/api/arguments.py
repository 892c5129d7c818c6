"""A trigger's typed arguments as the JSON that Auth0 would have posted to the hook.

Owns the shape of that JSON: which properties it has. A property that is not set is
absent. The caller's free-form JSON is checked and put in as it came, so
that JSON.parse in the worker is the first to interpret it. How the arguments
reach the hook's function is node_runtime/triggers.js. No I/O.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from google.protobuf.message import Message

from warmhook.executor.errors import invalid
from warmhook.executor.model import Trigger
from warmhook.protos import executor_pb2 as pb

# Any: JSON values of every kind, and fragments of JSON text.
_Object = dict[str, Any]


def hook_arguments(message: pb.ExecuteHookRequest) -> tuple[Trigger, bytes]:
    """The trigger and the JSON text of its body. The text is empty for a generic hook without a body.

    Raises Refusal with INVALID_ARGUMENT, naming the field.
    """
    field = message.WhichOneof("trigger")
    if field is None:
        raise invalid("trigger", "is missing, or is one that this executor does not know")
    context = _context(message.context)
    match field:
        case "credentials_exchange":
            return Trigger.CREDENTIALS_EXCHANGE, _credentials_exchange(message.credentials_exchange, context)
        case "password_exchange":
            return Trigger.PASSWORD_EXCHANGE, _password_exchange(message.password_exchange, context)
        case "send_phone_message":
            return Trigger.SEND_PHONE_MESSAGE, _send_phone_message(message.send_phone_message, context)
        case "generic":
            return Trigger.GENERIC, _generic(message.generic)
        case _:
            return _REGISTRATIONS[field], _user_registration(getattr(message, field), field, context)


_REGISTRATIONS: Final[Mapping[str, Trigger]] = {
    "pre_user_registration": Trigger.PRE_USER_REGISTRATION,
    "post_user_registration": Trigger.POST_USER_REGISTRATION,
    "post_change_password": Trigger.POST_CHANGE_PASSWORD,
}


def _credentials_exchange(arguments: pb.CredentialsExchange, context: _Object | None) -> bytes:
    path = "credentials_exchange"
    _require(arguments, "client", path)
    body: _Object = {"client": _client(arguments.client, f"{path}.client")}
    return _exchange(body, arguments, context)


def _password_exchange(arguments: pb.PasswordExchange, context: _Object | None) -> bytes:
    path = "password_exchange"
    _require(arguments, "user", path)
    _require(arguments, "client", path)
    body: _Object = {
        "user": _user(arguments.user, f"{path}.user"),
        "client": _client(arguments.client, f"{path}.client"),
    }
    return _exchange(body, arguments, context)


def _exchange(
    body: _Object, arguments: pb.CredentialsExchange | pb.PasswordExchange, context: _Object | None
) -> bytes:
    if arguments.HasField("scope"):
        body["scope"] = list(arguments.scope.values)
    body["audience"] = arguments.audience
    if context is not None:
        body["context"] = context
    return orjson.dumps(body)


def _client(client: pb.Client, path: str) -> _Object:
    argument = _texts(client, {"tenant": "tenant", "id": "id", "name": "name"})
    return argument | _json_objects(client, {"metadata_json": "metadata"}, path)


def _user(user: pb.User, path: str) -> _Object:
    argument = _texts(user, {"tenant": "tenant", "id": "id", "display_name": "displayName"})
    names = {"user_metadata_json": "user_metadata", "app_metadata_json": "app_metadata"}
    return argument | _json_objects(user, names, path)


def _user_registration(arguments: pb.UserRegistration, path: str, context: _Object | None) -> bytes:
    body = {
        "user": _json_object(f"{path}.user_json", arguments.user_json),
        "context": _overlaid(f"{path}.context_json", arguments.context_json, context),
    }
    return orjson.dumps(body)


def _send_phone_message(arguments: pb.SendPhoneMessage, context: _Object | None) -> bytes:
    body = _texts(arguments, {"recipient": "recipient", "text": "text"})
    body["context"] = _overlaid("send_phone_message.context_json", arguments.context_json, context)
    return orjson.dumps(body)


def _generic(arguments: pb.Generic) -> bytes:
    if not arguments.HasField("body_json"):
        return b""
    _parse("generic.body_json", arguments.body_json)
    return arguments.body_json.encode()


def _context(context: pb.RequestContext) -> _Object | None:
    """The request's part of `context`. Free properties come first, so that ours win.

    None if the caller set nothing: Auth0 then posted no context, and a hook can see the difference.
    """
    properties = _texts(context, {"ip": "ip", "user_agent": "userAgent"})
    properties |= _json_objects(context, {"body_json": "body"}, "context")
    if context.HasField("properties_json"):
        return _members("context.properties_json", context.properties_json) | properties
    return properties or None


def _overlaid(path: str, text: str, context: _Object | None) -> object:
    return _members(path, text) | context if context else _json_object(path, text)


def _require(arguments: Message, field: str, path: str) -> None:
    if not arguments.HasField(field):
        raise invalid(f"{path}.{field}", "is missing")


def _texts(message: Message, names: Mapping[str, str]) -> _Object:
    return {name: getattr(message, field) for field, name in names.items() if message.HasField(field)}


def _json_objects(message: Message, names: Mapping[str, str], path: str) -> _Object:
    return {
        name: _json_object(f"{path}.{field}", getattr(message, field))
        for field, name in names.items()
        if message.HasField(field)
    }


def _json_object(path: str, text: str) -> orjson.Fragment:
    _parse_object(path, text)
    return orjson.Fragment(text)


def _members(path: str, text: str) -> _Object:
    """The properties of a JSON object, ready to be written again under properties that override them."""
    members = _parse_object(path, text)
    try:
        return {name: orjson.Fragment(orjson.dumps(value)) for name, value in members.items()}
    except orjson.JSONEncodeError:
        raise invalid(path, "is nested too deeply to be merged with other properties") from None


def _parse_object(path: str, text: str) -> _Object:
    if not text:
        raise invalid(path, "is missing; it must be a JSON object")
    value = _parse(path, text)
    if not isinstance(value, dict):
        raise invalid(path, "is JSON, but not an object")
    return value


def _parse(path: str, text: str) -> object:
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise invalid(path, f"is not JSON: {error}") from None
    return value
