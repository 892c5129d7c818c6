"""`make smuggling`: the corpus at each door; one line about each case.

    python -m smuggling [--only TEXT]

Owns the command line and the report, whose last line is `N passed, 0 failed`.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
from pathlib import Path

import structlog

from smuggling.campaign import Door, run
from smuggling.corpus import corpus


def main() -> int:
    parser = argparse.ArgumentParser(description="Try every published form of request smuggling.")
    parser.add_argument("--only", default="", help="cases that have this in their titles")
    only = parser.parse_args().only
    # The gateway's log is of no interest here.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    cases = [case for case in corpus() if only in case.title]
    passed = failed = 0
    for door in Door:
        with tempfile.TemporaryDirectory() as folder:
            results = asyncio.run(run(door, cases, Path(folder)))
        for result in results:
            said = ", ".join(map(str, result.statuses)) or "no answer"
            _say(f"{'FAIL' if result.problems else 'pass'}  {door}: {result.case.title}: {said}")
            for problem in result.problems:
                _say(f"      {problem}")
            passed += not result.problems
            failed += bool(result.problems)
    _say(f"{passed} passed, {failed} failed")
    return int(failed > 0)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


sys.exit(main())
