"""`warmhook serve`, `executor`, `gateway`: the processes, on one machine or apart.

Owns how they are started and ended. It must not know what they do: they are run as
anybody would run them, by `python -m`, and take their settings from the environment.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final, NoReturn

import typer

from warmhook.gateway.cli.exits import ExitCode, fail, settings
from warmhook.gateway.cli.local_executor import ExecutorEndedError, end, local_executor

# Longer than the gateway gives the requests that are still running.
_STOP_SECONDS: Final = 35.0


def executor() -> NoReturn:
    """Run the executor in this process."""
    _become("warmhook.executor")


def gateway() -> NoReturn:
    """Run the gateway in this process."""
    _become("warmhook.gateway")


def serve() -> None:
    """Run an executor and a gateway on this machine until Ctrl-C or SIGTERM.

    They meet on a socket that nobody else can reach, unless WARMHOOK_EXECUTOR_LISTEN or
    WARMHOOK_EXECUTOR_TARGET says otherwise. If one of them ends, both do, and so does this.
    """
    settings()
    try:
        status = asyncio.run(_serve(os.environ))
    except ExecutorEndedError as error:
        fail(ExitCode.FAILED, str(error))
    raise typer.Exit(status)


def _become(module: str) -> NoReturn:
    os.execv(sys.executable, [sys.executable, "-P", "-m", module])  # noqa: S606 - our own program, no shell


async def _serve(environment: Mapping[str, str]) -> int:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with AsyncExitStack() as stack:
        # Ended in the opposite order, so that the gateway's last requests still find the executor.
        executor = await stack.enter_async_context(local_executor(environment, log_to_stderr=True))
        target = environment.get("WARMHOOK_EXECUTOR_TARGET") or executor.target
        process = await stack.enter_async_context(
            _process("warmhook.gateway", {**environment, "WARMHOOK_EXECUTOR_TARGET": target})
        )
        ended = {
            asyncio.create_task(stopping.wait()): "",
            asyncio.create_task(process.wait()): "gateway",
            asyncio.create_task(executor.wait()): "executor",
        }
        try:
            await asyncio.wait(ended, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in ended:
                task.cancel()
        if stopping.is_set():
            return 0
        names = [name for task, name in ended.items() if name and task.done() and not task.cancelled()]
        typer.echo(f"The {' and the '.join(names)} ended by itself; stopping.", err=True)
        return ExitCode.FAILED


@asynccontextmanager
async def _process(module: str, environment: Mapping[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m module`, with our own output. Ctrl-C is for this process, which then ends the child."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", module, env=environment, start_new_session=True
    )
    try:
        yield process
    finally:
        await end(process, _STOP_SECONDS)
