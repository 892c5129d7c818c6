"""What is read by people, and what is kept: one text, one JSON value.

Pure: the facts of the machine are handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.figures import Figures, medians
from bench.measurement import Table
from bench.ratios import ratios

# Figure to heading and decimals, in the order of the columns.
_COLUMNS: Mapping[str, tuple[str, int]] = {
    "per_second": ("per second", 0),
    "p50_ms": ("p50 ms", 2),
    "p99_ms": ("p99 ms", 2),
    "server_cpu_us": ("CPU µs each", 0),
    "load_cores": ("load, cores", 2),
    "pss_mb": ("PSS MB", 1),
    "count": ("count", 0),
    "failed": ("failed", 0),
}
_NAME_WIDTH = 52
# What a machine does that has nothing else to do.
_QUIET_CORES = 0.1


def text(machine: Mapping[str, str], tables: Sequence[Table]) -> str:
    """Tables of medians; the last column is the first contender's first figure ÷ that of each."""
    lines = [f"{name}: {value}" for name, value in machine.items()]
    for table in tables:
        lines += ["", *_table(table)]
    lines += ["", "ratios (us ÷ peer unless the name says otherwise)"]
    lines += [f"  {name:{_NAME_WIDTH}}{value:8.2f}" for name, value in _ratios(tables).items()]
    return "\n".join(lines) + "\n"


def _table(table: Table) -> Iterator[str]:
    rows = medians(table.samples)
    columns = [figure for figure in _COLUMNS if any(figure in row for row in rows.values())]
    ours = next(iter(rows.values()))
    yield (
        f"{table.question.title:{_NAME_WIDTH + 2}}"
        + "".join(f"{_COLUMNS[figure][0]:>13}" for figure in columns)
        + (f"{'us ÷ it':>10}" if table.question.versus else "")
    )
    for name, row in rows.items():
        cells = "".join(_cell(row, figure) for figure in columns)
        ratio = f"{ours[columns[0]] / row[columns[0]]:10.2f}" if table.question.versus else ""
        yield f"  {name:{_NAME_WIDTH}}{cells}{ratio}"
    if table.question.note:
        yield f"  {table.question.note}"
    yield from not_quiet(table)


def not_quiet(table: Table) -> Iterator[str]:
    if table.others_cores > _QUIET_CORES:
        yield f"  NOT QUIET: other programs had {table.others_cores:.2f} processors meanwhile."


def _cell(row: Figures, figure: str) -> str:
    if figure not in row:
        return f"{'':>13}"
    return f"{row[figure]:13,.{_COLUMNS[figure][1]}f}"


def kept(machine: Mapping[str, str], settings: Mapping[str, Any], tables: Sequence[Table]) -> dict[str, Any]:
    """`bench/results/latest.json`. Any: it is JSON."""
    return {
        "machine": dict(machine),
        "settings": dict(settings),
        "ratios": {name: round(value, 3) for name, value in _ratios(tables).items()},
        "tables": {
            table.question.name: {
                "title": table.question.title,
                **({"note": table.question.note} if table.question.note else {}),
                "others_cores": round(table.others_cores, 3),
                "medians": _rounded(medians(table.samples)),
                "rounds": {name: [_rounded(run) for run in runs] for name, runs in table.samples.items()},
            }
            for table in tables
        },
    }


def _ratios(tables: Sequence[Table]) -> dict[str, float]:
    return ratios({table.question.name: medians(table.samples) for table in tables})


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _rounded(inner) for name, inner in value.items()}
    return round(value, 3)
