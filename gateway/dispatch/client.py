"""The gateway's channel to the executor: a request goes out, its response comes back.

Owns which request waits for which answer, how long, and what is sent again. It must not
know what requests and responses say, nor what carries them (`local_link`, `grpc_link`).

A request may have effects on the world, so a request that may have been delivered is
not sent again. There is one exception: if the executor ended the link in good order, it
has begun nothing that it has not answered, and the rest is sent once more. Requests that
are not sent yet wait briefly for a connection.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from warmhook.gateway.dispatch.grpc_link import GrpcExecutor
from warmhook.gateway.dispatch.link import Link, NoAnswerError
from warmhook.gateway.dispatch.local_link import open_local_link
from warmhook.protos import executor_pb2 as pb
from warmhook.protos.limits import REQUEST_MAX_BYTES

# A batch has at most this many bytes, or holds a single request.
_BATCH_BYTES: Final = 256 * 1024

_log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class _Waiting:
    """A request that has no answer yet."""

    request: pb.ExecuteHookRequest
    answer: asyncio.Future[pb.ExecuteHookResponse]
    # It was sent on a link that ended before it was begun.
    returned: bool = False

    def fail(self, error: NoAnswerError) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class ExecutorClient:
    """Open it on the loop that uses it, and close it."""

    def __init__(self, target: str, key_file: Path | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._executor = GrpcExecutor(target, key_file)
        self._unsent: deque[_Waiting] = deque()
        # Requests that a link has taken, by request_id.
        self._sent: dict[str, _Waiting] = {}
        # Holds the link; None before the first request, done while there is no link.
        self._carrying: asyncio.Task[None] | None = None
        self._link: Link | None = None

    async def close(self) -> None:
        if self._carrying is not None:
            self._carrying.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._carrying
        await self._executor.close()

    async def execute(self, request: pb.ExecuteHookRequest, deadline: float) -> pb.ExecuteHookResponse:
        """The executor's response. `deadline` is an instant of the loop's clock. Raises `NoAnswerError`.

        The request's id must differ from those of all requests that have no answer yet.
        """
        waiting = _Waiting(request, self._loop.create_future())
        late = NoAnswerError("DEADLINE_EXCEEDED: the executor did not answer in time")
        timer = self._loop.call_at(deadline, waiting.fail, late)
        self._unsent.append(waiting)
        if self._link is not None:
            self._link.wake()
        elif self._carrying is None or self._carrying.done():
            self._carrying = self._loop.create_task(self._carry())
        try:
            return await waiting.answer
        finally:
            timer.cancel()
            self._sent.pop(request.request_id, None)

    async def health(self) -> str:
        """The executor's health: "SERVING" if all is well, or "UNREACHABLE" if it does not answer."""
        return await self._executor.health()

    # --- the link -------------------------------------------------------------------

    async def _carry(self) -> None:
        """Hold one link after another, for as long as there is something to send."""
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

    async def _open(self) -> Link:
        """The best link available, to an executor that is known for one.

        The kernel vouches for the user of a local socket. Elsewhere the executor proves itself by a key.
        Whoever listens at its address while it is away gets no hook, no secret and no say.
        Raises `NoAnswerError`.
        """
        await self._executor.connected()
        name = await self._executor.local_socket()
        if name is None:
            # A connection that has just broken looks well until it is used.
            await self._executor.connected()
            name = await self._executor.local_socket()
        local = await open_local_link(name, self._take, self._deliver) if name else None
        link = local or await self._executor.link(self._take, self._deliver)
        _log.info("executor_connected", over="gRPC" if local is None else "its local socket")
        return link

    async def _hold(self, link: Link) -> None:
        """Hold the link until it has ended. Its unanswered requests then fail, or are sent again."""
        self._link = link
        link.wake()
        try:
            await link.hold()
            self._take_back()
        except NoAnswerError as lost:
            self._fail(*self._sent.values(), error=lost)
            self._sent.clear()
        finally:
            self._link = None

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
                # The executor would end the link, and with it every request on the link.
                over = f"the request has {length} bytes, and the limit is {REQUEST_MAX_BYTES}"
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
        """The executor ended the link in good order, so it has begun nothing that it has not answered."""
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
