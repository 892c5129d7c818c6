"""What came out of runs: medians over the rounds, and rounds that take turns.

Pure but for the running itself, which is the caller's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import median

# What one run found, by name: "per_second", "p50_ms", ...
Figures = Mapping[str, float]
# By contender, a run of each round.
Samples = Mapping[str, Sequence[Figures]]
# By contender, the median of its rounds.
Medians = Mapping[str, Figures]


def take_turns(rounds: int, contenders: Mapping[str, Callable[[], Figures]]) -> Samples:
    """A B C, A B C, ...: what the machine does meanwhile, it does to all of them."""
    samples: dict[str, list[Figures]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            samples[name].append(run())
    return samples


def medians(samples: Samples) -> Medians:
    """Each figure's own median; a contender's figures need not come from one round."""
    return {
        name: {figure: median(run[figure] for run in runs) for figure in runs[0]}
        for name, runs in samples.items()
        if runs
    }


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Nearest rank, of values in rising order."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
