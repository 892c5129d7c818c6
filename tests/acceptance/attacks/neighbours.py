"""Honest hooks of other tenants, called all the time while an attack runs.

Owns the hooks, the calling, and the judgement: every answer must be byte for byte the one that the hook
gave before there was an attacker, from the worker that gave it. Their secrets are what attackers want most.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import grpc

from warmhook.protos import executor_pb2 as pb
from warmhook.protos import executor_pb2_grpc as pb_grpc

# Between two calls of one neighbour.
_PAUSE_SECONDS = 0.02
_PATIENCE_SECONDS = 20.0

_SIGNS = """
const { createHmac } = require('crypto');
module.exports = function (client, scope, audience, context, cb) {
  const mac = createHmac('sha256', context.webtask.secrets.KEY).update(client.id + audience).digest('hex');
  cb(null, { scope: [...scope, 'extra'], 'https://neighbour.example/mac': mac });
};
"""

# Keeps its secret wherever an honest hook might: in a module's variable, in a file, on the console's way.
_KEEPS = """
const fs = require('fs');
let kept;
module.exports = function (client, scope, audience, context, cb) {
  kept ??= context.webtask.secrets.KEY;
  for (const file of ['/tmp/neighbour', '/dev/shm/neighbour']) {
    try { fs.writeFileSync(file, kept); } catch { /* not at every level can files be written */ }
  }
  console.log('kept %d characters for %s', kept.length, client.name);
  const same = () => !fs.existsSync('/tmp/neighbour') || fs.readFileSync('/tmp/neighbour', 'utf8') === kept;
  setTimeout(() => cb(null, { 'https://neighbour.example/same': same() }), 2);
};
"""

_DENIES = """
module.exports = function (client, scope, audience, context, cb) {
  if (!context.webtask.secrets.KEY) return cb(new Error('no key'));
  cb(new InvalidScopeError('not for ' + audience));
};
"""

_HOOKS = {"signs": _SIGNS, "keeps": _KEEPS, "denies": _DENIES}
NAMES = tuple(_HOOKS)


@dataclass
class Neighbour:
    """One tenant's hook in a loop of its own."""

    name: str
    secret: str
    answers: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    baseline: bytes = b""

    def request(self, address: str) -> pb.ExecuteHookRequest:
        request = pb.ExecuteHookRequest(
            hook=pb.Hook(
                tenant=f"neighbour-{self.name}",
                id=self.name,
                source=_HOOKS[self.name],
                secrets={"KEY": self.secret},
            )
        )
        request.credentials_exchange.client.id = "client-of-a-neighbour"
        request.credentials_exchange.client.name = address
        request.credentials_exchange.scope.values.extend(["read:mine", "write:mine"])
        request.credentials_exchange.audience = "https://neighbour.example/"
        return request

    def call(self, stub: pb_grpc.HookExecutorStub, request: pb.ExecuteHookRequest) -> tuple[bytes, bool]:
        """Return the answer without what may vary, and whether it came from a new worker."""
        response = stub.ExecuteHook(request, timeout=_PATIENCE_SECONDS)
        cold = response.cold
        response.ClearField("timing")
        response.ClearField("cold")
        return response.SerializeToString(deterministic=True), cold


class Neighbours:
    """Use as a context: they are settled when it is entered, and silent when it is left."""

    def __init__(self, address: str, secrets: Mapping[str, str]) -> None:
        self._all = [Neighbour(name, secrets[name]) for name in _HOOKS]
        self._channel = grpc.insecure_channel(address)
        self._stub = pb_grpc.HookExecutorStub(self._channel)
        self._leaving = threading.Event()
        self._threads = [threading.Thread(target=self._live, args=(each,)) for each in self._all]

    def __enter__(self) -> Self:
        for each in self._all:
            each.baseline, _ = each.call(self._stub, each.request("home"))
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._leaving.set()
        for thread in self._threads:
            thread.join()
        self._channel.close()

    def mark(self) -> dict[str, int]:
        """Return how many answers each has had, to be given to `wait_for_more`."""
        return {each.name: each.answers for each in self._all}

    def wait_for_more(self, mark: Mapping[str, int]) -> list[str]:
        """Wait until each has been answered twice since the mark: one call was made wholly after it."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            waiting = [each.name for each in self._all if each.answers < mark[each.name] + 2]
            if not waiting:
                return []
            time.sleep(_PAUSE_SECONDS / 2)
        return [f"neighbour {name} got no answer any more" for name in waiting]

    def complaints(self) -> list[str]:
        """Return what went wrong for them since the last time they were asked."""
        found = []
        for each in self._all:
            found += [f"neighbour {each.name}: {what}" for what in each.wrong]
            each.wrong = []
        return found

    def milliseconds(self, quantile: float) -> float:
        """Return the latency below which that share of all their answers came."""
        seconds = sorted(second for each in self._all for second in each.seconds)
        return statistics.quantiles(seconds, n=1000)[round(quantile * 1000) - 1] * 1000

    def slowest_since(self, mark: Mapping[str, int]) -> float:
        """Return the slowest answer since the mark, milliseconds."""
        return max(max(each.seconds[mark[each.name] :], default=0.0) for each in self._all) * 1000

    def _live(self, neighbour: Neighbour) -> None:
        request = neighbour.request("home")
        while not self._leaving.wait(_PAUSE_SECONDS):
            begun = time.monotonic()
            try:
                answer, cold = neighbour.call(self._stub, request)
            except grpc.RpcError as error:
                neighbour.wrong.append(f"was refused: {' '.join(str(error).split())}")
            else:
                if answer != neighbour.baseline:
                    neighbour.wrong.append(f"answered {answer[:200]!r}")
                if cold:
                    neighbour.wrong.append("lost its worker")
            neighbour.seconds.append(time.monotonic() - begun)
            neighbour.answers += 1
