"""`make sdk`: every version of every client through every case, a line for each, and a sum at the end.

Owns the order and the lines. `make sdk SDK=auth0-python` tries only those with that in their name.
"""

from __future__ import annotations

import sys
import tempfile
import textwrap
import traceback
from collections.abc import Callable
from pathlib import Path

from sdk import deploy_cli
from sdk.cases import CASES
from sdk.session import session
from sdk.stand import Stand, standing
from sdk.versions import ALL


class Tally:
    """The lines, and how many there were of each kind."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def attempt(self, client: str, name: str, work: Callable[[], object]) -> None:
        """One line."""
        try:
            work()
        except Exception:  # noqa: BLE001  # Whatever went wrong is this line's failure, not the end of the run.
            self.failed += 1
            _say(f"FAILED  {client:<26} {name}\n{_where()}")
        else:
            self.passed += 1
            _say(f"passed  {client:<26} {name}")


def main(wanted: str) -> int:
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="warmhook-sdk-") as name, standing(Path(name)) as stand:
        _try_sdks(tally, stand, Path(name), wanted)
        _try_deploy_cli(tally, stand, Path(name), wanted)
        tally.attempt("warmhook", "no fault in the server's log", lambda: _without_fault(stand))
    _say(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


def _try_sdks(tally: Tally, stand: Stand, folder: Path, wanted: str) -> None:
    for sdk in ALL:
        if wanted not in sdk.name:
            continue
        with session(sdk, stand.first, folder) as connected:
            # Where it cannot even connect, there is nothing else to try.
            tally.attempt(sdk.name, "a token for the Management API", connected.connect)
            if not connected.is_connected:
                continue
            for case, check in CASES.items():
                if case in sdk.lacks:
                    _say(f"absent  {sdk.name:<26} {case}")
                else:
                    tally.attempt(sdk.name, case, lambda it=check, sdk=connected: it(sdk))


def _try_deploy_cli(tally: Tally, stand: Stand, folder: Path, wanted: str) -> None:
    for tool in deploy_cli.ALL:
        if wanted in tool.name:
            deployment = deploy_cli.Deployment(tool, stand, folder)
            for step, work in deployment.steps().items():
                tally.attempt(tool.name, step, work)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _where() -> str:
    """The exception, without the lines of this file."""
    return textwrap.indent("".join(traceback.format_exc().splitlines(keepends=True)[3:]), "    ")


def _without_fault(stand: Stand) -> None:
    """Clients try again after a 5xx, so that nobody else would see it."""
    assert stand.errors() == []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
