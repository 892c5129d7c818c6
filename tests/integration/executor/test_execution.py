"""Hooks that run, on real workers: every outcome, warm workers, console output."""

from __future__ import annotations

import json
import time
from typing import Any

import grpc
import pytest
from live.executor import LiveExecutor, StartExecutor, hook, request, wait_until

from warmhook.protos import executor_pb2 as pb
from warmhook.protos.executor_pb2_grpc import HookExecutorStub

OUTCOMES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "claims": (hook("cb(null, {a: [1]})"), "accepted", {"claims_json": '{"a":[1]}'}),
    "no claims": (hook("cb()"), "accepted", {}),
    "null": (hook("cb(null, null)"), "accepted", {"claims_json": "null"}),
    "a denial": (
        hook("cb(new InvalidScopeError('no'))"),
        "denied",
        {"name": "InvalidScopeError", "message": "no"},
    ),
    "a text as error": (hook("cb('no')"), "denied", {"message": "no"}),
    "a throw": (hook("throw new TypeError('boom')"), "threw", {"message": "boom", "uncaught": False}),
    "a throw in a timer": (
        hook("setTimeout(() => { throw new Error('boom') })"),
        "threw",
        {"message": "boom", "uncaught": True},
    ),
    "a rejection nobody handles": (
        hook("Promise.reject(new Error('boom'))"),
        "threw",
        {"message": "boom", "uncaught": True},
    ),
    "a syntax error": ("module.exports = function (", "does_not_compile", {}),
    "a throw at the top level": ("throw new Error('early')", "does_not_compile", {"message": "early"}),
    "a cycle": (hook("const a = {}; a.a = a; cb(null, a)"), "unusable_result", {}),
    "a BigInt": (hook("cb(null, 1n)"), "unusable_result", {}),
    "an exit": (hook("process.exit(3)"), "died", {"exit_code": 3}),
    "a signal": (hook("process.kill(process.pid, 'SIGTERM')"), "died", {"signal": 15}),
    "silence": (hook(""), "timed_out", {"limit_ms": 300}),
    "a lone surrogate in claims": (hook(r"cb(null, '\ud800')"), "accepted", {"claims_json": r'"\ud800"'}),
    "a lone surrogate in an error": (hook(r"cb(new Error('\ud800'))"), "denied", {}),
    "a lone surrogate thrown": (hook(r"throw new Error('\ud800')"), "threw", {}),
    "very deep claims": (
        hook("let a = []; for (let i = 0; i < 2000; i++) a = [a]; cb(null, a)"),
        "unusable_result",
        {},
    ),
}


@pytest.mark.parametrize("case", OUTCOMES)
def test_what_a_hook_does_is_its_outcome(executor: LiveExecutor, case: str) -> None:
    source, arm, fields = OUTCOMES[case]
    response = executor.execute(source, time_limit_ms=300 if arm == "timed_out" else 0)
    assert response.WhichOneof("outcome") == arm, response
    outcome = getattr(response, arm)
    assert {name: getattr(outcome, name) for name in fields} == fields
    assert executor.claims(hook("cb(null, 'next')")) == "next"


def test_the_hook_sees_its_arguments_and_its_secrets(executor: LiveExecutor) -> None:
    message = request(
        hook(
            "const { ip, userAgent, body, webtask: { secrets, headers } } = context;"
            "cb(null, { client, scope, audience, ip, userAgent, body, secrets, headers })"
        ),
        secrets={"key": "välue"},
    )
    message.credentials_exchange.client.metadata_json = '{"a": 1}'
    message.credentials_exchange.scope.values.extend(["read", "write"])
    message.context.CopyFrom(
        pb.RequestContext(ip="::1", user_agent="curl", body_json='{"x": "\\u00e9"}', headers={"X-Case": "y"})
    )
    response = executor.stub.ExecuteHook(message, timeout=10)
    assert json.loads(response.accepted.claims_json) == {
        "client": {"id": "client", "metadata": {"a": 1}},
        "scope": ["read", "write"],
        "audience": "https://api/",
        "ip": "::1",
        "userAgent": "curl",
        "body": {"x": "é"},
        "secrets": {"key": "välue"},
        "headers": {"content-type": "application/json", "x-case": "y"},
    }


def test_a_call_without_a_deadline_is_answered(executor: LiveExecutor) -> None:
    assert executor.claims(hook("cb(null, 1)"), timeout=None) == 1


# --- warm workers ---------------------------------------------------------------------


def counter(name: str) -> str:
    """Return a hook that counts its calls; each name is another hook."""
    return hook("cb(null, ++calls)", before=f"let calls = 0; // {name}")


def test_the_second_execution_finds_a_warm_worker_and_what_the_first_has_left(executor: LiveExecutor) -> None:
    source = counter("warm")
    first, second = executor.execute(source), executor.execute(source)
    assert (first.cold, second.cold) == (True, False)
    assert (first.accepted.claims_json, second.accepted.claims_json) == ("1", "2")
    assert first.timing.startup_us > 0
    assert second.timing.startup_us == 0


def test_after_an_outcome_that_is_not_clean_the_hook_begins_anew(executor: LiveExecutor) -> None:
    source = hook(
        "if (++calls === 2) setTimeout(() => { throw 1 }); else cb(null, calls)", before="let calls = 0"
    )
    assert executor.claims(source) == 1
    assert executor.execute(source).WhichOneof("outcome") == "threw"
    assert executor.claims(source) == 1


@pytest.mark.parametrize(
    "again",
    ["cb('denied')", "throw new Error('thrown')", "cb(null, 1n)"],
    ids=["denial", "throw", "unusable"],
)
def test_a_hook_that_only_says_no_keeps_its_worker(executor: LiveExecutor, again: str) -> None:
    source = hook(f"if (++calls === 2) {{ {again} }} else cb(null, calls)", before="let calls = 0")
    assert executor.claims(source) == 1
    assert not executor.execute(source).HasField("accepted")
    assert executor.claims(source) == 3


def test_executions_of_a_hook_never_share_a_worker_at_the_same_time(executor: LiveExecutor) -> None:
    source = hook(
        "const alone = ++running === 1; setTimeout(() => { running--; cb(null, alone) }, 30)",
        before="let running = 0",
    )
    calls = [executor.begin(source) for _ in range(12)]
    assert [call.result().accepted.claims_json for call in calls] == ["true"] * 12


def test_tenants_never_share_a_worker_though_their_hooks_are_the_same(executor: LiveExecutor) -> None:
    source = counter("shared")
    assert [executor.claims(source, tenant=tenant) for tenant in ("a", "b", "a", "b")] == [1, 1, 2, 2]


def test_another_secret_is_another_hook(executor: LiveExecutor) -> None:
    source = counter("secret")
    assert [executor.claims(source, secrets={"a": value}) for value in "xyx"] == [1, 1, 2]


def test_another_trigger_is_another_worker(executor: LiveExecutor) -> None:
    source = "let calls = 0; module.exports = function () { arguments[arguments.length - 1](null, ++calls) }"
    message = pb.ExecuteHookRequest(hook=pb.Hook(tenant="acme", source=source), generic=pb.Generic())
    assert executor.claims(source) == 1
    assert executor.stub.ExecuteHook(message, timeout=10).accepted.claims_json == "1"


# --- the digest -----------------------------------------------------------------------


def test_a_hook_that_was_sent_once_can_be_named_by_its_digest(executor: LiveExecutor) -> None:
    source = hook("cb(null, context.webtask.secrets)")
    with pytest.raises(grpc.RpcError) as refused:
        executor.execute(source, digest="0" * 64)
    digest = refused.value.details().rpartition(" ")[2]

    with pytest.raises(grpc.RpcError) as unknown:
        executor.execute(None, digest=digest, tenant="digest")
    assert unknown.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert ("warmhook-error", "hook_unknown") in unknown.value.trailing_metadata()

    assert executor.claims(source, digest=digest, tenant="digest") == {}
    assert executor.claims(None, digest=digest, tenant="digest") == {}
    with pytest.raises(grpc.RpcError) as foreign:
        executor.execute(None, digest=digest, tenant="another")
    assert foreign.value.code() is grpc.StatusCode.FAILED_PRECONDITION


def test_a_secret_to_call_the_hook_is_asked_for(executor: LiveExecutor) -> None:
    message = request(hook("cb(null, 1)"), secrets={"auth0-extension-secret": "s3"})
    with pytest.raises(grpc.RpcError) as refused:
        executor.stub.ExecuteHook(message, timeout=10)
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert ("warmhook-error", "unauthorized_extension") in refused.value.trailing_metadata()
    message.context.headers["Authorization"] = "Bearer s3"
    assert executor.stub.ExecuteHook(message, timeout=10).accepted.claims_json == "1"


# --- console --------------------------------------------------------------------------


def printed(response: pb.ExecuteHookResponse) -> list[tuple[int, str]]:
    return [(output.stream, output.text) for output in response.console]


def test_console_output_comes_with_the_execution_that_wrote_it(executor: LiveExecutor) -> None:
    source = hook(
        "console.log('é', ++calls); console.error('no'); cb()", before="let calls = 0; console.log('load')"
    )
    first, second = executor.execute(source), executor.execute(source)
    out, err = pb.ConsoleOutput.Stream.STDOUT, pb.ConsoleOutput.Stream.STDERR
    assert printed(first) == [(out, "load\n"), (out, "é 1\n"), (err, "no\n")]
    assert printed(second) == [(out, "é 2\n"), (err, "no\n")]


def test_output_of_late_timers_is_not_the_next_executions(executor: LiveExecutor) -> None:
    source = hook(
        "const mine = ++calls; setTimeout(() => console.log('late', mine), 40);"
        "setTimeout(() => { console.log('in time', mine); cb() }, mine === 1 ? 0 : 120)",
        before="let calls = 0",
    )
    responses = [executor.execute(source) for _ in range(2)]
    assert not responses[1].cold
    assert [text for _, text in printed(responses[0])] == ["in time 1\n"]
    assert [text for _, text in printed(responses[1])] == ["late 2\n", "in time 2\n"]


def test_console_output_survives_a_hook_that_does_not(executor: LiveExecutor) -> None:
    silent = executor.execute(hook("console.log('here'); for (;;);"), time_limit_ms=300)
    assert [text for _, text in printed(silent)] == ["here\n"]
    dying = executor.execute(hook("console.log('here'); process.exit(1)"))
    assert [text for _, text in printed(dying)] == ["here\n"]


def test_more_output_than_may_be_is_cut_and_said_to_be(executor: LiveExecutor) -> None:
    source = hook("for (let i = 0; i < 1000; i++) console.log('é'.repeat(1000)); cb()")
    response = executor.execute(source, limits=pb.Limits(console_bytes=5000))
    assert response.console_truncated
    assert 4998 <= sum(len(text.encode()) for _, text in printed(response)) <= 5000


def test_output_of_native_code_is_the_running_executions(executor: LiveExecutor) -> None:
    response = executor.execute(hook("require('fs').writeSync(2, 'raw'); cb()"))
    assert printed(response) == [(pb.ConsoleOutput.Stream.STDERR, "raw")]


# --- limits and clocks ----------------------------------------------------------------


def test_results_up_to_their_limit_pass_and_larger_ones_do_not(executor: LiveExecutor) -> None:
    source = hook("cb(null, 'x'.repeat(context.body.n))")
    message = request(source, limits=pb.Limits(result_bytes=100_000))
    for size, arm in ((99_998, "accepted"), (99_999, "unusable_result")):
        message.context.body_json = json.dumps({"n": size})
        assert executor.stub.ExecuteHook(message, timeout=10).WhichOneof("outcome") == arm


def test_queueing_starting_and_running_are_told_apart(executor: LiveExecutor) -> None:
    source = hook("setTimeout(cb, 50)", before="const until = Date.now() + 60; while (Date.now() < until);")
    started = time.monotonic()
    timing = executor.execute(source).timing
    whole = (time.monotonic() - started) * 1e6
    assert timing.startup_us >= 55_000
    assert timing.run_us >= 45_000
    assert timing.queued_us + timing.startup_us + timing.run_us <= whole


def test_many_callers_of_many_tenants_all_get_their_own_answer(executor: LiveExecutor) -> None:
    source = hook("cb(null, context.body)")
    calls = []
    for number in range(300):
        message = request(source, tenant=f"tenant-{number % 5}")
        message.context.body_json = json.dumps({"n": number})
        calls.append(executor.stub.ExecuteHook.future(message, timeout=30))
    assert [json.loads(call.result().accepted.claims_json)["n"] for call in calls] == list(range(300))


def test_the_status_adds_up(executor: LiveExecutor) -> None:
    before = executor.status()
    calls = [executor.begin(hook("setTimeout(() => cb(null, 1), 1500)")) for _ in range(2)]
    wait_until(lambda: executor.status().workers.busy == 2, "both run")
    during = executor.status()
    assert during.queue.waiting == 0
    assert all(call.result().HasField("accepted") for call in calls)
    after = executor.status()
    assert after.workers.busy == 0
    assert after.executions.accepted == before.executions.accepted + 2
    assert after.workers.maximum == 8
    assert executor.events("listening")[0]["node"] == after.node_version
    assert after.spawning.failed == 0


def test_an_answer_arrives_however_many_pieces_its_console_is_in(start_executor: StartExecutor) -> None:
    """A piece of one byte takes seven on the wire, so together they are over gRPC's own limit of 4 MiB."""
    pieces = 1024 * 1024
    executor = start_executor(console_bytes=pieces)
    records = f"Buffer.from('\\x1eo0:x'.repeat({pieces // 16}))"
    source = hook(f"for (let n = 0; n < 16; n++) writeAll(1, {records}); cb()", before=_WRITE_ALL)
    with grpc.insecure_channel(
        executor.address, options=[("grpc.max_receive_message_length", -1)]
    ) as channel:
        answer = HookExecutorStub(channel).ExecuteHook(request(source), timeout=60)
    assert sum(len(written.text) for written in answer.console) == pieces


_WRITE_ALL = """
const { writeSync } = require('fs');
function writeAll(fd, bytes) { for (let n = 0; n < bytes.length;) n += writeSync(fd, bytes, n) }
"""
