"""From the bytes of a request to an order: each mistake is refused by the name of its field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from warmhook.executor.api.decoding import read_message
from warmhook.executor.api.requests import Ceilings, Order, read_request
from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import Limits, Trigger
from warmhook.protos import executor_pb2 as pb

CEILINGS = Ceilings(
    standard=Limits(time_limit_ms=20_000, memory_mb=128, console_bytes=65_536, result_bytes=1_048_576),
    most=Limits(time_limit_ms=20_000, memory_mb=512, console_bytes=65_536, result_bytes=1_048_576),
)


def good() -> pb.ExecuteHookRequest:
    return pb.ExecuteHookRequest(
        hook=pb.Hook(tenant="acme", source="s"),
        credentials_exchange=pb.CredentialsExchange(client=pb.Client(id="c"), audience="a"),
    )


def with_trigger(**trigger: Message) -> pb.ExecuteHookRequest:
    return pb.ExecuteHookRequest(hook=pb.Hook(tenant="acme", source="s"), **trigger)


def read(message: pb.ExecuteHookRequest) -> Order:
    return read_request(read_message(message.SerializeToString()), CEILINGS)


def refusal_of(encoded: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        read_request(read_message(encoded), CEILINGS)
    assert refusal.value.code is Code.INVALID_ARGUMENT
    return refusal.value.message


def nested(levels: int) -> str:
    return '{"a": ' + "[" * levels + "]" * levels + "}"


FULL_USER = {"user_json": "{}", "context_json": '{"connection": {}}'}


def put(message: Any, path: str, value: object) -> None:
    """Set the field at a dotted path; None clears it, a mapping is added to a map."""
    *above, field = path.split(".")
    for name in above:
        message = getattr(message, name)
    if value is None:
        message.ClearField(field)
    elif isinstance(value, Mapping):
        getattr(message, field).update(value)
    elif isinstance(value, list):
        getattr(message, field).extend(value)
    else:
        setattr(message, field, value)


def entries(number: int) -> dict[str, str]:
    return {str(n): "" for n in range(number)}


METADATA = "credentials_exchange.client.metadata_json"
# What is put where, and what is said of that field.
BAD: dict[str, tuple[str, object, str]] = {
    "no hook": ("hook", None, " is missing"),
    "no tenant": ("hook.tenant", None, " is missing"),
    "a long tenant": ("hook.tenant", "é" * 65, " is longer than 128 bytes"),
    "a long id": ("hook.id", "x" * 129, " is longer than 128 bytes"),
    "a long request_id": ("request_id", "x" * 129, " is longer than 128 bytes"),
    "a long script": ("hook.source", "é" * 524_289, " is longer than 1048576 bytes"),
    "neither script nor digest": ("hook.source", None, " is missing, and so is hook.digest"),
    "another hook's digest": ("hook.digest", "0" * 64, " does not match the hook"),
    "a long secret": ("hook.secrets", {"k": "x" * 4097}, "['k'] is longer than 4096 bytes"),
    "a long name of a secret": ("hook.secrets", {"x" * 129: ""}, ": a name in it is longer than 128"),
    "many secrets": ("hook.secrets", entries(101), " has 101 entries, and may have 100"),
    "many dependencies": ("hook.dependencies", entries(101), " has 101 entries, and may have 100"),
    "many headers": ("context.headers", entries(201), " has 201 entries, and may have 200"),
    "a long header": ("context.headers", {"h": "x" * 16_385}, "['h'] is longer than 16384 bytes"),
    "a long query": ("context.query", {"q": "x" * 16_385}, "['q'] is longer than 16384 bytes"),
    "an absurd time limit": ("time_limit_ms", 2**32 - 1, " is 4294967295, over this executor's ceiling"),
    "an absurd limit of the hook": ("hook.limits.time_limit_ms", 20_001, " is 20001, over this"),
    "absurd memory": ("hook.limits.memory_mb", 2**32 - 1, " is 4294967295, over this"),
    "memory that Node cannot start with": ("hook.limits.memory_mb", 1, " is under the 16"),
    "absurd output": ("hook.limits.console_bytes", 65_537, " is 65537, over this"),
    "an absurd result": ("hook.limits.result_bytes", 2**31, " is 2147483648, over this"),
    "no client": ("credentials_exchange.client", None, " is missing"),
    "metadata that is no JSON": (METADATA, "{", " is not JSON"),
    "metadata that is no object": (METADATA, "[]", " is JSON, but not an object"),
    "metadata that is empty": (METADATA, "", " is missing; it must be a JSON object"),
    "metadata with NaN": (METADATA, '{"a": NaN}', " is not JSON"),
    "metadata nested without end": (METADATA, nested(2000), " is not JSON: depth limit exceeded"),
    "a body that is no JSON": ("context.body_json", "a=b", " is not JSON"),
    "properties that are no object": ("context.properties_json", "null", " is JSON, but not an object"),
    "properties nested too deeply": ("context.properties_json", nested(500), " is nested too deeply"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_mistake_is_refused_by_the_name_of_its_field(case: str) -> None:
    path, value, said = BAD[case]
    message = good()
    put(message, path, value)
    assert refusal_of(message.SerializeToString()).startswith(path + said)


def test_a_request_without_a_trigger_is_refused() -> None:
    message = good()
    message.ClearField("credentials_exchange")
    assert refusal_of(message.SerializeToString()).startswith("trigger is missing, or is one that")


BAD_TRIGGERS: dict[str, tuple[dict[str, Message], str]] = {
    "a password exchange without a user": (
        {"password_exchange": pb.PasswordExchange(client=pb.Client())},
        "password_exchange.user is missing",
    ),
    "a password exchange without a client": (
        {"password_exchange": pb.PasswordExchange(user=pb.User())},
        "password_exchange.client is missing",
    ),
    "user metadata that is no JSON": (
        {"password_exchange": pb.PasswordExchange(user=pb.User(app_metadata_json="x"), client=pb.Client())},
        "password_exchange.user.app_metadata_json is not JSON",
    ),
    "a registration without a user": (
        {"pre_user_registration": pb.UserRegistration(context_json="{}")},
        "pre_user_registration.user_json is missing",
    ),
    "a registration without a context": (
        {"post_user_registration": pb.UserRegistration(user_json="{}")},
        "post_user_registration.context_json is missing",
    ),
    "a changed password of nobody": (
        {"post_change_password": pb.UserRegistration(user_json="[]", context_json="{}")},
        "post_change_password.user_json is JSON, but not an object",
    ),
    "a message without a context": (
        {"send_phone_message": pb.SendPhoneMessage(recipient="1")},
        "send_phone_message.context_json is missing",
    ),
    "a generic body that is no JSON": (
        {"generic": pb.Generic(body_json="")},
        "generic.body_json is not JSON",
    ),
}


@pytest.mark.parametrize("case", BAD_TRIGGERS)
def test_a_mistake_in_a_triggers_arguments_is_refused_by_name(case: str) -> None:
    trigger, said = BAD_TRIGGERS[case]
    assert refusal_of(with_trigger(**trigger).SerializeToString()).startswith(said)


BODIES: dict[str, tuple[pb.ExecuteHookRequest, Trigger, object]] = {
    "what is not set is not there": (
        with_trigger(credentials_exchange=pb.CredentialsExchange(client=pb.Client())),
        Trigger.CREDENTIALS_EXCHANGE,
        {"client": {}, "audience": ""},
    ),
    "an empty scope is not an absent one": (
        with_trigger(credentials_exchange=pb.CredentialsExchange(client=pb.Client(), scope=pb.Scope())),
        Trigger.CREDENTIALS_EXCHANGE,
        {"client": {}, "scope": [], "audience": ""},
    ),
    "a password exchange": (
        with_trigger(
            password_exchange=pb.PasswordExchange(
                user=pb.User(
                    tenant="t", id="u", display_name="D", user_metadata_json='{"a":1}', app_metadata_json="{}"
                ),
                client=pb.Client(tenant="t", id="c", name="n", metadata_json='{"b":2}'),
                scope=pb.Scope(values=["x"]),
                audience="a",
            ),
            context=pb.RequestContext(
                ip="::1", user_agent="ua", body_json='{"k":1}', properties_json='{"ip":"no","p":[1]}'
            ),
        ),
        Trigger.PASSWORD_EXCHANGE,
        {
            "user": {
                "tenant": "t",
                "id": "u",
                "displayName": "D",
                "user_metadata": {"a": 1},
                "app_metadata": {},
            },
            "client": {"tenant": "t", "id": "c", "name": "n", "metadata": {"b": 2}},
            "scope": ["x"],
            "audience": "a",
            "context": {"ip": "::1", "p": [1], "userAgent": "ua", "body": {"k": 1}},
        },
    ),
    "a registration": (
        with_trigger(pre_user_registration=pb.UserRegistration(**FULL_USER)),
        Trigger.PRE_USER_REGISTRATION,
        {"user": {}, "context": {"connection": {}}},
    ),
    "a registration whose request has a context": (
        with_trigger(
            post_user_registration=pb.UserRegistration(**FULL_USER), context=pb.RequestContext(ip="::1")
        ),
        Trigger.POST_USER_REGISTRATION,
        {"user": {}, "context": {"connection": {}, "ip": "::1"}},
    ),
    "a changed password": (
        with_trigger(post_change_password=pb.UserRegistration(**FULL_USER)),
        Trigger.POST_CHANGE_PASSWORD,
        {"user": {}, "context": {"connection": {}}},
    ),
    "a phone message": (
        with_trigger(
            send_phone_message=pb.SendPhoneMessage(recipient="1", text="t", context_json='{"action":"x"}')
        ),
        Trigger.SEND_PHONE_MESSAGE,
        {"recipient": "1", "text": "t", "context": {"action": "x"}},
    ),
    "a generic body": (with_trigger(generic=pb.Generic(body_json="[1]")), Trigger.GENERIC, [1]),
}


@pytest.mark.parametrize("case", BODIES)
def test_arguments_become_what_auth0_would_have_posted(case: str) -> None:
    message, trigger, body = BODIES[case]
    order = read(message)
    assert (order.trigger, json.loads(order.body)) == (trigger, body)


def test_a_generic_hook_may_have_no_body() -> None:
    assert read(with_trigger(generic=pb.Generic())).body == b""


def test_free_form_json_reaches_the_hook_byte_for_byte() -> None:
    text = '{ "big": 123456789012345678901234567890, "z": 1.0, "a": -0, "a": "\\u00e9" }'
    message = good()
    message.credentials_exchange.client.metadata_json = text
    assert text.encode() in read(message).body


def test_limits_that_are_not_set_are_the_executors() -> None:
    message = good()
    message.hook.limits.memory_mb = 64
    assert read(message).hook.limits == Limits(20_000, 64, 65_536, 1_048_576)


def test_a_digest_stands_for_the_whole_hook_and_nothing_may_be_beside_it() -> None:
    message = good()
    message.hook.ClearField("source")
    message.hook.digest = "a" * 64
    assert read(message).hook.source is None
    for change, field in (
        (lambda hook: hook.secrets.update(a="b"), "hook.secrets"),
        (lambda hook: hook.dependencies.update(a="1"), "hook.dependencies"),
        (lambda hook: hook.limits.SetInParent(), "hook.limits"),
    ):
        beside = pb.ExecuteHookRequest.FromString(message.SerializeToString())
        change(beside.hook)
        assert refusal_of(beside.SerializeToString()) == f"{field} is given without hook.source"
    message.hook.digest = "A" * 64
    assert refusal_of(message.SerializeToString()) == "hook.digest is not 64 lower-case hex digits"


# --- bytes that are no message ----------------------------------------------------------

PLACEHOLDER = "placeholder"
NOT_UTF8: dict[str, tuple[str, object]] = {
    path: (path, PLACEHOLDER)
    for path in (
        "request_id",
        "hook.tenant",
        "hook.id",
        "hook.digest",
        "hook.source",
        "credentials_exchange.client.tenant",
        METADATA,
        "credentials_exchange.audience",
        "password_exchange.user.display_name",
        "post_change_password.user_json",
        "send_phone_message.text",
        "generic.body_json",
        "context.ip",
        "context.body_json",
    )
} | {
    "credentials_exchange.scope.values": ("credentials_exchange.scope.values", [PLACEHOLDER]),
    "hook.secrets.key": ("hook.secrets", {PLACEHOLDER: ""}),
    "hook.secrets.value": ("hook.secrets", {"a": PLACEHOLDER}),
    "hook.dependencies.value": ("hook.dependencies", {"a": PLACEHOLDER}),
    "context.headers.key": ("context.headers", {PLACEHOLDER: ""}),
    "context.query.value": ("context.query", {"a": PLACEHOLDER}),
}


@pytest.mark.parametrize("field", NOT_UTF8)
def test_text_that_is_not_utf8_is_refused_by_the_name_of_its_field(field: str) -> None:
    message = good()
    put(message, *NOT_UTF8[field])
    encoded = message.SerializeToString()
    assert encoded.count(PLACEHOLDER.encode()) == 1
    broken = encoded.replace(PLACEHOLDER.encode(), b"\xff" * len(PLACEHOLDER))
    assert refusal_of(broken) == f"{field} is not valid UTF-8"


@pytest.mark.parametrize("encoded", [b"\xff", b"\x0a\x7f", b"\x00", good().SerializeToString()[:-1]])
def test_bytes_that_are_no_message_are_refused(encoded: bytes) -> None:
    assert refusal_of(encoded) == "the request is not an encoded ExecuteHookRequest"


@given(st.binary(max_size=80), st.integers(min_value=0), st.integers(0, 255))
def test_whatever_comes_is_an_order_or_a_refusal(garbage: bytes, place: int, byte: int) -> None:
    damaged = bytearray(good().SerializeToString())
    damaged[place % len(damaged)] = byte
    for encoded in (garbage, bytes(damaged), bytes(damaged) + garbage):
        try:
            order = read_request(read_message(encoded), CEILINGS)
        except Refusal as refusal:
            assert refusal.code is Code.INVALID_ARGUMENT  # noqa: PT017 - either is right
        else:
            assert isinstance(order, Order)
