"""The peers: how each is started, and where it takes the same requests as Warmhook.

Owns their command lines and versions. All run on the Node.js that Warmhook runs hooks
with, Node.js 24, and as their documents say for production. What they do with a request
is in peers/, one file for each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.processes import Server, free_port

PEERS = Path(__file__).resolve().parent / "peers"
_MODULES = PEERS / "node_modules"

OIDC_INPROCESS = "oidc-provider, hook in its process"
OIDC_INPROCESS_CLUSTER = "oidc-provider, hook in its process, cluster of 2"
OIDC_WEBHOOK = "oidc-provider, webhook"
OIDC_WEBHOOK_CLUSTER = "oidc-provider, webhook, cluster of 2"
WEBTASK = "Auth0 webtask-runtime"
FUNCTIONS = "Functions Framework"
WORKERD = "workerd"

# What oidc-provider.mjs has as its one client.
CLIENT_ID = "bench"
CLIENT_SECRET = "a-secret-of-the-benchmark-0123456789"


@dataclass(frozen=True)
class Peer:
    """A running peer; several where it needs another one."""

    name: str
    url: str
    servers: tuple[Server, ...]


class Peers:
    """Starts peers, and ends them all."""

    def __init__(self, node: Path, logs: Path) -> None:
        self._node = node
        self._logs = logs
        self._servers: list[Server] = []

    def functions_framework(self) -> Peer:
        main = _MODULES / "@google-cloud/functions-framework/build/src/main.js"
        port = free_port()
        source = PEERS / "functions-framework.js"
        options = ["--target=hook", f"--source={source}", f"--port={port}"]
        server = self._start(FUNCTIONS, [self._node, main, *options], port)
        return Peer(FUNCTIONS, f"http://127.0.0.1:{port}/", (server,))

    def webtask_runtime(self) -> Peer:
        port = free_port()
        server = self._start(WEBTASK, [self._node, PEERS / "webtask-runtime.js", str(port)], port)
        return Peer(WEBTASK, f"http://127.0.0.1:{port}/", (server,))

    def workerd(self) -> Peer:
        port = free_port()
        binary = next(_MODULES.glob("@cloudflare/workerd-*/bin/workerd"))
        address = f"--socket-addr=http=127.0.0.1:{port}"
        server = self._start(WORKERD, [binary, "serve", PEERS / "workerd.capnp", address], port)
        return Peer(WORKERD, f"http://127.0.0.1:{port}/", (server,))

    def oidc_provider(self, name: str, processes: int = 1, webhook: Peer | None = None) -> Peer:
        port = free_port()
        arguments = [str(port), str(processes), *([webhook.url] if webhook else [])]
        server = self._start(name, [self._node, PEERS / "oidc-provider.mjs", *arguments], port)
        servers = (server, *(webhook.servers if webhook else ()))
        return Peer(name, f"http://127.0.0.1:{port}/", servers)

    def _start(self, name: str, command: list[str | Path], port: int) -> Server:
        log = self._logs / f"peer-{len(self._servers)}.log"
        server = Server(name, command, log, {"NODE_ENV": "production"})
        self._servers.append(server)
        server.wait_for_port(port)
        return server

    def stop(self) -> None:
        for server in self._servers:
            server.stop()
        self._servers.clear()


def versions() -> Iterator[tuple[str, str]]:
    """Of each package that peers/package.json names, where it is installed."""
    named = json.loads((PEERS / "package.json").read_text(encoding="utf-8"))
    for name in (*named["dependencies"], *named["optionalDependencies"]):
        package = _MODULES / name / "package.json"
        if package.exists():
            yield name, json.loads(package.read_text(encoding="utf-8"))["version"]
