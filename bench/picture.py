"""The curves of growth, drawn: tokens a second and p99, over clients, hooks and connections.

Owns the looks. The figures come from latest.json, so that the picture is never of another run.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, StrMethodFormatter

_PANELS = (("growth_clients", "clients"), ("growth_hooks", "hooks"), ("growth_connections", "connections"))
_RATE, _LATENCY = "#1f5fa8", "#c2571a"


def draw(kept: Mapping[str, Any], file: Path) -> None:
    """`kept` is what report.kept made. Any: it is JSON."""
    # The same figures make the same file, with text as text.
    mpl.rcParams.update({"svg.hashsalt": "warmhook", "svg.fonttype": "none", "font.size": 9})
    figure = Figure(figsize=(10, 3.2), layout="constrained")
    for axes, (table, what) in zip(figure.subplots(1, len(_PANELS)), _PANELS, strict=True):
        rows = kept["tables"][table]["medians"]
        numbers = [int(name.split()[0]) for name in rows]
        axes.set_xscale("log")
        axes.set_xticks(
            numbers, [f"{number // 1000}k" if number >= 1000 else str(number) for number in numbers]
        )
        axes.minorticks_off()
        axes.set_xlabel(what)
        axes.set_title(f"tokens, by {what}")
        axes.plot(numbers, [row["per_second"] for row in rows.values()], "o-", color=_RATE)
        axes.set_ylim(bottom=0)
        axes.set_ylabel("tokens per second", color=_RATE)
        axes.grid(axis="y", alpha=0.3)
        latency = axes.twinx()
        latency.plot(numbers, [row["p99_ms"] for row in rows.values()], "s--", color=_LATENCY)
        latency.set_yscale("log")
        latency.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        latency.yaxis.set_minor_formatter(NullFormatter())
        latency.set_ylabel("p99, milliseconds", color=_LATENCY)
    machine = kept["machine"]
    figure.suptitle(f"{machine['cores']} cores, cage {machine['cage']}, {machine['measured']}", fontsize=8)
    figure.savefig(file, metadata={"Date": None})
