"""Console output of one worker, given back to the executions that wrote it.

Owns the records of docs/worker-protocol.md. Pure: bytes in, text by execution
out. Whatever the bytes are, they are only ever text: nothing is decided here,
so a hook that forges records spoils its own output and nothing more.
"""

from __future__ import annotations

from codecs import IncrementalDecoder, getincrementaldecoder
from dataclasses import dataclass, field
from typing import Final

from executor.model import ConsoleText, ExecutionId, Stream

_RECORD: Final = b"\x1e"
# 'o' or 'e', at most 16 digits, ':'
_MAX_TAG: Final = 18

_decoder: Final = getincrementaldecoder("utf-8")


def _decoders() -> dict[Stream, IncrementalDecoder]:
    return {stream: _decoder("replace") for stream in Stream}


@dataclass(slots=True)
class Console:
    """Collects the output of the execution that is running on a worker.

    From `begin` to `take` an execution is running, and the first `max_bytes` of
    its output, counted as UTF-8, are kept. What is written at other times, or by
    an execution that has had its answer, is counted in `late_bytes`, since `begin`,
    and not kept.
    """

    max_bytes: int = 0
    late_bytes: int = 0
    truncated: bool = False
    _current: int | None = None
    # Records tagged 0 were written while the script loaded: the first execution's.
    _loading_is_current: bool = False
    _kept: int = 0
    # Records that are still looked into. A hook that writes more of them than it may write bytes has
    # nothing left to say, and each costs the executor more than it costs the hook.
    _records_left: int = 0
    _texts: list[ConsoleText] = field(default_factory=list)
    _partial: bytes = b""
    # Of what has no records; there a character may be cut between two reads.
    _raw: dict[Stream, IncrementalDecoder] = field(default_factory=_decoders)

    def begin(self, execution: ExecutionId, max_bytes: int, *, first: bool) -> None:
        self._current = execution
        self.max_bytes = max_bytes
        # Its own, and those of the script's loading; an empty one is never written.
        self._records_left = 2 * (max_bytes + 1)
        self.late_bytes = 0
        self._loading_is_current = first

    def feed(self, data: bytes) -> None:
        """Take bytes of fd 1 as they come; the last record may be cut anywhere."""
        data = self._partial + data
        # The record that may go on is held back, unless holding it would cost more than it is worth.
        cut = data.rfind(_RECORD)
        if cut < 0 or len(data) - cut > self.max_bytes + _MAX_TAG:
            cut = len(data)
        self._partial = data[cut:]
        self._records(data[:cut])

    def take(self) -> tuple[tuple[ConsoleText, ...], bool]:
        """Return the running execution's texts and whether some were dropped; forget them."""
        self._records(self._partial)
        for stream, decoder in self._raw.items():
            self._keep(stream, decoder.decode(b"", final=True))
        texts, truncated = tuple(self._texts), self.truncated
        self._texts.clear()
        self._partial, self._kept, self.truncated = b"", 0, False
        self._current, self._loading_is_current = None, False
        return texts, truncated

    def raw(self, data: bytes, stream: Stream = Stream.STDERR) -> None:
        """Take bytes that are no records, as all of fd 2: text of whoever is running."""
        if self._current is None:
            self.late_bytes += len(data)
        else:
            self._keep(stream, self._raw[stream].decode(data))

    def _records(self, data: bytes) -> None:
        if self._current is None or not self._records_left:
            self._drop(data)
            return
        head, *records = data.split(_RECORD, self._records_left)
        if head:
            self.raw(head, Stream.STDOUT)
        self._records_left -= len(records)
        if not self._records_left:
            # The last one has all that was not split any more behind it.
            self._drop(records.pop())
        for record in records:
            self._record(record)

    def _drop(self, data: bytes) -> None:
        self.late_bytes += len(data)
        self.truncated = self.truncated or (self._current is not None and bool(data))

    def _record(self, record: bytes) -> None:
        tag, colon, text = record[:_MAX_TAG].partition(b":")
        number = tag[1:]
        if not colon or tag[:1] not in (b"o", b"e") or not number.isdigit():
            self.raw(record, Stream.STDOUT)
            return
        writer = int(number)
        if writer == self._current or (writer == 0 and self._loading_is_current):
            whole = text + record[_MAX_TAG:]
            self._keep(Stream(tag[:1].decode()), whole.decode("utf-8", "replace"))
        else:
            self.late_bytes += len(record)

    def _keep(self, stream: Stream, text: str) -> None:
        encoded = text.encode()
        room = self.max_bytes - self._kept
        if len(encoded) > room:
            self.truncated = True
            # The cut may fall into a character; what is left of it is dropped with the rest.
            text = encoded[:room].decode("utf-8", "ignore")
            self._kept = self.max_bytes
        else:
            self._kept += len(encoded)
        if text:
            self._texts.append(ConsoleText(stream, text))
