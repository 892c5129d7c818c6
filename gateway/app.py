"""The composition root: makes the parts of a gateway, starts and stops them in order.

Owns who gets what. It must not know how any part works.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import structlog

from warmhook.gateway.config import Settings
from warmhook.gateway.hooks.runner import HookRunner
from warmhook.gateway.limits.attempts import LOGIN, Attempts
from warmhook.gateway.management.api.route import Gate
from warmhook.gateway.management.app import management
from warmhook.gateway.management.resources import resource_routes
from warmhook.gateway.oauth.grants import all_grants
from warmhook.gateway.oauth.token import TokenEndpoint
from warmhook.gateway.signing.rotation import Policy
from warmhook.gateway.signing.schedule import KeySchedule
from warmhook.gateway.signing.signer import Signer
from warmhook.gateway.store.base import Store
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.store.sql.watch import open_within
from warmhook.gateway.tenant_log.executions import Executions
from warmhook.gateway.tenant_log.recorder import Recorder
from warmhook.gateway.vault import ring_file
from warmhook.gateway.vault.client_secrets import hash_client_secret
from warmhook.gateway.vault.passwords import Passwords
from warmhook.gateway.vault.ring import KeyRing
from warmhook.gateway.web.application import Web
from warmhook.gateway.web.documents import documents
from warmhook.gateway.web.token_endpoint import TokenRoute

# How long a start waits for a database that may be starting too.
_DATABASE_SECONDS: Final = 30.0

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def gateway(settings: Settings) -> AsyncIterator[Web]:
    """A gateway that answers requests. The executor may be missing, now or later."""
    opened = ring_file.open_ring(settings.keys, settings.key_file)
    if opened.made:
        _log.warning("key_ring_made", file=str(opened.file), advice=ring_file.ADVICE)
    store = SqlStore(settings.database_url, opened.ring)
    passwords = Passwords()
    async with AsyncExitStack() as stack:
        stack.callback(passwords.close)
        await open_within(store, _DATABASE_SECONDS)
        stack.push_async_callback(store.close)
        recorder = Recorder(store.tenant_log, Executions())
        # After the tasks have ended: one of them may have been storing a batch.
        stack.push_async_callback(recorder.close)
        watching = await stack.enter_async_context(asyncio.TaskGroup())
        watch = watching.create_task(store.watch())
        stack.callback(watch.cancel)
        schedule = watching.create_task(KeySchedule(store, Policy.from_settings(settings)).run())
        stack.callback(schedule.cancel)
        if opened.file is not None:
            watch_ring = watching.create_task(ring_file.watch(opened.ring, opened.file))
            stack.callback(watch_ring.cancel)
        recording = watching.create_task(recorder.run())
        stack.callback(recording.cancel)
        yield await stack.enter_async_context(
            assembled(settings, store=store, passwords=passwords, ring=opened.ring, recorder=recorder)
        )


@asynccontextmanager
async def assembled(
    settings: Settings, *, store: Store, passwords: Passwords, ring: KeyRing, recorder: Recorder
) -> AsyncIterator[Web]:
    """A gateway over an open store."""
    signer = Signer()
    hooks = HookRunner(settings.executor_target, settings.executor_key_file)
    draining = asyncio.Event()
    try:
        yield Web(
            token=TokenRoute(
                store=store,
                endpoint=TokenEndpoint(
                    grants=all_grants(passwords, Attempts(LOGIN)),
                    hooks=hooks,
                    signer=signer,
                    ring=ring,
                ),
                recorder=recorder,
                trusted_proxies=settings.trusted_proxies,
            ),
            management=management(
                gate=Gate(store, signer, recorder, settings.trusted_proxies),
                routers=resource_routes(
                    store=store,
                    executions=recorder.executions,
                    syntax_error=hooks.syntax_error,
                    hash_secret=lambda secret: hash_client_secret(secret, ring),
                    hash_password=passwords.hashed,
                ),
            ),
            documents=documents(
                store=store,
                signer=signer,
                hooks=hooks,
                rotation=Policy.from_settings(settings),
                draining=draining,
            ),
            end_streams=recorder.executions.end,
            draining=draining,
            management_port=settings.management_listen[1] if settings.management_listen else None,
        )
    finally:
        await hooks.close()
        await signer.close()
