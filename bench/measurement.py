"""What every scenario is given, and what it hands back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figures, Samples, take_turns
from bench.peers import Peers
from bench.warmhook import Warmhook


@dataclass(frozen=True)
class Table:
    """One table of the report; `note` says what must be known to read it."""

    # As ratios.py and latest.json name it.
    name: str
    title: str
    samples: Samples
    # The contenders do the same work, and the first one is Warmhook.
    versus: bool = False
    note: str = ""


@dataclass(frozen=True)
class Run:
    """A scenario's run: how long, with whom, and where the tables go. Whom it starts, others stop."""

    rounds: int
    seconds: float
    # Scratch; empty at first.
    directory: Path
    node: Path
    warmhook: Warmhook
    peers: Peers
    tables: list[Table]

    def measure(
        self,
        name: str,
        title: str,
        contenders: Mapping[str, Callable[[], Figures]],
        *,
        versus: bool = False,
        note: str = "",
    ) -> Table:
        self.say(title)
        table = Table(name, title, take_turns(self.rounds, contenders), versus, note)
        self.tables.append(table)
        return table

    def say(self, what: str) -> None:
        """Progress, for the one who waits."""
        sys.stderr.write(f"  {what}\n")
