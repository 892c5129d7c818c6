"""The process that workers are forked from, and executions whose worker was already going."""

from __future__ import annotations

import os
import signal
import time

import pytest
from live.executor import LiveExecutor, StartExecutor, hook, is_alive, of_process, request, wait_until

from warmhook.protos import executor_pb2 as pb


def test_when_the_forker_dies_its_workers_do_and_the_next_call_works(start_executor: StartExecutor) -> None:
    executor = start_executor()
    executor.wait_for_spares()
    call = executor.begin(hook("setTimeout(cb, 5000)"))
    wait_until(lambda: executor.status().workers.busy == 1, "it runs")
    forker, workers = executor.forker(), executor.workers()
    os.kill(forker, signal.SIGKILL)
    assert call.result().WhichOneof("outcome") == "died"
    wait_until(lambda: not any(map(is_alive, workers)), "its workers are gone")
    assert executor.claims(hook("cb(null, 1)")) == 1
    assert executor.forker() != forker
    assert [event["status"] for event in executor.events("forker_died")] == [-signal.SIGKILL]


def test_news_that_nobody_has_read_do_not_disturb_the_forkers_end(start_executor: StartExecutor) -> None:
    executor = start_executor()
    executor.wait_for_spares()
    forker, workers = executor.forker(), executor.workers()
    os.kill(executor.process.pid, signal.SIGSTOP)
    os.kill(workers[0], signal.SIGKILL)
    wait_until(lambda: not is_alive(workers[0]), "a worker has ended")
    # For the forker to tell of it.
    time.sleep(0.2)
    os.kill(executor.process.pid, signal.SIGKILL)
    wait_until(lambda: not any(map(is_alive, [forker, *workers])), "all are gone")


def test_the_forker_knows_nothing_of_the_executor_but_its_orders(start_executor: StartExecutor) -> None:
    executor = start_executor()
    forker = executor.forker()
    assert of_process(forker, "environ") == b""
    assert os.getsid(forker) != os.getsid(executor.process.pid)


def request_with(source: str, *, last: bool) -> pb.ExecuteHookRequest:
    message: pb.ExecuteHookRequest = request(source)
    message.context.body_json = '{"last": true}' if last else "{}"
    return message


@pytest.mark.parametrize("end", ["throw new Error('late')", "process.exit(1)"])
def test_an_execution_that_its_worker_never_began_is_run_on_another(executor: LiveExecutor, end: str) -> None:
    """What the first answer leaves behind keeps the worker from hearing of the next call, and ends it."""
    busy = "const until = Date.now() + 200; while (Date.now() < until);"
    source = hook(
        f"cb(null, ++calls); if (calls === 1 && context.body.last) setImmediate(() => {{ {busy} {end} }})",
        before="let calls = 0",
    )
    first = request_with(source, last=True)
    assert executor.stub.ExecuteHook(first, timeout=10).accepted.claims_json == "1"
    time.sleep(0.05)
    second = executor.stub.ExecuteHook(request_with(source, last=False), timeout=10)
    assert second.accepted.claims_json == "1", second
    assert second.cold
