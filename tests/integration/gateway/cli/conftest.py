"""A Warmhook of one's own: initialised, served by its own command, and asked by its own commands."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator

import pytest
from live.installation import WARMHOOK, Installation


@pytest.fixture(scope="session")
def warmhook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One for all: tests of it name their hooks differently."""
    home = tmp_path_factory.mktemp("installation")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("WARMHOOK_")},
        "WARMHOOK_GATEWAY_LISTEN": "127.0.0.1:0",
        "WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "0",
        # For tables that are read line by line.
        "COLUMNS": "200",
    }
    made = subprocess.run(
        [WARMHOOK, "init", "--issuer", "http://127.0.0.1/", "--tenant", "acme"],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    with subprocess.Popen(
        [WARMHOOK, "serve"],
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found is not None
            yield Installation(home, found[0], {**environment, "WARMHOOK_URL": found[0]})
        finally:
            process.terminate()
            process.wait(30)
