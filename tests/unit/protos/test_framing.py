"""Messages on a stream of bytes come out as they went in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmhook.protos.framing import Messages, MessageTooLongError, with_length


@given(st.lists(st.binary(max_size=50), max_size=6), st.integers(1, 20), st.sampled_from([50, None]))
def test_messages_come_out_as_they_went_in_however_they_are_cut(
    messages: list[bytes], cut: int, max_bytes: int | None
) -> None:
    stream = b"".join(map(with_length, messages))
    reader = Messages(max_bytes)
    heard = [message for at in range(0, len(stream), cut) for message in reader.feed(stream[at : at + cut])]
    assert heard == messages


def test_a_length_over_the_bound_is_refused_before_it_is_waited_for() -> None:
    with pytest.raises(MessageTooLongError, match="51 bytes, over the 50 allowed"):
        Messages(max_bytes=50).feed((51).to_bytes(4))
