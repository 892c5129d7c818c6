"""Who we are to a gateway, and where it is.

WARMHOOK_URL, WARMHOOK_CLIENT_ID and WARMHOOK_CLIENT_SECRET, or the file that
`warmhook init` writes, WARMHOOK_CREDENTIALS_FILE. Owns how they are read. It must not know
what is done with them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from warmhook.gateway.cli.exits import ExitCode, fail

DEFAULT_CREDENTIALS_FILE: Final = Path(".warmhook/management.json")


@dataclass(frozen=True, slots=True)
class Credentials:
    # Of the gateway, with a slash at its end.
    url: str
    client_id: str
    client_secret: str = field(repr=False)


def read_credentials(environment: Mapping[str, str]) -> Credentials:
    """Ends the command where there are none."""
    file = Path(environment.get("WARMHOOK_CREDENTIALS_FILE") or DEFAULT_CREDENTIALS_FILE)
    stored = _read_file(file) if file.exists() else {}
    values: dict[str, str] = {}
    for name in ("url", "client_id", "client_secret"):
        value = environment.get(f"WARMHOOK_{name.upper()}") or stored.get(name)
        if not isinstance(value, str) or not value:
            fail(
                ExitCode.INVALID,
                f"WARMHOOK_{name.upper()} is not set, and {file} does not have it; "
                "`warmhook init` makes that file.",
            )
        values[name] = value
    return Credentials(values["url"].rstrip("/") + "/", values["client_id"], values["client_secret"])


def _read_file(file: Path) -> Mapping[str, object]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        fail(ExitCode.INVALID, f"{file} cannot be read: {error.strerror}")
    except ValueError:
        fail(ExitCode.INVALID, f"{file} is not JSON")
    return document if isinstance(document, dict) else {}
