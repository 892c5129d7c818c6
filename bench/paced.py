"""Load that does not wait for answers: requests leave at moments drawn beforehand.

`python bench/paced.py`, with its task as JSON on standard input; a process of its own, for
it shares the machine with what it measures. Latency counts from the moment at which a
request was due, so a server that falls behind is seen to. Standard library only.
"""

from __future__ import annotations

import json
import random
import select
import socket
import sys
import time
from collections import deque
from dataclasses import dataclass

_READ_BYTES = 65_536


@dataclass(frozen=True)
class Task:
    host: str
    port: int
    # A whole HTTP/1.1 request.
    request: str
    per_second: float
    connections: int
    seconds: float


@dataclass(frozen=True)
class Found:
    latencies_us: list[int]
    failed: int
    # Requests that were due before the end.
    due: int


class _Connection:
    """One socket, with at most one request on it."""

    def __init__(self, task: Task) -> None:
        self.socket = socket.create_connection((task.host, task.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due = 0.0
        self._received = b""

    def send(self, request: bytes, due: float) -> None:
        self.due = due
        # A request is smaller than any socket's buffer.
        self.socket.sendall(request)

    def answer(self) -> bytes | None:
        """The answer, once all of it is there."""
        received = self.socket.recv(_READ_BYTES)
        if not received:
            raise ConnectionResetError("the server closed a connection in use")
        self._received += received
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        if not end or len(body) < int(length):
            return None
        answer, self._received = self._received, b""
        return answer


def run(task: Task) -> Found:
    """A Poisson process, over as many connections as are given; a request without a free one waits."""
    request = task.request.encode()
    moments = random.Random(1)  # noqa: S311  # The same moments for every contender.
    free = deque(_Connection(task) for _ in range(task.connections))
    busy: dict[socket.socket, _Connection] = {}
    waiting: deque[float] = deque()
    latencies: list[int] = []
    failed = due = 0
    next_due = time.monotonic()
    end = next_due + task.seconds
    while next_due < end or busy or waiting:
        now = time.monotonic()
        while next_due <= now and next_due < end:
            waiting.append(next_due)
            due += 1
            next_due += moments.expovariate(task.per_second)
        while waiting and free:
            connection = free.popleft()
            connection.send(request, waiting.popleft())
            busy[connection.socket] = connection
        # epoll would sleep in whole milliseconds, and be late by half of one.
        readable, _, _ = select.select(busy, (), (), _patience(next_due, end))
        for answering in readable:
            connection = busy[answering]
            answer = connection.answer()
            if answer is not None:
                latencies.append(round((time.monotonic() - connection.due) * 1e6))
                failed += not answer.startswith(b"HTTP/1.1 200 ")
                free.append(busy.pop(answering))
    for connection in free:
        connection.socket.close()
    return Found(latencies, failed, due)


def _patience(next_due: float, end: float) -> float | None:
    """Until the next request is due; after the last one, until something is answered."""
    return max(0.0, next_due - time.monotonic()) if next_due < end else None


if __name__ == "__main__":
    found = run(Task(**json.load(sys.stdin)))
    json.dump({"latencies_us": found.latencies_us, "failed": found.failed, "due": found.due}, sys.stdout)
