"""What both sides say is read for what it means, and only what must not count is taken out."""

from __future__ import annotations

import json

import pytest

from conformance.outcome import NO_DATA, Kind, Outcome, denied, does_not_compile, thrown
from conformance.reference import read_answer
from conformance.warmhook import read_response
from warmhook.protos import executor_pb2 as pb

SUCCESS = '{"statusCode":200,"headers":{},"status":"success"'
ERROR = '{"status":"error","data":'

# HTTP status, body of Auth0's answer, what it means.
ANSWERS: dict[str, tuple[int, str, Outcome]] = {
    "a result": (200, SUCCESS + ',"data":{"a":1}}', Outcome(Kind.ACCEPTED, '{"a":1}')),
    "a result is compared as text": (200, SUCCESS + ',"data":1e21}', Outcome(Kind.ACCEPTED, "1e21")),
    "no result": (200, SUCCESS + "}", Outcome(Kind.ACCEPTED, NO_DATA)),
    "a null result is a result": (200, SUCCESS + ',"data":null}', Outcome(Kind.ACCEPTED, "null")),
    "an answer without an envelope": (200, "[]", Outcome(Kind.ACCEPTED, "(no envelope) []")),
    "an error": (
        200,
        ERROR + '{"stack":"E: m\\n    at f (a.js:1:1)\\n    at b.js:2:2","message":"m","code":7}}',
        Outcome(Kind.DENIED, '{"stack": "E: m", "message": "m", "code": 7}'),
    ),
    "an error without properties": (200, ERROR + "{}}", Outcome(Kind.DENIED, "{}")),
    "an error that is no object": (200, ERROR + '"text"}', Outcome(Kind.DENIED, '"text"')),
    "a script that does not compile": (
        200,
        ERROR
        + '{"message":"Unable to compile the extensibility code as javascript","error_description":"why"}}',
        Outcome(Kind.DOES_NOT_COMPILE, "why"),
    ),
    "a body that was refused": (
        200,
        ERROR + '{"message":"Body.user received by extensibility point is not an object"}}',
        Outcome(Kind.REFUSED, "Body.user received by extensibility point is not an object"),
    ),
    "a caller that was refused": (
        200,
        ERROR + '{"message":"Unauthorized extensibility point","statusCode":500}}',
        Outcome(Kind.REFUSED, "Unauthorized extensibility point"),
    ),
    "a result that is no JSON": (
        200,
        ERROR + '{"message":"Error when JSON serializing the result of the extension point"}}',
        Outcome(Kind.UNUSABLE_RESULT, "Error when JSON serializing the result of the extension point"),
    ),
    "an error that is no JSON": (
        200,
        ERROR + '{"message":"Error serializing error: why"}}',
        Outcome(Kind.DENIED, '{"message": "Error serializing error: why"}'),
    ),
    "a throw": (
        500,
        '{"code":500,"error":"…","details":"TypeError: m","name":"TypeError","message":"m"}',
        Outcome(Kind.THREW, "TypeError: m"),
    ),
    "a throw of a string": (500, '{"code":500,"error":"…","details":"text"}', Outcome(Kind.THREW, "text")),
}

# Our answer, what it means.
RESPONSES: dict[str, tuple[pb.ExecuteHookResponse, Outcome]] = {
    "a result": (
        pb.ExecuteHookResponse(accepted=pb.Accepted(claims_json='{"a":1}')),
        Outcome(Kind.ACCEPTED, '{"a":1}'),
    ),
    "no result": (pb.ExecuteHookResponse(accepted=pb.Accepted()), Outcome(Kind.ACCEPTED, NO_DATA)),
    "an error": (
        pb.ExecuteHookResponse(
            denied=pb.Denied(message="m", stack="E: m", properties_json='{"stack":"E: m","message":"m"}')
        ),
        Outcome(Kind.DENIED, '{"stack": "E: m", "message": "m"}'),
    ),
    "a throw": (
        pb.ExecuteHookResponse(threw=pb.Threw(name="TypeError", message="m")),
        Outcome(Kind.THREW, "TypeError: m"),
    ),
    "a throw of a string": (
        pb.ExecuteHookResponse(threw=pb.Threw(message="text")),
        Outcome(Kind.THREW, "text"),
    ),
    "a throw elsewhere": (
        pb.ExecuteHookResponse(threw=pb.Threw(name="Error", message="m", uncaught=True)),
        Outcome(Kind.UNCAUGHT, "Error: m"),
    ),
    "a script that does not compile": (
        pb.ExecuteHookResponse(does_not_compile=pb.DoesNotCompile(name="SyntaxError", message="why")),
        Outcome(Kind.DOES_NOT_COMPILE, "why"),
    ),
    "no answer in time": (
        pb.ExecuteHookResponse(timed_out=pb.TimedOut(limit_ms=400)),
        Outcome(Kind.NEVER_ANSWERED),
    ),
    "no heap left": (
        pb.ExecuteHookResponse(out_of_memory=pb.OutOfMemory(limit_mb=64)),
        Outcome(Kind.ENDED, "signal SIGABRT"),
    ),
    "process.exit(0)": (pb.ExecuteHookResponse(died=pb.Died(exit_code=0)), Outcome(Kind.ENDED, "exit 0")),
    "a signal": (pb.ExecuteHookResponse(died=pb.Died(signal=9)), Outcome(Kind.ENDED, "signal SIGKILL")),
    "a result that is no JSON": (
        pb.ExecuteHookResponse(unusable_result=pb.UnusableResult(message="why")),
        Outcome(Kind.UNUSABLE_RESULT, "why"),
    ),
}


@pytest.mark.parametrize(("status", "body", "outcome"), ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_of_auth0_is_read_for_what_it_means(status: int, body: str, outcome: Outcome) -> None:
    assert read_answer(status, body) == outcome


@pytest.mark.parametrize(("response", "outcome"), RESPONSES.values(), ids=RESPONSES.keys())
def test_an_answer_of_ours_is_read_for_what_it_means(
    response: pb.ExecuteHookResponse, outcome: Outcome
) -> None:
    assert read_response(response) == outcome


def test_a_denial_whose_fields_and_properties_disagree_is_an_error() -> None:
    denial = pb.Denied(message="one", properties_json='{"message":"another"}')
    with pytest.raises(AssertionError, match="message is not what properties_json says"):
        read_response(pb.ExecuteHookResponse(denied=denial))


# Two errors' properties, and whether they count as equal.
DENIALS: dict[str, tuple[dict[str, object], dict[str, object], bool]] = {
    "frames do not count": (
        {"stack": "E\n    at a (b:1:1)"},
        {"stack": "E\n    at c (d:2:2)\n    at e"},
        True,
    ),
    "how a stack begins counts": ({"stack": "E: one\n    at a"}, {"stack": "E: two\n    at a"}, False),
    "a message like a stack counts": (
        {"message": "m\n    at a"},
        {"message": "m\n    at b"},
        False,
    ),
    "whether there is a stack counts": ({"message": "m", "stack": "E"}, {"message": "m"}, False),
    "the order of properties counts": ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False),
    "a property counts": ({"code": 7}, {"code": 8}, False),
    "who loaded the script does not count": (
        {
            "message": "Require stack:\n- /hook/webtask.js\n- /a.js\n- /b.js",
            "requireStack": ["/hook/webtask.js", "/a"],
        },
        {"message": "Require stack:\n- /hook/webtask.js", "requireStack": ["/hook/webtask.js"]},
        True,
    ),
    "which script wanted a module counts": (
        {"requireStack": ["/hook/webtask.js"]},
        {"requireStack": ["/elsewhere.js"]},
        False,
    ),
}


@pytest.mark.parametrize(("one", "other", "equal"), DENIALS.values(), ids=DENIALS.keys())
def test_denials_are_compared_by_all_that_does_not_depend_on_the_machine(
    one: dict[str, object], other: dict[str, object], equal: bool
) -> None:
    assert (denied(json.dumps(one)) == denied(json.dumps(other))) is equal


def test_an_error_with_a_name_is_not_one_without() -> None:
    assert thrown(Kind.THREW, "Error", "m") != thrown(Kind.THREW, None, "m")
    assert thrown(Kind.THREW, None, "m") != thrown(Kind.UNCAUGHT, None, "m")


def test_who_loaded_the_script_does_not_count_when_it_does_not_compile() -> None:
    message = "Cannot find module 'a'\nRequire stack:\n- /hook/webtask.js"
    assert does_not_compile(message + "\n- /platform.js") == does_not_compile(message)
