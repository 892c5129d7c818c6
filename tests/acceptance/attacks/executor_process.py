"""A real executor, as a process, the way an operator starts it.

Owns its settings for these runs, its life and its log. It must not know what is asked of it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import grpc
from live.executor import ROOT

from attacks.host import Host
from warmhook.protos import executor_pb2 as pb
from warmhook.protos import executor_pb2_grpc as pb_grpc

NOBODY = 65534

_START_SECONDS = 60.0
_STOP_SECONDS = 30.0
# Few workers, soon retired: what an attack left has to be gone 3 s later.
_SETTINGS = {
    "SPARE_WORKERS": "2",
    "WORKER_MAX_IDLE_S": "1",
    "DRAIN_MS": "1000",
}
# Levels at which attacks are safe for the machine that they run on.
LEVELS = ("namespaces", "landlock")


class NoExecutor(Exception):
    """It does not start, or not at a level at which attacks are safe for this machine."""


@dataclass(frozen=True)
class Executor:
    process: subprocess.Popen[bytes]
    log: Path
    address: str
    level: str
    node: str

    def problems(self) -> list[str]:
        """Say whether it is the process that was started, alive and answering."""
        if self.process.poll() is not None:
            return [f"the executor ended: {self.process.returncode}"]
        try:
            _status(self.address)
        except grpc.RpcError as error:
            return [f"the executor does not answer: {error}"]
        return []

    def log_since(self, offset: int) -> tuple[str, int]:
        """Return what it logged from there on, whole lines, and where that ends."""
        with self.log.open("rb") as log:
            log.seek(offset)
            text = log.read()
        whole = text[: text.rfind(b"\n") + 1]
        return whole.decode(errors="replace"), offset + len(whole)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_executor(
    host: Host, node: Path, level: str, *, user: int | None, settings: Mapping[str, str] = _SETTINGS
) -> Executor:
    """Raises NoExecutor."""
    log = host.scratch / "executor.log"
    # It need not find ours; TMPDIR shows what it leaves behind.
    environment = {"PATH": os.environ["PATH"], "SECRET": host.plant("executor's environment")}
    if level == "landlock":
        environment["WARMHOOK_EXECUTOR_MIN_ISOLATION"] = level
        environment["PATH"] = f"{without_namespaces(host.scratch)}:{environment['PATH']}"
    environment |= {"TMPDIR": str(host.scratch), "HOME": str(Path.home()), "WARMHOOK_NODE": str(node)}
    # Our packages, whoever's Python it is.
    environment |= {"PYTHONPATH": f"{Path(sys.prefix, 'src')}:{sysconfig.get_path('purelib')}"}
    environment["WARMHOOK_EXECUTOR_LISTEN"] = "127.0.0.1:0"
    environment |= {f"WARMHOOK_EXECUTOR_{name}": value for name, value in settings.items()}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [python_for(user), "-m", "warmhook.executor"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            # As a service has: a session is also what the kernel shares the processor by.
            start_new_session=True,
        )
    try:
        address = _await_address(process, log)
        status = _status(address)
    except (NoExecutor, grpc.RpcError) as error:
        process.kill()
        process.wait()
        raise NoExecutor(str(error)) from None
    executor = Executor(
        process,
        log,
        address,
        pb.GetStatusResponse.Isolation.Name(status.isolation).lower(),
        status.node_version,
    )
    if executor.level != level:
        executor.stop()
        # Some attacks would hurt this machine if nothing held them.
        raise NoExecutor(f"the executor's level is {executor.level}, not {level}: {status.isolation_detail}")
    return executor


def without_namespaces(scratch: Path) -> Path:
    """Make a directory whose bwrap fails as it does where user namespaces are forbidden."""
    (scratch / "bin").mkdir()
    bwrap = scratch / "bin" / "bwrap"
    bwrap.write_text("#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n")
    bwrap.chmod(0o755)
    return bwrap.parent


def python_for(user: int | None) -> str:
    """Return an interpreter of our version that the user may run; ours may be in somebody's home."""
    if user is None:
        return sys.executable
    other = shutil.which(f"python3.{sys.version_info.minor}", path="/usr/local/bin:/usr/bin:/bin")
    for candidate in filter(None, (sys.executable, other)):
        real = Path(candidate).resolve()
        if all(place.stat().st_mode & 0o001 for place in (real, *real.parents)):
            return candidate
    raise NoExecutor(f"there is no Python 3.{sys.version_info.minor} that uid {user} may run")


def _await_address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        *lines, _unfinished = log.read_text(errors="replace").split("\n")
        for line in lines:
            if line.startswith("{") and (said := json.loads(line)).get("event") == "listening":
                return str(said["address"])
        time.sleep(0.05)
    raise NoExecutor(f"the executor does not start:\n{log.read_text(errors='replace')}")


def _status(address: str) -> pb.GetStatusResponse:
    with grpc.insecure_channel(address) as channel:
        stub = pb_grpc.HookExecutorStub(channel)
        return stub.GetStatus(pb.GetStatusRequest(), timeout=10, wait_for_ready=True)
