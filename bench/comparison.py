"""Two contenders beside each other: the ratio of every round, its median and spread, and the table.

Owns what "within 3 %" means: the median over the rounds of this tree's processor time for one answer ÷ the
other's in the same round. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from bench.figures import Figures, medians
from bench.measurement import Table
from bench.report import not_quiet

# What is said of fewer rounds is not relied on.
DECIDING_ROUNDS = 15

_NAME_WIDTH = 34
_HEADINGS = (
    f"{'CPU':>8}{'quartiles':>15}{'least..most':>15}"
    f"{'per second':>12}{'p50 ms':>10}{'p99 ms':>10}{'rounds':>8}{'answers':>11}"
)


@dataclass(frozen=True)
class Spread:
    """Of one ratio in every round."""

    median: float
    # A quarter of the rounds is below, a quarter above.
    lower: float
    upper: float
    least: float
    most: float


def spread(values: Sequence[float]) -> Spread:
    """Quartiles as of a sample: of 15 values the 4th and the 12th."""
    least, most = min(values), max(values)
    lower, _, upper = quantiles(values, n=4) if len(values) > 1 else (least, least, most)
    # Of two values alone they would lie outside.
    return Spread(median(values), max(least, lower), min(most, upper), least, most)


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
        "Ratios are medians over the rounds. Quartiles and least..most are those of the CPU time's ratio.",
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
