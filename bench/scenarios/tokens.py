"""Tokens: client_credentials, form body, RS256-2048, a hook that adds one scope and one claim."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from bench import peers, warmhook
from bench.equality import check_token
from bench.figures import medians
from bench.load import FORM, Target, measure, measure_paced
from bench.measurement import Question, Run
from bench.names import US

# As many as a pool in front of a busy service has.
_PACED_CONNECTIONS = 64


def run(bench: Run) -> None:
    targets = {US: ours(bench.warmhook, bench.warmhook.executor()), **_theirs(bench)}
    for connections in (1, 16, 64):
        bench.measure(
            Question(
                f"tokens_c{connections}",
                f"tokens, {connections} connection{'s' if connections > 1 else ''}",
                versus=True,
            ),
            {name: partial(measure, target, connections, bench.seconds) for name, target in targets.items()},
        )
    _half_load(bench, targets)


def _half_load(bench: Run, targets: dict[str, Target]) -> None:
    """Each at half of the most that it did before, one process of each kind of peer."""
    found = {table.question.name: medians(table.samples) for table in bench.tables}
    highest = {
        name: max(found[table][name]["per_second"] for table in ("tokens_c16", "tokens_c64"))
        for name in (US, peers.OIDC_INPROCESS, peers.OIDC_WEBHOOK)
    }
    bench.measure(
        Question(
            "tokens_half_load",
            "tokens, each at half of its highest load",
            note="Requests come at random moments, and latency counts from when each was due.",
        ),
        {
            name: partial(measure_paced, targets[name], most / 2, _PACED_CONNECTIONS, bench.seconds)
            for name, most in highest.items()
        },
    )


def ours(started: warmhook.Warmhook, executor: warmhook.Executor) -> Target:
    tenant = warmhook.Tenant()
    gateway = started.gateway("tokens", tenant, executor)
    target = Target(gateway.token_url, FORM, tuple(tenant.requests()), gateway.servers)
    check_token(US, target, f"{gateway.url}/.well-known/jwks.json")
    return target


def _theirs(bench: Run) -> dict[str, Target]:
    webhook = bench.peers.functions_framework()
    running = [
        bench.peers.oidc_provider(peers.OIDC_INPROCESS),
        bench.peers.oidc_provider(peers.OIDC_INPROCESS_CLUSTER, processes=2),
        bench.peers.oidc_provider(peers.OIDC_WEBHOOK, webhook=webhook),
        bench.peers.oidc_provider(peers.OIDC_WEBHOOK_CLUSTER, processes=2, webhook=webhook),
    ]
    form = {
        "grant_type": "client_credentials",
        "client_id": peers.CLIENT_ID,
        "client_secret": peers.CLIENT_SECRET,
        "scope": warmhook.SCOPE,
        "resource": warmhook.AUDIENCE,
    }
    targets = {}
    for peer in running:
        host = peer.url.removeprefix("http://").rstrip("/")
        target = Target(f"{peer.url}token", FORM, ((host, urlencode(form)),), peer.servers)
        check_token(peer.name, target, f"{peer.url}jwks")
        targets[peer.name] = target
    return targets
