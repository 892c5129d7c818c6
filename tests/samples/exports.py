"""Writes exports as auth0-deploy-cli would, in both of its layouts.

An export is given as the sections of tenant.yaml, but with a hook's script in place of
the name of its file, and with `users` as lists by connection.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

Sections = Mapping[str, Any]
WriteExport = Callable[[Path, Sections], None]

_FOLDERS = {"clients": "clients", "resourceServers": "resource-servers", "clientGrants": "grants"}


def write_directory(directory: Path, sections: Sections) -> None:
    """`a0deploy export -f directory`."""
    for name, value in sections.items():
        if name == "tenant":
            _write(directory / "tenant.json", value)
        elif name == "users":
            for connection, users in value.items():
                _write(directory / "database-connections" / connection / "users.json", users)
        elif name == "databases":
            for n, database in enumerate(value):
                folder = database.get("name", n) if isinstance(database, dict) else n
                _write(directory / "database-connections" / str(folder) / "database.json", database)
        elif name == "hooks":
            for n, hook in enumerate(value):
                _write(directory / "hooks" / f"{n}.json", _with_file(directory / "hooks", "./", n, hook))
        else:
            for n, one in enumerate(value):
                _write(directory / _FOLDERS.get(name, name) / f"{n}.json", one)


def write_yaml(directory: Path, sections: Sections) -> None:
    """`a0deploy export -f yaml`."""
    content = {name: value for name, value in sections.items() if name != "users"}
    if isinstance(content.get("hooks"), list):
        content["hooks"] = [
            _with_file(directory / "hooks", "./hooks/", n, hook) for n, hook in enumerate(content["hooks"])
        ]
    for connection, users in sections.get("users", {}).items():
        _write(directory / "databases" / connection / "users.json", users)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "tenant.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


LAYOUTS: Mapping[str, WriteExport] = {"directory": write_directory, "yaml": write_yaml}


def _with_file(folder: Path, prefix: str, n: int, hook: object) -> object:
    if not isinstance(hook, dict) or "script" not in hook or not isinstance(hook["script"], str):
        return hook
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{n}.js").write_bytes(hook["script"].encode())
    return {**hook, "script": f"{prefix}{n}.js"}


def _write(file: Path, value: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value), encoding="utf-8")
