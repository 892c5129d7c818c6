"""Warmhook as an operator runs it: `warmhook import`, an executor and a gateway, each in its own process.

Owns starting, watching and ending the processes, and where their state is. It must not
know what is asked of them. State lives in one directory; ports are free ones on loopback.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from live import handing_over

ROOT = Path(__file__).resolve().parents[2]

# A start takes a second; a machine that runs other tests beside these may need more.
_START_SECONDS = 30.0
_STOP_SECONDS = 30.0
_POLL_SECONDS = 0.02
_NONE: Mapping[str, socket.socket] = {}


@dataclass(frozen=True)
class Service:
    """One running process, and the file that has all it wrote."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    # "127.0.0.1:port", once it is known.
    address: str = ""

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.process.kill()
        self.wait()

    def wait(self) -> int:
        """The exit status."""
        try:
            return self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"{self.name} did not end when it was told to:\n{self.output()}") from None

    def descendants(self) -> list[int]:
        return descendants_of(self.process.pid)


@dataclass
class Warmhook:
    """One database, and the processes that use it. Close it to end those that still run."""

    # Database and key.
    state: Path
    logs: Path
    # Empty: a SQLite file in the state's directory.
    database_url: str = ""
    services: list[Service] = field(default_factory=list)

    @property
    def key_file(self) -> Path:
        return self.state / "secret.key"

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("WARMHOOK_")}
        return inherited | {
            "WARMHOOK_DATABASE_URL": self.database_url or f"sqlite:///{self.state / 'warmhook.db'}",
            "WARMHOOK_KEY_FILE": str(self.key_file),
        }

    def migrate(self) -> None:
        if not self.key_file.exists():
            self.key_file.touch(mode=0o600)
            self.key_file.write_bytes(base64.b64encode(secrets.token_bytes(32)))
        self.run("migrate")

    def import_tenant(
        self,
        export: Path,
        *,
        tenant: str,
        issuer: str,
        hosts: Sequence[str],
        secrets: Mapping[str, Mapping[str, object]] | None = None,
    ) -> None:
        """`secrets` are what a secrets file holds: {"hooks": …, "users": …}."""
        options = ["--tenant", tenant, "--issuer", issuer]
        for host in hosts:
            options += ["--host", host]
        if secrets is not None:
            file = self.logs / f"{tenant}-secrets.json"
            file.write_text(json.dumps(secrets))
            options += ["--secrets-file", str(file)]
        self.run("import", str(export), *options)

    def init_tenant(self, *, tenant: str, issuer: str, host: str, credentials_file: Path) -> None:
        """A fresh tenant with a client that may manage it; its credentials are in the file."""
        options = ["--tenant", tenant, "--issuer", issuer, "--host", host]
        self.run("init", *options, "--credentials-file", str(credentials_file))

    def start_executor(self, port: int = 0, log_level: str = "info") -> Service:
        environment = {
            "WARMHOOK_EXECUTOR_LISTEN": f"127.0.0.1:{port}",
            "WARMHOOK_LOG_LEVEL": log_level,
        }
        service = self._start("executor", environment)
        listening = self._await(service, r'"address":"([^"]+)".*"event":"listening"')
        self._await(service, r'"event":"(serving)"')
        return self._known(service, listening)

    def start_gateway(
        self,
        executor: str,
        log_level: str = "info",
        *,
        sockets: Mapping[str, socket.socket] = _NONE,
        **variables: str,
    ) -> Service:
        """`executor` is a gRPC target; there need not be anything at it. `sockets` are handed over."""
        environment = {
            "WARMHOOK_GATEWAY_LISTEN": "127.0.0.1:0",
            "WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "0",
            "WARMHOOK_EXECUTOR_TARGET": executor,
            "WARMHOOK_LOG_LEVEL": log_level,
            **variables,
        }
        service = self._start("gateway", environment, sockets)
        return self._known(service, self._await(service, r"gateway listening on http://(\S+)"))

    def close(self) -> None:
        """End what still runs. Workers go with their executor."""
        for service in self.services:
            if service.process.poll() is None:
                service.terminate()
        for service in self.services:
            service.wait()

    def run(self, *arguments: str, **environment: str) -> str:
        """The standard output of a `warmhook` command, which must succeed."""
        command = [str(Path(sys.executable).with_name("warmhook")), *arguments]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=_START_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"warmhook {arguments[0]} failed:\n{done.stdout}{done.stderr}"
        return done.stdout

    def _start(
        self, name: str, environment: Mapping[str, str], sockets: Mapping[str, socket.socket] = _NONE
    ) -> Service:
        log = self.logs / f"{name}-{len(self.services)}.log"
        program = [sys.executable, "-m", name]
        with log.open("wb") as output:
            process = subprocess.Popen(
                handing_over.command(sockets, program) if sockets else program,
                cwd=ROOT,
                env=self.environment | dict(environment) | handing_over.environment(sockets),
                pass_fds=handing_over.pass_fds(sockets),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        service = Service(name, process, log)
        self.services.append(service)
        return service

    def _known(self, service: Service, address: str) -> Service:
        known = Service(service.name, service.process, service.log, address)
        self.services[self.services.index(service)] = known
        return known

    @staticmethod
    def _await(service: Service, pattern: str) -> str:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            ended = service.process.poll() is not None
            if found := re.search(pattern, service.output()):
                return found[1]
            assert not ended, f"{service.name} ended at its start:\n{service.output()}"
            time.sleep(_POLL_SECONDS)
        raise AssertionError(f"{service.name} never wrote {pattern}:\n{service.output()}")


def descendants_of(parent: int) -> list[int]:
    """Processes that it started, and those that they started."""
    found: list[int] = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{parent}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *descendants_of(child)]
    return found


def assert_all_end(pids: Sequence[int], seconds: float = 5.0) -> None:
    """The kernel takes a moment to end what is left of a namespace."""
    deadline = time.monotonic() + seconds
    while left := [pid for pid in pids if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() < deadline, left
        time.sleep(_POLL_SECONDS)
