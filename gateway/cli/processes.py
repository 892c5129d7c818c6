"""`warmhook serve`, `executor`, `gateway`: the processes, on one machine or apart.

Owns how they are started and ended. It must not know what they do: they are run as
anybody would run them, by `python -m`, and take their settings from the environment.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final, NoReturn

import typer

from warmhook.gateway.cli.exits import ExitCode, fail, settings
from warmhook.gateway.cli.local_executor import ExecutorEndedError, end, local_executor
from warmhook.gateway.cli.printing import say
from warmhook.gateway.listeners import ListenersError, handed_over

# Longer than the gateway gives the requests that are still running when it has stopped accepting.
_STOP_SECONDS: Final = 35.0
# Sockets are handed over to a process by its id, which is not known before it runs.
_AS_ITSELF: Final = ("/bin/sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh")


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
    delay_seconds = settings().shutdown_delay_ms / 1000
    try:
        status = asyncio.run(_serve(os.environ, delay_seconds + _STOP_SECONDS))
    except (ExecutorEndedError, ListenersError) as error:
        fail(ExitCode.FAILED, *str(error).split("\n"))
    raise typer.Exit(status)


def _become(module: str) -> NoReturn:
    os.execv(sys.executable, [sys.executable, "-P", "-m", module])  # noqa: S606 - our own program, no shell


async def _serve(environment: Mapping[str, str], stop_seconds: float) -> int:
    received: asyncio.Queue[int] = asyncio.Queue()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, received.put_nowait, number)
    descriptors = tuple(handed_over(environment, os.getpid()))
    async with AsyncExitStack() as stack:
        # Ended in the opposite order, so that the gateway's last requests still find the executor.
        executor = await stack.enter_async_context(local_executor(environment, log_to_stderr=True))
        target = environment.get("WARMHOOK_EXECUTOR_TARGET") or executor.target
        process = await stack.enter_async_context(
            _gateway({**environment, "WARMHOOK_EXECUTOR_TARGET": target}, descriptors)
        )
        told = asyncio.create_task(received.get())
        ended = {
            asyncio.create_task(process.wait()): "gateway",
            asyncio.create_task(executor.wait()): "executor",
        }
        try:
            await asyncio.wait([told, *ended], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (told, *ended):
                task.cancel()
        if told.done():
            received.put_nowait(told.result())
            await _stop(process, received, stop_seconds)
            return 0
        names = [name for task, name in ended.items() if task.done()]
        say(f"The {' and the '.join(names)} ended by itself; stopping.", err=True)
        # At once: without its executor the gateway has nothing to wait for.
        received.put_nowait(signal.SIGINT)
        await _stop(process, received, stop_seconds)
        return ExitCode.FAILED


@asynccontextmanager
async def _gateway(
    environment: Mapping[str, str], descriptors: tuple[int, ...]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A gateway with our own output, and the sockets that were handed over to us.

    Ctrl-C is for this process, which passes it on.
    """
    process = await asyncio.create_subprocess_exec(
        *(_AS_ITSELF if descriptors else ()),
        sys.executable,
        "-P",
        "-m",
        "warmhook.gateway",
        env=environment,
        pass_fds=descriptors,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        await end(process, _STOP_SECONDS)


async def _stop(process: asyncio.subprocess.Process, received: asyncio.Queue[int], seconds: float) -> None:
    """Pass each signal on that we receive, until the process has ended; after `seconds`, kill it."""

    async def pass_on() -> None:
        while process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(await received.get())

    passing = asyncio.create_task(pass_on())
    try:
        async with asyncio.timeout(seconds):
            await process.wait()
    except TimeoutError:
        await end(process, 0)
    finally:
        passing.cancel()
