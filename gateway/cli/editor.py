"""A text in the person's own editor.

Owns which editor that is, and the file it edits, which is gone afterwards.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from warmhook.gateway.cli.exits import ExitCode, fail


def edited(text: str, name: str) -> str:
    """What the person made of the text. Ends the command where the editor fails."""
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory(prefix="warmhook-") as directory:
        file = Path(directory, name)
        file.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([*editor, str(file)], check=False)  # noqa: S603 - the person's own choice
        except OSError as error:
            fail(ExitCode.FAILED, f"The editor {editor[0]} cannot be run: {error.strerror}; set $EDITOR.")
        if done.returncode:
            fail(ExitCode.FAILED, f"The editor ended with {done.returncode}; nothing was changed.")
        return file.read_text(encoding="utf-8")
