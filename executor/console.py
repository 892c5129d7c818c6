"""Console output of one worker, given back to the executions that wrote it.

Owns the records of docs/worker-protocol.md. Pure: bytes in, text by execution
out. Whatever the bytes are, they are only ever text: nothing is decided here,
so a hook that forges records spoils its own output and nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from executor.model import ConsoleText, ExecutionId, Stream

_RECORD: Final = b"\x1e"
# 'o' or 'e', at most 16 digits, ':'
_MAX_TAG: Final = 18


@dataclass(slots=True)
class Console:
    """Collects the output of the execution that is running on a worker.

    From `begin` to `take` an execution is running, and the first `max_bytes` of
    its output are kept. What is written at other times, or by an execution that
    has had its answer, is counted in `late_bytes` and not kept.
    """

    max_bytes: int = 0
    late_bytes: int = 0
    truncated: bool = False
    _current: int | None = None
    # Records tagged 0 were written while the script loaded: the first execution's.
    _loading_is_current: bool = False
    _kept: int = 0
    _texts: list[ConsoleText] = field(default_factory=list)
    _partial: bytes = b""

    def begin(self, execution: ExecutionId, max_bytes: int, *, first: bool) -> None:
        self._current = execution
        self.max_bytes = max_bytes
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
        texts, truncated = tuple(self._texts), self.truncated
        self._texts.clear()
        self._partial, self._kept, self.truncated = b"", 0, False
        self._current, self._loading_is_current = None, False
        return texts, truncated

    def raw(self, data: bytes) -> None:
        """Take bytes of fd 2, which have no records: text on stderr of whoever is running."""
        self._keep(Stream.STDERR, data)

    def _records(self, data: bytes) -> None:
        head, *records = data.split(_RECORD)
        if head:
            self._keep(Stream.STDOUT, head)
        for record in records:
            self._record(record)

    def _record(self, record: bytes) -> None:
        tag, colon, text = record[:_MAX_TAG].partition(b":")
        number = tag[1:]
        if not colon or tag[:1] not in (b"o", b"e") or not number.isdigit():
            self._keep(Stream.STDOUT, record)
            return
        writer = int(number)
        if writer == self._current or (writer == 0 and self._loading_is_current):
            self._keep(Stream(tag[:1].decode()), text + record[_MAX_TAG:])
        else:
            self.late_bytes += len(record)

    def _keep(self, stream: Stream, text: bytes) -> None:
        if self._current is None:
            self.late_bytes += len(text)
            return
        room = self.max_bytes - self._kept
        if len(text) > room:
            self.truncated = True
            text = text[:room]
        if text:
            self._kept += len(text)
            # A cut may fall into a character; what is left of it is dropped with the rest.
            errors = "ignore" if self.truncated else "replace"
            self._texts.append(ConsoleText(stream, text.decode("utf-8", errors)))
