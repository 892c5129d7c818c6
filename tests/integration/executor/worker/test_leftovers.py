"""What outlives an answer where no control group counts it: it is ended, and the worker with it."""

from __future__ import annotations

import json
import time

import pytest
from live.executor import WITHOUT_GROUPS, LiveExecutor, StartExecutor, hook, wait_until

_ENDED_SECONDS = 5.0
_SPAWN = "require('child_process').spawn"
_ORPHAN = f"{_SPAWN}(process.execPath, ['-e', 'for (;;);'], {{ detached: true, stdio: 'ignore' }}).unref();"
_ORPHANED = f"{_SPAWN}(process.execPath, ['-e', {json.dumps(_ORPHAN)}]).on('exit', () => cb(null, 1));"
_WAIT = "setInterval(() => {}, 1000)"
_WAITING = f"{_SPAWN}(process.execPath, ['-e', {json.dumps(_WAIT)}]).on('spawn', () => cb(null, 1));"
_TAKING = """
    setTimeout(() => {
      global.kept = [];
      try { while (kept.length < 45) kept.push(Buffer.alloc(10 << 20, 1)); } catch { /* The limit. */ }
    }, 50);
    cb(null, 1);
"""
_LEFT = {
    "an orphan that computes": (_ORPHANED, "it left processes behind after its answer"),
    "a child that waits": (_WAITING, "it left processes behind after its answer"),
    "memory that it takes": (_TAKING, "it kept too much memory after its answer"),
}


@pytest.fixture
def executor(start_executor: StartExecutor) -> LiveExecutor:
    executor = start_executor(within=WITHOUT_GROUPS)
    assert "memory is watched" in executor.status().isolation_detail
    return executor


@pytest.mark.parametrize("left", _LEFT)
def test_what_outlives_an_answer_is_ended(left: str, executor: LiveExecutor) -> None:
    body, reason = _LEFT[left]
    assert executor.claims(hook(body)) == 1

    def ended() -> bool:
        return reason in [event["reason"] for event in executor.events("worker_gone")]

    wait_until(ended, "its worker is ended", patience=_ENDED_SECONDS)
    assert executor.claims(hook("cb(null, 'next')")) == "next"


def test_a_hook_that_waits_for_its_child_keeps_its_worker(executor: LiveExecutor) -> None:
    waits = (
        "require('child_process').execFile(process.execPath, ['-p', '7'],"
        " (error, output) => cb(null, [++calls, Number(output)]));"
    )
    for number in range(1, 4):
        assert executor.claims(hook(waits, before="let calls = 0;")) == [number, 7]
        time.sleep(1.2)
    assert executor.events("worker_gone") == []
