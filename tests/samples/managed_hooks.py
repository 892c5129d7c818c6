"""A hook as the Management API is given it, and the id of none."""

from __future__ import annotations

SCRIPT = "module.exports = function (client, scope, audience, context, cb) { cb(null, {}); };"
HOOK = {"name": "add claims", "script": SCRIPT, "triggerId": "credentials-exchange"}
MISSING = "01GEPVQEH9SX3RSTYY561TR92N"
