"""Hook runs: the same hook, without a token around it, 16 in flight."""

from __future__ import annotations

import json
from functools import partial

from bench import hook_load, warmhook
from bench.equality import check_hook
from bench.hook_load import HookLoad, named, request
from bench.load import JSON, Target, measure
from bench.measurement import Question, Run
from bench.names import BATCHES, LOCAL, STREAM, UNARY

_IN_FLIGHT = 16


def run(bench: Run) -> None:
    load = HookLoad(bench.warmhook.executor(), bench.node)
    whole = request(warmhook.HOOK.read_text(encoding="utf-8"))
    load.check(whole)
    message = named(whole)
    theirs = {
        peer.name: Target(peer.url, JSON, ((peer.url.split("/")[2], _body()),), peer.servers)
        for peer in (
            bench.peers.webtask_runtime(),
            bench.peers.functions_framework(),
            bench.peers.workerd(),
        )
    }
    for name, target in theirs.items():
        check_hook(name, target)
    bench.measure(
        Question(
            "hooks_c16",
            f"hook runs, {_IN_FLIGHT} in flight",
            versus=True,
            note="Ours over gRPC or the gateway's own local socket, each run in a cage; "
            "theirs over HTTP, without one.",
        ),
        {
            LOCAL: partial(load.stream, message, _IN_FLIGHT, bench.seconds, hook_load.LOCAL),
            BATCHES: partial(load.stream, message, _IN_FLIGHT, bench.seconds, hook_load.BATCHES),
            STREAM: partial(load.stream, message, _IN_FLIGHT, bench.seconds),
            UNARY: partial(load.unary, message, _IN_FLIGHT, bench.seconds),
            **{name: partial(measure, target, _IN_FLIGHT, bench.seconds) for name, target in theirs.items()},
        },
    )


def _body() -> str:
    """What an executor is told in `request`, as JSON."""
    return json.dumps(
        {
            "client": {"id": "bench", "name": "Demo client", "metadata": {"plan": "full"}},
            "scope": [warmhook.SCOPE],
            "audience": warmhook.AUDIENCE,
            "context": {
                "ip": "127.0.0.1",
                "userAgent": "bench",
                "body": {"grant_type": "client_credentials"},
            },
        }
    )
