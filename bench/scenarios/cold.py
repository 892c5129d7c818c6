"""Cold: the first call of a hook never seen before, and more hooks than there are workers."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import grpc

from bench import warmhook
from bench.figures import Figures, percentile
from bench.hook_load import named, request
from bench.measurement import Question, Run
from bench.names import COLD_NO_SPARE, COLD_SPARE, WARM
from bench.processes import BenchError
from warmhook.protos import executor_pb2 as pb
from warmhook.protos import executor_pb2_grpc

_CALLS = 15
_HOOKS, _TENANTS, _IN_FLIGHT = 1000, 100, 16
_PATIENCE_SECONDS = 60.0
_SCRIPT = warmhook.HOOK.read_text(encoding="utf-8")


def run(bench: Run) -> None:
    executor = bench.warmhook.executor()
    with grpc.insecure_channel(executor.address) as channel:
        caller = Caller(executor_pb2_grpc.HookExecutorStub(channel))
        bench.measure(
            Question(
                "cold",
                "first calls of hooks never seen before",
                note=f"{_CALLS} calls a round, one at a time, from one client in Python.",
            ),
            {
                COLD_SPARE: caller.first_calls_with_spare,
                WARM: caller.warm_calls,
                COLD_NO_SPARE: caller.first_calls_without_spare,
            },
        )
        maximum = executor.status().workers.maximum
        many = [_unseen(f"tenant-{number % _TENANTS}") for number in range(_HOOKS)]
        bench.measure(
            Question(
                "many_hooks",
                f"{_HOOKS} hooks of {_TENANTS} tenants, each called once",
                note=f"{_IN_FLIGHT} in flight, {maximum} workers at most: each call of "
                "the second time, too, is the first one of a worker.",
                once=True,
            ),
            {
                "the first time": partial(caller.call_each, many),
                "the second time": partial(caller.call_each, many),
            },
        )


@dataclass(frozen=True)
class Caller:
    stub: executor_pb2_grpc.HookExecutorStub

    def first_calls_with_spare(self) -> Figures:
        """Nothing else is going on: the executor has all the spare workers it wants."""
        found = []
        for _ in range(_CALLS):
            self.settle()
            found.append(self._milliseconds(_unseen())[0])
        return _figures(found)

    def warm_calls(self) -> Figures:
        whole = _unseen()
        self.settle()
        self._milliseconds(whole)
        message = named(whole)
        return _figures([self._milliseconds(message)[0] for _ in range(_CALLS * 10)])

    def first_calls_without_spare(self) -> Figures:
        found: list[float] = []
        until = time.monotonic() + _PATIENCE_SECONDS
        while len(found) < _CALLS:
            took, reply = self._milliseconds(_unseen())
            # Calls that found a worker after all use it up, so that the next one does not.
            if reply.timing.queued_us > 1000:
                found.append(took)
            elif time.monotonic() > until:
                raise BenchError("the executor always has a spare worker")
        return _figures(found)

    def call_each(self, messages: Iterable[pb.ExecuteHookRequest]) -> Figures:
        found: list[float] = []
        failed: list[object] = []
        room = threading.Semaphore(_IN_FLIGHT)

        def answered(begun: float, call: grpc.Future[pb.ExecuteHookResponse]) -> None:
            error = call.exception()
            if error is None and call.result().HasField("accepted"):
                found.append((time.monotonic() - begun) * 1000)
            else:
                failed.append(error or call.result())
            room.release()

        begun = time.monotonic()
        for message in messages:
            room.acquire()
            call = self.stub.ExecuteHook.future(message, timeout=_PATIENCE_SECONDS)
            call.add_done_callback(partial(answered, time.monotonic()))
        for _ in range(_IN_FLIGHT):
            room.acquire()
        if not found:
            raise BenchError(f"none of many hooks was run: {failed[0]}")
        return {
            "per_second": len(found) / (time.monotonic() - begun),
            **_figures(found),
            "failed": len(failed),
        }

    def settle(self) -> None:
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            workers = self.stub.GetStatus(pb.GetStatusRequest(), timeout=10).workers
            if workers.spare and not workers.starting:
                return
            if time.monotonic() > until:
                raise BenchError("the executor does not come to have a spare worker")
            time.sleep(0.02)

    def _milliseconds(self, message: pb.ExecuteHookRequest) -> tuple[float, pb.ExecuteHookResponse]:
        begun = time.perf_counter()
        reply = self.stub.ExecuteHook(message, timeout=_PATIENCE_SECONDS)
        took = (time.perf_counter() - begun) * 1000
        if not reply.HasField("accepted"):
            raise BenchError(f"a hook was not run: {reply}")
        return took, reply


_numbers = itertools.count()


def _unseen(tenant: str = "demo") -> pb.ExecuteHookRequest:
    return request(f"{_SCRIPT}\n// {next(_numbers)}\n", tenant)


def _figures(milliseconds: list[float]) -> Figures:
    ordered = sorted(milliseconds)
    return {"p50_ms": percentile(ordered, 50), "p99_ms": percentile(ordered, 99)}
