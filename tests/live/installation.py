"""A Warmhook of one's own: initialised, served by its own command, and asked by its own commands."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WARMHOOK = str(Path(sys.executable).with_name("warmhook"))


@dataclass(frozen=True)
class Installation:
    """A directory with everything in it."""

    home: Path
    url: str
    environment: Mapping[str, str]

    def __call__(
        self, *arguments: str, given: str | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [WARMHOOK, *arguments],
            cwd=self.home,
            env={**self.environment, **environment},
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )

    def done(self, *arguments: str, given: str | None = None, **environment: str) -> str:
        """Standard output of a command that succeeds."""
        result = self(*arguments, given=given, **environment)
        assert result.returncode == 0, result.stderr
        return result.stdout
