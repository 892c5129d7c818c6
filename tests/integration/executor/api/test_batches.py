"""ExecuteHookBatches: a stream whose messages hold several requests, and several answers."""

from __future__ import annotations

import queue
import time

import grpc
import pytest
from live.executor import LiveExecutor, StartExecutor, hook, request, wait_until
from samples.orders import order

from warmhook.protos import executor_pb2 as pb


class Conversation:
    """A stream whose messages are said one by one."""

    def __init__(self, executor: LiveExecutor) -> None:
        self._said: queue.SimpleQueue[pb.ExecuteHookRequests | None] = queue.SimpleQueue()
        self.call = executor.stub.ExecuteHookBatches(iter(self._said.get, None), timeout=30)

    def say(self, *requests: pb.ExecuteHookRequest) -> None:
        self._said.put(pb.ExecuteHookRequests(requests=requests))

    def half_close(self) -> None:
        self._said.put(None)

    def rest(self) -> list[pb.ExecuteHookResponse]:
        return [response for message in self.call for response in message.responses]


def test_every_request_of_every_message_is_answered_once(executor: LiveExecutor) -> None:
    stream = Conversation(executor)
    for start in range(0, 200, 50):
        stream.say(*(order(f"r{n}", n=n) for n in range(start, start + 50)))
    stream.half_close()
    answers = stream.rest()
    assert len(answers) == 200
    assert {answer.request_id: int(answer.accepted.claims_json) for answer in answers} == {
        f"r{n}": n for n in range(200)
    }
    assert stream.call.code() is grpc.StatusCode.OK


def test_one_slow_hook_of_a_message_keeps_no_other_waiting(executor: LiveExecutor) -> None:
    stream = Conversation(executor)
    stream.say(order("slow", ms=600), order("quick", source=hook("cb(null, 0)")))
    stream.half_close()
    assert [answer.request_id for answer in stream.rest()] == ["quick", "slow"]


def test_a_request_that_cannot_be_run_leaves_the_rest_of_its_message_alone(executor: LiveExecutor) -> None:
    bad = order("bad")
    bad.hook.tenant = ""
    stream = Conversation(executor)
    stream.say(order("one", n=1), bad, order("two", n=2), order("two", n=3))
    stream.say()
    stream.half_close()
    said = [
        (answer.request_id, answer.refused.message or answer.accepted.claims_json) for answer in stream.rest()
    ]
    assert sorted(said) == [
        ("bad", "hook.tenant is missing"),
        ("one", "1"),
        ("two", "2"),
        ("two", "request_id is the same as that of an execution in flight"),
    ]


def test_answers_that_are_too_large_for_one_message_come_in_several(executor: LiveExecutor) -> None:
    large = hook("setTimeout(cb, 50, null, 'x'.repeat(900000))")
    stream = Conversation(executor)
    stream.say(*(order(f"r{n}", source=large) for n in range(20)))
    stream.half_close()
    assert [len(answer.accepted.claims_json) for answer in stream.rest()] == [900_002] * 20


def test_each_request_has_a_patience_of_its_own(executor: LiveExecutor) -> None:
    hasty = order("hasty", source=hook("for (;;);"))
    hasty.timeout_ms = 200
    stream = Conversation(executor)
    stream.say(hasty, order("patient", n=1, ms=500))
    stream.half_close()
    first, second = stream.rest()
    assert (first.request_id, first.refused.code) == ("hasty", "deadline_exceeded")
    assert (second.request_id, second.accepted.claims_json) == ("patient", "1")
    wait_until(lambda: executor.status().workers.busy == 0, "it was stopped", patience=5)


def test_a_unary_calls_patience_is_the_shorter_of_its_two(executor: LiveExecutor) -> None:
    message = request(hook("for (;;);"))
    message.timeout_ms = 200
    for timeout_ms, timeout in ((200, 20), (20_000, 0.2)):
        message.timeout_ms = timeout_ms
        started = time.monotonic()
        with pytest.raises(grpc.RpcError) as failed:
            executor.stub.ExecuteHook(message, timeout=timeout)
        assert failed.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        assert time.monotonic() - started < 15


def test_bytes_that_are_no_message_are_refused_and_the_stream_goes_on(executor: LiveExecutor) -> None:
    latin = order("latin").SerializeToString().replace(b"acme", b"a\xffme")
    framed = pb.ExecuteHookRequests.FromString(b"")
    good = pb.ExecuteHookRequests(requests=[order("good", n=1)]).SerializeToString()
    call = executor.channel.stream_stream(
        "/warmhook.executor.v1.HookExecutor/ExecuteHookBatches",
        response_deserializer=pb.ExecuteHookResponses.FromString,
    )
    said = [b"\xff\xff\xff", b"\x0a" + _varint(len(latin)) + latin, framed.SerializeToString(), good]
    answers = [answer for message in call(iter(said), timeout=10) for answer in message.responses]
    assert [answer.refused.message or answer.request_id for answer in answers] == [
        "the request is not an encoded ExecuteHookRequests",
        "requests.hook.tenant is not valid UTF-8",
        "good",
    ]


def _varint(number: int) -> bytes:
    low, high = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _varint(high) if high else bytes([low])


def test_an_executor_that_shuts_down_ends_the_stream_in_good_order(start_executor: StartExecutor) -> None:
    executor = start_executor()
    executor.wait_for_spares()
    stream = Conversation(executor)
    stream.say(order("running", n=1, ms=500))
    wait_until(lambda: executor.status().workers.busy == 1, "it runs")
    executor.terminate()
    wait_until(lambda: executor.status().draining, "it drains")
    time.sleep(0.05)
    stream.say(order("late", n=2))
    assert [answer.request_id for answer in stream.rest()] == ["running"]
    assert stream.call.code() is grpc.StatusCode.OK
    stream.half_close()
    assert executor.close() == 0


def test_cancelling_the_stream_stops_what_runs_on_it(executor: LiveExecutor) -> None:
    stream = Conversation(executor)
    stream.say(order("loop", source=hook("for (;;);")), order("wait", ms=20_000))
    wait_until(lambda: executor.status().workers.busy == 2, "both run")
    stream.call.cancel()
    wait_until(lambda: executor.status().workers.busy == 0, "both were stopped", patience=5)
    stream.half_close()
