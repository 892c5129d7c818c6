"""Console output finds its execution, whatever the bytes are and wherever they are cut."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmhook.executor.model import ConsoleText, ExecutionId, Stream
from warmhook.executor.worker.console import Console

EXECUTION = ExecutionId(7)


def out(text: str) -> ConsoleText:
    return ConsoleText(Stream.STDOUT, text)


def err(text: str) -> ConsoleText:
    return ConsoleText(Stream.STDERR, text)


def running(max_bytes: int = 1000, *, first: bool = False) -> Console:
    console = Console()
    console.begin(EXECUTION, max_bytes, first=first)
    return console


RECORDS: dict[str, tuple[bytes, tuple[ConsoleText, ...]]] = {
    "a line": (b"\x1eo7:hello\n", (out("hello\n"),)),
    "both streams, in order": (b"\x1eo7:a\x1ee7:b\x1eo7:c", (out("a"), err("b"), out("c"))),
    "colons in the text": (b"\x1eo7:a:b:c", (out("a:b:c"),)),
    "an empty text": (b"\x1eo7:", ()),
    "a text longer than any tag": (b"\x1eo7:" + b"x" * 100, (out("x" * 100),)),
    "an execution that had its answer": (b"\x1eo6:late\x1eo7:mine", (out("mine"),)),
    "an execution that is still to come": (b"\x1eo8:early\x1eo7:mine", (out("mine"),)),
    "the loading of a script that was loaded before": (b"\x1eo0:late", ()),
    "bytes that are no record": (b"segfault\n", (out("segfault\n"),)),
    "bytes before a record": (b"native\x1eo7:mine", (out("native"), out("mine"))),
    "a tag without a number": (b"\x1eo:x", (out("o:x"),)),
    "a tag of a stream there is not": (b"\x1ex7:x", (out("x7:x"),)),
    "a tag without an end": (b"\x1eo7", (out("o7"),)),
    "a number longer than any": (b"\x1eo" + b"7" * 40 + b":x", (out("o" + "7" * 40 + ":x"),)),
    "a number with a sign": (b"\x1eo-7:x", (out("o-7:x"),)),
    "a number in another script": ("\x1eo\u0667:x".encode(), (out("o\u0667:x"),)),
    "leading zeros are the same number": (b"\x1eo007:x", (out("x"),)),
    "invalid UTF-8": (b"\x1eo7:a\xffb", (out("a\ufffdb"),)),
    "a surrogate encoded as UTF-8": (b"\x1eo7:\xed\xa0\x80", (out("\ufffd" * 3),)),
}


@pytest.mark.parametrize("case", RECORDS)
def test_records_are_read_wherever_they_are_cut(case: str) -> None:
    written, texts = RECORDS[case]
    for place in range(len(written) + 1):
        console = running()
        console.feed(written[:place])
        console.feed(written[place:])
        got, truncated = console.take()
        assert joined(got) == joined(texts), f"cut at {place}"
        assert not truncated


def joined(texts: tuple[ConsoleText, ...]) -> list[tuple[Stream, str]]:
    """Neighbours on one stream as one: text without records has no boundaries of its own."""
    result: list[tuple[Stream, str]] = []
    for text in texts:
        if result and result[-1][0] is text.stream:
            result[-1] = (text.stream, result[-1][1] + text.text)
        else:
            result.append((text.stream, text.text))
    return result


def test_each_record_is_a_text_of_its_own() -> None:
    console = running()
    console.feed(b"\x1eo7:a\x1eo7:b")
    assert console.take()[0] == (out("a"), out("b"))


def test_what_the_script_printed_while_it_loaded_is_the_first_executions() -> None:
    console = running(first=True)
    console.feed(b"\x1eo0:loading\x1eo7:running")
    assert console.take()[0] == (out("loading"), out("running"))


def test_late_output_is_nobodys() -> None:
    console = running()
    console.feed(b"\x1eo7:in time")
    assert console.take()[0] == (out("in time"),)
    console.feed(b"\x1eo7:late\x1e")
    assert console.late_bytes >= len("late")
    console.begin(ExecutionId(8), 1000, first=False)
    console.feed(b"o7:later\x1eo8:its own")
    assert console.take()[0] == (out("its own"),)
    assert console.late_bytes >= len("later")


def test_output_of_nobody_is_counted_and_not_kept() -> None:
    console = Console()
    console.feed(b"\x1eo7:text")
    console.raw(b"text")
    assert console.take() == ((), False)
    assert console.late_bytes >= 8


CAPS: dict[str, tuple[int, bytes, tuple[ConsoleText, ...], bool]] = {
    "as much as may be": (3, b"\x1eo7:abc", (out("abc"),), False),
    "one byte more": (3, b"\x1eo7:abcd", (out("abc"),), True),
    "the cap holds for all records together": (3, b"\x1eo7:ab\x1ee7:cd", (out("ab"), err("c")), True),
    "nothing is kept": (0, b"\x1eo7:a", (), True),
    "nothing is kept, and nothing written": (0, b"", (), False),
    "a character that does not fit is dropped whole": (4, "\x1eo7:añ😀".encode(), (out("añ"),), True),
    "later records are dropped too": (1, b"\x1eo7:ab\x1eo7:c", (out("a"),), True),
    "late records do not count": (3, b"\x1eo6:abcdef\x1eo7:abc", (out("abc"),), False),
    "what stands for invalid bytes counts as what it is": (4, b"\x1eo7:\xff\xff", (out("\ufffd"),), True),
}


@pytest.mark.parametrize("case", CAPS)
def test_the_head_of_the_output_is_kept(case: str) -> None:
    max_bytes, written, texts, truncated = CAPS[case]
    console = running(max_bytes)
    console.feed(written)
    assert console.take() == (texts, truncated)


def test_a_cap_that_was_reached_does_not_touch_the_next_execution() -> None:
    console = running(3)
    console.feed(b"\x1eo7:abcdef")
    console.take()
    console.begin(ExecutionId(8), 3, first=False)
    console.feed(b"\x1eo8:xyz")
    assert console.take() == ((out("xyz"),), False)


def test_a_character_may_be_cut_where_there_are_no_records() -> None:
    console = running()
    for byte in "ñ😀".encode():
        console.raw(bytes([byte]))
    for byte in "é".encode():
        console.feed(bytes([byte]))
    assert "".join(text.text for text in console.take()[0]) == "ñ😀é"


def test_a_flood_of_empty_records_is_not_looked_into_for_ever() -> None:
    console = running(100)
    console.feed(b"\x1eo7:first" + b"\x1e" * 1_000_000 + b"\x1eo7:last")
    texts, truncated = console.take()
    assert texts == (out("first"),)
    assert truncated


def test_a_flood_of_records_costs_no_more_than_moments() -> None:
    console = running(65_536)
    started = time.process_time()
    for _ in range(16):
        console.feed(b"\x1e" * 262_144)
    assert time.process_time() - started < 0.5


def test_an_execution_may_write_each_byte_by_itself() -> None:
    console = running(100, first=True)
    console.feed(b"\x1eo0:l" * 50 + b"\x1eo7:x" * 50)
    texts, truncated = console.take()
    assert "".join(text.text for text in texts) == "l" * 50 + "x" * 50
    assert not truncated


@given(
    st.lists(st.binary(max_size=40) | st.sampled_from([b"\x1eo7:", b"\x1ee8:", b"\x1e", b"ok"]), max_size=12)
)
def test_whatever_is_written_the_cap_holds_and_text_is_text(chunks: list[bytes]) -> None:
    console = running(20, first=True)
    for number, chunk in enumerate(chunks):
        if number % 3:
            console.feed(chunk)
        else:
            console.raw(chunk)
    texts, _ = console.take()
    assert sum(len(text.text.encode()) for text in texts) <= 20
    assert console.take() == ((), False)


@given(
    st.text(st.characters(exclude_characters="\x1e", exclude_categories=("Cs",)), max_size=60),
    st.lists(st.integers(0, 300)),
)
def test_text_comes_out_as_it_went_in_wherever_it_is_cut(text: str, places: list[int]) -> None:
    written = b"\x1eo7:" + text.encode()
    edges = sorted({0, len(written), *(min(place, len(written)) for place in places)})
    console = running()
    for start, end in itertools.pairwise(edges):
        console.feed(written[start:end])
    assert console.take() == (((out(text),) if text else ()), False)
