"""Another commit of this repository beside this tree: both up all the while, asked the same in turn.

Owns which scenarios there are, how a turn is measured, and what ends the run: an answer that is wrong, a
process that has ended, one that runs code of the other tree.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import grpc

from bench import hook_load
from bench.figures import Figures, there_and_back
from bench.hook_load import HookLoad, named, request
from bench.load import Spending, Target, measure_number
from bench.machine import describe, minutes_since
from bench.measurement import Question, Table, measure
from bench.processes import BenchError, Server
from bench.provenance import Installation, Owners, check_running, inspect, owners_of, unlike
from bench.scenarios import tokens
from bench.tools import NODE, NODE_WHEEL, install_load_generators
from bench.trees import THIS_TREE, Tree, check_out, find_commit
from bench.warmhook import HOOK, Warmhook
from warmhook.protos import executor_pb2 as pb

_IN_FLIGHT = 16
# To get warm, and to see how fast a contender is.
_TRIED = 400
# What an answer leaves to be done is its cost too: the gateway writes the tenant's log once a second.
_AFTERWARDS_SECONDS = 1.1
_WHOLE = request(HOOK.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Contender:
    name: str
    tokens: Target
    hooks: HookLoad

    @property
    def servers(self) -> tuple[Server, ...]:
        return self.tokens.servers


# A number of answers.
Load = Callable[[Contender, int], Figures]


def _tokens(connections: int) -> Load:
    return lambda contender, answers: measure_number(contender.tokens, connections, answers)


def _unary(contender: Contender, answers: int) -> Figures:
    return contender.hooks.unary_calls(named(_WHOLE), _IN_FLIGHT, answers)


def _stream(method: str) -> Load:
    return lambda contender, answers: contender.hooks.stream_executions(
        named(_WHOLE), _IN_FLIGHT, answers, method
    )


# Title and load.
SCENARIOS: Mapping[str, tuple[str, Load]] = {
    "tokens_c1": ("tokens, 1 connection", _tokens(1)),
    "tokens_c16": ("tokens, 16 connections", _tokens(16)),
    "tokens_c64": ("tokens, 64 connections", _tokens(64)),
    "hooks_unary": ("hook runs, gRPC unary", _unary),
    "hooks_stream": ("hook runs, gRPC stream", _stream(hook_load.STREAM)),
    "hooks_batches": ("hook runs, gRPC stream of batches", _stream(hook_load.BATCHES)),
    "hooks_local": ("hook runs, local socket", _stream(hook_load.LOCAL)),
}
USUAL = ("tokens_c1", "tokens_c16", "tokens_c64", "hooks_unary", "hooks_stream")


def run(ref: str, names: Sequence[str], rounds: int, seconds: float) -> tuple[dict[str, str], list[Table]]:
    """What it was measured on, and a table for each scenario. Raises BenchError."""
    commit = find_commit(ref)
    install_load_generators()
    trees = (THIS_TREE, check_out(commit))
    installations = [inspect(tree) for tree in trees]
    owners = owners_of(
        {tree.name: found for tree, found in zip(trees, installations, strict=True)}, NODE_WHEEL
    )
    facts = {**describe(), "against": f"{commit.short} {commit.subject}"}
    began = time.monotonic()
    with _running(trees) as contenders:
        _check_running(owners, contenders)
        facts["differences"] = _differences(contenders, installations)
        tables = [_measure(name, contenders, rounds, seconds) for name in names]
        # Again, for processes have been started meanwhile.
        processes = _check_running(owners, contenders)
    modules = " and ".join(str(len(installation.files)) for installation in installations)
    facts["checked"] = f"{modules} modules, {processes} processes: each of its own tree"
    facts["took"] = minutes_since(began)
    return facts, tables


@contextmanager
def _running(trees: Sequence[Tree]) -> Iterator[list[Contender]]:
    with tempfile.TemporaryDirectory(prefix="warmhook-bench-") as scratch, ExitStack() as stack:
        contenders = []
        for number, tree in enumerate(trees):
            directory = Path(scratch) / str(number)
            directory.mkdir()
            warmhook = Warmhook(directory, tree)
            stack.callback(warmhook.stop)
            with _as_of(tree.name):
                contenders.append(_start(tree.name, warmhook))
        yield contenders


def _start(name: str, warmhook: Warmhook) -> Contender:
    # One Node.js for all: which one an environment has is not the tree's doing.
    executor = warmhook.executor({"WARMHOOK_NODE": str(NODE)})
    hooks = HookLoad(executor, NODE)
    hooks.check(_WHOLE)
    return Contender(name, tokens.ours(warmhook, executor), hooks)


def _check_running(owners: Owners, contenders: Sequence[Contender]) -> str:
    """How many processes each has. Raises BenchError where one runs another tree."""
    numbers = (check_running(owners, contender.name, contender.servers) for contender in contenders)
    return " and ".join(map(str, numbers))


def _differences(contenders: Sequence[Contender], installations: Sequence[Installation]) -> str:
    """What the trees themselves do not account for."""
    ours, theirs = (
        {
            **found.versions,
            "cage": pb.GetStatusResponse.Isolation.Name(contender.hooks.executor.status().isolation),
        }
        for contender, found in zip(contenders, installations, strict=True)
    )
    found = [f"{name} {here}, there {there}" for name, (here, there) in unlike(ours, theirs).items()]
    return "; ".join(found) or "none but the trees"


def _measure(name: str, contenders: Sequence[Contender], rounds: int, seconds: float) -> Table:
    title, load = SCENARIOS[name]
    sys.stderr.write(f"  {title}\n")
    answers = _answers(load, contenders, seconds)
    turns = {contender.name: partial(_turn, contender, load, answers) for contender in contenders}
    return measure(Question(name, title), rounds, turns, there_and_back)


def _answers(load: Load, contenders: Sequence[Contender], seconds: float) -> int:
    """How many the slower one gives in so many seconds, now that it is warm: a turn of either has as many.

    A fixed number, for what a contender does by the clock would else be shared by more answers of one.
    """
    for contender in contenders:
        _turn(contender, load, _TRIED)
    slowest = min(_turn(contender, load, _TRIED)["per_second"] for contender in contenders)
    return max(_TRIED, round(slowest * seconds))


def _turn(contender: Contender, load: Load, answers: int) -> Figures:
    with _as_of(contender.name), Spending(contender.servers) as spending:
        try:
            figures = load(contender, answers)
            time.sleep(_AFTERWARDS_SECONDS)
        finally:
            # First of all: what else is wrong comes of it.
            for server in contender.servers:
                server.check_running()
    return {**figures, "server_cpu_us": spending.figures(answers)["server_cpu_us"]}


@contextmanager
def _as_of(name: str) -> Iterator[None]:
    """Say of whom an error is."""
    try:
        yield
    except (BenchError, grpc.RpcError, OSError) as error:
        raise BenchError(f"{name}: {error}") from error
