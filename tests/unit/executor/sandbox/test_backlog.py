"""What a full socket does not take is sent later, in order; messages stay messages."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

import pytest
from fakes.hand_wound_loop import HandWoundLoop

from warmhook.executor.sandbox.backlog import SendBacklog

MESSAGE = b"0123456789" * 100


class Line:
    """A backlog, and the far end of its socket."""

    def __init__(self, kind: socket.SocketKind) -> None:
        self.loop = HandWoundLoop()
        self.near, self.far = socket.socketpair(socket.AF_UNIX, kind)
        self.near.setblocking(False)
        self.far.setblocking(False)
        self.near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        self.backlog = self.loop.do(lambda: SendBacklog(self.near))

    def take(self, most: int = 1_000_000) -> list[bytes]:
        taken = []
        with contextlib.suppress(BlockingIOError):
            while sum(map(len, taken)) < most and (data := self.far.recv(65536)):
                taken.append(data)
        return taken

    def take_all(self) -> list[bytes]:
        taken = self.take()
        while self.loop.watched():
            self.loop.listen()
            taken += self.take()
        return taken

    def close(self) -> None:
        self.backlog.close()
        self.near.close()
        self.far.close()
        self.loop.close()


@pytest.fixture(params=[socket.SOCK_STREAM, socket.SOCK_SEQPACKET], ids=["stream", "messages"])
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    with contextlib.closing(Line(request.param)) as made:
        yield made


@pytest.fixture
def messages() -> Iterator[Line]:
    with contextlib.closing(Line(socket.SOCK_SEQPACKET)) as made:
        yield made


def test_what_fits_is_sent_at_once_and_nothing_is_watched(line: Line) -> None:
    line.backlog.send(b"one")
    assert line.take() == [b"one"]
    assert line.loop.watched() == 0


def test_what_does_not_fit_is_sent_in_order_as_the_peer_reads(line: Line) -> None:
    sent = [b"%04d" % number + MESSAGE for number in range(1000)]
    for data in sent:
        line.backlog.send(data)
    assert line.loop.watched() == 1
    taken = line.take()
    # There is room by now, and what comes last goes last all the same.
    line.backlog.send(b"last")
    assert b"".join(taken + line.take_all()) == b"".join([*sent, b"last"])
    assert line.loop.watched() == 0


def test_messages_stay_what_they_are(messages: Line) -> None:
    sent = [b"%04d" % number + MESSAGE for number in range(1000)]
    for data in sent:
        messages.backlog.send(data)
    assert messages.take_all() == sent


def test_one_piece_that_is_larger_than_the_socket_arrives_whole() -> None:
    with contextlib.closing(Line(socket.SOCK_STREAM)) as line:
        data = bytes(range(256)) * 4000
        line.backlog.send(data)
        assert b"".join(line.take_all()) == data


def test_nothing_is_kept_for_a_peer_that_is_gone(line: Line) -> None:
    line.far.close()
    line.backlog.send(b"one")
    assert line.loop.watched() == 0


def test_what_waits_is_dropped_when_the_peer_goes(line: Line) -> None:
    for _ in range(1000):
        line.backlog.send(MESSAGE)
    line.far.close()
    line.loop.listen()
    assert line.loop.watched() == 0


def test_what_waits_is_dropped_when_it_is_closed(line: Line) -> None:
    for _ in range(1000):
        line.backlog.send(MESSAGE)
    line.backlog.close()
    assert (line.loop.watched(), len(line.backlog._unsent)) == (0, 0)
    taken = line.take()
    line.loop.listen()
    assert len(b"".join(taken)) < 1000 * len(MESSAGE)
    assert line.take() == []
