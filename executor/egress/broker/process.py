"""The broker's process: the gates of all workers, and the executor that it works for.

Owns the conversation with the executor over descriptor 0, and the process's life: it ends when the executor
goes. It must not know executions beyond their names. One slow tenant cannot hold it up: nothing here waits
for anybody.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import socket
import time
from collections.abc import Sequence
from typing import Final

import structlog

from warmhook.executor.egress.broker.dialling import Dialler
from warmhook.executor.egress.broker.gate import Gate, Surroundings
from warmhook.executor.egress.broker.lookup import Lookup
from warmhook.executor.egress.broker.resolver import Resolver
from warmhook.executor.egress.limits import Places
from warmhook.executor.egress.machine import Machine
from warmhook.executor.egress.policy import Bounds
from warmhook.executor.egress.wire import (
    MESSAGE_BYTES,
    MOST_DESCRIPTORS,
    Gone,
    Opened,
    Order,
    Record,
    Running,
    Setup,
    decode_order,
    encode,
)

_SWEEP_SECONDS: Final = 1.0
# Records that the executor has not read yet. More are dropped: it is busier than they are worth.
_MOST_UNREAD: Final = 10_000

_log = structlog.get_logger()


class Broker:
    def __init__(self, executor: socket.socket, setup: Setup, tasks: asyncio.TaskGroup) -> None:
        self._loop = asyncio.get_running_loop()
        self._executor = executor
        self._bounds: Bounds = setup.bounds()
        self._resolver = Resolver()
        self._gates: dict[int, tuple[Gate, Lookup]] = {}
        self._unread: collections.deque[bytes] = collections.deque(maxlen=_MOST_UNREAD)
        self._shared = Surroundings(
            Machine(),
            Dialler(setup.source_ipv4, setup.source_ipv6),
            Places(),
            self._tell,
            tasks.create_task,
        )

    async def serve(self) -> None:
        """Until the executor has gone."""
        gone = asyncio.Event()
        self._loop.add_reader(self._executor, self._ordered, gone)
        try:
            while not gone.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(gone.wait(), _SWEEP_SECONDS)
                now = time.monotonic()
                for gate, _ in self._gates.values():
                    gate.sweep(now)
        finally:
            self._loop.remove_reader(self._executor)
            self._loop.remove_writer(self._executor)
            for worker in list(self._gates):
                self._close(worker)

    def _ordered(self, gone: asyncio.Event) -> None:
        while True:
            try:
                data, descriptors = receive(self._executor)
            except BlockingIOError:
                return
            except OSError:
                data, descriptors = b"", []
            if not data:
                gone.set()
                return
            self._obey(decode_order(data), [socket.socket(fileno=descriptor) for descriptor in descriptors])

    def _obey(self, order: Order, sockets: Sequence[socket.socket]) -> None:
        match order:
            case Opened():
                self._open(order, sockets)
            case Running(worker, execution):
                if worker in self._gates:
                    self._gates[worker][0].run(execution)
            case Gone(worker):
                if worker in self._gates:
                    self._close(worker)

    def _open(self, order: Opened, sockets: Sequence[socket.socket]) -> None:
        *listeners, datagrams, streams = sockets
        for listening in sockets:
            listening.setblocking(False)  # noqa: FBT003 - the standard library's signature
        blank = Record(order.worker, order.tenant, order.hook, None, None, None, 0, "allowed")
        gate = Gate(blank, order.grant(self._bounds), listeners, self._shared)
        self._gates[order.worker] = gate, Lookup(gate, datagrams, streams, self._resolver)

    def _close(self, worker: int) -> None:
        gate, lookup = self._gates.pop(worker)
        gate.close()
        lookup.close()

    def _tell(self, record: Record) -> None:
        self._unread.append(encode(record))
        if len(self._unread) == 1:
            self._send()

    def _send(self) -> None:
        while self._unread:
            try:
                self._executor.send(self._unread[0])
            except (BlockingIOError, InterruptedError):
                self._loop.add_writer(self._executor, self._send)
                return
            except OSError:
                # The executor has gone, and `_ordered` is about to hear of it.
                self._unread.clear()
                break
            self._unread.popleft()
        self._loop.remove_writer(self._executor)


async def run(executor: socket.socket) -> None:
    """Until the executor has gone. The socket must not block."""
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(executor, readable.set)
    await readable.wait()
    loop.remove_reader(executor)
    data, _ = receive(executor)
    if not data:
        return
    setup = decode_order(data)
    assert isinstance(setup, Setup)
    async with asyncio.TaskGroup() as tasks:
        await Broker(executor, setup, tasks).serve()


def receive(executor: socket.socket) -> tuple[bytes, list[int]]:
    """A message with its descriptors; an empty one is the end. Raises OSError."""
    data, descriptors, _, _ = socket.recv_fds(executor, MESSAGE_BYTES, MOST_DESCRIPTORS)
    return data, descriptors
