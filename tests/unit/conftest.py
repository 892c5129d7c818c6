"""The first floor: no process, no database, no socket. What would need one fails and says so."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

# Audit events (docs.python.org/3/library/audit_events.html) of what a unit test does without.
_FORBIDDEN = frozenset(
    {
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.system",
        "socket.bind",
        "socket.connect",
        "sqlite3.connect",
        "subprocess.Popen",
    }
)
# An audit hook cannot be taken away again, so it is told when it counts.
_running: list[str] = []


def _refuse(event: str, _arguments: object) -> None:
    if _running and event in _FORBIDDEN:
        raise PermissionError(
            f"{_running[-1]} is a unit test and does {event}; it belongs to tests/integration"
        )


sys.addaudithook(_refuse)


@pytest.fixture(autouse=True)
def without_processes_databases_and_sockets(request: pytest.FixtureRequest) -> Iterator[None]:
    _running.append(request.node.nodeid)
    yield
    _running.pop()
