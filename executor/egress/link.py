"""The executor's end of the broker: its process, what it is told, and what it tells.

Owns starting it, and starting another when it dies. It must not know how workers are bound. Copies of all
open doors are kept here. Who knocks while there is no broker waits for the next one: the sockets listen on.
"""

from __future__ import annotations

import asyncio
import collections
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from warmhook.executor.egress.door import OpenDoor
from warmhook.executor.egress.wire import (
    MESSAGE_BYTES,
    Gone,
    Opened,
    Order,
    Record,
    Running,
    Setup,
    decode_record,
    encode,
)

# A broker that dies sooner after its start than this is not started again at once.
_SOUND_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 0.5
# Orders that wait for a broker. It does nothing for long, so one that leaves more unread is stuck.
_MOST_UNREAD: Final = 100_000

_log = structlog.get_logger()


@dataclass(slots=True)
class _Door:
    opened: Opened
    door: OpenDoor
    execution: str | None = None


class Link:
    """`start()` it before a door is opened, and `close()` it when all workers have ended."""

    def __init__(self, setup: Setup, on_record: Callable[[Record], None]) -> None:
        self._setup = setup
        self._on_record = on_record
        self._loop = asyncio.get_running_loop()
        self._doors: dict[int, _Door] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._broker: socket.socket | None = None
        # Sent in this order, each with its sockets.
        self._unread: collections.deque[tuple[bytes, OpenDoor | None]] = collections.deque()
        self._started_at = 0.0
        self._restart: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int | None:
        """Of the broker, while there is one."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Raises OSError."""
        self._restart = None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "warmhook.executor.egress.broker"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={},
                cwd="/",
                start_new_session=True,
            )
        ours.setblocking(False)  # noqa: FBT003 - the standard library's signature
        self._broker, self._started_at = ours, time.monotonic()
        self._loop.add_reader(ours, self._told)
        self._send(self._setup)
        for each in list(self._doors.values()):
            self._hand_over(each)

    def open(self, opened: Opened, door: OpenDoor) -> None:
        """From now on, what comes through the door is judged. The door is the link's own until `gone`."""
        each = self._doors[opened.worker] = _Door(opened, door)
        self._hand_over(each)

    def run(self, worker: int, execution: str | None) -> None:
        """An execution begins on the worker; None: it has ended."""
        each = self._doors.get(worker)
        if each is not None:
            each.execution = execution
            self._send(Running(worker, execution))

    def gone(self, worker: int) -> None:
        """The worker has ended. Its connections end, and nothing keeps its namespace."""
        each = self._doors.pop(worker, None)
        if each is not None:
            each.door.close()
            self._send(Gone(worker))

    def close(self) -> None:
        for worker in list(self._doors):
            self.gone(worker)
        if self._restart is not None:
            self._restart.cancel()
        self._hang_up()
        if self._process is not None:
            # It ends by itself, now that nobody is at the other end.
            self._process.wait()

    def _hand_over(self, each: _Door) -> None:
        self._send(each.opened, each.door)
        if each.execution is not None:
            self._send(Running(each.opened.worker, each.execution))

    def _send(self, order: Order, door: OpenDoor | None = None) -> None:
        if self._broker is None:
            # The next one is told all that counts.
            return
        self._unread.append((encode(order), door))
        if len(self._unread) == 1:
            self._send_waiting()
        elif len(self._unread) == _MOST_UNREAD:
            # Another broker is told everything anew.
            _log.error("broker_stuck", pid=self.pid)
            assert self._process is not None
            self._process.kill()

    def _send_waiting(self) -> None:
        assert self._broker is not None
        while self._unread:
            message, door = self._unread[0]
            descriptors = [listening.fileno() for listening in door.sockets] if door is not None else []
            # A door may have been closed meanwhile. That its worker has gone is said behind it.
            if -1 not in descriptors:
                try:
                    socket.send_fds(self._broker, [message], descriptors)
                except BlockingIOError:
                    self._loop.add_writer(self._broker, self._send_waiting)
                    return
                except OSError:
                    # The broker has died, and `_told` is about to hear of it.
                    break
            self._unread.popleft()
        self._loop.remove_writer(self._broker)

    def _told(self) -> None:
        while self._broker is not None:
            try:
                data = self._broker.recv(MESSAGE_BYTES)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._died()
                return
            self._on_record(decode_record(data))

    def _died(self) -> None:
        assert self._process is not None
        self._hang_up()
        # It may have closed its end without ending.
        self._process.kill()
        status = self._process.wait()
        self._process = None
        sound = time.monotonic() - self._started_at >= _SOUND_SECONDS
        _log.error("broker_died", status=status)
        self._restart = self._loop.call_later(0 if sound else _PAUSE_SECONDS, self.start)

    def _hang_up(self) -> None:
        if self._broker is not None:
            self._loop.remove_reader(self._broker)
            self._loop.remove_writer(self._broker)
            self._unread.clear()
            self._broker.close()
            self._broker = None
