"""Console output of one worker, given back to the executions that wrote it.

Owns the records of docs/worker-protocol.md. No I/O: bytes in, text by execution
out. The bytes are only ever treated as text, and nothing is decided from them,
so a hook that forges records only spoils its own output.
"""

from __future__ import annotations

from codecs import IncrementalDecoder, getincrementaldecoder
from dataclasses import dataclass, field
from typing import Final

from warmhook.executor.model import ConsoleText, ExecutionId, Stream

_RECORD: Final = b"\x1e"
# 'o' or 'e', at most 16 digits, ':'
_TAG_BYTES: Final = 18
# Cost of a record that the runtime never writes: one that is empty or has no tag.
_FORGED_COST: Final = 64

_decoder: Final = getincrementaldecoder("utf-8")


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
    # What parsing records may still cost. A forged record can cost the executor more than it costs the
    # hook; once this budget is used up, the rest is dropped without parsing.
    _credit: int = 0
    _texts: list[ConsoleText] = field(default_factory=list)
    _partial: bytes = b""
    # For output without records: a character may be cut between two reads.
    _raw: dict[Stream, IncrementalDecoder] = field(default_factory=dict)

    def begin(self, execution: ExecutionId, max_bytes: int, *, first: bool) -> None:
        self._current = execution
        self.max_bytes = max_bytes
        # Enough for a record per byte, and for as many again while the script loads.
        self._credit = 2 * (max_bytes + 1)
        self.late_bytes = 0
        self._loading_is_current = first

    def feed(self, data: bytes) -> None:
        """Take bytes of fd 1 as they come; the last record may be cut anywhere."""
        data = self._partial + data
        # The last record may be incomplete and is kept, unless it is already longer than any that counts.
        cut = data.rfind(_RECORD)
        if cut < 0 or len(data) - cut > self.max_bytes + _TAG_BYTES:
            cut = len(data)
        self._partial = data[cut:]
        self._records(data[:cut])

    def take(self) -> tuple[tuple[ConsoleText, ...], bool]:
        """Hand over the running execution's texts, and whether some were dropped."""
        if self._partial:
            self._records(self._partial)
        for stream, decoder in self._raw.items():
            self._keep(stream, decoder.decode(b"", final=True))
        texts, truncated = tuple(self._texts), self.truncated
        self._texts.clear()
        self._raw.clear()
        self._partial, self._kept, self.truncated = b"", 0, False
        self._current, self._loading_is_current = None, False
        return texts, truncated

    def raw(self, data: bytes, stream: Stream = Stream.STDERR) -> None:
        """Take bytes without records, such as all of fd 2. They belong to the running execution."""
        if self._current is None:
            self.late_bytes += len(data)
        else:
            if stream not in self._raw:
                self._raw[stream] = _decoder("replace")
            self._keep(stream, self._raw[stream].decode(data))

    def _records(self, data: bytes) -> None:
        if self._current is None or self._credit <= 0:
            self._drop(data)
            return
        head, *records = data.split(_RECORD)
        if head:
            self.raw(head, Stream.STDOUT)
        for number, record in enumerate(records):
            if self._credit <= 0:
                self._drop(b"".join(records[number:]))
                return
            self._credit -= self._record(record)

    def _drop(self, data: bytes) -> None:
        self.late_bytes += len(data)
        self.truncated = self.truncated or (self._current is not None and bool(data))

    def _record(self, record: bytes) -> int:
        """Take one record, and say what it cost."""
        tag, colon, text = record[:_TAG_BYTES].partition(b":")
        number = tag[1:]
        if not colon or tag[:1] not in (b"o", b"e") or not number.isdigit():
            self.raw(record, Stream.STDOUT)
            return _FORGED_COST
        whole = text + record[_TAG_BYTES:]
        writer = int(number)
        if writer == self._current or (writer == 0 and self._loading_is_current):
            self._keep(Stream(tag[:1].decode()), whole.decode("utf-8", "replace"))
        else:
            self.late_bytes += len(record)
        return 1 if whole else _FORGED_COST

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
