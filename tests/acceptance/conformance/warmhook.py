"""Our side: say a case in the executor's contract, and what came of each call.

Auth0 posted one JSON body; our contract has a typed field for each thing that
was in it. `request_for` is where that translation is made, and it refuses a case
that the contract cannot say. `read_response` and `read_status` are its way back.
Finding and starting an executor is no business of this module.
"""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import grpc

from conformance.cases import Trigger
from conformance.outcome import NO_DATA, Kind, Outcome, denied, does_not_compile, thrown
from warmhook.protos import executor_pb2 as pb
from warmhook.protos import executor_pb2_grpc as pb_grpc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from conformance.cases import Call, Case, Json

    JsonObject = dict[str, Any]


def observe(case: Case, channel: grpc.Channel) -> Iterator[Outcome]:
    execute = pb_grpc.HookExecutorStub(channel).ExecuteHook
    for call in case.calls:
        request = request_for(case, call)
        try:
            # The limit is the executor's to keep; this only ends a test that found it does not.
            yield read_response(execute(request, timeout=case.time_limit_ms / 1000 + 10))
        except grpc.RpcError as error:
            yield read_status(error)


def request_for(case: Case, call: Call) -> pb.ExecuteHookRequest:
    request = pb.ExecuteHookRequest(
        hook=pb.Hook(tenant="conformance", id="hook", source=case.hook, secrets=case.secrets),
        context=pb.RequestContext(headers=call.headers, query=call.query),
        time_limit_ms=case.time_limit_ms,
    )
    if case.memory_mb is not None:
        request.hook.limits.memory_mb = case.memory_mb
    _TRIGGERS[case.trigger](request, call.body)
    return request


def _credentials_exchange(request: pb.ExecuteHookRequest, body: JsonObject) -> None:
    _only(body, "client", "scope", "audience", "context")
    exchange = request.credentials_exchange
    exchange.SetInParent()
    if "client" in body:
        exchange.client.CopyFrom(_client(body["client"]))
    _exchange(request, exchange, body)


def _password_exchange(request: pb.ExecuteHookRequest, body: JsonObject) -> None:
    _only(body, "user", "client", "scope", "audience", "context")
    exchange = request.password_exchange
    exchange.SetInParent()
    if "user" in body:
        exchange.user.CopyFrom(_user(body["user"]))
    if "client" in body:
        exchange.client.CopyFrom(_client(body["client"]))
    _exchange(request, exchange, body)


def _exchange(
    request: pb.ExecuteHookRequest, exchange: pb.CredentialsExchange | pb.PasswordExchange, body: JsonObject
) -> None:
    if "scope" in body:
        exchange.scope.CopyFrom(pb.Scope(values=body["scope"]))
    exchange.audience = body["audience"]
    if "context" in body:
        _context(request.context, body["context"])


def _context(context: pb.RequestContext, properties: JsonObject) -> None:
    """Fields of their own for what Auth0 sent, one JSON object for whatever else there is."""
    rest = dict(properties)
    if "ip" in rest:
        context.ip = rest.pop("ip")
    if "userAgent" in rest:
        context.user_agent = rest.pop("userAgent")
    if "body" in rest:
        context.body_json = json.dumps(rest.pop("body"))
    if rest or not properties:
        context.properties_json = json.dumps(rest)


def _client(client: JsonObject) -> pb.Client:
    _only(client, "tenant", "id", "name", "metadata")
    return pb.Client(
        tenant=client.get("tenant"),
        id=client.get("id"),
        name=client.get("name"),
        metadata_json=_text(client, "metadata"),
    )


def _user(user: JsonObject) -> pb.User:
    _only(user, "tenant", "id", "displayName", "user_metadata", "app_metadata")
    return pb.User(
        tenant=user.get("tenant"),
        id=user.get("id"),
        display_name=user.get("displayName"),
        user_metadata_json=_text(user, "user_metadata"),
        app_metadata_json=_text(user, "app_metadata"),
    )


def _user_registration(field: str) -> Callable[[pb.ExecuteHookRequest, JsonObject], None]:
    def fill(request: pb.ExecuteHookRequest, body: JsonObject) -> None:
        _only(body, "user", "context")
        registration: pb.UserRegistration = getattr(request, field)
        registration.SetInParent()
        if "user" in body:
            registration.user_json = json.dumps(body["user"])
        if "context" in body:
            registration.context_json = json.dumps(body["context"])

    return fill


def _send_phone_message(request: pb.ExecuteHookRequest, body: JsonObject) -> None:
    _only(body, "recipient", "text", "context")
    message = request.send_phone_message
    message.SetInParent()
    if "recipient" in body:
        message.recipient = body["recipient"]
    if "text" in body:
        message.text = body["text"]
    if "context" in body:
        message.context_json = json.dumps(body["context"])


def _generic(request: pb.ExecuteHookRequest, body: Json) -> None:
    request.generic.body_json = json.dumps(body)


_TRIGGERS: Mapping[Trigger, Callable[[pb.ExecuteHookRequest, Any], None]] = {
    Trigger.CREDENTIALS_EXCHANGE: _credentials_exchange,
    Trigger.PASSWORD_EXCHANGE: _password_exchange,
    Trigger.PRE_USER_REGISTRATION: _user_registration("pre_user_registration"),
    Trigger.POST_USER_REGISTRATION: _user_registration("post_user_registration"),
    Trigger.POST_CHANGE_PASSWORD: _user_registration("post_change_password"),
    Trigger.SEND_PHONE_MESSAGE: _send_phone_message,
    Trigger.GENERIC: _generic,
}


def _text(holder: JsonObject, name: str) -> str | None:
    return json.dumps(holder[name]) if name in holder else None


def _only(holder: JsonObject, *known: str) -> None:
    if unknown := holder.keys() - set(known):
        raise ValueError(f"the contract has no field for {sorted(unknown)}")


def read_response(response: pb.ExecuteHookResponse) -> Outcome:
    arm = response.WhichOneof("outcome")
    assert arm is not None, "a response without an outcome"
    return _OUTCOMES[arm](getattr(response, arm))


def _accepted(accepted: pb.Accepted) -> Outcome:
    return Outcome(Kind.ACCEPTED, accepted.claims_json if accepted.HasField("claims_json") else NO_DATA)


def _denied(denial: pb.Denied) -> Outcome:
    """Auth0 sent the properties only. Where ours has a field for one, both say the same."""
    properties = json.loads(denial.properties_json)
    for name in ("name", "message", "stack"):
        said = properties.get(name)
        # Protobuf's strings have no lone surrogates, and the fields have their own bounds.
        if isinstance(said, str) and len(said) < 1024 and said.isprintable():
            assert getattr(denial, name) == said, f"{name} is not what properties_json says"
    return denied(denial.properties_json)


def _threw(threw: pb.Threw) -> Outcome:
    kind = Kind.UNCAUGHT if threw.uncaught else Kind.THREW
    return thrown(kind, threw.name if threw.HasField("name") else None, threw.message)


def _died(died: pb.Died) -> Outcome:
    if died.HasField("signal"):
        return Outcome(Kind.ENDED, f"signal {signal.Signals(died.signal).name}")
    return Outcome(Kind.ENDED, f"exit {died.exit_code}")


# An executor knows how a worker that has no heap left ends; to Auth0 it was a dead process.
_OUT_OF_MEMORY = Outcome(Kind.ENDED, f"signal {signal.SIGABRT.name}")

_OUTCOMES: Mapping[str, Callable[[Any], Outcome]] = {
    "accepted": _accepted,
    "denied": _denied,
    "threw": _threw,
    "does_not_compile": lambda error: does_not_compile(error.message),
    "timed_out": lambda _: Outcome(Kind.NEVER_ANSWERED),
    "out_of_memory": lambda _: _OUT_OF_MEMORY,
    "died": _died,
    "unusable_result": lambda result: Outcome(Kind.UNUSABLE_RESULT, result.message),
}

# What Auth0 told its caller in an envelope, we tell ours as a status.
_REFUSALS = {grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.UNAUTHENTICATED}


def read_status(error: grpc.RpcError) -> Outcome:
    assert isinstance(error, grpc.Call)
    if error.code() in _REFUSALS:
        return Outcome(Kind.REFUSED, error.details() or "")
    raise error
