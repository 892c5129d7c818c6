"""What a running execution may spend, and its outcome when it has spent more.

Owns the limits that are watched from outside, beside the clock: CPU time; memory, if no control
group limits it; files in /tmp; CPU time between two executions. Owns also the decision whether the
hook or this machine was too slow. No I/O, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from warmhook.executor.errors import Code, Refusal
from warmhook.executor.model import LimitExceeded, OutOfMemory, TimedOut
from warmhook.executor.sandbox.policy import Allowance
from warmhook.executor.sandbox.usage import Usage

_NS_PER_MS: Final = 1_000_000
# Any busy machine makes a process wait this long now and then.
_USUAL_WAIT_MS: Final = 500
# More than honest hooks use: they wait for others or compute a hash.
_HEAVY_MS: Final = 100
# CPU time that a worker may use while no execution runs on it: so much at once, and a share of one
# processor in the long run.
_IDLE_BURST_SECONDS: Final = 1.0
_IDLE_SHARE: Final = 0.1
# While one runs, a hook's main thread and the four of libuv's pool may all be at work.
_THREADS: Final = 5


def is_heavy(usage: Usage, before: Usage) -> bool:
    """Has the execution had so much CPU time that others should come first from now on?"""
    return usage.cpu_ns - before.cpu_ns > _HEAVY_MS * _NS_PER_MS


def excess(
    usage: Usage, before: Usage, time_limit_ms: int, allowance: Allowance
) -> OutOfMemory | LimitExceeded | None:
    """What the execution has had too much of. `before` is the usage when it began.

    The limit on CPU time is the time limit itself. Only a hook with several threads can exceed it first.
    """
    if usage.memory_bytes is not None and usage.memory_bytes > allowance.memory_bytes:
        return OutOfMemory(allowance.heap_mb)
    if usage.cpu_ns - before.cpu_ns > time_limit_ms * _NS_PER_MS:
        return LimitExceeded("cpu_time_ms", time_limit_ms)
    if usage.scratch_files > allowance.scratch_files:
        return LimitExceeded("scratch_files", allowance.scratch_files)
    return None


def timed_out(usage: Usage, before: Usage, limit_ms: int) -> TimedOut | Refusal:
    """What to say of an execution whose time is up.

    If it had no processor for three quarters of its time, the hook was not slow: this
    machine has too much to do, which is the executor's fault.
    """
    cpu_ms = max(usage.cpu_ns - before.cpu_ns, 0) // _NS_PER_MS
    waited_ms = max(usage.waited_ns - before.waited_ns, 0) // _NS_PER_MS
    if waited_ms > _USUAL_WAIT_MS and waited_ms * 4 > limit_ms * 3:
        return Refusal(
            Code.STARVED,
            f"for {waited_ms} of its {limit_ms} ms the hook was ready to run and had no processor",
            retry_after_ms=limit_ms,
        )
    return TimedOut(limit_ms, cpu_ms, waited_ms)


def idle_excess(usage: Usage, spent: UnaccountedCpu, allowance: Allowance) -> str | None:
    """Why a worker on which nothing runs has to be ended.

    Where a control group counts, it limits memory, and what processes spend shows in the CPU time.
    """
    if spent.too_much:
        return "it went on computing after its answer"
    if usage.other_processes:
        return "it left processes behind after its answer"
    if usage.memory_bytes is not None and usage.memory_bytes > allowance.memory_bytes:
        return "it kept too much memory after its answer"
    return None


@dataclass(slots=True)
class UnaccountedCpu:
    """CPU time that a worker used while no execution ran on it, in a leaky bucket.

    It is given the time, and of the worker's whole life the CPU time and the busy seconds.
    """

    _at: float
    _cpu_ns: int
    _busy_seconds: float
    _unaccounted_seconds: float = 0.0

    def add(self, now: float, cpu_ns: int, busy_seconds: float) -> None:
        # Less than before: a process has ended that nobody waited for, and its time is lost.
        used = max(cpu_ns - self._cpu_ns, 0) / 1e9
        accounted = _THREADS * (busy_seconds - self._busy_seconds) + _IDLE_SHARE * (now - self._at)
        self._unaccounted_seconds = max(self._unaccounted_seconds + used - accounted, 0.0)
        self._at, self._cpu_ns, self._busy_seconds = now, cpu_ns, busy_seconds

    @property
    def too_much(self) -> bool:
        return self._unaccounted_seconds > _IDLE_BURST_SECONDS
