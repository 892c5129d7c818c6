"""`make soak`: honest and hostile tenants together, and what it did to the honest ones.

    python -m soak [--minutes 20] [--tenants 50] [--hostile 10] [--node PATH] [--level LEVEL]

Owns the command line. The last line is `passed` or `FAILED: …`, and the exit status says the same.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from attacks.executor_process import LEVELS, NoExecutor

from soak.run import Plan, soak
from soak.verdict import failures, report
from warmhook.executor.node import find_node


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="soak", description="Soak a real executor.")
    parser.add_argument("--minutes", type=float, default=20, help="of the hostile, all slices together")
    parser.add_argument("--tenants", type=int, default=50)
    parser.add_argument("--hostile", type=int, default=10, help="how many of the tenants are hostile")
    parser.add_argument("--node", type=Path, help="Node.js executable; else the one that Warmhook finds")
    parser.add_argument("--level", choices=LEVELS, default="namespaces")
    return parser.parse_args()


def main() -> int:
    options = _options()
    plan = Plan(options.minutes * 60, options.tenants, options.hostile, level=options.level)
    node = options.node.resolve() if options.node else find_node(None)
    try:
        # The executor's own defaults.
        soaked = soak(plan, node, {}, lambda line: _say(f"# {line}"))
    except NoExecutor as error:
        _say(f"FAILED: {error}")
        return 1
    for line in report(soaked):
        _say(line)
    return 1 if failures(soaked) else 0


if __name__ == "__main__":
    sys.exit(main())
