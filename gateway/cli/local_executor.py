"""An executor of our own, as a child process on a socket that only we can reach.

Owns its start, its address and its end. It must not know gRPC or what is executed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# The trial of the cage takes a second; a busy machine, several.
_START_SECONDS: Final = 60.0
# Longer than WARMHOOK_EXECUTOR_DRAIN_MS by default.
_STOP_SECONDS: Final = 30.0
_LAST_LINES: Final = 20
_LISTEN: Final = "WARMHOOK_EXECUTOR_LISTEN"
# Where a gateway finds an executor. The executor takes no settings that are not its own.
_TARGET: Final = "WARMHOOK_EXECUTOR_TARGET"


class ExecutorEndedError(Exception):
    """The executor did not come up; the message has its last words."""


@dataclass(frozen=True)
class LocalExecutor:
    """A running executor."""

    # As gRPC wants it.
    target: str
    process: asyncio.subprocess.Process

    async def wait(self) -> int:
        return await self.process.wait()


@asynccontextmanager
async def local_executor(
    environment: Mapping[str, str], *, log_to_stderr: bool
) -> AsyncIterator[LocalExecutor]:
    """An executor that serves, until the block is left. Raises `ExecutorEndedError`.

    Its settings are the environment's; without an address there, it gets one.
    """
    with tempfile.TemporaryDirectory(prefix="warmhook-") as directory:
        listen = environment.get(_LISTEN, "").strip() or f"unix:{Path(directory, 'executor.sock')}"
        own = {name: value for name, value in environment.items() if name != _TARGET}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "warmhook.executor",
            env={**own, _LISTEN: listen},
            stdin=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            # Ctrl-C is for this process, which then ends the executor.
            start_new_session=True,
            limit=1024 * 1024,
        )
        assert process.stderr is not None, "it was asked for"
        try:
            async with asyncio.timeout(_START_SECONDS):
                target = await _listening(process.stderr, log_to_stderr=log_to_stderr)
        except TimeoutError:
            await end(process, 0)
            raise ExecutorEndedError("the executor did not come up in time") from None
        except BaseException:
            await end(process, _STOP_SECONDS)
            raise
        passing = asyncio.create_task(_pass_on(process.stderr, log_to_stderr=log_to_stderr))
        try:
            yield LocalExecutor(target, process)
        finally:
            await end(process, _STOP_SECONDS)
            await passing


async def end(process: asyncio.subprocess.Process, patience: float) -> None:
    """Ask the process to end. After `patience` seconds, kill it."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(patience):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _listening(log: asyncio.StreamReader, *, log_to_stderr: bool) -> str:
    """The address, once the executor says that it listens there."""
    lines: list[str] = []
    while line := await log.readline():
        text = line.decode(errors="replace").rstrip()
        if log_to_stderr:
            print(text, file=sys.stderr, flush=True)  # noqa: T201 - the executor's log is this command's
        lines = [*lines[1 - _LAST_LINES :], text]
        with contextlib.suppress(ValueError):
            entry = json.loads(text)
            if isinstance(entry, dict) and entry.get("event") == "listening":
                return str(entry["address"])
    raise ExecutorEndedError("\n".join(["the executor ended before it could serve:", *lines]))


async def _pass_on(log: asyncio.StreamReader, *, log_to_stderr: bool) -> None:
    """Read what the executor logs, so that it never waits for a reader."""
    while chunk := await log.read(65_536):
        if log_to_stderr:
            sys.stderr.buffer.write(chunk)
            sys.stderr.buffer.flush()
