"""Servers under measurement: started, waited for, weighed and stopped.

Owns processes and what the kernel says of them. It must not know what they serve.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")

START_SECONDS = 60.0
_STOP_SECONDS = 40.0
_POLL_SECONDS = 0.02
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class BenchError(Exception):
    """The measurement cannot go on; the message is for the person who started it."""


class Server:
    """One process with all those below it, its output in a file."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        log: Path,
        environment: Mapping[str, str],
        directory: Path | None = None,
    ) -> None:
        """`directory` is the one that it works in; None: ours."""
        self.name = name
        self.log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=directory,
                # What is set in the shell that measures is nobody's setting.
                env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_for(self, pattern: str) -> str:
        """The first group of `pattern` in what the process writes."""

        def written() -> str | None:
            found = re.search(pattern, self.log.read_text(encoding="utf-8", errors="replace"))
            return found[1] if found else None

        return self._until(written, f"did not write {pattern!r}")

    def wait_for_port(self, port: int) -> None:
        def listens() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        self._until(listens, f"did not listen on port {port}")

    def _until(self, holds: Callable[[], _T | None], otherwise: str) -> _T:
        until = time.monotonic() + START_SECONDS
        while not (value := holds()):
            self.check_running()
            if time.monotonic() > until:
                raise self._error(otherwise)
            time.sleep(_POLL_SECONDS)
        return value

    def check_running(self) -> None:
        """Raise BenchError if the process has ended."""
        ended = self._process.poll()
        if ended is not None:
            raise self._error(f"ended with status {ended}")

    def _error(self, why: str) -> BenchError:
        tail = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
        return BenchError(f"{self.name} {why}; its last words, in {self.log}:\n{tail}")

    def cpu_seconds(self) -> float:
        """What the process and all below it have spent."""
        return tree_cpu_seconds(self.pid)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def descendants(pid: int) -> list[int]:
    """Every process below `pid`, the nearest first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = list(children.get(pid, ()))
    for child in found:
        found += children.get(child, ())
    return found


def pss_mb(pid: int) -> float:
    """The process's share of memory: its own pages, and its part of those it shares. MB of 10^6 bytes."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    found = re.search(r"^Pss: +(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tree_cpu_seconds(pid: int) -> float:
    """Of the process and all below it, those that have ended and were waited for among them."""
    return sum(map(_cpu_seconds, [pid, *descendants(pid)]))


def machine_cpu_seconds() -> float:
    """All that the processors have done since the machine started, for whomever."""
    names = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
    first = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    ticks = dict(zip(names, map(int, first), strict=False))
    return (sum(ticks.values()) - ticks["idle"] - ticks["iowait"]) / _TICKS_PER_SECOND


def _cpu_seconds(pid: int) -> float:
    """Its own time, and that of children which it has waited for."""
    fields = _stat(pid)
    waited_for = sum(map(int, fields[13:15])) / _TICKS_PER_SECOND
    try:
        # clock_getcpuclockid(3), which Python does not have. It counts nanoseconds, where /proc counts ticks
        # of 10 ms: too coarse for a dozen processes that share two seconds.
        return waited_for + time.clock_gettime(~pid << 3 | 2)
    except OSError:
        # It has ended, and may not have been waited for yet.
        return waited_for + sum(map(int, fields[11:13])) / _TICKS_PER_SECOND


def _stat(pid: int) -> list[str]:
    """Of proc_pid_stat(5), what comes after the name; nothing where the process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
