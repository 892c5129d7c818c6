"""A link to the executor: it carries requests there and responses back.

Owns what the client and every kind of link agree on. There are two: `local_link` on
one machine, `grpc_link` everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from warmhook.protos import executor_pb2 as pb

# The next requests to send, as many as go well together; empty if there are none. They count as sent
# from here on, so a link takes only what it can write.
Take = Callable[[], Sequence[pb.ExecuteHookRequest]]
Deliver = Callable[[pb.ExecuteHookResponse], None]


class NoAnswerError(Exception):
    """There will be no answer: nobody is there, the connection broke, or time is up."""

    def __init__(self, detail: str, *, passing: bool = True) -> None:
        super().__init__(detail)
        # Another request may fare better.
        self.passing = passing


class Link(Protocol):
    """One connection, or one stream on one."""

    def wake(self) -> None:
        """Requests are waiting to be taken. Does nothing once the link has ended."""

    async def hold(self) -> None:
        """Carry until the executor ends the link in good order. Raises `NoAnswerError` where it breaks.

        When it returns, the executor has begun nothing that it has not answered.
        """
