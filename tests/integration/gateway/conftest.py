"""Fixtures of the gateway's tests: a fake executor, and a gateway on a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest
from fakes.executor import KEY_FILE, FakeExecutor, accepting, fake_executor
from live.gateway import StartGateway, gateway_on_socket
from samples.tenants import Acme

from warmhook.gateway.config import Network, Settings


@pytest.fixture
async def executor() -> AsyncIterator[FakeExecutor]:
    async with fake_executor(accepting({})) as running:
        yield running


@pytest.fixture
async def start_gateway() -> AsyncIterator[StartGateway]:
    async with AsyncExitStack() as stack:

        async def start(
            *tenants: Acme, executor: str = "127.0.0.1:1", trusted: tuple[Network, ...] = ()
        ) -> httpx.AsyncClient:
            settings = Settings(executor_target=executor, executor_key_file=KEY_FILE, trusted_proxies=trusted)
            return await stack.enter_async_context(gateway_on_socket(settings, tenants or (Acme(),)))

        yield start
