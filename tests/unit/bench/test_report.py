"""What the benchmark makes of recorded runs: medians, ratios, one text and one JSON value."""

from __future__ import annotations

import json

import pytest

from bench import peers, report
from bench.figures import Samples, medians, percentile, take_turns
from bench.measurement import Question, Table
from bench.names import BATCHES, COLD_SPARE, FAST_ALONE, FAST_BESIDE, LOCAL, STREAM, UNARY, US, WARM
from bench.ratios import RATIOS, ratios

_NO_MACHINE = {"cores": "2", "cage": "namespaces"}


def _rates(*values: float) -> list[dict[str, float]]:
    return [{"per_second": value, "p50_ms": 1000 / value, "p99_ms": 2000 / value} for value in values]


RECORDED: dict[str, Samples] = {
    "tokens_c1": {US: _rates(1000), peers.OIDC_INPROCESS: _rates(2000)},
    "tokens_c16": {
        US: _rates(2900, 3000, 9000),
        peers.OIDC_INPROCESS: _rates(2000),
        peers.OIDC_INPROCESS_CLUSTER: _rates(2500),
        peers.OIDC_WEBHOOK: _rates(1500),
        peers.OIDC_WEBHOOK_CLUSTER: _rates(1000),
    },
    "tokens_half_load": {US: _rates(1500)},
    "hooks_c16": {
        LOCAL: _rates(15_000),
        BATCHES: _rates(12_000),
        STREAM: _rates(9000),
        UNARY: _rates(3000),
        peers.WEBTASK: _rates(6000),
        peers.WORKERD: _rates(15_000),
    },
    "cold": {COLD_SPARE: [{"p50_ms": 5.5, "p99_ms": 9.0}], WARM: [{"p50_ms": 1.0, "p99_ms": 2.0}]},
    "memory": {"resident hook": [{"pss_mb": 11.5, "count": 500}]},
    "slow": {FAST_ALONE: _rates(2000), FAST_BESIDE: _rates(1000)},
    "growth_clients": {"10 clients": _rates(1000), "100000 clients": _rates(950)},
}
TABLES = [Table(Question(name, f"about {name}"), samples, 0.0) for name, samples in RECORDED.items()]


PERCENTILES = {
    "the median of ten is the fifth": (50, 5),
    "99 % of ten are all of them": (99, 10),
    "nothing is below the first": (0, 1),
    "nothing is above the last": (100, 10),
}


@pytest.mark.parametrize(("percent", "expected"), PERCENTILES.values(), ids=PERCENTILES)
def test_a_percentile_is_one_of_the_values(percent: float, expected: int) -> None:
    assert percentile(range(1, 11), percent) == expected


def test_contenders_take_turns() -> None:
    asked: list[str] = []
    take_turns(
        2, {name: lambda name=name: asked.append(name) or {"count": len(asked)} for name in ("a", "b")}
    )
    assert asked == ["a", "b", "a", "b"]


def test_a_median_is_of_each_figure_by_itself() -> None:
    samples = {US: [{"x": 1, "y": 30}, {"x": 2, "y": 10}, {"x": 9, "y": 20}]}
    assert medians(samples) == {US: {"x": 2, "y": 20}}


@pytest.mark.parametrize(
    ("name", "expected"),
    {
        "tokens_c16_vs_oidc_provider_inprocess": 3000 / 2500,  # The better peer of two, our middle round.
        "tokens_c16_vs_oidc_provider_webhook": 3000 / 1500,
        "token_p50_c1_vs_oidc_provider_inprocess": 2.0,
        "token_p99_ms_at_half_load": 2000 / 1500,
        "hook_stream_c16_vs_webtask_runtime": 2.0,  # The better of our two kinds of stream.
        "hook_unary_c16_vs_webtask_runtime": 0.5,
        "hook_stream_c16_vs_workerd": 0.8,
        "cold_minus_warm_ms_p50": 4.5,
        "resident_hook_pss_mb": 11.5,
        "fast_p99_beside_slow_vs_alone": 2.0,
        "tokens_100k_clients_vs_10": 0.95,
    }.items(),
)
def test_ratios_are_of_medians(name: str, expected: float) -> None:
    assert ratios({table: medians(samples) for table, samples in RECORDED.items()})[name] == expected


def test_a_ratio_without_its_tables_is_left_out() -> None:
    assert ratios({"tokens_c1": {US: {"p50_ms": 1.0, "per_second": 1.0}}}) == {}


def test_the_kept_report_has_every_ratio_and_all_rounds() -> None:
    kept = json.loads(json.dumps(report.kept(_NO_MACHINE, {"rounds": 3}, TABLES)))
    assert kept["ratios"].keys() == RATIOS.keys()
    table = kept["tables"]["tokens_c16"]
    assert [run["per_second"] for run in table["rounds"][US]] == [2900, 3000, 9000]
    assert table["medians"][US]["per_second"] == 3000


def test_the_text_shows_us_divided_by_each_peer() -> None:
    question = Question("tokens_c16", "tokens, 16 connections", versus=True, note="a note")
    lines = report.text(_NO_MACHINE, [Table(question, RECORDED["tokens_c16"], 0.0)]).splitlines()
    row = next(line for line in lines if line.startswith(f"  {peers.OIDC_WEBHOOK} "))
    assert row.split()[-4:] == ["1,500", "0.67", "1.33", "2.00"]
    assert "  a note" in lines


def test_a_figure_that_a_row_has_not_is_blank() -> None:
    samples = {"whole": [{"per_second": 1.0, "failed": 0.0}], "part": [{"per_second": 2.0}]}
    lines = report.text(_NO_MACHINE, [Table(Question("x", "x"), samples, 0.0)]).splitlines()
    row = next(line for line in lines if line.startswith("  part"))
    assert row.split() == ["part", "2"]


OTHERS = {"an idle machine is not spoken of": (0.05, False), "a busy one is": (0.8, True)}


@pytest.mark.parametrize(("cores", "told"), OTHERS.values(), ids=OTHERS)
def test_the_text_says_when_others_had_the_machine(cores: float, *, told: bool) -> None:
    text = report.text(_NO_MACHINE, [Table(Question("x", "x"), {"row": _rates(1.0)}, cores)])
    assert ("NOT QUIET" in text) is told
