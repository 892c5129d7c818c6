"""Tokens: client_credentials, form body, RS256-2048, a hook that adds one scope and one claim."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from bench import peers, warmhook
from bench.equality import check_token
from bench.load import FORM, Target, measure
from bench.measurement import Run
from bench.names import US


def run(bench: Run) -> None:
    targets = {US: ours(bench), **_theirs(bench)}
    for connections in (1, 16, 64):
        bench.measure(
            f"tokens_c{connections}",
            f"tokens, {connections} connection{'s' if connections > 1 else ''}",
            {name: partial(measure, target, connections, bench.seconds) for name, target in targets.items()},
            versus=True,
        )


def ours(bench: Run) -> Target:
    tenant = warmhook.Tenant()
    gateway = bench.warmhook.gateway("tokens", [tenant], bench.warmhook.executor())
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
