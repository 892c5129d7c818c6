"""The files of an export: read once each, and only what lies in the export.

Owns all file access of an import. It must not know formats or layouts. Names come from the export itself. So
a link that leads out, a pipe that nobody writes to and a name that no file can have get a clear error.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# A bulk import of users is the largest file there is.
FILE_MAX_BYTES: Final = 64 * 1024 * 1024


class UnreadableError(Exception):
    """The file cannot be read. The message says why, without the file's name."""


@dataclass(frozen=True, slots=True)
class ExportFiles:
    """The files below one folder."""

    root: Path

    def text(self, file: Path) -> str:
        """What the file holds. Raises `UnreadableError`.

        Bytes are decoded as they are: to read as text would turn CRLF into LF, and scripts are verbatim.
        """
        try:
            return self._bytes(self._inside(file)).decode("utf-8")
        except UnicodeDecodeError as error:
            raise UnreadableError(f"is not UTF-8: {error.reason} at {error.start}") from None

    def entries(self, folder: Path) -> list[Path]:
        """What the folder holds, by name; nothing if it is not there. Raises `UnreadableError`."""
        if not os.path.lexists(folder):
            return []
        try:
            return sorted(folder / name for name in os.listdir(self._inside(folder)))  # noqa: PTH208 - its names
        except OSError as error:
            raise UnreadableError(_reason(error)) from None

    def is_folder(self, path: Path) -> bool:
        """Whether it is one in the export. Raises `UnreadableError`."""
        return self._inside(path).is_dir()

    def is_there(self, path: Path) -> bool:
        return os.path.lexists(path)

    def name(self, path: Path) -> str:
        """As the operator knows it."""
        return str(path.relative_to(self.root) if path.is_relative_to(self.root) else path)

    def _inside(self, path: Path) -> Path:
        """The path without links, which is in the export."""
        if "\0" in str(path):
            raise UnreadableError("has U+0000 in its path")
        try:
            found = path.resolve()
            if not found.is_relative_to(self.root.resolve()):
                raise UnreadableError("leads out of the export")
        except RuntimeError:
            raise UnreadableError("is a link to itself") from None
        except UnicodeEncodeError:
            raise UnreadableError("has a name that no file can have") from None
        except OSError as error:
            raise UnreadableError(_reason(error)) from None
        return found

    def _bytes(self, file: Path) -> bytes:
        try:
            # Without waiting for whoever might write to a pipe.
            descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise UnreadableError(_reason(error)) from None
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise UnreadableError("is not a regular file")
            if found.st_size > FILE_MAX_BYTES:
                raise UnreadableError(f"is larger than {FILE_MAX_BYTES} bytes")
            with os.fdopen(descriptor, "rb", closefd=False) as opened:
                return opened.read()
        except OSError as error:
            raise UnreadableError(_reason(error)) from None
        finally:
            os.close(descriptor)


def _reason(error: OSError) -> str:
    return "is not there" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
