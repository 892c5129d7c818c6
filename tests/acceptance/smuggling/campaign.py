"""The whole corpus at one door: the gateway alone, or a proxy before it. What went wrong, case by case.

Owns what is right: alone, the gateway answers as the corpus says and takes no canary for a request. Behind a
proxy the two need not agree on an answer, but on where each request ends: no canary that the proxy did not
see reaches the gateway, no path that the proxy refuses does, and whoever comes next on the shared connections
gets the answer to their own request.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from live.gateway import gateway_on_socket
from samples.tenants import AUDIENCE, Acme

from smuggling import proxies
from smuggling.corpus import Case
from smuggling.trial import Reached, answered
from warmhook.gateway.config import Settings

# Cases at once: they mostly wait. Where one of them does harm, they are tried again one after another.
_AT_ONCE = 16
# Requests of others after the cases at a proxy: as many as it has connections to the gateway.
_NEIGHBOURS = 8


class Door(enum.StrEnum):
    ALONE = "alone"
    NGINX = "nginx"
    # Bodies are passed on as they come.
    NGINX_UNBUFFERED = "nginx, unbuffered"
    HAPROXY = "haproxy"


@dataclass(frozen=True)
class Result:
    case: Case
    # What came of it, for the report.
    statuses: tuple[int, ...]
    problems: tuple[str, ...]


async def run(door: Door, cases: list[Case], folder: Path) -> list[Result]:
    """Each case at the door, in a folder for the proxy's files."""
    reached = Reached()
    async with gateway_on_socket(Settings(), (Acme(),), reached.around) as client:
        gateway = client.base_url.port
        assert gateway is not None
        with _at(door, folder, gateway) as port:
            async with _neighbour(port) as ask:
                tried = _Trial(port, reached, ask, alone=door is Door.ALONE)
                return [result for some in _batches(cases) for result in await tried.together(some)]


@dataclass(frozen=True)
class _Trial:
    port: int
    reached: Reached
    # What went wrong for a neighbour, if anything did.
    ask: Callable[[], Awaitable[str | None]]
    alone: bool

    async def together(self, cases: list[Case]) -> list[Result]:
        results = await asyncio.gather(*map(self._answered, cases))
        if not await self._harm():
            return results
        return [await self._by_itself(case) for case in cases]

    async def _by_itself(self, case: Case) -> Result:
        result = await self._answered(case)
        return replace(result, problems=(*result.problems, *await self._harm()))

    async def _answered(self, case: Case) -> Result:
        found = await answered(self.port, case.pieces)
        problems = []
        if self.alone and found.statuses != case.statuses:
            problems.append(f"answered {found.statuses} and not {case.statuses}: {found.raw[:400]!r}")
        if self.alone and found.closed != case.closed:
            problems.append(f"the connection was {'closed' if found.closed else 'kept'}")
        return Result(case, found.statuses, tuple(problems))

    async def _harm(self) -> list[str]:
        """What befell others since it was last asked."""
        harm = [problem for _ in range(_NEIGHBOURS) if (problem := await self.ask())]
        harm += [f"the canary was asked at {path}" for path in self.reached.smuggled]
        if not self.alone:
            harm += [f"the proxy's rule was passed to {path}" for path in self.reached.management]
        self.reached.smuggled.clear()
        self.reached.management.clear()
        return harm


def _batches(cases: list[Case]) -> Iterator[list[Case]]:
    for start in range(0, len(cases), _AT_ONCE):
        yield cases[start : start + _AT_ONCE]


@contextlib.contextmanager
def _at(door: Door, folder: Path, gateway: int) -> Iterator[int]:
    """The port of the door."""
    match door:
        case Door.ALONE:
            yield gateway
        case Door.HAPROXY:
            with proxies.haproxy(folder, gateway) as port:
                yield port
        case Door.NGINX | Door.NGINX_UNBUFFERED:
            with proxies.nginx(folder, gateway, buffering=door is Door.NGINX) as port:
                yield port


@contextlib.asynccontextmanager
async def _neighbour(port: int) -> AsyncIterator[Callable[[], Awaitable[str | None]]]:
    """Somebody else, whose every answer has in it what only their request had."""
    numbers = itertools.count()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:

        async def ask() -> str | None:
            mine = f"mine-{next(numbers)}"
            form = {
                "grant_type": mine,
                "client_id": "machine",
                "client_secret": "machine-secret",
                "audience": AUDIENCE,
            }
            answer = await client.post("/oauth/token", data=form, headers={"host": "acme.example"})
            if f"Unsupported grant type: {mine}" in answer.text:
                return None
            return f"a neighbour was answered {answer.status_code} {answer.text[:200]!r}"

        yield ask
