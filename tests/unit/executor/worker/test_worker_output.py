"""What a worker prints: whose it is, when it comes too late, and that it decides nothing."""

from __future__ import annotations

import pytest
from fakes.scripted_worker import CONSOLE_BYTES, ScriptedWorker, execution

from warmhook.executor.model import ConsoleText, Stream
from warmhook.executor.worker.frames import State

PIPE_BYTES = 64 * 1024
LATE_BYTES = 16 * 1024 * 1024


def record(number: int, text: str) -> bytes:
    return b"\x1eo%d:%s" % (number, text.encode())


def texts(scripted: ScriptedWorker) -> list[str]:
    return [text.text for text in scripted.events.ended[-1][1].console]


def test_what_it_prints_before_its_answer_is_there_when_that_is_read(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    scripted.process.print(record(1, "one") + record(1, "two"))
    scripted.process.print_to_stderr(b"three")
    scripted.answer()
    # What comes by one descriptor is in order; between two of them there is none.
    by_stream = sorted(scripted.ended.console, key=lambda text: text.stream is Stream.STDERR)
    assert by_stream == [
        ConsoleText(Stream.STDOUT, "one"),
        ConsoleText(Stream.STDOUT, "two"),
        ConsoleText(Stream.STDERR, "three"),
    ]


def test_what_is_read_as_it_comes_is_put_together(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    for byte in record(1, "slowly"):
        scripted.process.print(bytes([byte]))
        scripted.listen()
    scripted.answer()
    assert texts(scripted) == ["slowly"]


def test_what_it_prints_while_it_loads_is_its_first_executions(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BINDING)
    scripted.process.print(record(0, "loading"))
    scripted.bound()
    scripted.answer()
    assert texts(scripted) == ["loading"]


def test_nothing_that_is_said_to_be_of_the_loading_belongs_to_a_later_one(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.begin(execution(2))
    scripted.process.print(record(0, "loading"))
    scripted.answer(2)
    assert texts(scripted) == []


@pytest.mark.parametrize("read", [True, False], ids=["read before the next", "still in the pipe"])
def test_what_it_prints_after_its_answer_is_nobodys(read: bool, scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.process.print(record(1, "late"))
    scripted.process.print_to_stderr(b"late, and without a number")
    if read:
        scripted.listen()
    scripted.begin(execution(2))
    scripted.process.print(record(1, "later still") + record(2, "mine"))
    scripted.answer(2)
    assert texts(scripted) == ["mine"]


def test_output_without_end_is_cut(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    scripted.process.print(record(1, "x" * (CONSOLE_BYTES + 1)))
    scripted.answer()
    assert texts(scripted) == ["x" * CONSOLE_BYTES]
    assert scripted.ended.console_truncated


def test_a_process_that_ends_leaves_what_it_printed_last(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    scripted.process.print(record(1, "help"))
    scripted.end(1)
    assert texts(scripted) == ["help"]


def test_whose_time_is_up_has_printed_what_it_has(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    scripted.process.print(record(1, "wait"))
    scripted.wind(1)
    assert texts(scripted) == ["wait"]


@pytest.mark.parametrize("state", [State.SPARE, State.IDLE])
def test_a_worker_that_goes_on_printing_for_nobody_is_ended(state: State, scripted: ScriptedWorker) -> None:
    scripted.bring_to(state)
    for _ in range(LATE_BYTES // PIPE_BYTES):
        scripted.process.print_to_stderr(b"x" * PIPE_BYTES)
        scripted.listen()
    assert not scripted.killed
    scripted.process.print_to_stderr(b"x")
    scripted.listen()
    assert scripted.killed
    assert scripted.events.words == ["unfit"]
    assert scripted.worker.end == "it went on printing after its answer"
    scripted.process.print_to_stderr(b"x")
    scripted.listen()
    assert scripted.events.words == ["unfit"]


@pytest.mark.parametrize("start", [b"", b"\x1eo7:"], ids=["its own", "that of another"])
def test_as_long_as_something_runs_output_is_dropped_and_harms_nobody(
    start: bytes, scripted: ScriptedWorker
) -> None:
    scripted.bring_to(State.BUSY)
    for _ in range(LATE_BYTES // PIPE_BYTES + 2):
        scripted.process.print(start + b"x" * (PIPE_BYTES - len(start)))
        scripted.listen()
    scripted.answer()
    assert (scripted.ended.clean, scripted.killed) == (True, False)


@pytest.mark.parametrize("state", [State.SPARE, State.BUSY, State.IDLE])
def test_a_worker_may_close_what_it_prints_to(state: State, scripted: ScriptedWorker) -> None:
    scripted.bring_to(state)
    scripted.process.close_console()
    scripted.listen()
    assert scripted.loop.watched() == 2
    scripted.process.close_stderr()
    scripted.listen()
    assert scripted.loop.watched() == 1
    assert (scripted.events.words, scripted.killed) == ([], False)
    if state is State.BUSY:
        scripted.answer()
        assert scripted.ended.clean
    scripted.end(0)
    assert scripted.loop.watched() == 0
