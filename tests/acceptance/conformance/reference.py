"""Auth0's side: run a case in reference.js, and say what came of each call.

One Node.js process a case, so that nothing one hook does reaches another, and
one more whenever it has ended, as the platform's container would. The process
is asked over HTTP, as Auth0 asked; `read_answer` is the pure half.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import time
import urllib.parse
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from conformance.cases import Trigger
from conformance.outcome import NO_DATA, Kind, Outcome, denied, does_not_compile, thrown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.cases import Call, Case

    Report = dict[str, Any]

_PROGRAM = Path(__file__).with_name("reference.js")

# The package names the exchange after its first implementation.
_COMPILER = {trigger: trigger.value for trigger in Trigger} | {
    Trigger.CREDENTIALS_EXCHANGE: "client-credentials-exchange"
}


def read_answer(status: int, body: str) -> Outcome:
    """Tell an outcome by an HTTP answer of auth0-ext-compilers in webtask-runtime."""
    if status == http.HTTPStatus.INTERNAL_SERVER_ERROR:
        return _read_throw(json.loads(body))
    if body == _SUCCESS + "}":
        return Outcome(Kind.ACCEPTED, NO_DATA)
    if body.startswith(_SUCCESS + ',"data":'):
        return Outcome(Kind.ACCEPTED, body[len(_SUCCESS + ',"data":') : -1])
    if body.startswith(_ERROR):
        return _read_error(body[len(_ERROR) : -1])
    # What a hook did to the envelope itself, or a webtask that wrote its own answer.
    return Outcome(Kind.ACCEPTED, f"(no envelope) {body}")


# The compilers build their answers in this order; the text is compared, not its
# meaning, so that the order of properties and the form of numbers count.
_ERROR = '{"status":"error","data":'
_SUCCESS = '{"statusCode":200,"headers":{},"status":"success"'
_REFUSAL = re.compile(r"^Body.* received by extensibility point is |^Unauthorized extensibility point$")
_UNSERIALISABLE = "Error when JSON serializing the result of the extension point"


def _read_error(data: str) -> Outcome:
    """Auth0's compilers report what a hook denied, and what they refused, in the same form."""
    error = json.loads(data)
    message = error.get("message") if isinstance(error, dict) else None
    if not isinstance(message, str):
        return denied(data)
    if message == "Unable to compile the extensibility code as javascript":
        return does_not_compile(error.get("error_description", ""))
    if _REFUSAL.search(message):
        return Outcome(Kind.REFUSED, message)
    if message == _UNSERIALISABLE:
        return Outcome(Kind.UNUSABLE_RESULT, message)
    return denied(data)


def _read_throw(error: dict[str, Any]) -> Outcome:
    """An error says its name and message; of anything else there are `details`."""
    if "message" in error:
        return thrown(Kind.THREW, error.get("name"), str(error["message"]))
    details = error.get("details", "")
    return thrown(Kind.THREW, None, details if isinstance(details, str) else json.dumps(details))


def observe(case: Case, node: Path) -> Iterator[Outcome]:
    hook = _Hook(case, node)
    try:
        for call in case.calls:
            yield hook.run(call)
    finally:
        hook.stop()


@dataclass
class _Running:
    """A process that serves the hook, from its `listening` to its end."""

    process: subprocess.Popen[bytes]
    reports: IO[str]
    port: int


class _Hook:
    def __init__(self, case: Case, node: Path) -> None:
        self._case = case
        self._node = node
        self._running: _Running | None = None

    def run(self, call: Call) -> Outcome:
        if self._running is not None and self._running.process.poll() is not None:
            self.stop()
        if self._running is None:
            started = self._start()
            if isinstance(started, Outcome):
                return started
            self._running = started
        return self._ask(self._running, call)

    def stop(self) -> None:
        if self._running is not None:
            self._running.process.kill()
            self._running.process.wait()
            self._running.reports.close()
            self._running = None

    def _start(self) -> _Running | Outcome:
        heap = [f"--max-old-space-size={self._case.memory_mb}"] if self._case.memory_mb else []
        ours, theirs = os.pipe()
        process = subprocess.Popen(
            [self._node, *heap, _PROGRAM, str(theirs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs],
            # Where Babel looks for its plug-ins, for webtasks that use latest.
            cwd=_PROGRAM.parents[2] / "npm",
            env={},
        )
        os.close(theirs)
        reports = os.fdopen(ours, encoding="utf-8")
        assert process.stdin is not None
        with process.stdin as stdin:
            stdin.write(
                json.dumps(
                    {
                        "compiler": _COMPILER[self._case.trigger],
                        "hook": self._case.hook,
                        # How the platform marked a webtask as a hook.
                        "meta": {
                            "auth0-extension": "runtime",
                            "auth0-extension-name": self._case.trigger.value,
                        },
                        "secrets": self._case.secrets,
                    }
                ).encode()
            )
        first = reports.readline()
        report: Report = json.loads(first) if first else {}
        if "listening" in report:
            return _Running(process, reports, report["listening"])
        outcome = _ending(process.wait(), [report, *map(json.loads, reports)])
        reports.close()
        return outcome

    def _ask(self, running: _Running, call: Call) -> Outcome:
        deadline = time.monotonic() + self._case.time_limit_ms / 1000
        connection = http.client.HTTPConnection(
            "127.0.0.1", running.port, timeout=self._case.time_limit_ms / 1000
        )
        try:
            connection.request(
                "POST",
                "/?" + urllib.parse.urlencode(call.query),
                body=json.dumps(call.body),
                headers={**call.headers, "Content-Type": "application/json"},
            )
            response = connection.getresponse()
            return read_answer(response.status, response.read().decode())
        except TimeoutError:
            return Outcome(Kind.NEVER_ANSWERED)
        except (ConnectionError, http.client.HTTPException):
            return self._end(running, deadline)
        finally:
            connection.close()

    def _end(self, running: _Running, deadline: float) -> Outcome:
        """The connection broke before there was an answer."""
        try:
            status = running.process.wait(max(0.0, deadline - time.monotonic()) + 5)
        except subprocess.TimeoutExpired:
            return Outcome(Kind.NEVER_ANSWERED)
        return _ending(status, [json.loads(line) for line in running.reports])


def _ending(status: int, reports: list[Report]) -> Outcome:
    for report in reports:
        if "does_not_compile" in report:
            return does_not_compile(report["does_not_compile"])
        if uncaught := report.get("uncaught"):
            return thrown(Kind.UNCAUGHT, uncaught["name"], uncaught["message"])
    if status < 0:
        return Outcome(Kind.ENDED, f"signal {signal.Signals(-status).name}")
    return Outcome(Kind.ENDED, f"exit {status}")
