"""The Management API tried by a stranger who has read its OpenAPI document: Schemathesis.

It finds answers that the document does not have, faults, and requests that are accepted
against the document's word. It runs as its users run it, against a gateway's own process.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from live.management import token, warmhook


@pytest.mark.timeout(300)
def test_schemathesis_finds_nothing(tmp_path: Path) -> None:
    running = warmhook(tmp_path)
    try:
        api = running.start_gateway("127.0.0.1:1", log_level="error").url
        done = tried(api, tmp_path)
    finally:
        running.close()
    assert done.returncode == 0, done.stdout + done.stderr
    # And it did try.
    assert re.search(r"\b(\d{3,}) generated, \1 passed", done.stdout), done.stdout


def tried(api: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{api}/api/v2/openapi.json",
            f"--header=Authorization: Bearer {token(api)}",
            "--phases=examples,coverage,fuzzing",
            "--checks=all",
            # Some rules cannot be said in a schema: an instant in the future, a tag that matches.
            "--exclude-checks=positive_data_acceptance",
            "--max-examples=3",
            # So that a failure is found again.
            "--seed=1",
            "--generation-database=none",
            "--no-color",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
