"""An SDK behind two pipes: one line out when it is connected, then a call a line in, what it gave a line out.

Owns the lines. It must not know any SDK: each has a file beside this one, which runs
in an interpreter that has that SDK and nothing else of ours.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

# By the names that the cases use. What they take is the same for every SDK.
Calls = Mapping[str, Callable[..., Any]]
# What an SDK's own exception says of our answer; None for one that is none of ours.
Refusal = Callable[[Exception], Mapping[str, object] | None]
# Of a client that may manage the tenant, or may only read it.
Credentials = Mapping[str, str]


def serve(connect: Callable[[str, Credentials], Calls], refusal: Refusal) -> None:
    """Until there are no more calls. The one argument says where the tenant is and who calls."""
    task = json.loads(sys.argv[1])
    connected = {who: connect(task["domain"], account) for who, account in task["accounts"].items()}
    _say({"result": sorted(connected)})
    for line in sys.stdin:
        call = json.loads(line)
        _say(_answer(connected[call["by"]], call, refusal))


def _say(answer: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _answer(calls: Calls, call: Mapping[str, Any], refusal: Refusal) -> Mapping[str, object]:
    try:
        return {"result": calls[call["name"]](*call["arguments"])}
    except Exception as error:  # noqa: BLE001  # Whatever it is, the case judges it.
        refused = refusal(error)
        return {"failed": f"{type(error).__name__}: {error}"} if refused is None else {"refused": refused}
