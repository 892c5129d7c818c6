"""`python -m bench`: install, start, measure in turn, print, keep.

Owns the command line and the order of things.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from bench import against, comparison, report
from bench.machine import describe, describe_peers, minutes_since
from bench.measurement import Run, Table
from bench.peers import Peers
from bench.picture import draw
from bench.processes import BenchError
from bench.scenarios import cold, growth, hooks, memory, slow, tokens
from bench.tools import NODE, install_load_generators, install_peers
from bench.warmhook import Warmhook

_RESULTS = Path(__file__).with_name("results") / "latest.json"
_PICTURE = Path(__file__).resolve().parents[1] / "docs" / "performance-growth.svg"

_SCENARIOS: Mapping[str, Callable[[Run], None]] = {
    "tokens": tokens.run,
    "hooks": hooks.run,
    "cold": cold.run,
    "memory": memory.run,
    "slow": slow.run,
    "growth": growth.run,
}


def main() -> int:
    arguments = _arguments()
    # Ends like Ctrl-C, so that every process that was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if arguments.against is None:
            machine, tables, whole = _with_peers(arguments)
        else:
            machine, tables = against.run(
                arguments.against, arguments.only, arguments.rounds, arguments.seconds
            )
            whole = True
    except BenchError as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    write = report.text if arguments.against is None else comparison.text
    sys.stdout.write(write(machine, tables))
    if arguments.output and whole:
        _keep(arguments, machine, tables)
    return 0 if whole else 1


def _keep(arguments: argparse.Namespace, machine: Mapping[str, str], tables: Sequence[Table]) -> None:
    settings = {"rounds": arguments.rounds, "seconds": arguments.seconds, "scenarios": arguments.only}
    kept = report.kept(machine, settings, tables)
    arguments.output.parent.mkdir(exist_ok=True)
    arguments.output.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if arguments.output == _RESULTS:
        draw(kept, _PICTURE)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--against",
        metavar="REF",
        help="measure another commit of this repository beside this tree, and no peers; see bench/README.md",
    )
    parser.add_argument(
        "--only",
        type=lambda names: names.split(","),
        metavar="NAMES",
        help=f"of {','.join(_SCENARIOS)}; with --against of {','.join(against.SCENARIOS)} "
        f"(default: {','.join(against.USUAL)})",
    )
    parser.add_argument(
        "--rounds",
        type=int,
        help=f"of which medians are taken (default: 3, with --against {comparison.DECIDING_ROUNDS})",
    )
    parser.add_argument("--seconds", type=int, default=2, help="for each figure of a round (default: 2)")
    parser.add_argument(
        "--output", type=Path, help="keep the figures here (of all scenarios: bench/results/latest.json)"
    )
    arguments = parser.parse_args()
    there_are: Collection[str] = _SCENARIOS if arguments.against is None else against.SCENARIOS
    arguments.only = arguments.only or list(_SCENARIOS if arguments.against is None else against.USUAL)
    if unknown := set(arguments.only) - set(there_are):
        parser.error(f"there is no scenario {', '.join(sorted(unknown))}; there are {', '.join(there_are)}")
    if arguments.rounds is None:
        arguments.rounds = 3 if arguments.against is None else comparison.DECIDING_ROUNDS
    if arguments.rounds < 1:
        parser.error("--rounds must be 1 or more")
    if arguments.output is None and set(arguments.only) == _SCENARIOS.keys():
        arguments.output = _RESULTS
    return arguments


def _with_peers(arguments: argparse.Namespace) -> tuple[dict[str, str], list[Table], bool]:
    install_load_generators()
    install_peers()
    machine = {**describe(), **describe_peers()}
    began = time.monotonic()
    tables, whole = _measure(arguments)
    return {**machine, "took": minutes_since(began)}, tables, whole


def _measure(arguments: argparse.Namespace) -> tuple[list[Table], bool]:
    """What was found, and whether that is all: a scenario that fails takes no other with it."""
    tables: list[Table] = []
    whole = True
    with tempfile.TemporaryDirectory(prefix="warmhook-bench-") as scratch:
        for name in arguments.only:
            sys.stderr.write(f"{name}\n")
            directory = Path(scratch) / name
            directory.mkdir()
            warmhook, peers = Warmhook(directory), Peers(NODE, directory)
            try:
                _SCENARIOS[name](Run(arguments.rounds, arguments.seconds, NODE, warmhook, peers, tables))
            except BenchError as error:
                sys.stderr.write(f"bench: {name}: {error}\n")
                whole = False
            except Exception:  # noqa: BLE001  # A mistake of ours must not cost what the others found.
                traceback.print_exc()
                whole = False
            finally:
                peers.stop()
                warmhook.stop()
    return tables, whole


if __name__ == "__main__":
    sys.exit(main())
