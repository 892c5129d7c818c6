"""Requests that are told apart by their answers, for tests of streams."""

from __future__ import annotations

import json

from live.executor import hook, request

from warmhook.protos import executor_pb2 as pb

# Gives `n` back, after so many milliseconds.
_ECHO_AFTER = hook("const { n, ms } = context.body; ms ? setTimeout(cb, ms, null, n) : cb(null, n)")


def order(request_id: str, *, n: int = 0, ms: int = 0, source: str = _ECHO_AFTER) -> pb.ExecuteHookRequest:
    message: pb.ExecuteHookRequest = request(source)
    message.request_id = request_id
    message.context.body_json = json.dumps({"n": n, "ms": ms})
    return message
