"""What goes wrong, on real workers: each failure has its answer, and the next call works."""

from __future__ import annotations

import os
import signal
import time

import grpc
import pytest
from live.executor import LiveExecutor, StartExecutor, hook, is_alive, of_process, wait_until

from warmhook.protos import executor_pb2 as pb


def latest() -> float:
    """Return how late an answer may be: 0.1 s is the promise, on a machine with nothing else to do."""
    return 0.4 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


_FLOOD = "const bytes = Buffer.alloc(65536, {}); for (;;) require('fs').writeSync({}, bytes)"
ENDLESS: dict[str, str] = {
    "in the call": hook("for (;;);"),
    "at the top level": "for (;;);",
    "in promises": hook("(function next() { Promise.resolve().then(next) })()"),
    "in nextTick": hook("(function next() { process.nextTick(next) })()"),
    "in timers that never call back": hook("setInterval(() => {}, 1)"),
    "in a regular expression": hook("/^(a+)+$/.test('a'.repeat(50) + 'b')"),
    "in a toJSON": hook("cb(null, { toJSON() { for (;;); } })"),
    "in Atomics.wait": hook("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"),
    "with signals ignored": hook("process.on('SIGTERM', () => {}); for (;;);"),
    "flooding the console": hook("for (;;) console.log('x'.repeat(10000))"),
    "flooding descriptor 1": hook(_FLOOD.format(30, 1)),
    "flooding descriptor 2": hook(_FLOOD.format(65, 2)),
}


@pytest.mark.parametrize("case", ENDLESS)
def test_a_hook_that_never_answers_is_stopped_at_its_limit(
    executor: LiveExecutor, case: str, record_property: pytest.RecordProperty
) -> None:
    started = time.monotonic()
    response = executor.execute(ENDLESS[case], time_limit_ms=500)
    late = time.monotonic() - started - 0.5
    record_property("ms after the limit", round(late * 1000))
    assert response.WhichOneof("outcome") == "timed_out", response
    assert response.timed_out.limit_ms == 500
    assert late < latest()
    assert executor.claims(hook("cb(null, 'next')")) == "next"


def test_the_hooks_own_limit_holds_where_the_call_asks_for_more(executor: LiveExecutor) -> None:
    response = executor.execute(hook(""), limits=pb.Limits(time_limit_ms=100), time_limit_ms=5000)
    assert response.timed_out.limit_ms == 100


_CHILD = "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 9)'], OPTIONS)"


def children_of_hooks(executor: LiveExecutor) -> list[int]:
    return [pid for pid in executor.workers() if b"setInterval" in of_process(pid, "cmdline")]


@pytest.mark.parametrize(
    "options", ["{}", "{ detached: true }"], ids=["a child", "a child with its own session"]
)
def test_all_processes_of_a_hook_that_was_stopped_are_gone(executor: LiveExecutor, options: str) -> None:
    call = executor.begin(hook(_CHILD.replace("OPTIONS", options) + "; for (;;);"), time_limit_ms=2000)
    children = wait_until(lambda: children_of_hooks(executor), "the hook has a child")
    assert call.result().HasField("timed_out")
    wait_until(lambda: not any(map(is_alive, children)), "the child is gone")


def test_a_process_left_behind_by_a_hook_that_exits_is_gone_too(executor: LiveExecutor) -> None:
    child = _CHILD.replace("OPTIONS", "{ stdio: 'ignore' }")
    call = executor.begin(hook(child + "; setTimeout(() => process.exit(3), 500)"))
    children = wait_until(lambda: children_of_hooks(executor), "the hook has a child")
    assert call.result().died.exit_code == 3
    wait_until(lambda: not any(map(is_alive, children)), "the child is gone")


# --- the caller gives up ----------------------------------------------------------------


def test_a_callers_deadline_before_the_limit_stops_the_hook(executor: LiveExecutor) -> None:
    cancelled = executor.status().executions
    source = hook("if (context.webtask.secrets.a) for (;;); cb(null, ++calls)", before="let calls = 0")
    started = time.monotonic()
    with pytest.raises(grpc.RpcError) as late:
        executor.execute(source, secrets={"a": "1"}, timeout=0.3)
    assert late.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert time.monotonic() - started < 0.3 + latest()
    wait_until(lambda: executor.status().workers.busy == 0, "the hook was stopped")
    after = executor.status().executions
    assert after.cancelled + after.refused == cancelled.cancelled + cancelled.refused + 1
    assert executor.claims(source) == 1


def test_a_call_that_is_cancelled_stops_the_hook(executor: LiveExecutor) -> None:
    source = hook("if (++calls > 1) for (;;); cb(null, calls)", before="let calls = 0; // cancelled")
    assert executor.claims(source) == 1
    call = executor.begin(source)
    wait_until(lambda: executor.status().workers.busy == 1, "it runs")
    call.cancel()
    wait_until(lambda: executor.status().workers.busy == 0, "the hook was stopped", patience=1.0)
    assert executor.claims(source) == 1


def test_calls_cancelled_at_the_moment_of_their_answer_take_nobody_with_them(executor: LiveExecutor) -> None:
    source = hook("setTimeout(cb, 2 + 4 * Math.random(), null, 1)", before="// race")
    for round_ in range(40):
        doomed = executor.begin(source)
        others = [executor.begin(source, time_limit_ms=5000) for _ in range(3)]
        time.sleep(0.002 + (round_ % 8) * 0.001)
        doomed.cancel()
        assert [other.result().WhichOneof("outcome") for other in others] == ["accepted"] * 3
    assert executor.status().workers.busy == 0
    assert executor.status().queue.waiting == 0


# --- crowds -------------------------------------------------------------------------------


def refused(call: grpc.Future) -> tuple[grpc.StatusCode, dict[str, str]]:
    with pytest.raises(grpc.RpcError) as failure:
        call.result()
    return failure.value.code(), dict(failure.value.trailing_metadata())


def test_a_full_queue_refuses_at_once_and_says_when_to_come_back(start_executor: StartExecutor) -> None:
    executor = start_executor(max_workers=2, spare_workers=1, max_queue=2, max_running_per_tenant=1)
    executor.wait_for_spares()
    slow = hook("setTimeout(cb, 500, null, 1)")
    admitted = [executor.begin(slow)]
    wait_until(lambda: executor.status().workers.busy == 1, "one runs")
    admitted += [executor.begin(slow) for _ in range(2)]
    wait_until(lambda: executor.status().queue.waiting == 2, "two wait")
    started = time.monotonic()
    code, metadata = refused(executor.begin(slow))
    assert time.monotonic() - started < 0.2
    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert metadata["warmhook-error"] == "queue_full"
    assert 50 <= int(metadata["grpc-retry-pushback-ms"]) <= 10_000
    assert [call.result().accepted.claims_json for call in admitted] == ["1"] * 3


def test_a_tenant_with_a_full_queue_leaves_another_served(start_executor: StartExecutor) -> None:
    executor = start_executor(
        max_workers=4, spare_workers=1, max_queue_per_tenant=1, max_running_per_tenant=1
    )
    executor.wait_for_spares()
    slow = hook("setTimeout(cb, 500, null, 1)")
    admitted = [executor.begin(slow)]
    wait_until(lambda: executor.status().workers.busy == 1, "one runs")
    admitted.append(executor.begin(slow))
    wait_until(lambda: executor.status().queue.waiting == 1, "one waits")
    code, metadata = refused(executor.begin(slow))
    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert metadata["warmhook-error"] == "tenant_queue_full"
    assert executor.claims(hook("cb(null, 2)"), tenant="other") == 2
    assert [call.result().accepted.claims_json for call in admitted] == ["1"] * 2


def test_nobody_waits_longer_than_the_queue_allows(start_executor: StartExecutor) -> None:
    executor = start_executor(max_running_per_tenant=1, max_queue_wait_ms=200)
    executor.wait_for_spares()
    running = executor.begin(hook("setTimeout(cb, 1000, null, 1)"))
    wait_until(lambda: executor.status().workers.busy == 1, "one runs")
    code, metadata = refused(executor.begin(hook("cb()")))
    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert metadata["warmhook-error"] == "queue_timeout"
    assert running.result().accepted.claims_json == "1"


def test_more_hooks_than_workers_are_all_served(start_executor: StartExecutor) -> None:
    executor = start_executor(max_workers=3, max_queue_wait_ms=60_000)
    calls = [executor.begin(hook(f"cb(null, {number})"), tenant=f"t{number % 4}") for number in range(24)]
    assert [int(call.result().accepted.claims_json) for call in calls] == list(range(24))
    assert executor.status().workers.busy == 0


# --- workers that die ----------------------------------------------------


def test_a_worker_killed_in_mid_request_has_died_and_the_next_call_works(
    start_executor: StartExecutor,
) -> None:
    executor = start_executor()
    executor.wait_for_spares()
    the_worker = executor.workers()
    call = executor.begin(hook("setTimeout(cb, 5000, null, 1)"))
    wait_until(lambda: executor.status().workers.busy == 1, "it runs")
    for pid in the_worker:
        os.kill(pid, signal.SIGKILL)
    assert call.result().died.signal == signal.SIGKILL
    assert executor.claims(hook("cb(null, 'next')")) == "next"


def test_out_of_memory_is_told_from_a_crash(executor: LiveExecutor) -> None:
    response = executor.execute(
        hook("const all = []; for (;;) all.push(new Array(1e5).fill(0.5))"), limits=pb.Limits(memory_mb=32)
    )
    assert response.out_of_memory.limit_mb == 32, response
    assert executor.claims(hook("cb(null, 'next')")) == "next"


def test_memory_outside_the_heap_is_limited_too(executor: LiveExecutor) -> None:
    source = hook("const all = []; try { for (;;) all.push(Buffer.alloc(16e6, 1)) } catch (e) { cb(e) }")
    response = executor.execute(source, time_limit_ms=10_000)
    assert response.WhichOneof("outcome") in {"denied", "died", "out_of_memory"}, response
    assert executor.claims(hook("cb(null, 'next')")) == "next"
