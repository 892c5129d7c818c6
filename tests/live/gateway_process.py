"""`python -m gateway` as an operator runs it from a checkout."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from samples.tenants import AUDIENCE

from live.executor import ROOT

REQUEST = {
    "grant_type": "client_credentials",
    "client_id": "machine",
    "client_secret": "machine-secret",
    "audience": AUDIENCE,
}
HOST = {"host": "acme.example"}


@dataclass
class Gateway:
    process: asyncio.subprocess.Process
    client: httpx.AsyncClient

    async def token(self) -> httpx.Response:
        return await self.client.post("/oauth/token", json=REQUEST, headers=HOST)

    async def stopped(self, number: int = signal.SIGTERM) -> tuple[int | None, list[dict[str, object]]]:
        """Its exit status, and the lines of its log."""
        self.process.send_signal(number)
        _, logged = await asyncio.wait_for(self.process.communicate(), 30)
        return self.process.returncode, [json.loads(line) for line in logged.splitlines()]


async def started(environment: Mapping[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway",
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def running(environment: Mapping[str, str]) -> AsyncIterator[Gateway]:
    process = await started(environment)
    try:
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        found = re.fullmatch(r"warmhook gateway listening on (http://127\.0\.0\.1:\d+)\n", line)
        assert found, line
        async with httpx.AsyncClient(base_url=found[1]) as client:
            yield Gateway(process, client)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
