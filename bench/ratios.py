"""The figures that are followed over time: us ÷ peer, unless the name says otherwise.

Pure: from medians, by table and contender. A ratio whose table was not measured is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench import peers
from bench.figures import Medians
from bench.names import BATCHES, COLD_SPARE, FAST_ALONE, FAST_BESIDE, LOCAL, STREAM, UNARY, US, WARM

# By table.
Tables = Mapping[str, Medians]


@dataclass(frozen=True)
class Cell:
    """One figure of a table; where it names several contenders, the best one's."""

    table: str
    contenders: tuple[str, ...]
    figure: str

    def of(self, tables: Tables) -> float | None:
        rows = tables.get(self.table, {})
        found = [rows[name][self.figure] for name in self.contenders if name in rows]
        if not found:
            return None
        return max(found) if self.figure == "per_second" else min(found)


@dataclass(frozen=True)
class Ratio:
    over: Cell
    under: Cell | None = None
    combine: Callable[[float, float], float] = lambda over, under: over / under

    def of(self, tables: Tables) -> float | None:
        over = self.over.of(tables)
        if over is None or self.under is None:
            return over
        under = self.under.of(tables)
        return None if under is None else self.combine(over, under)


_INPROCESS = (peers.OIDC_INPROCESS, peers.OIDC_INPROCESS_CLUSTER)
_WEBHOOK = (peers.OIDC_WEBHOOK, peers.OIDC_WEBHOOK_CLUSTER)


def _rate(table: str, *contenders: str) -> Cell:
    return Cell(table, contenders, "per_second")


RATIOS: Mapping[str, Ratio] = {
    "tokens_c16_vs_oidc_provider_inprocess": Ratio(_rate("tokens_c16", US), _rate("tokens_c16", *_INPROCESS)),
    "tokens_c16_vs_oidc_provider_webhook": Ratio(_rate("tokens_c16", US), _rate("tokens_c16", *_WEBHOOK)),
    "token_p50_c1_vs_oidc_provider_inprocess": Ratio(
        Cell("tokens_c1", (US,), "p50_ms"), Cell("tokens_c1", _INPROCESS, "p50_ms")
    ),
    "token_p99_ms_at_half_load": Ratio(Cell("tokens_half_load", (US,), "p99_ms")),
    "hook_stream_c16_vs_webtask_runtime": Ratio(
        _rate("hooks_c16", STREAM, BATCHES), _rate("hooks_c16", peers.WEBTASK)
    ),
    "hook_unary_c16_vs_webtask_runtime": Ratio(_rate("hooks_c16", UNARY), _rate("hooks_c16", peers.WEBTASK)),
    "hook_stream_c16_vs_workerd": Ratio(
        _rate("hooks_c16", STREAM, BATCHES), _rate("hooks_c16", peers.WORKERD)
    ),
    # As the gateway calls, where the executor is on its own machine.
    "hook_local_c16_vs_webtask_runtime": Ratio(_rate("hooks_c16", LOCAL), _rate("hooks_c16", peers.WEBTASK)),
    "hook_local_c16_vs_workerd": Ratio(_rate("hooks_c16", LOCAL), _rate("hooks_c16", peers.WORKERD)),
    "cold_minus_warm_ms_p50": Ratio(
        Cell("cold", (COLD_SPARE,), "p50_ms"),
        Cell("cold", (WARM,), "p50_ms"),
        lambda cold, warm: cold - warm,
    ),
    "resident_hook_pss_mb": Ratio(Cell("memory", ("resident hook",), "pss_mb")),
    "fast_p99_beside_slow_vs_alone": Ratio(
        Cell("slow", (FAST_BESIDE,), "p99_ms"), Cell("slow", (FAST_ALONE,), "p99_ms")
    ),
    "tokens_100k_clients_vs_10": Ratio(
        _rate("growth_clients", "100000 clients"), _rate("growth_clients", "10 clients")
    ),
}


def ratios(tables: Tables) -> dict[str, float]:
    found = {name: ratio.of(tables) for name, ratio in RATIOS.items()}
    return {name: value for name, value in found.items() if value is not None}
