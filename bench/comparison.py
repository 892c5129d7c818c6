"""Two contenders beside each other: the ratio of every round, its median and spread, and the table.

Owns what "within 3 %" means: the median over the rounds of this tree's processor time for one answer ÷ the
other's in the same round. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from statistics import median

from bench.figures import Figures, medians
from bench.measurement import Table
from bench.report import not_quiet

# What is said of fewer rounds is not relied on.
DECIDING_ROUNDS = 15

# The chance that the interval does not hold the true median.
_OUTSIDE = 0.05

_NAME_WIDTH = 34
_HEADINGS = (
    f"{'CPU':>8}{'95 %':>15}{'least..most':>15}"
    f"{'per second':>12}{'p50 ms':>10}{'p99 ms':>10}{'rounds':>8}{'answers':>11}"
)


@dataclass(frozen=True)
class Spread:
    """Of one ratio in every round."""

    median: float
    # Between these is the median of all rounds that there could be, 19 times of 20.
    lower: float
    upper: float
    least: float
    most: float


def spread(values: Sequence[float]) -> Spread:
    """The interval comes from the order of the values, however they are distributed."""
    ordered = sorted(values)
    left_out = _left_out(len(ordered))
    lower, upper = ordered[left_out], ordered[-1 - left_out]
    return Spread(median(ordered), lower, upper, ordered[0], ordered[-1])


def _left_out(number: int) -> int:
    """How many values at either end lie outside of the interval: of 15 three, of 5 and fewer none.

    Each value is as likely to be below the true median as above it. So the chance that no more than k of
    them are below is that of as many heads in as many throws of a coin.
    """
    chance, left_out = 0.0, 0
    for below in range(number):
        chance += comb(number, below) / 2**number
        if chance > _OUTSIDE / 2:
            break
        left_out = below
    return left_out


def ratios(ours: Sequence[Figures], theirs: Sequence[Figures], figure: str) -> list[float]:
    """Ours ÷ theirs, of each round."""
    return [our[figure] / their[figure] for our, their in zip(ours, theirs, strict=True)]


def text(facts: Mapping[str, str], tables: Sequence[Table]) -> str:
    """One row a scenario, each of two contenders, ours first."""
    this, other = tables[0].samples
    rounds = len(tables[0].samples[this])
    lines = [
        *(f"{name}: {value}" for name, value in facts.items()),
        "",
        f"{'':{_NAME_WIDTH}}{'CPU µs for an answer':>22}  {f'{this} ÷ {other}':^71}",
        f"{'':{_NAME_WIDTH}}{this:>11}{other:>11}  {_HEADINGS}",
    ]
    for table in tables:
        lines += [_row(table), *not_quiet(table)]
    lines += [
        "",
        "Ratios are medians over the rounds. 95 % is the interval in which the CPU time's true median lies",
        "with that probability, by the order of the rounds; least..most are single rounds.",
        "The turns were A B, B A, and so on. No answer failed.",
    ]
    if rounds < DECIDING_ROUNDS:
        lines.append(f"A look, and no proof: that takes {DECIDING_ROUNDS} rounds.")
    return "\n".join(lines) + "\n"


def _row(table: Table) -> str:
    ours, theirs = table.samples.values()
    middle = [row["server_cpu_us"] for row in medians(table.samples).values()]
    cpu = spread(ratios(ours, theirs, "server_cpu_us"))
    beside = [median(ratios(ours, theirs, figure)) for figure in ("per_second", "p50_ms", "p99_ms")]
    answers = sum(run["answers"] for run in (*ours, *theirs))
    return (
        f"{table.question.title:{_NAME_WIDTH}}{middle[0]:11,.0f}{middle[1]:11,.0f}  {cpu.median:8.3f}"
        f"{f'{cpu.lower:.3f}..{cpu.upper:.3f}':>15}{f'{cpu.least:.3f}..{cpu.most:.3f}':>15}"
        f"{beside[0]:12.2f}{beside[1]:10.2f}{beside[2]:10.2f}{len(ours):8}{answers:11,.0f}"
    )
