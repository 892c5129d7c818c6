"""Memory: what one more resident hook costs, and what the peers hold for theirs."""

from __future__ import annotations

from functools import partial

import grpc

from bench import warmhook
from bench.figures import Figures
from bench.hook_load import request
from bench.measurement import Question, Run
from bench.peers import Peer
from bench.processes import BenchError, Server, descendants, pss_mb
from bench.scenarios.cold import Caller
from warmhook.protos import executor_pb2_grpc

_HOOKS, _TENANTS = 500, 100


def run(bench: Run) -> None:
    theirs = (bench.peers.webtask_runtime(), bench.peers.functions_framework(), bench.peers.workerd())
    bench.measure(
        Question(
            "memory",
            f"memory, {_HOOKS} resident hooks of {_TENANTS} tenants",
            note="Ours is what the executor and all below it grew by for each hook, with room for "
            f"{_HOOKS} (WARMHOOK_EXECUTOR_MAX_WORKERS).",
            once=True,
        ),
        {
            "resident hook": lambda: _resident(bench),
            **{f"{peer.name}, all of it with one hook": partial(_peer, peer) for peer in theirs},
        },
    )


def _resident(bench: Run) -> Figures:
    executor = bench.warmhook.executor({"WARMHOOK_EXECUTOR_MAX_WORKERS": str(_HOOKS + 20)})
    script = warmhook.HOOK.read_text(encoding="utf-8")
    with grpc.insecure_channel(executor.address) as channel:
        caller = Caller(executor_pb2_grpc.HookExecutorStub(channel))
        caller.settle()
        before = _weight(executor.server)
        found = caller.call_each(
            request(f"{script}\n// {number}\n", f"tenant-{number % _TENANTS}") for number in range(_HOOKS)
        )
        caller.settle()
        resident = executor.status().workers.idle
        grown = _weight(executor.server) - before
    if found["failed"] or resident < _HOOKS:
        raise BenchError(f"of {_HOOKS} hooks {resident} are resident, {found['failed']:.0f} calls failed")
    bench.warmhook.stop(executor.server)
    return {"pss_mb": grown / resident, "count": resident}


def _peer(peer: Peer) -> Figures:
    return {"pss_mb": sum(map(_weight, peer.servers)), "count": 1}


def _weight(server: Server) -> float:
    return sum(map(pss_mb, [server.pid, *descendants(server.pid)]))
