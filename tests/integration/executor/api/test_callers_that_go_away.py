"""A caller goes away with one execution running and another waiting: at each door, on a real executor."""

from __future__ import annotations

import queue
import socket
from collections.abc import Callable

import pytest
from live.executor import LiveExecutor, StartExecutor, wait_until
from samples.orders import order

from warmhook.protos import executor_pb2 as pb
from warmhook.protos.framing import with_length
from warmhook.protos.local_socket import address_of

# Says the requests, and gives what goes away with them.
Come = Callable[[LiveExecutor, list[pb.ExecuteHookRequest]], Callable[[], object]]


def one_by_one(executor: LiveExecutor, requests: list[pb.ExecuteHookRequest]) -> Callable[[], object]:
    calls = [executor.stub.ExecuteHook.future(request, timeout=30) for request in requests]
    return lambda: [call.cancel() for call in calls]


def on_a_stream(executor: LiveExecutor, requests: list[pb.ExecuteHookRequest]) -> Callable[[], object]:
    said: queue.SimpleQueue[pb.ExecuteHookRequest | None] = queue.SimpleQueue()
    call = executor.stub.ExecuteHooks(iter(said.get, None), timeout=30)
    for request in requests:
        said.put(request)
    return lambda: (call.cancel(), said.put(None))


def in_a_batch(executor: LiveExecutor, requests: list[pb.ExecuteHookRequest]) -> Callable[[], object]:
    said: queue.SimpleQueue[pb.ExecuteHookRequests | None] = queue.SimpleQueue()
    call = executor.stub.ExecuteHookBatches(iter(said.get, None), timeout=30)
    said.put(pb.ExecuteHookRequests(requests=requests))
    return lambda: (call.cancel(), said.put(None))


def on_the_local_socket(
    executor: LiveExecutor, requests: list[pb.ExecuteHookRequest]
) -> Callable[[], object]:
    caller = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    caller.connect(address_of(executor.status().local_socket))
    caller.sendall(b"".join(with_length(request.SerializeToString()) for request in requests))
    return caller.close


@pytest.mark.parametrize("come", [one_by_one, on_a_stream, in_a_batch, on_the_local_socket])
def test_what_runs_is_stopped_what_waits_is_forgotten_and_another_caller_is_served(
    start_executor: StartExecutor, come: Come
) -> None:
    executor = start_executor(max_workers=3, max_running_per_tenant=1)
    executor.wait_for_spares()
    go_away = come(executor, [order("runs", ms=20_000), order("waits", ms=20_000)])
    wait_until(
        lambda: (executor.status().workers.busy, executor.status().queue.waiting) == (1, 1), "both are in"
    )
    other = executor.stub.ExecuteHook.future(order("other", n=7), timeout=30)
    wait_until(lambda: executor.status().queue.waiting == 2, "another caller waits behind them")
    go_away()
    assert other.result().accepted.claims_json == "7"
    executions = executor.status().executions
    assert (executions.cancelled, executions.accepted, executions.refused) == (2, 1, 0)
    (ended,) = wait_until(lambda: executor.events("worker_gone"), "what ran was stopped")
    assert ended["reason"] == "its execution was cancelled"
    wait_until(lambda: executor.status().workers.idle == 1, "nothing runs or waits")
    assert (executor.status().workers.busy, executor.status().queue.waiting) == (0, 0)
