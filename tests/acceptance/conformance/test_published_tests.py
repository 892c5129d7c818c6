"""Auth0's own tests of its compilers pass when our executor stands in their place.

They run unchanged from the published package. The mocha/ folder holds what is
put in the place of the two modules that they require.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from live.executor import ROOT

from conformance.nodes import NODES, NPM

if TYPE_CHECKING:
    from collections.abc import Callable

    from live_executor import LiveExecutor

FOLDER = Path(__file__).parent / "mocha"
MEANINGLESS = {
    title for titles in json.loads((FOLDER / "meaningless.json").read_text()).values() for title in titles
}
# File, and how many tests it was published with.
PUBLISHED = {
    "client-credentials-exchange": 16,
    "password-exchange": 13,
    "user-registration": 10,
    "send-phone-message": 21,
    "generic": 6,
}


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("subject", PUBLISHED)
def test_auth0s_published_tests_pass(
    subject: str,
    node: str,
    executor_on: Callable[[str], LiveExecutor],
    record_property: Callable[[str, object], None],
) -> None:
    run = subprocess.run(
        [
            # mocha itself needs a newer Node.js than the one that some of our hooks run on.
            NODES["Node 24"],
            NPM / "mocha" / "bin" / "mocha.js",
            "--no-config",
            "--reporter=json",
            f"--require={FOLDER / 'shims.js'}",
            NPM / "auth0-ext-compilers" / "test" / f"{subject}.tests.js",
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "EXECUTOR_TARGET": executor_on(node).address},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.stdout.startswith("{"), run.stdout + run.stderr
    result = json.loads(run.stdout)
    skipped = {test["fullTitle"] for test in result["pending"]}
    assert [(test["fullTitle"], test["err"]) for test in result["failures"]] == []
    assert len(result["passes"]) + len(skipped) == PUBLISHED[subject]
    assert skipped == {title for title in MEANINGLESS if title.startswith(f"{subject} ")}
    record_property(node, {"passed": len(result["passes"]), "meaningless": len(skipped)})
