"""Fixtures of the Management API's tests: a whole gateway on a real SQLite store."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from live.managed_gateway import Gateway
from samples.managed_tenants import ACME, GLOBEX, RING
from samples.passwords import CHEAP

from warmhook.gateway.app import assembled
from warmhook.gateway.config import Settings
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.gateway.tenant_log.executions import Executions
from warmhook.gateway.tenant_log.recorder import Recorder
from warmhook.gateway.vault.passwords import Passwords


@pytest.fixture
async def gateway(tmp_path: Path, migrated_file: Path) -> AsyncIterator[Gateway]:
    url = f"sqlite:///{shutil.copy(migrated_file, tmp_path)}"
    store = SqlStore(url, RING)
    await store.open()
    for records in (ACME, GLOBEX):
        await store.update_tenant(records.tenant.name, lambda _, it=records: it, author="tests")
    passwords = Passwords(CHEAP)
    settings = Settings(executor_target="127.0.0.1:1", database_url=url)
    recorder = Recorder(store.tenant_log, Executions())
    async with assembled(
        settings, store=store, passwords=passwords, ring=RING, recorder=recorder
    ) as application:
        # A fault must be an answer here, as it is on a socket.
        transport = httpx.ASGITransport(application, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://login.acme.example") as http:
            yield Gateway(http, store, recorder)
    passwords.close()
    await store.close()
