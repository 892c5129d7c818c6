"""The frame codec at every cut of the stream, and what may be said when."""

from __future__ import annotations

import itertools
import json
from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warmhook.executor.worker.frames import (
    TRANSITIONS,
    Decoder,
    Frame,
    ProtocolError,
    State,
    advance,
    encode,
)

_VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "frames.json").read_text())
GOOD: dict[str, dict[str, Any]] = {row["name"]: row for row in _VECTORS["frames"]}
BROKEN: dict[str, dict[str, Any]] = {row["name"]: row for row in _VECTORS["broken_streams"]}
MAX = 64 * 1024

_texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=8,
)
_headers = st.dictionaries(_texts, _values, max_size=4).flatmap(
    lambda header: _texts.map(lambda kind: {**header, "type": kind})
)
_frames = st.builds(Frame, _headers, st.binary(max_size=200))


def decoded(chunks: Iterable[bytes], max_frame: int = MAX) -> list[Frame]:
    decoder = Decoder(max_frame)
    frames = [frame for chunk in chunks for frame in decoder.feed(chunk)]
    if not decoder.empty:
        # The executor goes by the process's end; the vectors have a word for it.
        raise ProtocolError("incomplete", "the stream ended inside a frame")
    return frames


def cut(stream: bytes, places: Iterable[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[start:end] for start, end in itertools.pairwise(edges)]


@pytest.mark.parametrize("name", GOOD)
def test_a_frame_has_exactly_the_bytes_of_its_vector(name: str) -> None:
    row = GOOD[name]
    frame = Frame(row["header"], b64decode(row["body_base64"]))
    stream = b64decode(row["bytes_base64"])
    assert encode(frame.header, frame.body) == stream
    assert decoded([stream]) == [frame]
    assert decoded(stream[i : i + 1] for i in range(len(stream))) == [frame]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_stream_fails_as_its_vector_says_wherever_it_is_cut(name: str) -> None:
    row = BROKEN[name]
    stream = b64decode(row["bytes_base64"])
    for place in range(len(stream) + 1):
        with pytest.raises(ProtocolError) as failure:
            decoded([stream[:place], stream[place:]], row["max_frame"])
        assert failure.value.code == row["error"], f"cut at {place}"


@given(st.lists(_frames, max_size=5), st.lists(st.integers(min_value=0), max_size=8))
def test_frames_come_out_as_they_went_in_wherever_the_stream_is_cut(
    frames: list[Frame], places: list[int]
) -> None:
    stream = b"".join(encode(frame.header, frame.body) for frame in frames)
    assert decoded(cut(stream, places)) == frames


@given(st.lists(_frames, min_size=1, max_size=3))
def test_a_frame_is_given_with_its_last_byte_and_not_before(frames: list[Frame]) -> None:
    decoder = Decoder(MAX)
    for frame in frames:
        encoded = encode(frame.header, frame.body)
        early = [got for i in range(len(encoded) - 1) for got in decoder.feed(encoded[i : i + 1])]
        assert early == []
        assert not decoder.empty
        assert decoder.feed(encoded[-1:]) == [frame]
        assert decoder.empty


@given(_frames, st.binary(min_size=1, max_size=20))
def test_what_trails_a_frame_is_noticed(frame: Frame, trailing: bytes) -> None:
    decoder = Decoder(MAX)
    try:
        frames = decoder.feed(encode(frame.header, frame.body) + trailing)
    except ProtocolError:
        return
    assert frames[0] == frame
    assert len(frames) > 1 or not decoder.empty


@given(st.binary(max_size=300), st.lists(st.integers(min_value=0), max_size=4))
@example(b"\x00\x00\x00\x0a\x00\x00\x00\x06" + b'{"a":[', [])
@example(b"\x00\x00\x10\x04\x00\x00\x10\x00" + b"[" * 4096, [])
def test_garbage_is_a_protocol_error_and_nothing_else(stream: bytes, places: list[int]) -> None:
    try:
        decoded(cut(stream, places))
    except ProtocolError:
        return
    assert stream == b"" or json.loads(stream[8 : 8 + int.from_bytes(stream[4:8])])


@given(_frames, st.integers(min_value=0), st.integers(0, 255))
def test_a_frame_with_one_wrong_byte_gives_frames_or_a_protocol_error(
    frame: Frame, place: int, byte: int
) -> None:
    encoded = bytearray(encode(frame.header, frame.body))
    encoded[place % len(encoded)] = byte
    try:
        got = decoded([bytes(encoded)])
    except ProtocolError:
        return
    assert all(isinstance(one.type, str) for one in got)


def test_a_length_over_the_limit_is_refused_when_it_is_read() -> None:
    decoder = Decoder(100)
    assert decoder.feed(b"\x00\x00\x00") == []
    with pytest.raises(ProtocolError, match="101"):
        decoder.feed(b"\x65")


def test_a_frame_that_comes_byte_by_byte_costs_no_more_than_its_length() -> None:
    """A worker that dribbles must not make the executor copy what it holds at each byte."""
    decoder = Decoder(8 * 1024 * 1024)
    body = b"x" * 4_000_000
    encoded = encode({"type": "outcome"}, body)
    got = [frame for i in range(0, len(encoded), 100) for frame in decoder.feed(encoded[i : i + 100])]
    assert [frame.body for frame in got] == [body]


def test_the_limit_may_change_between_frames() -> None:
    decoder = Decoder(40)
    encoded = encode({"type": "outcome"}, b"x" * 100)
    decoder.max_frame = 200
    assert decoder.feed(encoded)[0].body == b"x" * 100


LIFE = ["ready", "bind", "bound", "execute", "outcome", "execute", "outcome"]


def test_a_worker_lives_as_the_protocol_draws_it() -> None:
    state = State.STARTING
    states = [state := advance(state, said) for said in LIFE]
    assert states == [
        State.SPARE, State.BINDING, State.IDLE, State.BUSY, State.IDLE, State.BUSY, State.IDLE,
    ]  # fmt: skip


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("said", [*dict.fromkeys(LIFE), "", "READY", "__proto__"])
def test_what_the_table_does_not_allow_is_a_protocol_error(state: State, said: str) -> None:
    if (state, said) in TRANSITIONS:
        return
    with pytest.raises(ProtocolError) as failure:
        advance(state, said)
    assert failure.value.code == "unexpected_frame"


def test_what_a_worker_says_is_not_repeated_in_the_error() -> None:
    """Errors reach the log, and a hook could say its secrets."""
    with pytest.raises(ProtocolError) as failure:
        advance(State.IDLE, "hunter2")
    assert "hunter2" not in str(failure.value)
