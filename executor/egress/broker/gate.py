"""One worker's way out: who knocks at its door is judged, and may be connected.

Owns the sockets of the door, the connections through it and the addresses that the worker has been told. It
must not know other workers, nor the executor: what it has to say goes to `tell`.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Final

from warmhook.executor.egress import limits
from warmhook.executor.egress.addresses import Address, of_socket
from warmhook.executor.egress.broker.dialling import Dialler, UnreachableError
from warmhook.executor.egress.broker.pump import Pump, reset
from warmhook.executor.egress.limits import Bucket, Places
from warmhook.executor.egress.machine import Machine
from warmhook.executor.egress.policy import Grant
from warmhook.executor.egress.verdict import Allowed, Attempt, Denied, judge
from warmhook.executor.egress.wire import Record

# Addresses whose names are remembered. A hook that has more of them at once looks them up anew.
_MOST_LEARNT: Final = 4096
_ACCEPTED_AT_ONCE: Final = 16
# Another address of the same name is tried after this long.
_MOST_ADDRESSES: Final = 4


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all gates share."""

    machine: Machine
    dialler: Dialler
    places: Places
    tell: Callable[[Record], None]
    # Runs something until it ends or the gate closes.
    spawn: Callable[[Coroutine[None, None, None]], asyncio.Task[None]]


class Gate:
    """`close()` it when its worker has ended."""

    def __init__(
        self, of: Record, grant: Grant, listeners: Sequence[socket.socket], shared: Surroundings
    ) -> None:
        """`of`: a record of the worker with nothing in it yet. The sockets must not block."""
        self.grant = grant
        self.shared = shared
        self._blank = of
        self._loop = asyncio.get_running_loop()
        self._listeners = tuple(listeners)
        self._pumps: dict[Pump, tuple[Record, float]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._learnt: OrderedDict[Address, frozenset[str]] = OrderedDict()
        now = time.monotonic()
        self._bytes = Bucket.full(limits.WORKER_BYTES_PER_SECOND, limits.WORKER_BURST_BYTES, now)
        self._attempts = Bucket.full(limits.WORKER_ATTEMPTS_PER_SECOND, limits.WORKER_BURST_ATTEMPTS, now)
        for listener in self._listeners:
            self._loop.add_reader(listener, self._knocked, listener)

    def run(self, execution: str | None) -> None:
        """What happens from now on belongs to this execution."""
        self._blank = replace(self._blank, execution=execution)

    def record(self, record: Record) -> None:
        self.shared.tell(record)

    @property
    def blank(self) -> Record:
        return self._blank

    def do(self, work: Coroutine[None, None, None]) -> None:
        """Until it ends, or the gate closes."""
        task = self.shared.spawn(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def learn(self, name: str, addresses: Sequence[Address]) -> None:
        """The worker is told that these are the name's."""
        for address in addresses:
            self._learnt[address] = self._learnt.get(address, frozenset()) | {name}
            self._learnt.move_to_end(address)
        while len(self._learnt) > _MOST_LEARNT:
            self._learnt.popitem(last=False)

    def sweep(self, now: float) -> None:
        """End what has been idle for too long."""
        busy = self._blank.execution is not None
        patience_seconds = limits.IDLE_BUSY_SECONDS if busy else limits.IDLE_BETWEEN_SECONDS
        for pump in [pump for pump in self._pumps if now - pump.active_at > patience_seconds]:
            pump.fail("nothing has passed for too long")

    def close(self) -> None:
        for listener in self._listeners:
            self._loop.remove_reader(listener)
            listener.close()
        for task in list(self._tasks):
            task.cancel()
        for pump in list(self._pumps):
            pump.stop()
            self._ended(pump, "the worker has ended")

    # --- connections ----------------------------------------------------------------

    def _knocked(self, listener: socket.socket) -> None:
        for _ in range(_ACCEPTED_AT_ONCE):
            try:
                near, _ = listener.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                # It was given up before we came, or there are no descriptors: the next knock tries again.
                return
            near.setblocking(False)  # noqa: FBT003 - the standard library's signature
            self._arrived(near)

    def _arrived(self, near: socket.socket) -> None:
        host, port = near.getsockname()[:2]
        address = of_socket(host)
        attempt = Attempt(address, port, self._learnt.get(address, frozenset()))
        record = replace(self._blank, name=min(attempt.names, default=None), address=str(address), port=port)
        now = time.monotonic()
        if not self._attempts.try_take(1, now):
            # Without a record, which would be as many.
            reset(near)
            return
        verdict = judge(self.grant, attempt, self.shared.machine.own)
        refusal = verdict.reason if isinstance(verdict, Denied) else self._places_refusal()
        if refusal is not None:
            reset(near)
            self.record(replace(record, verdict="denied", reason=refusal))
            return
        assert isinstance(verdict, Allowed)
        if verdict.reported is not None:
            record = replace(record, verdict="reported", reason=verdict.reported)
        self.shared.places.take(record.worker, record.tenant)
        self.do(self._connect(near, attempt, record, now))

    def _places_refusal(self) -> str | None:
        return self.shared.places.refusal(self._blank.worker, self._blank.tenant)

    async def _connect(self, near: socket.socket, attempt: Attempt, record: Record, began: float) -> None:
        far = None
        try:
            far = await self.shared.dialler.dial(
                self._addresses(attempt), attempt.port, began + limits.CONNECT_SECONDS
            )
            pump = Pump(near, far, self._bytes, limits.CONNECTION_BYTES, self._ended)
            self._pumps[pump] = (record, began)
        except UnreachableError as error:
            self.record(replace(record, verdict="failed", reason=str(error), ms=_since(began)))
        finally:
            if far is None:
                reset(near)
                self.shared.places.leave(record.worker, record.tenant)

    def _addresses(self, attempt: Attempt) -> list[Address]:
        """The one that was asked for, then the others of the same name that may be dialled in its place.

        The worker's own attempt at the next address never comes: to it, this connection stands.
        """
        own = self.shared.machine.own
        others = [
            address
            for address, names in self._learnt.items()
            if address != attempt.address
            and names & attempt.names
            and isinstance(judge(self.grant, Attempt(address, attempt.port, names), own), Allowed)
        ]
        return [attempt.address, *others[-_MOST_ADDRESSES:]][:_MOST_ADDRESSES]

    def _ended(self, pump: Pump, why: str | None) -> None:
        record, began = self._pumps.pop(pump)
        self.shared.places.leave(record.worker, record.tenant)
        with contextlib.suppress(OSError):
            self.record(
                replace(
                    record,
                    reason=record.reason or why,
                    sent_bytes=pump.sent_bytes,
                    received_bytes=pump.received_bytes,
                    ms=_since(began),
                )
            )


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
