"""What came out of runs: medians over the rounds, and rounds that take turns.

Pure but for the running itself, which is the caller's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median

# What one run found, by name: "per_second", "p50_ms", ...
Figures = Mapping[str, float]
# By contender, a run of each round.
Samples = Mapping[str, Sequence[Figures]]
# By contender, the median of its rounds.
Medians = Mapping[str, Figures]


# Of a number of rounds and the contenders' names: who has its turn when. Each has one in every round.
Order = Callable[[int, Sequence[str]], Iterable[str]]


def round_and_round(rounds: int, names: Sequence[str]) -> Iterable[str]:
    """A B C, A B C, ...: what the machine does meanwhile, it does to all of them."""
    return [name for _ in range(rounds) for name in names]


def there_and_back(rounds: int, names: Sequence[str]) -> Iterable[str]:
    """A B, B A, A B, ...: a machine that gets slower or faster all the time favours neither."""
    return [name for number in range(rounds) for name in (names[::-1] if number % 2 else names)]


def take_turns(
    rounds: int, contenders: Mapping[str, Callable[[], Figures]], order: Order = round_and_round
) -> Samples:
    samples: dict[str, list[Figures]] = {name: [] for name in contenders}
    for name in order(rounds, list(contenders)):
        samples[name].append(contenders[name]())
    return samples


def medians(samples: Samples) -> Medians:
    """Each figure's own median; a contender's figures need not come from one round."""
    return {
        name: {figure: median(run[figure] for run in runs) for figure in runs[0]}
        for name, runs in samples.items()
        if runs
    }


def of_latencies(latencies_us: Sequence[int], seconds: float) -> Figures:
    """Of answers that came within so many seconds."""
    ordered = sorted(latencies_us)
    return {
        "per_second": len(ordered) / seconds,
        "p50_ms": percentile(ordered, 50) / 1000,
        "p99_ms": percentile(ordered, 99) / 1000,
    }


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Nearest rank, of values in rising order."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
