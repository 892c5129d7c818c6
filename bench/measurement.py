"""What every scenario is given, and what it hands back."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figures, Order, Samples, round_and_round, take_turns
from bench.peers import Peers
from bench.processes import machine_cpu_seconds, tree_cpu_seconds
from bench.warmhook import Warmhook


@dataclass(frozen=True)
class Question:
    """What a table answers. `note` says what must be known to read it."""

    # As ratios.py and latest.json name it.
    name: str
    title: str
    # The contenders do the same work, and the first one is Warmhook.
    versus: bool = False
    note: str = ""
    # One round says as much as three.
    once: bool = False


@dataclass(frozen=True)
class Table:
    question: Question
    samples: Samples
    # Processors that somebody else had meanwhile. Figures beside much of it are worth little.
    others_cores: float


@dataclass(frozen=True)
class Run:
    """A scenario's run: how long, with whom, and where the tables go. Whom it starts, others stop."""

    rounds: int
    seconds: float
    node: Path
    warmhook: Warmhook
    peers: Peers
    tables: list[Table]

    def measure(self, question: Question, contenders: Mapping[str, Callable[[], Figures]]) -> None:
        self.say(question.title)
        self.tables.append(measure(question, 1 if question.once else self.rounds, contenders))

    def say(self, what: str) -> None:
        """Progress, for the one who waits."""
        sys.stderr.write(f"  {what}\n")


def measure(
    question: Question,
    rounds: int,
    contenders: Mapping[str, Callable[[], Figures]],
    order: Order = round_and_round,
) -> Table:
    """What the contenders found in turn, and what others did meanwhile."""
    before = _spent()
    samples = take_turns(rounds, contenders, order)
    elapsed, machine, ours = (now - then for now, then in zip(_spent(), before, strict=True))
    return Table(question, samples, (machine - ours) / elapsed)


def _spent() -> tuple[float, float, float]:
    """The time, and processor time: of the machine, and of this process with all that it started."""
    return time.monotonic(), machine_cpu_seconds(), tree_cpu_seconds(os.getpid())
