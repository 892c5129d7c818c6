"""What the executor holds of the machine over time, and whether that is flat.

Owns the series and their arithmetic. What is looked at is `attacks.footprint`'s to know.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

from attacks.footprint import Footprint

# What the last quarter may have more than the first: a share of it, and so many of each.
_SHARE = 0.1
_TOLERATED = {
    "memory_mb": 16.0,
    "descriptors": 16.0,
    "processes": 16.0,
    "cgroups": 16.0,
    "scratch_files": 0.0,
}
NAMES = tuple(_TOLERATED)


@dataclass(frozen=True)
class Series:
    name: str
    first_quarter: float
    last_quarter: float
    least: float
    most: float
    # Least squares, per hour.
    slope: float

    @property
    def flat(self) -> bool:
        return self.last_quarter <= self.first_quarter * (1 + _SHARE) + _TOLERATED[self.name]


@dataclass
class Gauges:
    """One sample each time `add` is called; `scratch_files` counts what was not there at the first."""

    seconds: list[float] = field(default_factory=list)
    values: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in NAMES})
    _scratch: frozenset[str] | None = None

    def add(self, second: float, now: Footprint) -> None:
        if self._scratch is None:
            self._scratch = now.scratch
        self.seconds.append(second)
        sample = {
            "memory_mb": now.memory_mb,
            "descriptors": now.descriptors.total(),
            "processes": now.processes.total(),
            "cgroups": now.cgroups,
            "scratch_files": len(now.scratch - self._scratch),
        }
        for name, value in sample.items():
            self.values[name].append(float(value))

    def series(self, name: str) -> Series:
        """At least two samples are needed."""
        values = self.values[name]
        quarter = max(len(values) // 4, 1)
        slope, _ = statistics.linear_regression(self.seconds, values)
        return Series(
            name,
            statistics.mean(values[:quarter]),
            statistics.mean(values[-quarter:]),
            min(values),
            max(values),
            slope * 3600,
        )
