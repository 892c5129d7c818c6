"""Many executions on one stream: answers by request_id, in the order in which they end."""

from __future__ import annotations

import time
from collections.abc import Iterator

import grpc
from live.executor import LiveExecutor, StartExecutor, hook, wait_until
from live.stream import Conversation
from samples.orders import order

from warmhook.protos import executor_pb2 as pb


def test_many_in_flight_are_each_answered_once(executor: LiveExecutor) -> None:
    stream = Conversation(executor)
    stream.say(*(order(f"r{n}", n=n) for n in range(200)))
    answers = stream.rest()
    assert {answer.request_id: int(answer.accepted.claims_json) for answer in answers} == {
        f"r{n}": n for n in range(200)
    }
    assert len(answers) == 200
    assert stream.call.code() is grpc.StatusCode.OK


def test_large_answers_at_the_same_moment_all_arrive(executor: LiveExecutor) -> None:
    large = hook("setTimeout(cb, 50, null, 'x'.repeat(900000))")
    stream = Conversation(executor)
    stream.say(*(order(f"r{n}", source=large) for n in range(20)))
    assert [len(answer.accepted.claims_json) for answer in stream.rest()] == [900_002] * 20


def test_answers_come_as_executions_end(executor: LiveExecutor) -> None:
    stream = Conversation(executor)
    stream.say(order("slow", ms=600), order("quick", source=hook("cb(null, 0)")))
    assert [answer.request_id for answer in stream.rest()] == ["quick", "slow"]


def test_a_request_that_cannot_be_run_is_refused_and_the_stream_goes_on(executor: LiveExecutor) -> None:
    stream = Conversation(executor)
    stream.say(order(""))
    assert refusal(stream.hear(), "") == "request_id is missing"
    bad = order("bad")
    bad.hook.tenant = ""
    stream.say(bad)
    assert refusal(stream.hear(), "bad") == "hook.tenant is missing"
    unknown = order("unknown")
    unknown.hook.ClearField("source")
    unknown.hook.digest = "0" * 64
    stream.say(unknown)
    assert stream.hear().refused.code == "hook_unknown"
    stream.say(order("good", n=7))
    assert stream.hear().accepted.claims_json == "7"
    assert stream.rest() == []


def refusal(answer: pb.ExecuteHookResponse, request_id: str) -> str:
    assert answer.request_id == request_id
    assert answer.refused.code == "invalid_argument"
    assert answer.refused.status_code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    return answer.refused.message


def test_an_id_may_be_used_again_but_not_while_it_is_in_flight(executor: LiveExecutor) -> None:
    stream = Conversation(executor)
    stream.say(order("same", n=1, ms=300), order("same", n=2))
    assert refusal(stream.hear(), "same") == "request_id is the same as that of an execution in flight"
    assert stream.hear().accepted.claims_json == "1"
    stream.say(order("same", n=3))
    assert [answer.accepted.claims_json for answer in stream.rest()] == ["3"]


def test_bytes_that_are_no_request_are_refused_and_the_stream_goes_on(executor: LiveExecutor) -> None:
    def sent() -> Iterator[bytes]:
        yield b"\xff\xff\xff"
        yield order("good", n=1).SerializeToString()

    call = executor.channel.stream_stream(
        "/warmhook.executor.v1.HookExecutor/ExecuteHooks",
        response_deserializer=pb.ExecuteHookResponse.FromString,
    )
    answers = {answer.WhichOneof("outcome"): answer for answer in call(sent(), timeout=10)}
    assert answers["refused"].refused.message == "the request is not an encoded ExecuteHookRequest"
    assert answers["accepted"].request_id == "good"


def test_after_the_last_request_what_runs_is_still_answered(executor: LiveExecutor) -> None:
    stream = Conversation(executor)
    stream.say(order("a", n=1, ms=300))
    stream.half_close()
    time.sleep(0.05)
    assert [answer.accepted.claims_json for answer in stream.rest()] == ["1"]


def test_cancelling_the_stream_stops_what_runs_on_it(executor: LiveExecutor) -> None:
    stream = Conversation(executor)
    stream.say(order("loop", source=hook("for (;;);")), order("wait", ms=20_000))
    wait_until(lambda: executor.status().workers.busy == 2, "both run")
    stream.call.cancel()
    wait_until(lambda: executor.status().workers.busy == 0, "both were stopped", patience=5)
    stream.half_close()


def test_what_waits_on_a_cancelled_stream_takes_no_worker(start_executor: StartExecutor) -> None:
    executor = start_executor(spare_workers=3, max_running_per_tenant=1)
    executor.wait_for_spares(3)
    stream = Conversation(executor)
    stream.say(*(order(f"r{n}", ms=20_000) for n in range(10)))
    wait_until(lambda: executor.status().queue.waiting == 9, "one runs and the others wait")
    stream.call.cancel()
    wait_until(lambda: executor.status().executions.cancelled == 10, "all were given up", patience=5)
    wait_until(lambda: executor.events("worker_gone"), "what ran was stopped")
    executor.wait_for_spares(3)
    assert len(executor.events("worker_gone")) == 1
    stream.half_close()


def test_an_execution_that_waits_once_more_waits_no_longer_than_its_caller(
    start_executor: StartExecutor,
) -> None:
    """Its first worker was already ending, and somebody else takes the place of that one."""
    executor = start_executor(max_workers=3)
    executor.wait_for_spares()
    busy = "const until = Date.now() + 1500; while (Date.now() < until);"
    ends = hook(f"cb(null, 0); setImmediate(() => {{ {busy} process.exit() }})")
    stream = Conversation(executor)
    stream.say(order("first", source=ends))
    assert stream.hear().request_id == "first"
    stream.say(order("endless 0", source=endless(0)))
    wait_until(lambda: executor.status().workers.busy == 1, "one runs")
    executor.wait_for_spares()
    second = order("second", source=ends)
    second.timeout_ms = 4000
    stream.say(second, *(order(f"endless {n}", source=endless(n)) for n in (1, 2)))
    heard = stream.hear()
    assert (heard.request_id, heard.refused.code) == ("second", "deadline_exceeded")
    assert executor.status().workers.busy == 3
    stream.call.cancel()
    stream.half_close()


def endless(number: int) -> str:
    return hook(f"setTimeout(cb, 20000, null, {number})")


def test_the_streams_deadline_holds_for_what_runs_on_it(executor: LiveExecutor) -> None:
    stream = Conversation(executor, timeout=0.5)
    stream.say(order("loop", source=hook("for (;;);")))
    answers = []
    try:
        answers.extend(stream.call)
    except grpc.RpcError as error:
        assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED  # noqa: PT017 - an answer may come first
    assert all(answer.refused.code == "deadline_exceeded" for answer in answers)
    wait_until(lambda: executor.status().workers.busy == 0, "it was stopped", patience=5)
    stream.half_close()
