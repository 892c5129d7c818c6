"""Something dies, or is not there: each request gets its documented answer, and the next one works."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from live.stack import Service, Warmhook, assert_all_end

from e2e.tenants import CLAIM, GLOBEX, LOGIN, MACHINE, ROBOT, ask, claims_of, client_of

UNAVAILABLE = {
    "error": "temporarily_unavailable",
    "error_description": "The hook cannot be run at the moment. Try again later.",
}
# Nothing listens there: it is a privileged port.
NOWHERE = "127.0.0.1:1"


async def running(client: httpx.AsyncClient, executor: Service, title: str) -> asyncio.Task[httpx.Response]:
    """A request whose hook is running now and will not call back on its own."""
    request = asyncio.create_task(ask(client, MACHINE, title=title, wait_ms="15000"))
    await until(lambda: worker_called(executor, title) is not None or request.done())
    assert not request.done(), request.result().text
    return request


def worker_called(executor: Service, title: str) -> int | None:
    """The process of the worker whose hook gave it that title."""
    for pid in executor.descendants():
        try:
            command = Path(f"/proc/{pid}/cmdline").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if command.startswith(title):
            return pid
    return None


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def assert_token_of_the_hook(client: httpx.AsyncClient) -> None:
    claims = await claims_of(client, await ask(client, MACHINE))
    assert claims[CLAIM] == "obeys"


async def test_an_executor_that_is_killed_costs_the_request_and_not_the_next(warmhook: Warmhook) -> None:
    executor = warmhook.start_executor()
    async with client_of(warmhook.start_gateway(executor.address)) as client:
        request = await running(client, executor, "doomed")
        workers = executor.descendants()
        executor.kill()
        answer = await request
        assert (answer.status_code, answer.json()) == (503, UNAVAILABLE)
        assert answer.headers["retry-after"] == "1"
        assert_all_end(workers)

        down = await ask(client, MACHINE)
        assert (down.status_code, down.json()) == (503, UNAVAILABLE)

        warmhook.start_executor(port=executor.port)
        await assert_token_of_the_hook(client)


async def test_a_request_waits_for_an_executor_that_is_being_restarted(warmhook: Warmhook) -> None:
    executor = warmhook.start_executor()
    async with client_of(warmhook.start_gateway(executor.address)) as client:
        await assert_token_of_the_hook(client)
        executor.terminate()
        assert await asyncio.to_thread(executor.wait) == 0
        warmhook.start_executor(port=executor.port)
        await assert_token_of_the_hook(client)


async def test_a_worker_that_is_killed_costs_the_request_and_not_the_next(warmhook: Warmhook) -> None:
    executor = warmhook.start_executor()
    async with client_of(warmhook.start_gateway(executor.address)) as client:
        request = await running(client, executor, "victim")
        worker = worker_called(executor, "victim")
        assert worker is not None
        os.kill(worker, signal.SIGKILL)
        answer = await request
        assert (answer.status_code, answer.json()) == (
            500,
            {"error": "server_error", "error_description": "The hook ended without an answer."},
        )
        await assert_token_of_the_hook(client)


async def test_an_executor_that_is_told_to_end_answers_first(warmhook: Warmhook) -> None:
    executor = warmhook.start_executor()
    async with client_of(warmhook.start_gateway(executor.address)) as client:
        request = asyncio.create_task(ask(client, MACHINE, title="last", wait_ms="1000"))
        await until(lambda: worker_called(executor, "last") is not None)
        executor.terminate()
        claims = await claims_of(client, await request)
        assert claims[CLAIM] == "obeys"
        assert await asyncio.to_thread(executor.wait) == 0


async def test_a_gateway_without_an_executor_issues_what_no_hook_has_a_say_in(warmhook: Warmhook) -> None:
    gateway = warmhook.start_gateway(NOWHERE)
    async with client_of(gateway) as acme, client_of(gateway, GLOBEX) as globex:
        live = await acme.get("/health/live")
        assert (live.status_code, live.json()) == (200, {"status": "live"})

        ready = await acme.get("/health/ready")
        assert ready.status_code == 503
        assert (ready.json()["status"], ready.json()["executor"]) == ("degraded", "UNREACHABLE")

        hooked = await ask(acme, MACHINE)
        assert (hooked.status_code, hooked.json()) == (503, UNAVAILABLE)
        assert hooked.headers["retry-after"] == "1"

        assert (await claims_of(globex, await ask(globex, ROBOT)))["scope"] == "read:data"
        assert (await claims_of(acme, await ask(acme, LOGIN)))["scope"] == "read:data write:data"


async def test_a_gateway_finds_an_executor_that_comes_later(warmhook: Warmhook) -> None:
    executor = warmhook.start_executor()
    executor.kill()
    async with client_of(warmhook.start_gateway(executor.address)) as client:
        assert (await ask(client, MACHINE)).status_code == 503
        warmhook.start_executor(port=executor.port)
        await assert_token_of_the_hook(client)
        ready = await client.get("/health/ready")
        assert (ready.status_code, ready.json()["executor"]) == (200, "SERVING")


async def test_a_gateway_that_is_told_to_end_answers_first(warmhook: Warmhook, executor: Service) -> None:
    gateway = warmhook.start_gateway(executor.address)
    async with client_of(gateway) as client:
        keys = await client.get("/.well-known/jwks.json")
        request = asyncio.create_task(ask(client, MACHINE, title="finishing", wait_ms="1000"))
        await until(lambda: worker_called(executor, "finishing") is not None)
        gateway.terminate()
        answer = await request
        assert answer.status_code == 200
        assert keys.status_code == 200
        assert await asyncio.to_thread(gateway.wait) == 0
        assert "Traceback" not in gateway.output()


async def test_a_gateway_that_is_killed_costs_no_keys(warmhook: Warmhook, executor: Service) -> None:
    first = warmhook.start_gateway(executor.address)
    async with client_of(first) as client:
        answer = await ask(client, MACHINE)
        assert answer.status_code == 200
    first.kill()
    async with client_of(warmhook.start_gateway(executor.address)) as client:
        # The token of the first, by the keys of the second.
        assert (await claims_of(client, answer))[CLAIM] == "obeys"
        await assert_token_of_the_hook(client)
