"""Where each object stands in what auth0-deploy-cli writes: a directory of files, or one YAML file.

Owns both layouts and the formats of their files. It must not know what a field means, but for `script` of a
hook and `name` of a database, which name files.

A file that cannot be read is left out with its object, unless it is a hook's: without a hook tokens would be
given out that it refuses.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from warmhook.gateway.importing.deploy_settings import DeploySettings, Exclusions
from warmhook.gateway.importing.files import ExportFiles, UnreadableError
from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.keywords import Keywords
from warmhook.gateway.importing.keywords import replace as replace_keywords
from warmhook.gateway.importing.yaml.document import YamlError, load
from warmhook.gateway.importing.yaml.scalars import json_number

# Section, as tenant.yaml and we call it, to its folder in the directory layout.
_FOLDERS: Final[Mapping[str, str]] = {
    "clients": "clients",
    "resourceServers": "resource-servers",
    "clientGrants": "grants",
    "hooks": "hooks",
}
# As the Management API's schema has it.
CONNECTION_NAME: Final = re.compile(r"[a-zA-Z0-9](-?[a-zA-Z0-9])*")

_YAML_SUFFIXES: Final = frozenset({".yaml", ".yml"})
_DATABASES: Final = "databases"
_DATABASE_FOLDER: Final = "database-connections"


@dataclass(frozen=True, slots=True)
class Item:
    """One object of an export, not looked into."""

    # File, and in a file of several its place there.
    where: str
    value: object
    # What is wrong with the file that a hook's `script` names.
    script_problem: str | None = None


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
    # Objects of excluded sections are not there; those excluded by name are.
    exclusions: Exclusions = field(default_factory=Exclusions)


def read_export(path: Path, settings: DeploySettings, findings: Findings) -> Export:
    """Everything in the directory or YAML file. What cannot be read is in `findings`."""
    try:
        return _read(path, settings, findings)
    except OSError as error:
        findings.problem(str(path), None, f"cannot be read: {error.strerror}")
        return Export()


def _read(path: Path, settings: DeploySettings, findings: Findings) -> Export:
    if path.is_file() and path.suffix in _YAML_SUFFIXES:
        return _read_yaml(_Reader(ExportFiles(path.parent), settings, findings), path)
    if not path.is_dir():
        known = path.is_file() or path.is_fifo() or path.is_socket() or path.is_block_device()
        what = "is not a directory, nor a .yaml file" if known else "there is no such directory or file"
        findings.problem(str(path), None, what)
        return Export()
    reader = _Reader(ExportFiles(path), settings, findings)
    if reader.files.is_there(path / "tenant.yaml"):
        return _read_yaml(reader, path / "tenant.yaml")
    if not any((path / name).exists() for name in ("tenant.json", *_FOLDERS.values(), _DATABASE_FOLDER)):
        others = sorted(file.name for file in path.iterdir() if file.suffix in _YAML_SUFFIXES)
        hint = f"; name the file itself if it is {' or '.join(others)}" if others else ""
        missing = f"is not an export: it has neither tenant.yaml, tenant.json nor clients/{hint}"
        findings.problem(str(path), None, missing)
        return Export()
    return _read_directory(reader, path)


def _read_directory(reader: _Reader, directory: Path) -> Export:
    sections = {
        section: tuple(reader.json_files(directory / folder, is_needed=section == "hooks"))
        if reader.wants(section, f"{folder}/", directory / folder)
        else ()
        for section, folder in _FOLDERS.items()
    }
    databases: list[Item] = []
    users: list[tuple[str, Item]] = []
    if reader.wants(_DATABASES, f"{_DATABASE_FOLDER}/", directory / _DATABASE_FOLDER):
        for folder in reader.folders(directory / _DATABASE_FOLDER):
            if not reader.files.is_there(folder / "database.json"):
                reader.cannot_use(folder, "there is no database.json in it")
                continue
            found = reader.json_file(folder / "database.json")
            databases.extend(found)
            users.extend(user for item in found for user in reader.users(folder, item))
    known = {"tenant.json", _DATABASE_FOLDER, *_FOLDERS.values()}
    for entry in reader.entries(directory):
        if entry.name not in known and not entry.name.startswith("."):
            reader.findings.left_out.append(_counted(entry))
    tenant = directory / "tenant.json"
    has_tenant = reader.files.is_there(tenant) and reader.wants("tenant", tenant.name, tenant)
    return Export(
        tenant=reader.json_file(tenant) if has_tenant else (),
        clients=sections["clients"],
        resource_servers=sections["resourceServers"],
        client_grants=sections["clientGrants"],
        databases=tuple(databases),
        hooks=reader.with_scripts(sections["hooks"], directory / "hooks"),
        users=tuple(users),
        exclusions=reader.settings.exclusions,
    )


def _counted(path: Path) -> str:
    if path.is_symlink() or not path.is_dir():
        return path.name
    return f"{path.name}/ ({sum(len(files) for _, _, files in os.walk(path))} files)"


def _read_yaml(reader: _Reader, file: Path) -> Export:
    content = reader.yaml_file(file)
    if content is None:
        return Export()
    directory = file.parent
    known = {"tenant", _DATABASES, *_FOLDERS}
    # The tool's own settings for what to deploy, not objects.
    settings = {"exclude", "include"}
    for name in sorted(content.keys() - known - settings):
        value = content[name]
        count = len(value) if isinstance(value, list | dict) else 1
        if count and value is not None:
            reader.findings.left_out.append(f"{file.name}: {name} ({count})")
    wanted = {
        name: value
        for name, value in content.items()
        if name in known and reader.wants(name, f"{file.name}: {name}", file)
    }
    databases = reader.section(file, wanted, _DATABASES)
    users = [reader.users(directory / _DATABASES / _name_of(item), item) for item in databases]
    tenant = wanted.get("tenant")
    hooks = reader.section(file, wanted, "hooks")
    return Export(
        tenant=() if tenant is None else (Item(f"{file.name}: tenant", tenant),),
        clients=reader.section(file, wanted, "clients"),
        resource_servers=reader.section(file, wanted, "resourceServers"),
        client_grants=reader.section(file, wanted, "clientGrants"),
        databases=databases,
        hooks=reader.with_scripts(hooks, directory),
        users=tuple(user for found in users for user in found),
        exclusions=_with_names(reader.settings.exclusions, content.get("exclude")),
    )


def _with_names(exclusions: Exclusions, content: object) -> Exclusions:
    for section, names in content.items() if isinstance(content, dict) else ():
        if isinstance(names, list):
            excluded = frozenset(name for name in names if isinstance(name, str))
            exclusions = exclusions.with_names(section, excluded)
    return exclusions


def _name_of(database: Item) -> str:
    """Its name, which is also its folder's. A name that no folder can have becomes one that no folder has."""
    name = database.value.get("name") if isinstance(database.value, dict) else None
    return name if isinstance(name, str) and CONNECTION_NAME.fullmatch(name) else "(unnamed)"


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is not a value")


def _number(text: str) -> int | float | None:
    return json_number(float(text))


@dataclass(frozen=True, slots=True)
class _Reader:
    files: ExportFiles
    settings: DeploySettings
    findings: Findings

    @property
    def keywords(self) -> Keywords:
        return self.settings.keywords

    def wants(self, section: str, shown: str, path: Path) -> bool:
        """Whether the section is not excluded. If it is, and is there, that is reported."""
        excluded = self.settings.exclusions.excludes(section)
        if excluded and self.files.is_there(path):
            self.findings.left_out.append(f"{shown}: excluded")
        return not excluded

    def cannot_use(self, path: Path, message: str, *, is_needed: bool = False) -> None:
        report = self.findings.problem if is_needed else self.findings.cannot_use
        report(self.files.name(path), None, message)

    def entries(self, folder: Path, *, is_needed: bool = False) -> list[Path]:
        try:
            return self.files.entries(folder)
        except UnreadableError as error:
            self.cannot_use(folder, str(error), is_needed=is_needed)
            return []

    def folders(self, folder: Path) -> Iterator[Path]:
        for entry in self.entries(folder):
            try:
                is_folder = self.files.is_folder(entry)
            except UnreadableError as error:
                self.cannot_use(entry, str(error))
                continue
            if is_folder:
                yield entry

    def json_files(self, folder: Path, *, is_needed: bool) -> Iterator[Item]:
        for file in self.entries(folder, is_needed=is_needed):
            if file.suffix == ".json":
                yield from self.json_file(file, is_needed=is_needed)

    def json_file(self, file: Path, *, is_needed: bool = False) -> tuple[Item, ...]:
        """The file's object; none where there is nothing in it or it is unreadable."""
        try:
            text = self._text(file)
            # Numbers are JavaScript's, as deploy-cli reads them.
            value: object = json.loads(
                text, parse_float=_number, parse_int=_number, parse_constant=_no_constant
            )
        except UnreadableError as error:
            self.cannot_use(file, str(error), is_needed=is_needed)
            return ()
        except (ValueError, RecursionError) as error:
            self.cannot_use(file, f"is not JSON: {error}", is_needed=is_needed)
            return ()
        # As deploy-cli: an empty object stands for nothing.
        return () if value == {} else (Item(self.files.name(file), value),)

    def yaml_file(self, file: Path) -> Mapping[str, object] | None:
        try:
            content = load(self._text(file)) or {}
        except UnreadableError as error:
            self.cannot_use(file, str(error), is_needed=True)
            return None
        except YamlError as error:
            self.cannot_use(file, f"is not YAML: {error}", is_needed=True)
            return None
        if not isinstance(content, dict):
            self.cannot_use(file, "must hold a mapping of sections", is_needed=True)
            return None
        return content

    def section(self, file: Path, content: Mapping[str, object], name: str) -> tuple[Item, ...]:
        """The objects of one list of a YAML file."""
        value = content.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.findings.problem(file.name, name, "must be a list")
            return ()
        return tuple(Item(f"{file.name}: {name}[{n}]", one) for n, one in enumerate(value))

    def users(self, folder: Path, database: Item) -> tuple[tuple[str, Item], ...]:
        """The bulk import file beside a database, if there is one."""
        file = folder / "users.json"
        if not self.files.is_there(file):
            return ()
        items = []
        for whole in self.json_file(file):
            if isinstance(whole.value, list):
                items += [Item(f"{whole.where}[{n}]", one) for n, one in enumerate(whole.value)]
            else:
                self.findings.cannot_use(whole.where, None, "must hold a list of users")
        return tuple((_name_of(database), item) for item in items)

    def with_scripts(self, hooks: tuple[Item, ...], base: Path) -> tuple[Item, ...]:
        """The hooks with the content of the files that `script` names, seen from `base`."""
        return tuple(self._with_script(hook, base) for hook in hooks)

    def _with_script(self, hook: Item, base: Path) -> Item:
        if not isinstance(hook.value, dict):
            return hook
        name = hook.value.get("script")
        script, problem = "", "must name a file"
        if isinstance(name, str) and name:
            script, problem = self._script(base, name)
        return replace(hook, value={**hook.value, "script": script}, script_problem=problem or None)

    def _script(self, base: Path, name: str) -> tuple[str, str]:
        """The script, and what is wrong with it."""
        file = base / name.replace("\\", "/")
        shown = name.encode("unicode_escape").decode("ascii") if not name.isprintable() else name
        try:
            script = self._text(file)
        except UnreadableError as error:
            return "", f"{shown} {error}"
        return script, "" if script else f"{shown} is empty"

    def _text(self, file: Path) -> str:
        return replace_keywords(self.files.text(file), self.keywords)
