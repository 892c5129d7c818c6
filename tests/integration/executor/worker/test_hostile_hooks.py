"""Hooks that write to the worker's descriptors themselves, or go on after their answer.

What they spoil is their own answer and their own worker; the next call works.
"""

from __future__ import annotations

import pytest
from live.executor import LiveExecutor, StartExecutor, hook, wait_until

_FORGE = """
const { writeSync } = require('fs');
const NESTED = Buffer.from([0, 0, 39, 20, 0, 0, 39, 16]);
let calls = 0;
function frame(header, body = '') {
  const head = Buffer.from(JSON.stringify(header)), lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(4 + head.length + body.length, 0);
  lengths.writeUInt32BE(head.length, 4);
  return Buffer.concat([lengths, head, Buffer.from(body)]);
}
function outcome(execution, claims) {
  return frame({ type: 'outcome', execution, kind: 'accepted', hasClaims: true }, JSON.stringify(claims));
}
"""

_SHUT = "process._getActiveHandles().forEach((handle) => handle.end?.())"

# None of them is an answer to the execution that writes it.
WRITTEN: dict[str, str] = {
    "garbage": "writeSync(0, 'HTTP/1.1 200 OK')",
    "a giant length": "writeSync(0, Buffer.alloc(4, 255))",
    "a frame cut short, and its own answer": "writeSync(0, frame({ type: '' }).subarray(0, 9)); cb(null, 1)",
    "an outcome for another execution": "writeSync(0, outcome(1e6, 'forged'))",
    "an outcome for no execution": "writeSync(0, frame({ type: 'outcome', kind: 'accepted' }))",
    "a type there is not": "writeSync(0, frame({ type: 'hunter2' }))",
    "ready once more": "writeSync(0, frame({ type: 'ready', protocol: 1, node: '0' }))",
    "bound once more": "writeSync(0, frame({ type: 'bound' }))",
    "what only the executor says": "writeSync(0, frame({ type: 'execute', execution: 1 }))",
    "a header that nests without end": "writeSync(0, Buffer.concat([NESTED, Buffer.alloc(10000, '[')]))",
    "nothing, and its end of the socket shut down": _SHUT,
}


def forging(what: str) -> str:
    """Return a hook that behaves at its first call and at its third."""
    return hook(f"if (++calls === 2) {{ {what} }} else cb(null, calls)", before=_FORGE)


@pytest.mark.parametrize("case", WRITTEN)
def test_a_hook_that_speaks_for_the_worker_has_died(executor: LiveExecutor, case: str) -> None:
    source = forging(WRITTEN[case])
    assert executor.claims(source) == 1
    response = executor.execute(source, time_limit_ms=3000)
    assert response.WhichOneof("outcome") == "died", response
    assert executor.claims(source) == 1
    assert not any("hunter2" in line for line in executor.lines)


# Every frame that the runtime writes goes out twice.
_TWICE = """
const binding = process.binding('fs'), { writeBuffer } = binding;
binding.writeBuffer = (fd, ...rest) => {
  if (fd === 0) writeBuffer(fd, ...rest);
  return writeBuffer(fd, ...rest);
}
"""


def test_two_answers_are_one_and_the_worker_is_not_used_again(executor: LiveExecutor) -> None:
    source = forging(f"{_TWICE} cb(null, 'a')")
    assert executor.claims(source) == 1
    assert executor.claims(source) == "a"
    wait_until(lambda: answer_of(executor, source) == "1", "another worker is used")


def answer_of(executor: LiveExecutor, source: str) -> str:
    """Return the claims, or nothing where the worker broke while it had the execution."""
    claims: str = executor.execute(source).accepted.claims_json
    return claims


_SLEEP = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"

AFTERWARDS: dict[str, str] = {
    "exits": "process.exit(1)",
    "exits, and never gets there": f"process.on('exit', () => {_SLEEP}); process.exit(1)",
    "says that it ends, and does not": "writeSync(0, frame({ type: 'ending', seen: 0 }))",
    "throws": "throw new Error('late')",
    "shuts the socket down": _SHUT,
    "writes garbage to the socket": "require('fs').writeSync(0, 'garbage')",
}


@pytest.mark.parametrize("case", AFTERWARDS)
def test_a_worker_that_breaks_after_its_answer_is_not_used_again(
    start_executor: StartExecutor, case: str
) -> None:
    executor = start_executor()
    # Long enough for a busy executor to have read the answer by then.
    late = f"setTimeout(() => {{ {AFTERWARDS[case]} }}, 100)"
    source = hook(f"cb(null, ++calls); if (calls === 1) {late}", before=_FORGE)
    assert executor.claims(source) == 1
    wait_until(lambda: executor.events("worker_gone"), "it is ended")
    assert executor.claims(source) == 1


def test_a_worker_that_answers_while_it_ends_is_not_used_again(executor: LiveExecutor) -> None:
    end = f"process.on('exit', () => {{ cb(null, calls); {_SLEEP} }}); process.exit(1)"
    source = hook(f"if (++calls === 1) {{ {end} }} cb(null, calls)", before="let calls = 0")
    assert executor.claims(source) == 1
    second = executor.execute(source, time_limit_ms=3000)
    assert second.WhichOneof("outcome") == "accepted", second


def test_a_hook_that_prints_without_end_after_its_answer_is_ended(executor: LiveExecutor) -> None:
    flood = "setImmediate(() => { for (;;) require('fs').writeSync(1, Buffer.alloc(65536)) })"
    source = hook(f"cb(null, ++calls); {flood}", before="let calls = 0")
    assert executor.claims(source) == 1
    reason = "it went on printing after its answer"
    wait_until(lambda: reason in [event["reason"] for event in executor.events("worker_gone")], "it is ended")
    assert executor.claims(source) == 1
