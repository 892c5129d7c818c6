"""A hook without a network: it gets its ordinary error, and is told why, once for each execution."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from attacks.executor_process import without_namespaces
from live.executor import LiveExecutor, StartExecutor, hook, wait_until

NOT_GRANTED = "network access is not granted to this hook\n"

_CODE = "(error) => cb(null, error?.cause?.code ?? error?.code)"
TRIES: dict[str, tuple[str, set[str]]] = {
    "a connection": (
        f"require('net').connect(80, '192.0.2.1').on('error', {_CODE})",
        {"ENETUNREACH", "EACCES"},
    ),
    "a request": (
        f"require('http').get('http://192.0.2.1/').on('error', {_CODE})",
        {"ENETUNREACH", "EACCES"},
    ),
    "a fetch": (f"fetch('http://192.0.2.1/').catch({_CODE})", {"ENETUNREACH", "EACCES"}),
    "a name": (f"require('dns').lookup('warmhook.example', {_CODE})", {"EAI_AGAIN", "ENOTFOUND"}),
    "a question to a name server": (
        f"require('dns').resolve4('warmhook.example', {_CODE})",
        {"ECONNREFUSED", "EREFUSED", "ETIMEOUT"},
    ),
    "a datagram": (
        f"require('dgram').createSocket('udp4').on('error', {_CODE}).send('x', 53, '192.0.2.1', {_CODE})",
        {"ENETUNREACH", "EACCES"},
    ),
}


@pytest.fixture(params=["namespaces", "landlock"])
def caged(
    request: pytest.FixtureRequest,
    start_executor: StartExecutor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> LiveExecutor:
    if request.param == "landlock":
        monkeypatch.setenv("PATH", f"{without_namespaces(tmp_path)}:{os.environ['PATH']}")
    return start_executor(min_isolation=request.param)


def printed(executor: LiveExecutor, source: str) -> tuple[str, list[str]]:
    """Return the claims' JSON text, and what was printed."""
    response = executor.execute(source)
    assert response.WhichOneof("outcome") == "accepted", response
    return response.accepted.claims_json, [output.text for output in response.console]


def test_whatever_a_hook_tries_it_gets_its_error_and_is_told_why(caged: LiveExecutor) -> None:
    for case, (tries, codes) in TRIES.items():
        claims, told = printed(caged, hook(tries))
        assert claims.strip('"') in codes, case
        # Node 18 has a word of its own about fetch.
        assert [text for text in told if "ExperimentalWarning" not in text] == [NOT_GRANTED], case
    wait_until(lambda: len(caged.events("network_not_granted")) == len(TRIES), "all is logged")
    event = caged.events("network_not_granted")[0]
    assert (event["tenant"], event["detail"]) == ("acme", NOT_GRANTED.strip())


def test_each_execution_is_told_once(executor: LiveExecutor) -> None:
    tries = "require('net').connect(80, '192.0.2.1').on('error', next)"
    source = hook(
        f"const next = () => (++calls % 3 ? {tries} : cb(null, calls)); next()", before="let calls = 0"
    )
    before = len(executor.events("network_not_granted"))
    for calls in ("3", "6"):
        assert printed(executor, source) == (calls, [NOT_GRANTED])
    wait_until(lambda: len(executor.events("network_not_granted")) == before + 2, "it is logged")


_LOADING = {
    "at once": "require('dns').lookup('warmhook.example', () => {});",
    "a moment later": "require('net').connect(80, '192.0.2.1').on('error', () => {});",
}


@pytest.mark.parametrize("case", _LOADING)
def test_what_a_script_tries_while_it_loads_is_its_first_executions(
    executor: LiveExecutor, case: str
) -> None:
    before = len(executor.events("network_not_granted"))
    again = f"if (++calls === 1) {_LOADING[case]}"
    source = hook(f"{again} setTimeout(cb, 20, null, calls)", before=f"let calls = 0; {_LOADING[case]}")
    assert printed(executor, source) == ("1", [NOT_GRANTED])
    assert printed(executor, source) == ("2", [])
    wait_until(lambda: len(executor.events("network_not_granted")) == before + 1, "it is logged")


def test_a_hook_that_runs_out_of_time_has_been_heard_all_the_same(executor: LiveExecutor) -> None:
    before = len(executor.events("network_not_granted"))
    source = hook("require('net').connect(80, '192.0.2.1').on('error', () => {})")
    response = executor.execute(source, time_limit_ms=300)
    assert response.WhichOneof("outcome") == "timed_out"
    assert [output.text for output in response.console] == [NOT_GRANTED]
    wait_until(lambda: len(executor.events("network_not_granted")) == before + 1, "it is logged")


def test_what_is_tried_after_the_answer_is_logged_for_nobody(executor: LiveExecutor) -> None:
    before = len(executor.events("network_not_granted"))
    late = "setTimeout(() => require('net').connect(80, '192.0.2.1').on('error', () => {}), 5)"
    source = hook(f"cb(null, ++calls); if (calls === 1) {late}", before="let calls = 0")
    for calls in (1, 2):
        assert executor.claims(source) == calls
        time.sleep(0.05)
    assert len(executor.events("network_not_granted")) == before


_SAYS = """
const { writeSync } = require('fs');
const say = (header) => {
  const head = Buffer.from(JSON.stringify(header)), lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(4 + head.length, 0);
  lengths.writeUInt32BE(head.length, 4);
  writeSync(0, Buffer.concat([lengths, head]));
};
"""


@pytest.mark.parametrize("number", ["1", "'x'", "null"])
def test_a_try_for_another_execution_ends_the_worker(executor: LiveExecutor, number: str) -> None:
    source = hook(f"say({{ type: 'network', execution: {number} }}); cb(null, 1)", before=_SAYS)
    assert executor.execute(source).WhichOneof("outcome") == "died"


def test_where_nothing_keeps_a_hook_from_the_network_it_is_told_nothing(uncaged: LiveExecutor) -> None:
    source = hook(f"require('net').connect(1, '127.0.0.1').on('error', {_CODE})")
    assert printed(uncaged, source) == ('"ECONNREFUSED"', [])
