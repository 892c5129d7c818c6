"""What has to be true of a soak, and the report that says whether it was.

Pure: what was seen in, lines out; the last is `passed` or `FAILED: …`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping

from soak.gauges import NAMES
from soak.load import Honest, Period
from soak.run import Soaked

# The honest p99 beside hostile tenants, as a multiple of that without them.
MOST_SLOWER = 3.0
_SHOWN = 10
_MEASURED = (Period.BEFORE, Period.BETWEEN, Period.MIXED)


def quantile(seconds: list[float], share: float) -> float:
    """Return the value that this share of all is not above, milliseconds; `seconds` is sorted."""
    return seconds[max(math.ceil(share * len(seconds)) - 1, 0)] * 1000 if seconds else math.inf


def ratio(soaked: Soaked) -> float:
    *alone, mixed = (quantile(sorted(soaked.load.honest[period].seconds), 0.99) for period in _MEASURED)
    return mixed / min(alone) if math.isfinite(min(alone)) else math.inf


def failures(soaked: Soaked) -> list[str]:
    """Return why it has not passed, one line each."""
    found = []
    if soaked.wrong:
        found.append(f"{len(soaked.wrong)} wrong honest answers")
    if ratio(soaked) > MOST_SLOWER:
        found.append(f"honest p99 grew {ratio(soaked):.2f} times")
    found += [f"{name} grew" for name in NAMES if not soaked.gauges.series(name).flat]
    if soaked.load.broken:
        found.append(f"{len(soaked.load.broken)} attacks got what they wanted")
    if not soaked.load.hostile:
        found.append("nobody attacked")
    return [*found, *soaked.problems]


def report(soaked: Soaked) -> Iterator[str]:
    plan, load = soaked.plan, soaked.load
    yield (
        f"Node.js {soaked.node}, level {soaked.level}: {plan.tenants - plan.hostile} honest and "
        f"{plan.hostile} hostile tenants, {load.honest[Period.MIXED].lasted / 60:.1f} minutes mixed"
    )
    yield ""
    yield "| honest calls | answered | per second | cold | refused | p50 ms | p99 ms | p99.9 ms |"
    yield "|---|---|---|---|---|---|---|---|"
    yield from (_period(period, load.honest[period]) for period in _MEASURED)
    yield ""
    yield f"wrong honest answers: {len(soaked.wrong)}"
    yield f"honest p99 mixed / before or between, the lower: {ratio(soaked):.2f} (at most {MOST_SLOWER:g})"
    refused = sum((load.honest[period].refused for period in Period), start=Counter[str]())
    yield f"honest refusals: {_counts(refused)}"
    yield ""
    yield "| executor | first quarter | last quarter | least | most | slope an hour |"
    yield "|---|---|---|---|---|---|"
    for name in NAMES:
        series = soaked.gauges.series(name)
        yield (
            f"| {name} | {series.first_quarter:.1f} | {series.last_quarter:.1f} | {series.least:.0f} "
            f"| {series.most:.0f} | {series.slope:+.1f} |"
        )
    yield ""
    yield f"hostile calls: {_counts(load.hostile)}"
    if load.unexpected:
        yield f"of them other than alone on the machine: {_counts(load.unexpected)}"
    for what in [*soaked.wrong[:_SHOWN], *load.broken[:_SHOWN]]:
        yield what[:500]
    found = failures(soaked)
    yield f"FAILED: {'; '.join(found)}" if found else "passed"


def _period(period: Period, honest: Honest) -> str:
    seconds = sorted(honest.seconds)
    refused = honest.refused.total()
    answered = len(seconds) - refused
    p50, p99, p999 = (quantile(seconds, share) for share in (0.5, 0.99, 0.999))
    return (
        f"| {period.value} | {answered} | {answered / max(honest.lasted, 1e-9):.0f} | {honest.cold} "
        f"| {refused} | {p50:.1f} | {p99:.1f} | {p999:.1f} |"
    )


def _counts(counter: Mapping[str, int]) -> str:
    counts = sorted(counter.items(), key=lambda item: -item[1])
    return ", ".join(f"{count} {what}" for what, count in counts) or "none"
