"""The composition root: makes the parts of a gateway, starts and stops them in order.

Owns who gets what. It must not know how any part works.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from gateway import vault
from gateway.config import Settings
from gateway.documents import documents
from gateway.hooks import HookClient
from gateway.management.app import PATH as MANAGEMENT_PATH
from gateway.management.app import management
from gateway.management.hook_secrets import hook_secret_routes
from gateway.management.hooks import hook_routes
from gateway.oauth.attempts import Attempts
from gateway.oauth.grants import PasswordCheck, all_grants
from gateway.oauth.signing import Signer
from gateway.oauth.token import TokenEndpoint
from gateway.store.base import Store
from gateway.store.sql import SqlStore
from gateway.web import Application, Receive, Scope, Send, Web


@asynccontextmanager
async def gateway(settings: Settings) -> AsyncIterator[Web]:
    """A gateway that answers requests. The executor may be missing, now or later."""
    key = vault.load_or_create_key(settings.key_file)
    store = SqlStore(settings.database_url)
    passwords = vault.Passwords()
    async with AsyncExitStack() as stack:
        stack.callback(passwords.close)
        await store.open()
        stack.push_async_callback(store.close)
        watching = await stack.enter_async_context(asyncio.TaskGroup())
        watch = watching.create_task(store.watch())
        stack.callback(watch.cancel)
        yield await stack.enter_async_context(
            assembled(settings, store=store, passwords=passwords, secret_key=key)
        )


@asynccontextmanager
async def assembled(
    settings: Settings, *, store: Store, passwords: PasswordCheck, secret_key: bytes
) -> AsyncIterator[Web]:
    """A gateway over an open store."""
    signer = Signer()
    hooks = HookClient(settings.executor_target)
    try:
        yield Web(
            store=store,
            endpoint=TokenEndpoint(
                grants=all_grants(passwords, Attempts()),
                hooks=hooks,
                signer=signer,
                secret_key=secret_key,
            ),
            documents=_beside(
                management(
                    store=store,
                    signer=signer,
                    routers=(hook_routes(hooks.syntax_error), hook_secret_routes()),
                ),
                documents(store=store, signer=signer, hooks=hooks),
            ),
            trusted_proxies=settings.trusted_proxies,
        )
    finally:
        await hooks.close()
        signer.close()


def _beside(api: Application, others: Application) -> Application:
    """The Management API under its own path, and all else."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        under_api = scope["type"] == "http" and scope["path"].startswith(MANAGEMENT_PATH)
        await (api if under_api else others)(scope, receive, send)

    return serve
