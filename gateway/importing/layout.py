"""Reads what auth0-deploy-cli writes: a directory of files, or one tenant.yaml.

Owns where each kind of object stands in both layouts, and all file access of an import.
It must not know what a field means, but for `script` of a hook and `name` of a database,
which name files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.keywords import Keywords, replace

# Section, as tenant.yaml and we call it, to its folder in the directory layout.
_FOLDERS: Final[Mapping[str, str]] = {
    "clients": "clients",
    "resourceServers": "resource-servers",
    "clientGrants": "grants",
    "hooks": "hooks",
}
# As the Management API's schema has it.
CONNECTION_NAME: Final = re.compile(r"[a-zA-Z0-9](-?[a-zA-Z0-9])*")

_DATABASES: Final = "databases"
_DATABASE_FOLDER: Final = "database-connections"


@dataclass(frozen=True, slots=True)
class Item:
    """One object of an export, not looked into."""

    # File, and in a file of several its place there.
    where: str
    value: object


@dataclass(frozen=True, slots=True)
class Export:
    """All objects that Warmhook has a use for. `script` of a hook holds the script itself."""

    tenant: tuple[Item, ...] = ()
    clients: tuple[Item, ...] = ()
    resource_servers: tuple[Item, ...] = ()
    client_grants: tuple[Item, ...] = ()
    databases: tuple[Item, ...] = ()
    hooks: tuple[Item, ...] = ()
    # With the name of their connection. Not deploy-cli's: Auth0's bulk import files.
    users: tuple[tuple[str, Item], ...] = ()


def read_export(directory: Path, keywords: Keywords, findings: Findings) -> Export:
    """Everything in the directory. What cannot be read is a problem in `findings`."""
    reader = _Reader(directory, keywords, findings)
    if not directory.is_dir():
        findings.problem(str(directory), None, "there is no such directory")
        return Export()
    if (directory / "tenant.yaml").is_file():
        return _read_yaml(reader)
    if not any((directory / name).exists() for name in ("tenant.json", *_FOLDERS.values(), _DATABASE_FOLDER)):
        findings.problem(
            str(directory), None, "is not an export: it has neither tenant.yaml, tenant.json nor clients/"
        )
        return Export()
    return _read_directory(reader)


def _read_directory(reader: _Reader) -> Export:
    directory = reader.directory
    sections = {section: tuple(reader.json_files(directory / folder)) for section, folder in _FOLDERS.items()}
    databases: list[Item] = []
    users: list[tuple[str, Item]] = []
    for folder in sorted(path for path in (directory / _DATABASE_FOLDER).glob("*") if path.is_dir()):
        found = reader.json_file(folder / "database.json")
        databases.extend(found)
        users.extend(user for item in found for user in reader.users(folder, item))
    known = {"tenant.json", _DATABASE_FOLDER, *_FOLDERS.values()}
    for path in sorted(directory.iterdir()):
        if path.name not in known and not path.name.startswith("."):
            files = sum(1 for file in path.rglob("*") if file.is_file())
            reader.findings.left_out.append(f"{path.name}/ ({files} files)" if path.is_dir() else path.name)
    tenant = directory / "tenant.json"
    return Export(
        tenant=reader.json_file(tenant) if tenant.exists() else (),
        clients=sections["clients"],
        resource_servers=sections["resourceServers"],
        client_grants=sections["clientGrants"],
        databases=tuple(databases),
        hooks=reader.with_scripts(sections["hooks"], directory / "hooks"),
        users=tuple(users),
    )


def _read_yaml(reader: _Reader) -> Export:
    content = reader.yaml_file(reader.directory / "tenant.yaml")
    if content is None:
        return Export()
    known = {"tenant", _DATABASES, *_FOLDERS}
    # The tool's own settings for what to export, not objects.
    settings = {"exclude", "include"}
    for name in sorted(content.keys() - known - settings):
        value = content[name]
        count = len(value) if isinstance(value, list | dict) else 1
        if count and value is not None:
            reader.findings.left_out.append(f"tenant.yaml: {name} ({count})")
    databases = reader.section(content, _DATABASES)
    users = [reader.users(reader.directory / _DATABASES / _name_of(item), item) for item in databases]
    tenant = content.get("tenant")
    return Export(
        tenant=() if tenant is None else (Item("tenant.yaml: tenant", tenant),),
        clients=reader.section(content, "clients"),
        resource_servers=reader.section(content, "resourceServers"),
        client_grants=reader.section(content, "clientGrants"),
        databases=databases,
        hooks=reader.with_scripts(reader.section(content, "hooks"), reader.directory),
        users=tuple(user for found in users for user in found),
    )


def _name_of(database: Item) -> str:
    """Its name, which is also its folder's. A name that no folder can have becomes one that no folder has."""
    name = database.value.get("name") if isinstance(database.value, dict) else None
    return name if isinstance(name, str) and CONNECTION_NAME.fullmatch(name) else "(unnamed)"


def _as_json(content: object) -> object:
    """YAML has dates, and names that are not strings. Exports are JSON and are stored as JSON."""
    value: object = json.loads(json.dumps(content, default=str))
    return value


@dataclass(frozen=True, slots=True)
class _Reader:
    directory: Path
    keywords: Keywords
    findings: Findings

    def json_files(self, folder: Path) -> Iterator[Item]:
        for file in sorted(folder.glob("*.json")):
            yield from self.json_file(file)

    def json_file(self, file: Path) -> tuple[Item, ...]:
        """The file's object; none where there is nothing in it or it is unreadable."""
        text = self._text(file)
        if text is None:
            return ()
        try:
            value: object = json.loads(text)
        except (ValueError, RecursionError) as error:
            self.findings.problem(self._name(file), None, f"is not JSON: {error}")
            return ()
        # As deploy-cli: an empty object stands for nothing.
        return () if value == {} else (Item(self._name(file), value),)

    def yaml_file(self, file: Path) -> dict[str, object] | None:
        text = self._text(file)
        try:
            content: object = None if text is None else _as_json(yaml.safe_load(text) or {})
        except (yaml.YAMLError, TypeError, ValueError, RecursionError) as error:
            self.findings.problem(self._name(file), None, f"is not YAML: {error}")
            return None
        if content is not None and not isinstance(content, dict):
            self.findings.problem(self._name(file), None, "must hold a mapping of sections")
            return None
        return content

    def section(self, content: Mapping[str, object], name: str) -> tuple[Item, ...]:
        """The objects of one list of tenant.yaml."""
        value = content.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.findings.problem("tenant.yaml", name, "must be a list")
            return ()
        return tuple(Item(f"tenant.yaml: {name}[{n}]", one) for n, one in enumerate(value))

    def users(self, folder: Path, database: Item) -> tuple[tuple[str, Item], ...]:
        """The bulk import file beside a database, if there is one."""
        file = folder / "users.json"
        if not file.is_file():
            return ()
        items = []
        for whole in self.json_file(file):
            if isinstance(whole.value, list):
                items += [Item(f"{whole.where}[{n}]", one) for n, one in enumerate(whole.value)]
            else:
                self.findings.problem(whole.where, None, "must hold a list of users")
        return tuple((_name_of(database), item) for item in items)

    def with_scripts(self, hooks: tuple[Item, ...], base: Path) -> tuple[Item, ...]:
        """The hooks with the content of the files that `script` names, seen from `base`."""
        loaded = []
        for hook in hooks:
            value = hook.value
            if isinstance(value, dict):
                value = {**value, "script": self._script(hook.where, base, value.get("script"))}
            loaded.append(Item(hook.where, value))
        return tuple(loaded)

    def _script(self, where: str, base: Path, name: object) -> str | None:
        if not isinstance(name, str) or not name:
            self.findings.problem(where, "script", "must name a file")
            return None
        file = (base / name.replace("\\", "/")).resolve()
        if not file.is_relative_to(self.directory.resolve()):
            self.findings.problem(where, "script", f"{name} is outside of {self.directory}")
            return None
        if not file.is_file():
            self.findings.problem(where, "script", f"there is no file {name}")
            return None
        script = self._text(file)
        if script == "":
            self.findings.problem(where, "script", f"{name} is empty")
        return script

    def _text(self, file: Path) -> str | None:
        try:
            # Bytes first: reading as text would turn CRLF into LF, and scripts are verbatim.
            return replace(file.read_bytes().decode("utf-8"), self.keywords)
        except UnicodeDecodeError as error:
            self.findings.problem(self._name(file), None, f"is not UTF-8: {error.reason} at {error.start}")
        except OSError as error:
            self.findings.problem(self._name(file), None, f"cannot be read: {error.strerror}")
        return None

    def _name(self, file: Path) -> str:
        return str(file.relative_to(self.directory) if file.is_relative_to(self.directory) else file)
