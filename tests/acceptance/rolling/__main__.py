"""`make rolling`: gateways are restarted again and again under load, and no request may fail.

    python -m rolling [--rounds 10] [--scenario NAME]

Owns the command line. The last line is `passed` or `FAILED`, and the exit status says the same.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from rolling.restarts import SCENARIOS, Place
from rolling.stand import stand

_SHOWN = 10


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="rolling", description="Restart gateways under load.")
    parser.add_argument("--rounds", type=int, default=10, help="how often each gateway is restarted")
    parser.add_argument("--scenario", choices=SCENARIOS, action="append", help="one of them; all by default")
    options = parser.parse_args()
    failures = 0
    with tempfile.TemporaryDirectory(prefix="warmhook-rolling-") as name:
        folder = Path(name)
        with stand(folder) as standing:
            for scenario in options.scenario or SCENARIOS:
                asked = asyncio.run(SCENARIOS[scenario](Place(*standing, folder), options.rounds))
                failures += len(asked.failed)
                _say(f"{scenario}: {asked.answered} answered, {len(asked.failed)} failed")
                for failed in asked.failed[:_SHOWN]:
                    _say(f"  {failed}")
    _say("FAILED" if failures else "passed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
