"""The gateway's channel to the executor: a request goes out, its response comes back.

Owns which request waits for which answer, how long, and what is sent again. It must not
know what requests and responses say, nor what carries them (`local_link`, `grpc_link`).

A request may have effects on the world, so one that may have been delivered is never
sent again. It is sent a second time in one case: the executor ended the line in good
order, and then has begun nothing that it has not answered. What was not sent yet waits,
briefly, for a connection.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from warmhook.gateway.dispatch.grpc_link import GrpcExecutor
from warmhook.gateway.dispatch.link import Line, NoAnswerError
from warmhook.gateway.dispatch.local_link import open_local_line
from warmhook.protos import executor_pb2 as pb
from warmhook.protos.limits import REQUEST_MAX_BYTES

# What is taken at once has at most this many bytes, or is one request.
_BATCH_BYTES: Final = 256 * 1024

_log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class _Waiting:
    """A request that has no answer yet."""

    request: pb.ExecuteHookRequest
    answer: asyncio.Future[pb.ExecuteHookResponse]
    # It was sent on a line that ended before it was begun.
    returned: bool = False

    def fail(self, error: NoAnswerError) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class ExecutorClient:
    """Open it on the loop that uses it, and close it."""

    def __init__(self, target: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._executor = GrpcExecutor(target)
        self._unsent: deque[_Waiting] = deque()
        # Taken by a line, by request_id.
        self._sent: dict[str, _Waiting] = {}
        # Holds the line; None before the first request, done when there is no line.
        self._conversation: asyncio.Task[None] | None = None
        self._line: Line | None = None

    async def close(self) -> None:
        if self._conversation is not None:
            self._conversation.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._conversation
        await self._executor.close()

    async def execute(self, request: pb.ExecuteHookRequest, deadline: float) -> pb.ExecuteHookResponse:
        """The executor's response. `deadline` is an instant of the loop's clock. Raises `NoAnswerError`.

        The request's id must be unlike those of all that have no answer yet.
        """
        waiting = _Waiting(request, self._loop.create_future())
        late = NoAnswerError("DEADLINE_EXCEEDED: the executor has said nothing")
        timer = self._loop.call_at(deadline, waiting.fail, late)
        self._unsent.append(waiting)
        if self._line is not None:
            self._line.wake()
        elif self._conversation is None or self._conversation.done():
            self._conversation = self._loop.create_task(self._converse())
        try:
            return await waiting.answer
        finally:
            timer.cancel()
            self._sent.pop(request.request_id, None)

    async def health(self) -> str:
        """The executor's word on itself, "SERVING" if all is well, or "UNREACHABLE"."""
        return await self._executor.health()

    # --- the line -------------------------------------------------------------------

    async def _converse(self) -> None:
        """Hold one line after another, for as long as there is something to send."""
        broken = NoAnswerError("the connection to the executor was given up")
        try:
            while self._unsent:
                await self._hold(await self._open())
        except NoAnswerError as error:
            broken = error
        finally:
            # Nobody else would answer them.
            self._fail(*self._sent.values(), *self._unsent, error=broken)
            self._sent.clear()
            self._unsent.clear()

    async def _open(self) -> Line:
        """The best line there is. Raises `NoAnswerError` where nobody is there."""
        await self._executor.connected()
        name = await self._executor.local_socket()
        if name is None:
            # A connection that has just broken looks well until it is used.
            await self._executor.connected()
            name = await self._executor.local_socket()
        local = await open_local_line(name, self._take, self._deliver) if name else None
        _log.info("executor_connected", over="gRPC" if local is None else "its local socket")
        return local or self._executor.line(self._take, self._deliver)

    async def _hold(self, line: Line) -> None:
        """Until the line has ended; what it left unanswered is failed, or sent again."""
        self._line = line
        line.wake()
        try:
            await line.hold()
            self._take_back()
        except NoAnswerError as lost:
            self._fail(*self._sent.values(), error=lost)
            self._sent.clear()
        finally:
            self._line = None

    def _take(self) -> Sequence[pb.ExecuteHookRequest]:
        batch: list[pb.ExecuteHookRequest] = []
        size = 0
        while self._unsent:
            waiting = self._unsent[0]
            length = waiting.request.ByteSize()
            if batch and size + length > _BATCH_BYTES:
                break
            self._unsent.popleft()
            if waiting.answer.done():
                # Nobody waits for it any more.
                continue
            if length > REQUEST_MAX_BYTES:
                # The executor would end the line, for all that are on it.
                over = f"the request has {length} bytes, and may have {REQUEST_MAX_BYTES}"
                waiting.fail(NoAnswerError(over, passing=False))
                continue
            self._sent[waiting.request.request_id] = waiting
            batch.append(waiting.request)
            size += length
        return batch

    def _deliver(self, response: pb.ExecuteHookResponse) -> None:
        waiting = self._sent.pop(response.request_id, None)
        if waiting is not None and not waiting.answer.done():
            waiting.answer.set_result(response)

    def _take_back(self) -> None:
        """The executor has ended the line, so it has begun nothing that it has not answered."""
        for waiting in reversed(self._sent.values()):
            if waiting.returned:
                waiting.fail(NoAnswerError("UNAVAILABLE: two connections ended before it was begun"))
            else:
                waiting.returned = True
                self._unsent.appendleft(waiting)
        self._sent.clear()

    @staticmethod
    def _fail(*waiting: _Waiting, error: NoAnswerError) -> None:
        for each in waiting:
            each.fail(error)
