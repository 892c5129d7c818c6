"""Attacks let loose on one executor, one after another, and what came of each.

Owns the order of things around one attack: attack, let the neighbours answer once more, wait until
everything is as before, at most 3 s, and ask everybody for complaints. What each of them looks at is
theirs to know.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc

from attacks.attack import Alternative, Answer, Attack
from attacks.conversation import answer_of, request_for
from attacks.executor_process import Executor, python_for, start_executor
from attacks.footprint import Footprint, look
from attacks.host import Host
from attacks.neighbours import NAMES, Neighbours
from warmhook.protos import executor_pb2 as pb
from warmhook.protos import executor_pb2_grpc as pb_grpc

BACK_TO_BASELINE_SECONDS = 3.0
_POLL_SECONDS = 0.05
# The footprint counts as settled when it has stayed the same for longer than a worker may idle.
_SETTLED_SECONDS = 1.5
_SETTLING_SECONDS = 20.0
# What a call may take beyond its limit: waiting for a worker on a busy machine.
_SLACK_SECONDS = 10.0
# An executor without a processor to spare says so and asks to be called again, which is no answer to judge.
_ATTEMPTS = 6
_RETRY_SECONDS = 0.5


@dataclass(frozen=True)
class Result:
    attack: Attack
    answers: tuple[Answer, ...]
    problems: tuple[str, ...]
    executor_pid: int
    # From the first call until everything was as before.
    seconds: float
    # The slowest answer that a neighbour got meanwhile, milliseconds.
    neighbours_ms: float

    @property
    def passed(self) -> bool:
        return not self.problems


@dataclass
class Campaign:
    """Use `run` once; the figures are there when it is over."""

    node: Path
    level: str
    # Of the executor; None: ours.
    user: int | None
    node_version: str = field(default="", init=False)
    # Of all answers that neighbours got, milliseconds.
    neighbours_p50: float = field(default=0.0, init=False)
    neighbours_p99: float = field(default=0.0, init=False)

    def run(self, attacks: list[Attack]) -> Iterator[Result]:
        """Raises NoExecutor."""
        with Host(self.user, python_for(self.user)) as host:
            executor = start_executor(host, self.node, self.level, user=self.user)
            self.node_version = executor.node
            secrets = {name: host.plant(f"neighbour {name}") for name in NAMES}
            try:
                with (
                    Neighbours(executor.address, secrets) as neighbours,
                    grpc.insecure_channel(executor.address) as channel,
                ):
                    scene = _Scene(host, executor, neighbours, pb_grpc.HookExecutorStub(channel))
                    scene.settle()
                    yield from map(scene.attack, attacks)
                    self.neighbours_p50 = neighbours.milliseconds(0.5)
                    self.neighbours_p99 = neighbours.milliseconds(0.99)
            finally:
                executor.stop()


class _Scene:
    """Everybody who is there while an attack runs."""

    def __init__(
        self, host: Host, executor: Executor, neighbours: Neighbours, stub: pb_grpc.HookExecutorStub
    ) -> None:
        self._host = host
        self._executor = executor
        self._neighbours = neighbours
        self._stub = stub
        self._before = self._look()
        self._log_read = 0
        self._target: dict[str, Any] = host.target() | {
            "executor_pid": executor.process.pid,
            "executor_port": int(executor.address.rpartition(":")[2]),
        }

    def settle(self) -> None:
        """Wait until spares are up and caches are filled; what is there then is the baseline."""
        deadline = time.monotonic() + _SETTLING_SECONDS
        since = time.monotonic()
        while time.monotonic() < min(deadline, since + _SETTLED_SECONDS):
            time.sleep(_POLL_SECONDS)
            now = self._look()
            if now.differences(self._before):
                self._before, since = now, time.monotonic()

    def attack(self, attack: Attack) -> Result:
        begun, mark = time.monotonic(), self._neighbours.mark()
        answers: list[Answer] = []
        problems, said = [], []
        for call, expected in enumerate(attack.expected_at(self._executor.level), start=1):
            try:
                response = self._call(attack, call)
            except grpc.RpcError as error:
                problems.append(f"call {call} was refused: {' '.join(str(error).split())}")
                break
            answers.append(answer_of(response))
            said.append(str(response))
            problems += _unexpected(call, expected, answers[-1])
        problems += self._aftermath(time.monotonic() + BACK_TO_BASELINE_SECONDS)
        problems += [f"{what}, to the hook" for what in self._host.found_in("".join(said))]
        return Result(
            attack,
            tuple(answers),
            tuple(problems),
            self._executor.process.pid,
            time.monotonic() - begun,
            self._neighbours.slowest_since(mark),
        )

    def _call(self, attack: Attack, call: int) -> pb.ExecuteHookResponse:
        """Raises grpc.RpcError."""
        request = request_for(attack, call, self._target)
        timeout = attack.limits["time_ms"] / 1000 + _SLACK_SECONDS
        for attempt in range(1, _ATTEMPTS):
            try:
                return self._stub.ExecuteHook(request, timeout=timeout)
            except grpc.RpcError as error:
                if not isinstance(error, grpc.Call) or error.code() is not grpc.StatusCode.RESOURCE_EXHAUSTED:
                    raise
                time.sleep(attempt * _RETRY_SECONDS)
        return self._stub.ExecuteHook(request, timeout=timeout)

    def _aftermath(self, deadline: float) -> Iterator[str]:
        """Say what the attack has done to anybody but its own hook."""
        yield from self._neighbours.wait_for_more(self._neighbours.mark())
        yield from self._not_as_before(deadline)
        log, self._log_read = self._executor.log_since(self._log_read)
        yield from self._neighbours.complaints()
        yield from self._host.complaints()
        yield from self._executor.problems()
        yield from (f"{what}, to the log" for what in self._host.found_in(log))
        yield from foreign_lines(log)

    def _not_as_before(self, deadline: float) -> list[str]:
        while True:
            found = self._look().differences(self._before)
            if not found or time.monotonic() > deadline:
                return found
            time.sleep(_POLL_SECONDS)

    def _look(self) -> Footprint:
        return look(self._executor.process.pid, self._host.scratch)


def _unexpected(call: int, expected: tuple[Alternative, ...], answer: Answer) -> Iterator[str]:
    if not any(alternative.fits(answer) for alternative in expected):
        yield f"call {call} was expected to be {' or '.join(map(str, expected))}"


def foreign_lines(log: str) -> Iterator[str]:
    """A hook may be named in the log; it writes no line of it."""
    for line in log.splitlines():
        try:
            event = json.loads(line)["event"]
        except (ValueError, TypeError, KeyError):
            yield f"a line of the log is not the executor's: {line[:200]}"
        else:
            if event == "internal_error":
                yield f"the executor made a mistake: {line[-600:]}"
