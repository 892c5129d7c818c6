"""An attack as a request to the executor, and the executor's response as an answer.

Owns what a hostile hook is called with: who calls (each call somebody else), what it may know of the
machine, and what it brings along. It must not judge.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attacks.attack import Answer, Attack
from warmhook.protos import executor_pb2 as pb

_HERE = Path(__file__).parent
_TOOLKIT = (_HERE / "toolkit.js").read_text(encoding="utf-8")
_ADDON = base64.b64encode((_HERE / "native" / "syscall.node").read_bytes()).decode()


def request_for(attack: Attack, call: int, target: Mapping[str, Any]) -> pb.ExecuteHookRequest:
    """`target` says where everything is that there is to attack."""
    limits = attack.limits
    request = pb.ExecuteHookRequest(
        hook=pb.Hook(
            tenant="attacker",
            id=attack.title,
            source=attack.source,
            secrets={"KEY": "the attacker's own"},
            limits=pb.Limits(
                time_limit_ms=limits["time_ms"],
                memory_mb=limits["memory_mb"],
                console_bytes=limits["console_bytes"],
                result_bytes=limits["result_bytes"],
            ),
        ),
        context=pb.RequestContext(
            ip="192.0.2.1",
            body_json=json.dumps(
                {"call": call, "target": dict(target), "toolkit": _TOOLKIT, "addon": _ADDON},
            ),
        ),
    )
    request.credentials_exchange.client.id = f"caller-{call}"
    request.credentials_exchange.audience = "https://attack.example/"
    return request


def answer_of(response: pb.ExecuteHookResponse) -> Answer:
    outcome = response.WhichOneof("outcome")
    assert outcome is not None, "a response without an outcome"
    if outcome == "accepted":
        claims = response.accepted.claims_json
        return Answer(outcome, json.loads(claims) if claims else None)
    # Not every outcome has a message.
    return Answer(outcome, message=getattr(getattr(response, outcome), "message", ""))
