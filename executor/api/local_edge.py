"""The local edge: the stream of executions for a gateway on the same machine, without gRPC.

Owns a Unix socket, who may connect to it, and what is written when. Its name and what
passes on it are said in the contract, at GetStatusResponse.local_socket.

Between two processes in Python, gRPC costs as much as all the rest of the executor's work: its
own thread wakes the event loop for each message, and both fight for the interpreter. Here
the loop reads and writes by itself. docs/performance.md has the figures.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from warmhook.executor.api.caller import InFlight
from warmhook.executor.api.decoding import read_message
from warmhook.executor.api.intake import Intake
from warmhook.executor.api.local_address import listening, remove
from warmhook.executor.errors import Refusal
from warmhook.executor.scheduling.supervisor import Supervisor
from warmhook.protos import executor_pb2 as pb
from warmhook.protos.framing import Messages, MessageTooLongError, with_length
from warmhook.protos.local_socket import is_peer_trusted

_log = structlog.get_logger()

# The first message of a connection, and the last of one that ends in good order.
_EMPTY: Final = with_length(b"")
_SAYING_SECONDS: Final = 1.0


class LocalService:
    """`start()` it; at the end, `end()` and `closed()`."""

    def __init__(self, name: str, intake: Intake, supervisor: Supervisor, max_request_bytes: int) -> None:
        self._name = name
        self._intake = intake
        self._supervisor = supervisor
        self._max_request_bytes = max_request_bytes
        self._server: asyncio.Server | None = None
        self._ending = False
        self._strangers = _Strangers()
        self._callers: set[_Caller] = set()
        # Set while there are no callers.
        self._nobody = asyncio.Event()
        self._nobody.set()

    async def start(self) -> None:
        self._server = await asyncio.get_running_loop().create_unix_server(
            self._make_caller, sock=listening(self._name)
        )

    def end(self) -> None:
        """Take no more connections and requests. Running executions are still answered."""
        self._ending = True
        if self._server is not None:
            self._server.close()
            remove(self._name)
        self._strangers.end()
        for caller in list(self._callers):
            caller.end()

    async def closed(self, patience: float) -> None:
        """Wait up to `patience` seconds for every caller to get its answers, then cut the others."""
        try:
            await asyncio.wait_for(self._nobody.wait(), patience)
        except TimeoutError:
            for caller in list(self._callers):
                caller.cut()
            await self._nobody.wait()

    def _make_caller(self) -> _Caller:
        return _Caller(
            self._intake,
            self._supervisor,
            Messages(self._max_request_bytes),
            self._came,
            self._gone,
            self._strangers.came,
        )

    def _came(self, caller: _Caller) -> None:
        self._callers.add(caller)
        self._nobody.clear()
        if self._ending:
            # The connection was accepted before the socket was closed.
            caller.end()

    def _gone(self, caller: _Caller) -> None:
        self._callers.discard(caller)
        if not self._callers:
            self._nobody.set()


class _Strangers:
    """Those who are turned away. Trying costs them nothing, so they are counted, and logged once a second."""

    def __init__(self) -> None:
        self._untold = 0
        # Set while the log has just been told.
        self._pause: asyncio.TimerHandle | None = None

    def came(self) -> None:
        self._untold += 1
        if self._pause is None:
            self._tell()

    def end(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
            self._log()

    def _tell(self) -> None:
        self._pause = None
        if self._untold:
            self._log()
            self._pause = asyncio.get_running_loop().call_later(_SAYING_SECONDS, self._tell)

    def _log(self) -> None:
        if self._untold:
            _log.warning("local_callers_refused", count=self._untold, detail="they run as another user")
            self._untold = 0


class _Caller(asyncio.Protocol):
    """One connection."""

    _transport: asyncio.Transport

    def __init__(  # noqa: PLR0913, PLR0917 - two to work with, and three to tell
        self,
        intake: Intake,
        supervisor: Supervisor,
        messages: Messages,
        came: Callable[[_Caller], None],
        gone: Callable[[_Caller], None],
        refused: Callable[[], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._in_flight = InFlight(intake, supervisor, self._answer)
        self._messages = messages
        self._came = came
        self._gone = gone
        self._refused = refused
        # Answers of this turn of the event loop, written together.
        self._unsaid: list[bytes] = []
        self._ending = False
        self._said_all = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # A stream's.
        self._transport = transport
        if not is_peer_trusted(transport.get_extra_info("socket")):
            self._refused()
            transport.abort()
            return
        transport.write(_EMPTY)
        self._came(self)

    def connection_lost(self, _exc: Exception | None) -> None:
        self._in_flight.abandon()
        self._gone(self)

    def data_received(self, data: bytes) -> None:
        if self._ending:
            # The last message will tell the caller that these requests were not begun.
            return
        try:
            messages = self._messages.feed(data)
        except MessageTooLongError as error:
            _log.warning("local_caller_cut", detail=str(error))
            self._transport.abort()
            return
        for message in messages:
            self._take(message)

    def pause_writing(self) -> None:
        # A caller that does not read its answers may send no more requests.
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        self._transport.resume_reading()

    def end(self) -> None:
        """Take no more requests, and tell the caller once every running execution is answered."""
        self._ending = True
        self._say_if_all()

    def cut(self) -> None:
        self._transport.abort()

    def _take(self, encoded: bytes) -> None:
        try:
            message = read_message(encoded)
        except Refusal as refusal:
            self._in_flight.refuse("", refusal)
        else:
            self._in_flight.begin(message)

    def _answer(self, answer: pb.ExecuteHookResponse) -> None:
        if not self._unsaid:
            self._loop.call_soon(self._say)
        self._unsaid.append(with_length(answer.SerializeToString()))

    def _say(self) -> None:
        unsaid = b"".join(self._unsaid)
        self._unsaid.clear()
        if self._transport.is_closing():
            # The caller has gone, so nobody waits for the answers.
            return
        self._transport.write(unsaid)
        if self._ending:
            self._say_if_all()

    def _say_if_all(self) -> None:
        done = not self._in_flight and not self._unsaid
        if done and not self._said_all and not self._transport.is_closing():
            self._said_all = True
            self._transport.write(_EMPTY)
            # The caller closes. If we closed here, its next write would fail, and it would see that error
            # instead of this message.
            self._transport.write_eof()
