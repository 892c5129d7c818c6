"""A link to an executor on the same machine: protobuf messages on a Unix socket.

Owns that socket. What passes is said in the contract, at GetStatusResponse.local_socket.
It must not know what requests and responses say.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Final

from warmhook.gateway.dispatch.link import Deliver, NoAnswerError, Take
from warmhook.protos import executor_pb2 as pb
from warmhook.protos.framing import Messages, with_length
from warmhook.protos.local_socket import address_of, is_peer_trusted, is_place_trusted

# How long the executor may take to say that it takes requests.
_OPEN_SECONDS: Final = 1.0


async def open_local_link(name: str, take: Take, deliver: Deliver) -> LocalLink | None:
    """None where there is no such socket here, or it is another user's."""
    if not is_place_trusted(name):
        return None
    loop = asyncio.get_running_loop()
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)  # noqa: FBT003 - its only argument
        async with asyncio.timeout(_OPEN_SECONDS):
            await loop.sock_connect(connection, address_of(name))
            if not is_peer_trusted(connection):
                raise PermissionError(name)
            _, link = await loop.create_unix_connection(lambda: LocalLink(take, deliver), sock=connection)
    except (OSError, TimeoutError):
        connection.close()
        return None
    except asyncio.CancelledError:
        connection.close()
        raise
    return link if await link.opened() else None


class LocalLink(asyncio.Protocol):
    """Made by `open_local_link`."""

    _transport: asyncio.Transport

    def __init__(self, take: Take, deliver: Deliver) -> None:
        self._take = take
        self._deliver = deliver
        self._loop = asyncio.get_running_loop()
        self._messages = Messages()
        self._taken_up = asyncio.Event()
        self._over = asyncio.Event()
        self._in_good_order = False
        self._full = False
        # What comes up in one turn of the event loop is sent together.
        self._waking = False

    async def opened(self) -> bool:
        """Has the executor said that it takes requests? If not, the link is closed."""
        opened = False
        try:
            async with asyncio.timeout(_OPEN_SECONDS):
                await self._taken_up.wait()
            opened = not self._over.is_set()
        except TimeoutError:
            pass
        finally:
            if not opened:
                self._transport.abort()
        return opened

    def wake(self) -> None:
        if not self._waking:
            self._waking = True
            self._loop.call_soon(self._say)

    async def hold(self) -> None:
        try:
            await self._over.wait()
        finally:
            self._transport.abort()
        if not self._in_good_order:
            raise NoAnswerError("UNAVAILABLE: the connection to the executor broke")

    # --- what the socket tells ------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # A stream's.
        self._transport = transport

    def connection_lost(self, _exc: Exception | None) -> None:
        self._over.set()
        self._taken_up.set()

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        self.wake()

    def data_received(self, data: bytes) -> None:
        for message in self._messages.feed(data):
            if message:
                self._deliver(pb.ExecuteHookResponse.FromString(message))
            else:
                self._empty_message()

    def _empty_message(self) -> None:
        """An empty message: the executor's first, and its last."""
        if self._taken_up.is_set():
            self._in_good_order = True
            self._over.set()
        self._taken_up.set()

    def _say(self) -> None:
        self._waking = False
        while not self._full and not self._over.is_set() and not self._transport.is_closing():
            said = self._take()
            if not said:
                return
            self._transport.write(b"".join(with_length(request.SerializeToString()) for request in said))
