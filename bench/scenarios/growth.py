"""Growth: tokens as clients, hooks and connections become more."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from bench.load import FORM, Target, measure
from bench.measurement import Question, Run
from bench.warmhook import Executor, Tenant

_CLIENTS = (10, 100, 1000, 10_000, 100_000)
_HOOKS = (1, 10, 100, 1000)
_CONNECTIONS = (1, 4, 16, 64, 256)
_USUAL_CONNECTIONS = 16
# Until the hooks have the workers that they can have.
_SPAWN_SECONDS, _MOST_SPAWNED = 0.1, 128
# Where every request waits for a worker to be started, nothing is answered in less.
_LEAST_SECONDS = 3


def run(bench: Run) -> None:
    executor = bench.warmhook.executor()
    clients = {number: _gateway(bench, executor, [Tenant(clients=number)]) for number in _CLIENTS}
    _measure(bench, "clients", clients, f"clients of one tenant, {_USUAL_CONNECTIONS} connections")
    one = clients[_CLIENTS[0]]
    bench.measure(
        Question("growth_connections", "tokens, by connections"),
        {f"{number} connections": partial(measure, one, number, bench.seconds) for number in _CONNECTIONS},
    )
    for target in clients.values():
        bench.warmhook.stop(target.servers[0])
    hooks = {}
    for number in _HOOKS:
        # An executor each: the workers of many hooks would push out those of a few.
        executor = bench.warmhook.executor()
        hooks[number] = _gateway(bench, executor, [_tenant(index) for index in range(number)])
        measure(hooks[number], _USUAL_CONNECTIONS, min(number, _MOST_SPAWNED) * _SPAWN_SECONDS, warm=False)
    maximum = executor.status().workers.maximum
    _measure(
        bench,
        "hooks",
        hooks,
        f"hooks, each of another tenant, {_USUAL_CONNECTIONS} connections",
        note="ES256, for a thousand RSA keys take minutes to make. "
        f"Every request takes any of the hooks. There are {maximum} workers at most: with more hooks "
        "than that, most requests wait for a worker to be started.",
    )


def _measure(bench: Run, what: str, targets: Mapping[int, Target], title: str, note: str = "") -> None:
    bench.measure(
        Question(f"growth_{what}", f"tokens, by {title}", note=note),
        {
            f"{number} {what}": partial(
                measure, target, _USUAL_CONNECTIONS, max(bench.seconds, _LEAST_SECONDS)
            )
            for number, target in targets.items()
        },
    )


def _tenant(index: int) -> Tenant:
    plain = Tenant()
    return Tenant(name=f"tenant-{index}", script=f"{plain.script}\n// {index}\n", signing_alg="ES256")


def _gateway(bench: Run, executor: Executor, tenants: list[Tenant]) -> Target:
    clients = sum(tenant.clients for tenant in tenants)
    bench.say(f"a gateway with {len(tenants)} tenants and {clients} clients")
    gateway = bench.warmhook.gateway_of_many(f"growth-{len(tenants)}-{clients}", tenants, executor)
    requests = tuple(request for tenant in tenants for request in tenant.requests())
    return Target(gateway.token_url, FORM, requests, gateway.servers)
