"""The socket for callers on the same machine: what ExecuteHooks does, without gRPC."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from live.executor import LiveExecutor, StartExecutor, hook, wait_until
from samples.orders import order

from warmhook.protos import executor_pb2 as pb
from warmhook.protos.framing import with_length
from warmhook.protos.local_socket import address_of


class LocalCaller:
    """One connection, which says and hears message by message."""

    def __init__(self, executor: LiveExecutor) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(30)
        self.socket.connect(address_of(executor.status().local_socket))
        self._stream = self.socket.makefile("rb")
        assert self.hear_bytes() == b"", "requests are taken"

    def say(self, *messages: pb.ExecuteHookRequest) -> None:
        self.say_bytes(*(message.SerializeToString() for message in messages))

    def say_bytes(self, *messages: bytes) -> None:
        self.socket.sendall(b"".join(map(with_length, messages)))

    def hear_bytes(self) -> bytes | None:
        """Return the next message; None where the connection ends without one."""
        length = self._stream.read(4)
        if not length:
            return None
        message: bytes = self._stream.read(int.from_bytes(length))
        return message

    def hear(self) -> pb.ExecuteHookResponse:
        message = self.hear_bytes()
        assert message, "no answer"
        return pb.ExecuteHookResponse.FromString(message)

    def close(self) -> None:
        self._stream.close()
        self.socket.close()


@pytest.fixture
def caller(executor: LiveExecutor) -> Iterator[LocalCaller]:
    caller = LocalCaller(executor)
    yield caller
    caller.close()


def test_many_in_flight_are_each_answered_once(caller: LocalCaller) -> None:
    caller.say(*(order(f"r{n}", n=n) for n in range(200)))
    answers = [caller.hear() for _ in range(200)]
    assert {answer.request_id: int(answer.accepted.claims_json) for answer in answers} == {
        f"r{n}": n for n in range(200)
    }


def test_answers_come_as_executions_end(caller: LocalCaller) -> None:
    caller.say(order("slow", ms=600), order("quick", source=hook("cb(null, 0)")))
    assert [caller.hear().request_id for _ in range(2)] == ["quick", "slow"]


def test_large_requests_and_answers_arrive_whole(caller: LocalCaller) -> None:
    large = order("large", source=hook("cb(null, context.body.text)"))
    large.context.body_json = f'{{"text": "{"x" * 900_000}"}}'
    for _ in range(6):
        caller.say(large)
        assert len(caller.hear().accepted.claims_json) == 900_002


def test_what_cannot_be_run_is_refused_and_the_rest_goes_on(caller: LocalCaller) -> None:
    bad = order("bad")
    bad.hook.tenant = ""
    unknown = pb.ExecuteHookRequest(request_id="unknown", hook=pb.Hook(tenant="acme", digest="0" * 64))
    unknown.generic.SetInParent()
    caller.say(bad)
    caller.say_bytes(b"\xff\xff\xff", b"")
    caller.say(unknown, order("good", n=1))
    said = [caller.hear() for _ in range(5)]
    assert [(answer.request_id, answer.refused.code, answer.refused.message) for answer in said[:4]] == [
        ("bad", "invalid_argument", "hook.tenant is missing"),
        ("", "invalid_argument", "the request is not an encoded ExecuteHookRequest"),
        ("", "invalid_argument", "request_id is missing"),
        (
            "unknown",
            "hook_unknown",
            "hook.digest is not known to this executor; send the hook with its source",
        ),
    ]
    assert said[4].accepted.claims_json == "1"


def test_closing_the_connection_stops_what_runs_on_it(executor: LiveExecutor) -> None:
    caller = LocalCaller(executor)
    caller.say(order("loop", source=hook("for (;;);")), order("wait", ms=20_000))
    wait_until(lambda: executor.status().workers.busy == 2, "both run")
    caller.close()
    wait_until(lambda: executor.status().workers.busy == 0, "both were stopped", patience=5)


def test_a_claim_of_more_than_a_request_may_have_ends_the_connection(caller: LocalCaller) -> None:
    caller.socket.sendall((64 * 1024 * 1024).to_bytes(4) + b"x")
    assert caller.hear_bytes() is None


def test_who_does_not_read_is_not_read_from(start_executor: StartExecutor) -> None:
    executor = start_executor(max_workers=2)
    executor.wait_for_spares()
    caller = LocalCaller(executor)
    caller.socket.settimeout(3)
    with pytest.raises(TimeoutError):
        # Some are run and the rest refused. Either way there are answers that nobody reads.
        say_without_end(caller, with_length(order("r", ms=10).SerializeToString()))
    assert caller.hear().request_id == "r"
    caller.close()


def say_without_end(caller: LocalCaller, request: bytes) -> None:
    for _ in range(200_000):
        caller.socket.sendall(request)


def test_an_executor_that_shuts_down_answers_what_runs_and_says_that_it_ends(
    start_executor: StartExecutor,
) -> None:
    executor = start_executor()
    executor.wait_for_spares()
    caller, idle = LocalCaller(executor), LocalCaller(executor)
    caller.say(order("running", n=1, ms=500))
    wait_until(lambda: executor.status().workers.busy == 1, "it runs")
    executor.terminate()
    assert (idle.hear_bytes(), idle.hear_bytes()) == (b"", None)
    # It is read on, so that nobody fails to hear the end for having written once more.
    for late in (idle, caller):
        late.say(order("late", n=2))
        late.say(order("later", n=3))
    assert caller.hear().accepted.claims_json == "1"
    assert (caller.hear_bytes(), caller.hear_bytes()) == (b"", None)
    assert executor.close() == 0
    caller.close()
    idle.close()


def test_an_executor_that_gives_up_on_a_hook_does_not_say_that_all_is_answered(
    start_executor: StartExecutor,
) -> None:
    executor = start_executor(drain_ms=100)
    executor.wait_for_spares()
    caller = LocalCaller(executor)
    caller.say(order("loop", source=hook("for (;;);")))
    wait_until(lambda: executor.status().workers.busy == 1, "it runs")
    started = time.monotonic()
    assert executor.close() == 0
    assert time.monotonic() - started < 10
    assert caller.hear_bytes() is None
    caller.close()
