"""`warmhook keys …`: signing keys, and the ring that secrets are sealed under.

Owns the wording and the confirmation of what cannot be undone. It must not know when a
key may go or what needs it (`signing.rotation`, `ring_commands`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from warmhook.gateway.cli.database import key_ring, operator, reported_failures, with_store
from warmhook.gateway.cli.exits import ExitCode, fail, settings, warn
from warmhook.gateway.cli.options import Output, OutputOption
from warmhook.gateway.cli.printing import say, say_json, say_table
from warmhook.gateway.config import Settings
from warmhook.gateway.model import SigningAlg
from warmhook.gateway.signing import schedule
from warmhook.gateway.signing.rotation import Policy, RotationRefusedError
from warmhook.gateway.store.sql.resealing import KeyUse, reseal, use_of_keys
from warmhook.gateway.store.sql.ring_upkeep import add_key, drop_key
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.vault import ring_file
from warmhook.gateway.visible import visible

TenantOption = Annotated[str, typer.Option(help="Name of the tenant.")]


def list_(output: OutputOption = Output.TEXT) -> None:
    """List the signing keys of every tenant: current, next and previous."""
    with reported_failures():
        found = with_store(settings(), lambda store, _: _signing_keys(store))
    if output is Output.JSON:
        say_json(found)
        return
    say_table(
        ("tenant", "alg", "state", "since", "kid"),
        [(key["tenant"], key["alg"], key["state"], key["since"] or "", key["kid"]) for key in found],
    )


def rotate(
    tenant: TenantOption,
    alg: Annotated[list[SigningAlg] | None, typer.Option(help="By default every algorithm in use.")] = None,
) -> None:
    """Sign with the next keys from now on. Tokens of the earlier keys stay valid."""
    chosen = settings()
    with reported_failures(), _refusals():
        with_store(
            chosen,
            lambda store, _: schedule.rotate(
                store, tenant, Policy.from_settings(chosen), algs=alg or (), author=operator("keys rotate")
            ),
        )
    say(f"The next keys of {tenant} sign now.")


def revoke(
    tenant: TenantOption,
    kid: Annotated[str, typer.Argument(help="As `keys ls` shows it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Take a signing key out of the key set at once: its tokens become invalid."""
    if not yes:
        typer.confirm(f"Every token that was signed with {visible(kid)} becomes invalid. Go on?", abort=True)
    with reported_failures(), _refusals():
        done = with_store(
            settings(),
            lambda store, _: schedule.revoke(store, tenant, kid, author=operator("keys revoke")),
        )
    for warning in done.warnings:
        warn(warning)
    say(f"Revoked {kid}.")


def list_ring(output: OutputOption = Output.TEXT) -> None:
    """List the ring's keys, the sealing one first, and how many stored values need each."""
    chosen = settings()
    with reported_failures():
        names = [key.name for key in key_ring(chosen).keys]
        use = use_of_keys(chosen.database_url, time.time())
    unknown = [name for name in use if name not in names]
    shown: list[dict[str, Any]] = [
        {
            "key": name,
            "in_ring": name in names,
            "sealed": use.get(name, KeyUse()).sealed,
            "client_secrets": use.get(name, KeyUse()).client_secrets,
        }
        for name in [*names, *unknown]
    ]
    if output is Output.JSON:
        say_json(shown)
        return
    note = "not in the ring: what it sealed cannot be read"
    say_table(
        ("key", "sealed values", "client secrets", ""),
        [
            (key["key"], str(key["sealed"]), str(key["client_secrets"]), "" if key["in_ring"] else note)
            for key in shown
        ],
    )


def add() -> None:
    """Add a key that seals from now on. `reseal` seals the stored secrets under it."""
    with reported_failures():
        say(f"Added {add_key(_file(settings())).name}.")


def reseal_all() -> None:
    """Seal every secret again under the ring's first key. Gateways may run meanwhile."""
    chosen = settings()
    with reported_failures(), Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Sealing", total=None)
        done = reseal(
            chosen.database_url, key_ring(chosen), lambda count: progress.update(task, completed=count)
        )
    say(f"Sealed {done} values.")


def drop(name: Annotated[str, typer.Argument(metavar="KEY", help="As `keys ring ls` shows it.")]) -> None:
    """Take a key out of the ring, if nothing needs it any more."""
    chosen = settings()
    with reported_failures():
        drop_key(_file(chosen), name, chosen.database_url)
    say(f"Dropped {name}.")


async def _signing_keys(store: SqlStore) -> list[dict[str, Any]]:
    tenants = {found.tenant.name: found for found in store.snapshot.tenants.values()}
    return [
        {
            "tenant": name,
            "alg": key.alg.value,
            "state": key.state.value,
            # 0.0: stored by a version that did not record the time.
            "since": datetime.fromtimestamp(key.since, UTC).isoformat(timespec="seconds")
            if key.since
            else None,
            "kid": key.kid,
        }
        for name, found in sorted(tenants.items())
        for key in found.keys
    ]


def _file(chosen: Settings) -> Path:
    if chosen.keys:
        fail(ExitCode.INVALID, "The ring is in WARMHOOK_KEYS, and is changed where that is set.")
    return chosen.key_file or ring_file.DEFAULT


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except RotationRefusedError as error:
        fail(ExitCode.BAD_REQUEST, f"{error}.")
