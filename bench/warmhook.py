"""Warmhook as an operator starts it: an export imported, an executor, gateways.

Owns what is in its databases and how its processes are started. Settings are the default
ones but for addresses, files and what a scenario says. Logs go to files at the default level.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import grpc

from bench.processes import BenchError, Server
from bench.trees import ROOT, THIS_TREE, Tree
from warmhook.protos import executor_pb2 as pb
from warmhook.protos import executor_pb2_grpc

HOOK = ROOT / "examples/demo/hooks/add-claim-and-scope.js"
AUDIENCE = "https://api.example.com/"
SCOPE = "read:data"
_SECRET = "a-secret-of-the-benchmark-0123456789"
_CLIENT_ID = "client-{:06}"
# Further clients are copies in the database, see seeding.py.
_EXPORTED_CLIENTS = 10


@dataclass(frozen=True)
class Tenant:
    """A tenant with one API, the hook, and clients that may ask for tokens."""

    name: str = "demo"
    clients: int = 1
    script: str = HOOK.read_text(encoding="utf-8")
    signing_alg: str = "RS256"

    @property
    def host(self) -> str:
        return f"{self.name}.bench.test"

    def requests(self) -> Iterator[tuple[str, str]]:
        """Host and form of a token request of each client."""
        for number in range(self.clients):
            form = {
                "grant_type": "client_credentials",
                "client_id": _CLIENT_ID.format(number),
                "client_secret": _SECRET,
                "audience": AUDIENCE,
            }
            yield self.host, urlencode(form)

    def export(self, directory: Path) -> int:
        """As auth0-deploy-cli writes it, a file for each object; answers how many clients are in it."""
        exported = min(self.clients, _EXPORTED_CLIENTS)
        for folder in ("clients", "grants", "resource-servers", "hooks"):
            (directory / folder).mkdir(parents=True)
        for number in range(exported):
            client_id = _CLIENT_ID.format(number)
            _write(
                directory / "clients" / f"{client_id}.json",
                {
                    "name": client_id,
                    "client_id": client_id,
                    "client_secret": _SECRET,
                    "grant_types": ["client_credentials"],
                    "client_metadata": {"plan": "full"},
                },
            )
            grant = {"client_id": client_id, "audience": AUDIENCE, "scope": [SCOPE]}
            _write(directory / "grants" / f"{client_id}.json", grant)
        api = {
            "name": "Demo API",
            "identifier": AUDIENCE,
            "scopes": [{"value": SCOPE}],
            "signing_alg": self.signing_alg,
        }
        _write(directory / "resource-servers" / "api.json", api)
        hook = {"name": "hook", "script": "./hook.js", "triggerId": "credentials-exchange", "enabled": True}
        _write(directory / "hooks" / "hook.json", hook)
        (directory / "hooks" / "hook.js").write_text(self.script, encoding="utf-8")
        return exported


class Warmhook:
    """Executors and gateways over one directory; ends them all."""

    def __init__(self, directory: Path, tree: Tree = THIS_TREE) -> None:
        self._directory = directory
        self._tree = tree
        self._servers: list[Server] = []

    def executor(self, settings: Mapping[str, str] | None = None) -> Executor:
        """`settings` are what a scenario changes, and its title says."""
        environment = {"WARMHOOK_EXECUTOR_LISTEN": "127.0.0.1:0"} | dict(settings or {})
        server = self._start("executor", environment)
        address = server.wait_for(r'"address":"([^"]+)".*"event":"listening"')
        server.wait_for(r'"event":"(serving)"')
        return Executor(server, address)

    def gateway(self, name: str, tenant: Tenant, executor: Executor) -> Gateway:
        """A gateway with a database of its own, which the tree's own commands make first."""
        directory, store = self._new_store(name)
        export = directory / tenant.name
        tenant.export(export)
        named = ["--tenant", tenant.name, "--host", tenant.host, "--issuer", f"https://{tenant.host}/"]
        self._tree.run(["migrate"], store)
        self._tree.run(["import", str(export), *named], store)
        return self._serve(store, executor)

    def gateway_of_many(self, name: str, tenants: Sequence[Tenant], executor: Executor) -> Gateway:
        """The same for more tenants and clients than commands import in reasonable time."""
        directory, store = self._new_store(name)
        tasks: list[dict[str, object]] = []
        for tenant in tenants:
            export = directory / tenant.name
            exported = tenant.export(export)
            tasks.append(
                {
                    "directory": str(export),
                    "tenant": tenant.name,
                    "host": tenant.host,
                    "client_id": _CLIENT_ID,
                    "exported": exported,
                    "clients": tenant.clients,
                }
            )
        _seed(tasks, store)
        return self._serve(store, executor)

    def _new_store(self, name: str) -> tuple[Path, dict[str, str]]:
        """A directory, and the settings of a database in it."""
        directory = self._directory / name
        directory.mkdir()
        return directory, {
            "WARMHOOK_DATABASE_URL": f"sqlite:///{directory / 'warmhook.db'}",
            "WARMHOOK_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
        }

    def _serve(self, store: dict[str, str], executor: Executor) -> Gateway:
        address = {
            "WARMHOOK_GATEWAY_LISTEN": "127.0.0.1:0",
            "WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "0",
            "WARMHOOK_EXECUTOR_TARGET": executor.address,
        }
        server = self._start("gateway", store | address)
        return Gateway(server, server.wait_for(r"gateway listening on (http://\S+)"), executor)

    def _start(self, program: str, environment: dict[str, str]) -> Server:
        log = self._directory / f"{program}-{len(self._servers)}.log"
        # From its own directory, so that whichever tree is installed, this one is imported.
        server = Server(program, [self._tree.python, "-m", program], log, environment, self._tree.root)
        self._servers.append(server)
        return server

    def stop(self, *servers: Server) -> None:
        """All, or these. Gateways first: their last requests still find the executor."""
        for server in reversed(servers or tuple(self._servers)):
            server.stop()
            self._servers.remove(server)


@dataclass(frozen=True)
class Executor:
    server: Server
    address: str

    def status(self) -> pb.GetStatusResponse:
        with grpc.insecure_channel(self.address) as channel:
            stub = executor_pb2_grpc.HookExecutorStub(channel)
            status: pb.GetStatusResponse = stub.GetStatus(pb.GetStatusRequest(), timeout=10)
        return status


@dataclass(frozen=True)
class Gateway:
    server: Server
    url: str
    executor: Executor

    @property
    def token_url(self) -> str:
        return f"{self.url}/oauth/token"

    @property
    def servers(self) -> tuple[Server, ...]:
        return (self.server, self.executor.server)


def _write(file: Path, value: object) -> None:
    file.write_text(json.dumps(value), encoding="utf-8")


def _seed(tasks: list[dict[str, object]], environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.seeding"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        input=json.dumps(tasks),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"an import failed: {done.stderr.strip()}")
