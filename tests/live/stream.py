"""One stream of executions to a running executor."""

from __future__ import annotations

import queue

from live.executor import LiveExecutor
from warmhook.protos import executor_pb2 as pb


class Conversation:
    """A stream whose requests are said one by one."""

    def __init__(self, executor: LiveExecutor, timeout: float | None = 30) -> None:
        self._said: queue.SimpleQueue[pb.ExecuteHookRequest | None] = queue.SimpleQueue()
        self.call = executor.stub.ExecuteHooks(iter(self._said.get, None), timeout=timeout)

    def say(self, *messages: pb.ExecuteHookRequest) -> None:
        for message in messages:
            self._said.put(message)

    def half_close(self) -> None:
        self._said.put(None)

    def hear(self) -> pb.ExecuteHookResponse:
        response: pb.ExecuteHookResponse = next(self.call)
        return response

    def rest(self) -> list[pb.ExecuteHookResponse]:
        self.half_close()
        return list(self.call)
