"""A line to the executor: what carries requests there and responses back.

Owns what the channel and every kind of line agree on. There are two: `local_link` on
one machine, `grpc_link` everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from warmhook.protos import executor_pb2 as pb

# What has come up to be sent, as much as goes well together; nothing if there is nothing. From here on it
# counts as sent, so a line takes only what it can write.
Take = Callable[[], Sequence[pb.ExecuteHookRequest]]
Deliver = Callable[[pb.ExecuteHookResponse], None]


class NoAnswerError(Exception):
    """There will be no answer: nobody is there, the connection broke, or time is up."""

    def __init__(self, detail: str, *, passing: bool = True) -> None:
        super().__init__(detail)
        # Another request may fare better.
        self.passing = passing


class Line(Protocol):
    """One connection, or one stream on one."""

    def wake(self) -> None:
        """There is something to take. Nothing happens where the line has ended."""

    async def hold(self) -> None:
        """Carry until the executor ends the line in good order. Raises `NoAnswerError` where it breaks.

        Where it returns, the executor has begun nothing that it has not answered.
        """
