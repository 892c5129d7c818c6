"""Two contenders beside each other: whose turn it is, what a ratio's spread is, and the table."""

from __future__ import annotations

import pytest

from bench import comparison
from bench.comparison import Spread, spread
from bench.figures import Order, round_and_round, take_turns, there_and_back
from bench.measurement import Question, Table

_FACTS = {"cores": "2"}


ORDERS = {
    "one after the other": (round_and_round, 2, "ab", "abab"),
    "of three": (round_and_round, 2, "abc", "abcabc"),
    "there and back": (there_and_back, 4, "ab", "abbaabba"),
    "an odd number of rounds": (there_and_back, 3, "ab", "abbaab"),
    "no rounds": (there_and_back, 0, "ab", ""),
}


@pytest.mark.parametrize(("order", "rounds", "names", "expected"), ORDERS.values(), ids=ORDERS)
def test_everybody_has_one_turn_in_each_round(order: Order, rounds: int, names: str, expected: str) -> None:
    assert "".join(order(rounds, list(names))) == expected


def test_contenders_run_in_the_order_that_is_asked_for() -> None:
    asked: list[str] = []
    contenders = {name: lambda name=name: asked.append(name) or {"turn": len(asked)} for name in "ab"}
    samples = take_turns(2, contenders, there_and_back)
    assert asked == ["a", "b", "b", "a"]
    assert samples == {"a": [{"turn": 1}, {"turn": 4}], "b": [{"turn": 2}, {"turn": 3}]}


SPREADS = {
    "one round": ([1.5], Spread(1.5, 1.5, 1.5, 1.5, 1.5)),
    "two rounds": ([1.0, 2.0], Spread(1.5, 1.0, 2.0, 1.0, 2.0)),
    "three rounds": ([3.0, 1.0, 2.0], Spread(2.0, 1.0, 3.0, 1.0, 3.0)),
    # By the tables of the sign test.
    "five rounds": ([1.0, 2.0, 3.0, 4.0, 5.0], Spread(3.0, 1.0, 5.0, 1.0, 5.0)),
    "nine rounds": ([float(value) for value in range(1, 10)], Spread(5.0, 2.0, 8.0, 1.0, 9.0)),
    "15 rounds": ([float(value) for value in range(15, 0, -1)], Spread(8.0, 4.0, 12.0, 1.0, 15.0)),
    "25 rounds": ([float(value) for value in range(1, 26)], Spread(13.0, 8.0, 18.0, 1.0, 25.0)),
    "one round that went wrong": ([1.0] * 14 + [9.0], Spread(1.0, 1.0, 1.0, 1.0, 9.0)),
}


@pytest.mark.parametrize(("values", "expected"), SPREADS.values(), ids=SPREADS)
def test_the_median_has_a_spread(values: list[float], expected: Spread) -> None:
    assert spread(values) == expected


def test_a_ratio_is_of_one_round() -> None:
    # The machine was twice as slow in the second: no ratio knows of it.
    ours = [{"server_cpu_us": 110.0}, {"server_cpu_us": 220.0}]
    theirs = [{"server_cpu_us": 100.0}, {"server_cpu_us": 200.0}]
    assert comparison.ratios(ours, theirs, "server_cpu_us") == [1.1, 1.1]


def _run(cpu_us: float, per_second: float) -> dict[str, float]:
    return {
        "server_cpu_us": cpu_us,
        "per_second": per_second,
        "p50_ms": 1000 / per_second,
        "p99_ms": 2000 / per_second,
        "answers": per_second * 2,
    }


def _table(others_cores: float = 0.0, rounds: int = 15) -> Table:
    samples = {"this tree": [_run(660, 1000)] * rounds, "f4908d1": [_run(600, 1250)] * rounds}
    return Table(Question("tokens_c16", "tokens, 16 connections"), samples, others_cores)


def test_a_row_has_medians_and_ratios_of_this_tree_to_the_other() -> None:
    lines = comparison.text(_FACTS, [_table()]).splitlines()
    assert lines[0] == "cores: 2"
    row = next(line for line in lines if line.startswith("tokens, 16 connections"))
    assert row.split()[3:] == [
        *("660", "600", "1.100", "1.100..1.100", "1.100..1.100"),
        *("0.80", "1.25", "1.25", "15", "67,500"),
    ]


NOTES = {
    "a quiet machine": (_table(), "NOT QUIET", False),
    "a busy machine": (_table(others_cores=0.5), "NOT QUIET: other programs had 0.50 processors", True),
    "enough rounds": (_table(), "no proof", False),
    "too few rounds": (_table(rounds=14), "no proof: that takes 15 rounds", True),
}


@pytest.mark.parametrize(("table", "note", "told"), NOTES.values(), ids=NOTES)
def test_the_text_says_what_the_figures_are_worth(table: Table, note: str, *, told: bool) -> None:
    assert (note in comparison.text(_FACTS, [table])) is told
