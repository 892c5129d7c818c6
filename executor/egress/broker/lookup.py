"""A worker's questions of names, over UDP and TCP, and their answers.

Owns the two sockets at 127.0.0.1:53 of a worker's namespace. It must not know what may be asked and learnt:
that is `questions` and, behind it, the policy.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from dataclasses import replace
from typing import Final

import dns.message
import dns.rcode

from warmhook.executor.egress import limits
from warmhook.executor.egress.broker.gate import Gate
from warmhook.executor.egress.broker.questions import (
    Question,
    Refused,
    answer,
    failure,
    read_question,
    to_wire,
)
from warmhook.executor.egress.broker.resolver import NoAnswerError, Resolver
from warmhook.executor.egress.limits import Bucket

_PACKET_BYTES: Final = 4096
_READ_AT_ONCE: Final = 16
# Questions being asked, and connections over TCP, of one worker.
_MOST_OPEN: Final = 32
_MOST_STREAMS: Final = 4
_STREAM_SECONDS: Final = 10.0


class Lookup:
    """`close()` it when its worker has ended. The sockets are its own, and must not block."""

    def __init__(
        self, gate: Gate, datagrams: socket.socket, streams: socket.socket, resolver: Resolver
    ) -> None:
        self._gate = gate
        self._datagrams, self._streams = datagrams, streams
        self._resolver = resolver
        self._loop = asyncio.get_running_loop()
        self._open = self._open_streams = 0
        self._rate = Bucket.full(
            limits.WORKER_QUESTIONS_PER_SECOND, limits.WORKER_BURST_QUESTIONS, time.monotonic()
        )
        self._loop.add_reader(datagrams, self._asked)
        self._loop.add_reader(streams, self._knocked)

    def close(self) -> None:
        for listening in (self._datagrams, self._streams):
            self._loop.remove_reader(listening)
            listening.close()

    def _asked(self) -> None:
        for _ in range(_READ_AT_ONCE):
            try:
                packet, asker = self._datagrams.recvfrom(_PACKET_BYTES)
            except OSError:
                return
            # What is too much is not answered, as if it were lost; the asker waits and asks again.
            if self._open < _MOST_OPEN and self._rate.try_take(1, time.monotonic()):
                self._open += 1
                self._gate.do(self._answer_datagram(packet, asker))

    async def _answer_datagram(self, packet: bytes, asker: tuple[str, int]) -> None:
        try:
            reply = await self._reply(packet, tcp=False)
            if reply is not None:
                with contextlib.suppress(OSError):
                    self._datagrams.sendto(reply, asker)
        finally:
            self._open -= 1

    def _knocked(self) -> None:
        with contextlib.suppress(OSError):
            stream, _ = self._streams.accept()
            stream.setblocking(False)  # noqa: FBT003 - the standard library's signature
            if self._open_streams >= _MOST_STREAMS:
                stream.close()
                return
            self._open_streams += 1
            self._gate.do(self._answer_stream(stream))

    async def _answer_stream(self, stream: socket.socket) -> None:
        """RFC 7766: each message has its length before it, and one connection may bring many."""
        try:
            with contextlib.suppress(OSError, TimeoutError):
                while await self._answer_next(stream):
                    pass
        finally:
            self._open_streams -= 1
            stream.close()

    async def _answer_next(self, stream: socket.socket) -> bool:
        async with asyncio.timeout(_STREAM_SECONDS):
            length = await self._receive(stream, 2)
            packet = await self._receive(stream, int.from_bytes(length)) if length else b""
            if not packet or not self._rate.try_take(1, time.monotonic()):
                return False
            reply = await self._reply(packet, tcp=True)
            if reply is None:
                return False
            await self._loop.sock_sendall(stream, len(reply).to_bytes(2) + reply)
        return True

    async def _receive(self, stream: socket.socket, size: int) -> bytes:
        """So many bytes; none where the stream has ended before."""
        data = b""
        while len(data) < size:
            piece = await self._loop.sock_recv(stream, size - len(data))
            if not piece:
                return b""
            data += piece
        return data

    async def _reply(self, packet: bytes, *, tcp: bool) -> bytes | None:
        gate, machine = self._gate, self._gate.shared.machine
        question = read_question(gate.grant, packet, machine.own, ipv6=machine.ipv6)
        if question is None:
            return None
        if isinstance(question, Refused):
            if question.reason is not None:
                self._tell(question.name, question.reason)
            return to_wire(0, question.response, tcp=tcp)
        response = await self._ask(question)
        return to_wire(question.query.payload, response, tcp=tcp)

    async def _ask(self, question: Question) -> dns.message.Message:
        try:
            found = await self._resolver.resolve(question.name, question.type)
        except NoAnswerError as error:
            return failure(question, error.rcode)
        told = answer(self._gate.grant, question, found, self._gate.shared.machine.own)
        self._gate.learn(question.host, told.learnt)
        if told.hidden is not None and not told.learnt:
            self._tell(question.host, told.hidden)
        return told.response

    def _tell(self, name: str | None, reason: str) -> None:
        self._gate.record(replace(self._gate.blank, name=name, verdict="denied", reason=reason))
