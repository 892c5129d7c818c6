"""The descriptors of a worker as bytes: what has come, that nothing has, and that nothing more will."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from fakes.hand_wound_loop import HandWoundLoop
from fakes.scripted_process import ScriptedProcess

from warmhook.executor.worker.pipes import Pipes


class Listening:
    """Pipes, and which of its callbacks have been called."""

    def __init__(self) -> None:
        self.loop = HandWoundLoop()
        self.process = ScriptedProcess()
        self.calls: list[str] = []
        self.speakers: list[int] = []
        self.pipes = self.loop.do(self._make)

    def _make(self) -> Pipes:
        return Pipes(
            self.process,
            on_channel=lambda: self.calls.append("channel"),
            on_output=lambda: self.calls.append("output"),
            on_speaker=self.speakers.append,
        )

    def called(self) -> set[str]:
        """By all that there is to be read now."""
        self.calls.clear()
        self.loop.turn()
        return set(self.calls)

    def close(self) -> None:
        self.process.discard()
        self.loop.close()


@pytest.fixture
def listening() -> Iterator[Listening]:
    made = Listening()
    yield made
    made.close()


@pytest.mark.parametrize("spoken", [True, False], ids=["to one that has spoken", "to one that has not"])
def test_nothing_is_there_and_more_may_come(spoken: bool, listening: Listening) -> None:
    if spoken:
        listening.process.say_bytes(b"hello")
        assert listening.pipes.receive() == b"hello"
    assert listening.called() == set()
    assert listening.pipes.receive() is None


def test_a_closed_channel_gives_what_is_left_and_then_nothing_for_ever(listening: Listening) -> None:
    listening.process.say_bytes(b"hello")
    listening.process.close_channel()
    assert [listening.pipes.receive() for _ in range(3)] == [b"hello", b"", b""]


def test_a_channel_is_closed_too_where_the_process_went_without_reading(listening: Listening) -> None:
    listening.process.say_bytes(b"hello")
    listening.pipes.receive()
    listening.pipes.send(b"are you there?")
    listening.process.close_channel()
    # The kernel says that the connection was reset.
    assert listening.pipes.receive() == b""


def test_who_speaks_is_told_once(listening: Listening) -> None:
    for word in (b"one", b"two"):
        listening.process.say_bytes(word)
        listening.pipes.receive()
    assert listening.speakers == [os.getpid()]


def test_output_comes_from_both_pipes_at_once(listening: Listening) -> None:
    assert listening.pipes.read_output() == (b"", b"")
    listening.process.print(b"out")
    listening.process.print_to_stderr(b"err")
    assert listening.called() == {"output"}
    assert listening.pipes.read_output() == (b"out", b"err")
    assert listening.called() == set()


def test_a_pipe_that_is_closed_is_no_longer_watched(listening: Listening) -> None:
    listening.process.print(b"last words")
    listening.process.close_console()
    assert listening.pipes.read_output() == (b"last words", b"")
    assert listening.pipes.read_output() == (b"", b"")
    assert listening.called() == set()
    listening.process.print_to_stderr(b"err")
    assert listening.pipes.read_output() == (b"", b"err")


def test_a_channel_that_is_not_received_from_any_more_may_still_be_sent_to(listening: Listening) -> None:
    listening.process.say_bytes(b"hello")
    listening.pipes.stop_receiving()
    assert listening.called() == set()
    listening.pipes.send(b"\0\0\0\x13\0\0\0\x0f" + b'{"type":"last"}')
    assert [frame.type for frame in listening.process.hear()] == ["last"]


def test_closed_pipes_leave_nothing_behind(listening: Listening) -> None:
    listening.pipes.send(b"x" * 4_000_000)
    assert listening.loop.watched() == 3
    listening.pipes.close()
    assert (listening.loop.watched(), listening.process.closed) == (0, True)
