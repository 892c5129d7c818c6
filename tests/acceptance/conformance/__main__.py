"""`make conformance`: the tests of this folder, and what they found in a few lines."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest


class Tally:
    """A pytest plug-in that counts what the tests record: a verdict, or how many tests ran inside one."""

    def __init__(self) -> None:
        self._found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._results: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._results["failed"] += 1
        if report.when != "call" or not report.passed:
            return
        self._results["passed"] += 1
        for node, found in report.user_properties:
            match found:
                case str():
                    self._found[node][found] += 1
                case dict():
                    self._found[node].update(found)

    def lines(self) -> list[str]:
        lines = []
        for node, found in sorted(self._found.items()):
            agree, differ = found["agrees"], found["differs with a reason"]
            lines.append(
                f"{node}: {agree + differ} hooks run by Auth0's compilers and by ours: "
                f"{agree} agree, {differ} differ deliberately (differences.yaml)"
            )
            lines.append(
                f"{node}: Auth0's published tests: {found['passed']} passed, "
                f"{found['meaningless']} meaningless (mocha/meaningless.json)"
            )
        return [*lines, f"{self._results['passed']} passed, {self._results['failed']} failed"]


if __name__ == "__main__":
    tally = Tally()
    status = pytest.main([str(Path(__file__).parent), "-q", "--no-header", *sys.argv[1:]], plugins=[tally])
    sys.stdout.write("\n".join(["", *tally.lines(), ""]))
    sys.exit(status)
