"""The executor's own life: starting, draining, being killed, and a Node.js that will not start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import grpc
import pytest
from grpc_reflection.v1alpha import reflection_pb2
from grpc_reflection.v1alpha.reflection_pb2_grpc import ServerReflectionStub
from live.executor import ROOT, LiveExecutor, StartExecutor, hook, is_alive, wait_until
from live.stream import Conversation
from samples.orders import order

SLOW = hook("setTimeout(cb, 700, null, 'done')")
SERVICE = "warmhook.executor.v1.HookExecutor"


def failure_of(call: grpc.Future) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.RpcError) as failure:
        call.result()
    return failure.value.code(), dict(failure.value.trailing_metadata()).get("warmhook-error", "")


def in_flight(executor: LiveExecutor) -> int:
    status = executor.status()
    return status.workers.busy + status.queue.waiting


def test_it_serves_once_a_worker_is_ready(executor: LiveExecutor) -> None:
    assert executor.serving()
    assert executor.serving(SERVICE)


def test_it_goes_on_serving_while_its_only_worker_is_replaced(start_executor: StartExecutor) -> None:
    executor = start_executor(max_workers=2)
    for number in range(5):
        assert executor.claims(hook(f"cb(null, {number})")) == number
    assert executor.events("not_serving") == []


def test_reflection_names_the_services(executor: LiveExecutor) -> None:
    asked = reflection_pb2.ServerReflectionRequest(list_services="")
    answer = next(ServerReflectionStub(executor.channel).ServerReflectionInfo(iter([asked]), timeout=10))
    assert SERVICE in {service.name for service in answer.list_services_response.service}


def test_sigterm_answers_what_runs_refuses_what_comes_and_exits(start_executor: StartExecutor) -> None:
    executor = start_executor()
    executor.wait_for_spares()
    running = executor.begin(SLOW)
    wait_until(lambda: executor.status().workers.busy == 1, "it runs")
    executor.terminate()
    wait_until(lambda: executor.status().draining, "it drains")
    assert not executor.serving()
    assert failure_of(executor.begin(SLOW)) == (grpc.StatusCode.UNAVAILABLE, "draining")
    assert running.result().accepted.claims_json == '"done"'
    assert executor.close() == 0


def test_sigterm_lets_what_waits_in_the_queue_run(start_executor: StartExecutor) -> None:
    executor = start_executor(max_workers=2)
    executor.wait_for_spares()
    calls = [executor.begin(hook(f"setTimeout(cb, 300, null, {number})")) for number in range(4)]
    # All have come. One that has not would be refused, as it should be.
    wait_until(lambda: in_flight(executor) == 4, "two run and two wait")
    executor.terminate()
    assert [int(call.result().accepted.claims_json) for call in calls] == [0, 1, 2, 3]
    assert executor.close() == 0


def test_sigterm_ends_streams_when_what_runs_on_them_is_answered(start_executor: StartExecutor) -> None:
    executor = start_executor()
    executor.wait_for_spares()
    stream = Conversation(executor)
    stream.say(order("a", n=1, ms=500))
    wait_until(lambda: executor.status().workers.busy == 1, "it runs")
    executor.terminate()
    assert stream.hear().accepted.claims_json == "1"
    assert list(stream.call) == []
    assert executor.close() == 0
    stream.half_close()


def test_sigterm_waits_no_longer_than_it_may(start_executor: StartExecutor) -> None:
    executor = start_executor(max_workers=2, drain_ms=200)
    executor.wait_for_spares()
    calls = [executor.begin(hook(f"for (;;) {number};")) for number in range(3)]
    wait_until(lambda: executor.status().queue.waiting >= 1, "one waits")
    started = time.monotonic()
    assert executor.close() == 0
    assert time.monotonic() - started < 5
    assert {failure_of(call)[0] for call in calls} == {grpc.StatusCode.UNAVAILABLE}


def test_sigterm_while_workers_are_starting_leaves_none_behind(start_executor: StartExecutor) -> None:
    executor = start_executor(spare_workers=6, max_starting=6)
    assert executor.close() == 0
    assert executor.events("worker_start_failed") == []


def test_an_executor_that_is_killed_takes_its_workers_with_it(start_executor: StartExecutor) -> None:
    executor = start_executor()
    executor.wait_for_spares()
    call = executor.begin(hook("for (;;);"))
    wait_until(lambda: executor.status().workers.busy == 1, "it runs")
    executor.wait_for_spares()
    workers = executor.workers()
    assert len(workers) >= 2
    executor.process.send_signal(signal.SIGKILL)
    assert failure_of(call)[0] is grpc.StatusCode.UNAVAILABLE
    wait_until(lambda: not any(map(is_alive, workers)), "no worker is left", patience=5)


def test_an_executor_that_is_killed_takes_its_workers_with_it_without_a_cage(uncaged: LiveExecutor) -> None:
    uncaged.wait_for_spares()
    call = uncaged.begin(hook("for (;;);"))
    wait_until(lambda: uncaged.status().workers.busy == 1, "it runs")
    workers = wait_until(lambda: pair(uncaged.workers()), "there is a spare")
    uncaged.process.send_signal(signal.SIGKILL)
    assert failure_of(call)[0] is grpc.StatusCode.UNAVAILABLE
    wait_until(lambda: not any(map(is_alive, workers)), "no worker is left", patience=5)


def pair(workers: list[int]) -> list[int]:
    """Return the workers when there are at least two."""
    return workers if len(workers) >= 2 else []


def test_nobody_need_read_the_log(start_executor: StartExecutor) -> None:
    executor = start_executor(log_level="debug")
    assert executor.process.stderr is not None
    os.dup2(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC), executor.process.stderr.fileno())
    for number in range(3):
        assert executor.claims(hook(f"cb(null, {number})")) == number
        assert executor.execute(hook(f"process.exit({number})")).died.exit_code == number
    assert executor.close() == 0


# --- a Node.js that does not start ------------------------------------------------------


@pytest.fixture
def fickle_node(node: Path, tmp_path: Path) -> Path:
    """A Node.js that looks well, and starts no worker while the file `broken` is beside it."""
    script = tmp_path / "node"
    script.write_text(
        "#!/bin/sh\n"
        f'case "$*" in *main.js*) echo . >> {tmp_path}/attempts\n'
        f'[ -e {tmp_path}/broken ] && {{ echo "node: no" >&2; exit 9; }};; esac\n'
        f'exec {node} "$@"\n'
    )
    script.chmod(0o755)
    (tmp_path / "broken").touch()
    return script


def test_a_node_that_cannot_start_is_said_and_not_tried_in_a_storm(
    start_executor: StartExecutor, fickle_node: Path
) -> None:
    # A script cannot run in the cage, which has no shell in it.
    executor = start_executor(executable=fickle_node, min_isolation="unsafe-none")
    until = time.monotonic() + 2
    wait_until(lambda: executor.status().spawning.failed > 1, "starts have failed")
    with pytest.raises(grpc.RpcError) as failure:
        executor.execute(hook("cb()"))
    assert failure.value.code() is grpc.StatusCode.UNAVAILABLE
    assert "no worker can be started" in failure.value.details()
    assert dict(failure.value.trailing_metadata())["warmhook-error"] == "workers_unavailable"
    assert not executor.serving()
    time.sleep(max(until - time.monotonic(), 0))
    spawning = executor.status().spawning
    assert 2 <= spawning.failed <= 8
    assert spawning.consecutive_failures == spawning.failed
    assert spawning.last_error

    (fickle_node.parent / "broken").unlink()
    wait_until(executor.serving, "it serves again")
    assert executor.claims(hook("cb(null, 1)")) == 1
    assert executor.status().spawning.consecutive_failures == 0


# --- settings ---------------------------------------------------------------------------


def run_executor(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "executor"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_wrong_settings_are_said_all_at_once() -> None:
    ended = run_executor(WARMHOOK_EXECUTOR_MAX_WORKERS="many", WARMHOOK_EXECUTOR_SPARE_WORKER="1")
    assert ended.returncode == 2
    assert "WARMHOOK_EXECUTOR_MAX_WORKERS" in ended.stderr
    assert "WARMHOOK_EXECUTOR_SPARE_WORKER is not a setting" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_node_that_is_none_is_said(tmp_path: Path) -> None:
    ended = run_executor(WARMHOOK_NODE=str(tmp_path / "node"))
    assert ended.returncode == 2
    assert "WARMHOOK_NODE" in ended.stderr


def test_an_address_that_is_taken_is_said(executor: LiveExecutor) -> None:
    ended = run_executor(WARMHOOK_EXECUTOR_LISTEN=executor.address)
    assert ended.returncode == 1
    assert f"cannot listen on {executor.address}" in ended.stderr
    assert "Traceback" not in ended.stderr
