"""What is counted of a worker where no control group counts: all that lives in its cage."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from live.executor import ROOT, descendants, of_process, wait_until

from warmhook.executor.node import inspect_node
from warmhook.executor.sandbox.cage import Cage
from warmhook.executor.sandbox.launcher import Launcher
from warmhook.executor.sandbox.policy import Isolation, Policy
from warmhook.executor.sandbox.usage import Usage, read_usage

MB = 1024 * 1024
_SECONDS = 20.0


def process_of(code: str) -> str:
    """JavaScript that starts a Node.js of its own with the code."""
    return f"require('child_process').spawn(process.execPath, ['-e', {json.dumps(code)}]);"


def thread_of(code: str) -> str:
    return f"new (require('worker_threads').Worker)({json.dumps(code)}, {{ eval: true }});"


# A second of processor time, however long that takes.
_COMPUTE = "while (process.cpuUsage().user < 1e6);"
_HOLDER = f"const kept = Buffer.alloc(100 << 20, 1); {_COMPUTE} setInterval(() => kept.length, 1000);"
_MADE_BY = {
    "the hook": process_of(_HOLDER),
    "a child that has gone": process_of(f"{process_of(_HOLDER)} setTimeout(process.exit, 500);"),
    "another thread": thread_of(f"{process_of(_HOLDER)} setInterval(() => {{}}, 1000);"),
}


@contextlib.asynccontextmanager
async def hook_process(node: Path, script: str) -> AsyncIterator[int]:
    """The pid of a caged Node.js without a control group that runs the script, and waits for ever."""
    inspected = inspect_node(node)
    policy = Policy(
        Isolation.NAMESPACES,
        inspected.executable,
        inspected.libraries,
        ROOT / "node_runtime",
        memory_mb=128,
        idle_data_mb=inspected.idle_data_mb,
        own_user=os.geteuid() == 0,
    )
    launcher = Launcher(Cage(policy, None))
    try:
        arguments = ["-e", f"process.title = 'hook'; {script} setInterval(() => {{}}, 1000);"]
        process = await launcher.launch("worker-1", 128, arguments)
        titled: list[int] = []

        def has_begun() -> bool:
            titled[:] = [pid for pid in descendants(process.pid) if of_process(pid, "cmdline")[:4] == b"hook"]
            return bool(titled)

        try:
            await until(has_begun)
            yield titled[0]
        finally:
            process.close()
    finally:
        launcher.close()


async def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it takes too long"
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("maker", _MADE_BY)
async def test_a_process_counts_that_was_made_by(maker: str, node: Path) -> None:
    async with hook_process(node, _MADE_BY[maker]) as pid:

        def is_counted() -> bool:
            usage = read_usage(pid, None)
            return (usage.memory_bytes or 0) > 150 * MB and usage.cpu_ns > 1e9 and usage.other_processes == 1

        await until(is_counted)


async def test_processor_time_of_a_process_that_has_gone_counts(node: Path) -> None:
    gone = process_of(process_of(_COMPUTE))
    async with hook_process(node, gone) as pid:
        seen: list[Usage] = []

        def has_gone() -> bool:
            seen.append(read_usage(pid, None))
            return seen[-1].cpu_ns > 1e9 and seen[-1].other_processes == 0

        await until(has_gone)
        assert seen[-1].cpu_ns >= max(usage.cpu_ns for usage in seen) - 50e6


async def test_files_count_as_memory_be_they_removed_or_not(node: Path) -> None:
    script = (
        "const { openSync, writeSync, unlinkSync } = require('fs'); const file = openSync('/tmp/kept', 'w');"
        " setTimeout(() => { writeSync(file, Buffer.alloc(12 << 20)); unlinkSync('/tmp/kept'); }, 500);"
    )
    async with hook_process(node, script) as pid:
        before = read_usage(pid, None)
        assert before.memory_bytes is not None
        enough = before.memory_bytes + 11 * MB

        def is_counted() -> bool:
            return (read_usage(pid, None).memory_bytes or 0) > enough

        await until(is_counted)


def test_a_process_counts_whose_first_thread_has_ended() -> None:
    program = (
        "import ctypes, threading, time; kept = bytearray(b'x') * (100 << 20);"
        " threading.Thread(target=time.sleep, args=(100,)).start(); ctypes.CDLL(None).pthread_exit(None)"
    )
    with subprocess.Popen([sys.executable, "-I", "-c", program]) as process:
        try:
            wait_until(lambda: b"Z (zombie)" in of_process(process.pid, "status"), "its first thread ends")
            assert (read_usage(process.pid, None).memory_bytes or 0) > 100 * MB
        finally:
            process.kill()


async def test_an_idle_hook_holds_little_and_nobody_is_beside_it(node: Path) -> None:
    async with hook_process(node, "") as pid:
        usage = read_usage(pid, None)
        assert usage.other_processes == 0
        assert usage.memory_bytes is not None
        assert 20 * MB < usage.memory_bytes < 100 * MB


def test_a_process_that_is_gone_has_spent_nothing() -> None:
    assert read_usage(2**22, None) == Usage()
